package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a kernel stays on the host. Where it chooses between a loop that a device runs and the
 * same loop as it was, the latter bails out: the host does not have what the device has stored.
 */
final class HostPart {
  private HostPart() {}

  /**
   * The kernel with nothing in its own body that uses elements of lists.
   *
   * @throws io.epochly.kernels.UnsupportedKernelException when elements are used outside of loops
   *     that a device runs
   */
  static Kernel of(Kernel kernel) {
    List<Stmt> body = statements(kernel.body());
    body.forEach(
        s ->
            touches(s)
                .ifPresent(
                    at -> {
                      throw Unsupported.at(
                          at, "elements or lists are used outside of independent loops");
                    }));
    return new Kernel(kernel.name(), kernel.params(), body, kernel.functions());
  }

  private static List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      result.add(
          switch (statement) {
            case Stmt.If s -> choice(s);
            case Stmt.CountedLoop s -> s.withBody(statements(s.body()));
            case Stmt.While s ->
                new Stmt.While(s.label(), s.condition(), statements(s.body()), s.position());
            case Stmt.Block s -> new Stmt.Block(s.label(), statements(s.body()));
            default -> statement;
          });
    }
    return result;
  }

  private static Stmt choice(Stmt.If s) {
    List<Stmt> then = statements(s.then());
    List<Stmt> otherwise = statements(s.otherwise());
    if (splits(then)) {
      otherwise = refusedIfTouching(otherwise);
    } else if (splits(otherwise)) {
      then = refusedIfTouching(then);
    }
    return new Stmt.If(s.condition(), then, otherwise);
  }

  /** Whether statements launch a loop. */
  static boolean splits(List<Stmt> statements) {
    return Walker.anyStatement(statements, Stmt.Split.class::isInstance);
  }

  private static List<Stmt> refusedIfTouching(List<Stmt> statements) {
    for (Stmt statement : statements) {
      Optional<Position> touched = touches(statement);
      if (touched.isPresent()) {
        return List.of(new Stmt.Bail(BailReason.NOT_ON_DEVICE, touched.get(), -1));
      }
    }
    return statements;
  }

  /** Where elements of lists are used, or lists made or changed. */
  private static Optional<Position> touches(Stmt statement) {
    List<Position> found = new ArrayList<>();
    new Walker() {
      @Override
      protected void enter(Stmt s) {
        switch (s) {
          case Stmt.Store t -> found.add(t.position());
          case Stmt.NewArray t -> found.add(t.position());
          case Stmt.Append t -> found.add(t.position());
          case Stmt.Sort t -> found.add(t.position());
          case Stmt.AppendRow t -> found.add(t.position());
          case Stmt.StoreRow t -> found.add(t.position());
          case Stmt.Invoke t -> found.add(t.position());
          case Stmt.NewRows _ -> found.add(Position.NONE);
          default -> {}
        }
      }

      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Load load) {
          found.add(load.position());
        }
      }
    }.walk(statement);
    return found.stream().findFirst();
  }
}
