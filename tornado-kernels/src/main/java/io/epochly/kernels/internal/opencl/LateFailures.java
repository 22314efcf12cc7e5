package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.internal.ir.Total;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import java.util.List;

/**
 * Tells whether a call may have to be undone after a loop was launched: what stays on the host may
 * bail out there, and a further launch may not find the memory that it needs.
 */
final class LateFailures {
  private LateFailures() {}

  /** Whether it surely does not. */
  static boolean none(Kernel host) {
    return none(host.body());
  }

  private static boolean none(List<Stmt> statements) {
    boolean launched = false;
    for (Stmt statement : statements) {
      if (launched && mayFail(statement) || !none(statement)) {
        return false;
      }
      launched |= HostPart.splits(List.of(statement));
    }
    return true;
  }

  /** Whether a statement does not fail behind a launch of its own. */
  private static boolean none(Stmt statement) {
    return switch (statement) {
      case Stmt.If s -> none(s.then()) && none(s.otherwise());
      case Stmt.Block s -> none(s.body());
      case Stmt.CountedLoop _, Stmt.While _ -> !HostPart.splits(List.of(statement));
      // Combining what pieces give may leave 64 bits.
      case Stmt.Split s -> s.results().isEmpty();
      default -> true;
    };
  }

  private static boolean mayFail(Stmt statement) {
    boolean[] found = {false};
    new Walker() {
      @Override
      protected void enter(Stmt s) {
        found[0] |=
            switch (s) {
              case Stmt.CountedLoop loop -> !(loop.step() instanceof Expr.IntConst);
              case Stmt.AssignArray assignment -> !assignment.indices().isEmpty();
              case Stmt.Assign _,
                  Stmt.If _,
                  Stmt.While _,
                  Stmt.Block _,
                  Stmt.Break _,
                  Stmt.Continue _,
                  Stmt.Return _ ->
                  false;
              default -> true;
            };
      }

      @Override
      protected void enter(Expr e) {
        found[0] |= !Total.isTotal(e);
      }
    }.walk(statement);
    return found[0];
  }
}
