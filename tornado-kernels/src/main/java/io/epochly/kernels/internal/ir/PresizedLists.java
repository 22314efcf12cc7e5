package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a list as long as the loop behind it will, which adds one element in each iteration, one by
 * one: the loop stores them then. So does a list comprehension, whose loop is like any other that
 * fills a list once none of its iterations depends on how long the list has become.
 *
 * <p>In: an empty list, perhaps one more variable for it, statements that leave both alone, and a
 * counted loop with a step of 1 that every iteration of goes through to its end, and that does
 * nothing with the list but append to it once. Left as it is: what appends on some ways only, what
 * reads the list meanwhile, and loops that may be left early.
 */
final class PresizedLists extends Transformer {
  private PresizedLists() {}

  static Kernel apply(Kernel kernel) {
    return new PresizedLists().kernel(kernel);
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      Stmt copy = statement(statement);
      if (!(copy instanceof Stmt.CountedLoop loop && presize(loop, result))) {
        result.add(copy);
      }
    }
    return result;
  }

  /** Adds a loop that stores in the place of one that appends, if that can be. */
  private static boolean presize(Stmt.CountedLoop loop, List<Stmt> before) {
    if (!loop.step().equals(new Expr.IntConst(1)) || Labels.mayBeLeft(loop.body())) {
      return false;
    }
    for (Stmt statement : loop.body()) {
      if (statement instanceof Stmt.Append append) {
        Optional<Made> made = made(append.var(), before);
        if (made.isPresent() && isOnlyUse(append, made.get(), loop)) {
          before.addAll(stored(loop, append, made.get(), before));
          return true;
        }
      }
    }
    return false;
  }

  /**
   * An empty list.
   *
   * @param list what makes it
   * @param other what has another variable refer to it, if one does
   */
  private record Made(Stmt.NewArray list, Optional<Stmt.AssignArray> other) {
    Set<ArrayVar> names() {
      Set<ArrayVar> names = new HashSet<>(Set.of(list.var()));
      other.ifPresent(s -> names.add(s.var()));
      return names;
    }
  }

  /** Where a variable's list was made, if nothing after that does anything with it. */
  private static Optional<Made> made(ArrayVar var, List<Stmt> before) {
    Optional<Stmt.AssignArray> other = Optional.empty();
    ArrayVar name = var;
    Set<ArrayVar> touched = new HashSet<>();
    for (Stmt statement : before.reversed()) {
      if (touched.contains(var) || touched.contains(name)) {
        return Optional.empty();
      }
      if (statement instanceof Stmt.NewArray made && made.var().equals(name)) {
        return made.length().equals(new Expr.IntConst(0))
            ? Optional.of(new Made(made, other))
            : Optional.empty();
      }
      if (other.isEmpty()
          && statement instanceof Stmt.AssignArray named
          && named.var().equals(var)
          && named.indices().isEmpty()
          && named.value() instanceof ArrayVar list
          && list.type().equals(var.type())) {
        other = Optional.of(named);
        name = list;
      } else if (Labels.mayBeLeft(List.of(statement))) {
        return Optional.empty();
      } else {
        touched.addAll(touched(List.of(statement)));
      }
    }
    return Optional.empty();
  }

  private static Set<ArrayVar> touched(List<Stmt> statements) {
    Set<ArrayVar> result = new HashSet<>(Uses.lists(statements));
    result.addAll(Variables.assignedLists(statements));
    return result;
  }

  private static boolean isOnlyUse(Stmt.Append append, Made made, Stmt.CountedLoop loop) {
    List<Stmt> others = new ArrayList<>(loop.body());
    others.removeIf(statement -> statement == append);
    Set<Object> used = new HashSet<>(touched(others));
    used.addAll(Uses.in(append.value()));
    used.addAll(Uses.in(loop.start()));
    used.addAll(Uses.in(loop.stop()));
    return made.names().stream().noneMatch(used::contains);
  }

  /** The statements for a loop and for the list before it, which is not made in its old place. */
  private static List<Stmt> stored(
      Stmt.CountedLoop loop, Stmt.Append append, Made made, List<Stmt> before) {
    before.removeIf(s -> s == made.list() || made.other().filter(other -> s == other).isPresent());
    List<Stmt> result = new ArrayList<>();
    Expr start = known(loop.start(), loop.counter().name() + ".first", result);
    Expr stop = known(loop.stop(), loop.counter().name() + ".end", result);
    boolean fromZero = start.equals(new Expr.IntConst(0));
    // Saturated: where it does not fit, it is no length of a list either.
    Expr length =
        fromZero ? stop : new Expr.Call(Intrinsic.HIGH_SUB, List.of(stop, start), Position.NONE);
    result.add(new Stmt.NewArray(made.list().var(), length, made.list().fill(), append.position()));
    made.other().ifPresent(result::add);
    Expr counter = new Expr.Local(loop.counter());
    Expr index = fromZero ? counter : Exprs.proven(BinaryOp.INT_SUB, counter, start);
    List<Stmt> body = new ArrayList<>(loop.body());
    body.replaceAll(
        s ->
            s == append
                ? new Stmt.Store(
                    append.var(),
                    List.of(index),
                    List.of(IndexCheck.NONE),
                    append.value(),
                    append.position())
                : s);
    result.add(
        new Stmt.CountedLoop(
            loop.label(),
            loop.counter(),
            start,
            stop,
            loop.step(),
            body,
            loop.narrow(),
            loop.position()));
    return result;
  }

  /** A bound that holds all through the loop what it was before. */
  private static Expr known(Expr bound, String name, List<Stmt> before) {
    if (bound instanceof Expr.IntConst) {
      return bound;
    }
    Var var = new Var(name, ScalarType.INT);
    before.add(new Stmt.Assign(var, bound));
    return new Expr.Local(var);
  }
}
