package io.epochly.kernels.internal.lift;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Exprs;
import io.epochly.kernels.internal.ir.Total;
import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises loops that count: {@code for (int i = a; i < b; i += 3)} and its like, where nothing
 * else assigns {@code i} and the loop does not change {@code b}. Where the counter would leave its
 * type before the loop ends, as with {@code i <= Integer.MAX_VALUE}, the loop bails out instead of
 * running on.
 */
final class CountedLoops {
  private final List<Stmt> body;

  private CountedLoops(List<Stmt> body) {
    this.body = body;
  }

  /** The body with such loops in the form of counted ones. */
  static List<Stmt> of(List<Stmt> body) {
    List<Stmt> current = body;
    while (true) {
      List<Stmt> next = new CountedLoops(current).once();
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
  }

  /** Rewrites one loop, an inner one first, as how often variables are read then changes. */
  private List<Stmt> once() {
    boolean[] done = {false};
    return rewrite(body, done);
  }

  private List<Stmt> rewrite(List<Stmt> statements, boolean[] done) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      if (done[0]) {
        result.add(statement);
        continue;
      }
      Stmt inner =
          switch (statement) {
            case Stmt.If s ->
                new Stmt.If(s.condition(), rewrite(s.then(), done), rewrite(s.otherwise(), done));
            case Stmt.Block s -> new Stmt.Block(s.label(), rewrite(s.body(), done));
            case Stmt.While s ->
                new Stmt.While(s.label(), s.condition(), rewrite(s.body(), done), s.position());
            case Stmt.CountedLoop s -> s.withBody(rewrite(s.body(), done));
            default -> statement;
          };
      Optional<Counted> counted =
          !done[0] && inner instanceof Stmt.While s ? counted(s) : Optional.empty();
      if (counted.isPresent()) {
        done[0] = true;
        counted.get().into(result);
      } else {
        result.add(inner);
      }
    }
    return result;
  }

  /**
   * A loop that counts.
   *
   * @param bound what the counter is compared with, by {@code comparison}, before each iteration
   */
  private final class Counted {
    private final Stmt.While loop;
    private final Var var;
    private final BinaryOp comparison;
    private final Expr bound;
    private final long step;
    private final long least;
    private final long most;
    private final Position at;

    Counted(Stmt.While loop, Var var, BinaryOp comparison, Expr bound, long step, boolean isInt) {
      this.loop = loop;
      this.var = var;
      this.comparison = comparison;
      this.bound = bound;
      this.step = step;
      this.least = isInt ? Integer.MIN_VALUE : Long.MIN_VALUE;
      this.most = isInt ? Integer.MAX_VALUE : Long.MAX_VALUE;
      this.at = loop.position();
    }

    /** Puts the loop behind the statements before it. */
    void into(List<Stmt> before) {
      Optional<Expr> known = start(before);
      boolean readOutside = known.isEmpty() || reads(body) != reads(List.of(loop));
      Expr start = known.orElseGet(() -> new Expr.Local(var));
      Set<Var> changed = Variables.assigned(List.of(loop));
      boolean changes =
          Exprs.any(start, e -> e instanceof Expr.Local(Var v) && changed.contains(v));
      if (changes || readOutside && !(start instanceof Expr.IntConst)) {
        // It is read again behind the loop, and passes take what it is made of for what that is in
        // the loop.
        Var first = var.another(var.name() + ".from");
        before.add(new Stmt.Assign(first, start));
        start = new Expr.Local(first);
      }
      guard(start).ifPresent(before::add);
      Expr stop = stop();
      Var counter = var.another(var.name());
      List<Stmt> inside = new ArrayList<>(loop.body().subList(0, loop.body().size() - 1));
      if (readOutside) {
        inside.addFirst(new Stmt.Assign(var, new Expr.Local(counter)));
      } else {
        inside = new Renaming(counter).of(inside);
      }
      if (!readOutside) {
        before.add(counted(counter, start, stop, inside));
        return;
      }
      // What breaks out of the loop leaves the variable as the iteration had it.
      Leaving leaving = new Leaving();
      Stmt counted = counted(counter, start, stop, leaving.of(inside));
      Stmt ended = new Stmt.Assign(var, behind(start, stop));
      if (leaving.found) {
        before.add(new Stmt.Block(leaving.target, List.of(counted, ended)));
      } else {
        before.add(counted);
        before.add(ended);
      }
    }

    private Stmt counted(Var counter, Expr start, Expr stop, List<Stmt> inside) {
      return new Stmt.CountedLoop(
          loop.label(), counter, start, stop, new Expr.IntConst(step), inside, false, at);
    }

    /** What the variable is at the start, where it is assigned right before; that goes then. */
    private Optional<Expr> start(List<Stmt> before) {
      for (int i = before.size() - 1; i >= 0; i--) {
        if (!(before.get(i) instanceof Stmt.Assign(Var other, Expr value))) {
          return Optional.empty();
        }
        if (other.equals(var)) {
          // What comes in between must not change what the value is made of.
          List<Stmt> between = before.subList(i + 1, before.size());
          Set<Var> changed = Variables.assigned(between);
          boolean same =
              !Exprs.any(value, e -> e instanceof Expr.Local(Var v) && changed.contains(v));
          if (!same || Exprs.any(value, e -> e.equals(new Expr.Local(var)))) {
            return Optional.empty();
          }
          before.remove(i);
          return Optional.of(value);
        }
        if (Exprs.any(value, e -> e.equals(new Expr.Local(var)))) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private int reads(List<Stmt> statements) {
      return Variables.reads(statements).getOrDefault(var, 0);
    }

    /** Bails out where the counter would wrap around. */
    private Optional<Stmt> guard(Expr start) {
      Expr ends =
          switch (comparison) {
            case INT_LT -> atMost(bound, most - (step - 1));
            case INT_LE -> atMost(bound, most - step);
            case INT_GT -> atLeast(bound, least - (step + 1));
            case INT_GE -> atLeast(bound, least - step);
            default -> compared(step > 0 ? BinaryOp.INT_LE : BinaryOp.INT_GE, start, bound);
          };
      return ends.equals(new Expr.BoolConst(true))
          ? Optional.empty()
          : Optional.of(
              new Stmt.If(
                  Conditions.not(ends),
                  List.of(new Stmt.Bail(BailReason.OVERFLOW, at, -1)),
                  List.of()));
    }

    private Expr atMost(Expr value, long limit) {
      return limit == most
          ? new Expr.BoolConst(true)
          : compared(BinaryOp.INT_LE, value, new Expr.IntConst(limit));
    }

    private Expr atLeast(Expr value, long limit) {
      return limit == least
          ? new Expr.BoolConst(true)
          : compared(BinaryOp.INT_GE, value, new Expr.IntConst(limit));
    }

    private Expr compared(BinaryOp op, Expr left, Expr right) {
      if (left instanceof Expr.IntConst(long a) && right instanceof Expr.IntConst(long b)) {
        return new Expr.BoolConst(op == BinaryOp.INT_LE ? a <= b : a >= b);
      }
      // No JVM has arrays of as many elements as there are ints.
      if (op == BinaryOp.INT_LE
          && isLength(left)
          && right instanceof Expr.IntConst(long limit)
          && limit >= Integer.MAX_VALUE - 1) {
        return new Expr.BoolConst(true);
      }
      return new Expr.Binary(op, left, right, false, at);
    }

    /** Whether an expression is the length of an array, or a little less. */
    private static boolean isLength(Expr e) {
      return switch (e) {
        case Expr.Length _ -> true;
        case Expr.Unary u ->
            u.op() == UnaryOp.INT_WRAP
                && u.operand() instanceof Expr.Binary less
                && less.op() == BinaryOp.INT_SUB
                && less.left() instanceof Expr.Length
                && less.right() instanceof Expr.IntConst(long by)
                && by >= 0
                && by < Short.MAX_VALUE;
        default -> false;
      };
    }

    /** The first value of the counter with which the loop does not run. */
    private Expr stop() {
      return switch (comparison) {
        case INT_LE -> plus(bound, 1);
        case INT_GE -> plus(bound, -1);
        default -> bound;
      };
    }

    private Expr plus(Expr value, long more) {
      return value instanceof Expr.IntConst(long constant)
          ? new Expr.IntConst(constant + more)
          : new Expr.Binary(BinaryOp.INT_ADD, value, new Expr.IntConst(more), false, at);
    }

    /** What the variable is behind the loop when nothing has left it. */
    private Expr behind(Expr start, Expr stop) {
      if (step == 1) {
        return new Expr.Call(Intrinsic.MAX, List.of(start, stop), at);
      }
      if (step == -1) {
        return new Expr.Call(Intrinsic.MIN, List.of(start, stop), at);
      }
      Expr distance =
          step > 0
              ? new Expr.Binary(BinaryOp.INT_SUB, stop, start, false, at)
              : new Expr.Binary(BinaryOp.INT_SUB, start, stop, false, at);
      Expr steps =
          new Expr.Binary(
              BinaryOp.INT_FLOORDIV,
              plus(distance, Math.abs(step) - 1),
              new Expr.IntConst(Math.abs(step)),
              false,
              at);
      Expr way = new Expr.Binary(BinaryOp.INT_MUL, steps, new Expr.IntConst(step), false, at);
      Expr runs =
          new Expr.Binary(step > 0 ? BinaryOp.INT_LT : BinaryOp.INT_GT, start, stop, false, at);
      return new Expr.Select(runs, new Expr.Binary(BinaryOp.INT_ADD, start, way, false, at), start);
    }

    /** Has breaks out of the loop pass over what stands behind it as well. */
    private final class Leaving extends Transformer {
      private final Label target = new Label("after." + loop.label());
      private boolean found;

      List<Stmt> of(List<Stmt> statements) {
        return statements(statements);
      }

      @Override
      protected Stmt statement(Stmt statement) {
        if (statement instanceof Stmt.Break(Label label) && label == loop.label()) {
          found = true;
          return new Stmt.Break(target);
        }
        return super.statement(statement);
      }
    }

    /** Reads the counter where the variable was read. */
    private final class Renaming extends Transformer {
      private final Expr counter;

      Renaming(Var counter) {
        this.counter = new Expr.Local(counter);
      }

      List<Stmt> of(List<Stmt> statements) {
        return statements(statements);
      }

      @Override
      protected Expr expression(Expr e) {
        return e.equals(new Expr.Local(var)) ? counter : super.expression(e);
      }
    }
  }

  private Optional<Counted> counted(Stmt.While loop) {
    if (loop.body().isEmpty()
        || !(loop.body().getLast() instanceof Stmt.Assign(Var var, Expr next))
        || !(loop.condition() instanceof Expr.Binary test)) {
      return Optional.empty();
    }
    boolean isInt = next instanceof Expr.Unary wrap && wrap.op() == UnaryOp.INT_WRAP;
    Expr sum = isInt ? ((Expr.Unary) next).operand() : next;
    Optional<Long> step = step(sum, var, isInt);
    boolean left = test.left().equals(new Expr.Local(var));
    boolean right = test.right().equals(new Expr.Local(var));
    if (step.isEmpty() || left == right) {
      return Optional.empty();
    }
    BinaryOp comparison = left ? test.op() : turned(test.op());
    Expr bound = left ? test.right() : test.left();
    boolean fits =
        switch (comparison) {
          case INT_LT, INT_LE -> step.get() > 0;
          case INT_GT, INT_GE -> step.get() < 0;
          case INT_NE -> Math.abs(step.get()) == 1;
          default -> false;
        };
    Set<Var> assigned = Variables.assigned(List.of(loop));
    Set<ArrayVar> moved = Variables.assignedLists(loop.body());
    boolean once =
        fits
            && Variables.assignments(loop.body()).getOrDefault(var, 0) == 1
            && !continues(loop)
            && isInvariant(bound, assigned, moved);
    return once
        ? Optional.of(new Counted(loop, var, comparison, bound, step.get(), isInt))
        : Optional.empty();
  }

  private static Optional<Long> step(Expr sum, Var var, boolean isInt) {
    if (!(sum instanceof Expr.Binary e) || !(e.right() instanceof Expr.IntConst(long constant))) {
      return Optional.empty();
    }
    boolean self = e.left().equals(new Expr.Local(var));
    boolean plus = e.op() == (isInt ? BinaryOp.INT_ADD : BinaryOp.WRAP_ADD);
    boolean minus = e.op() == (isInt ? BinaryOp.INT_SUB : BinaryOp.WRAP_SUB);
    boolean small = constant != 0 && -(1L << 20) < constant && constant < 1L << 20;
    return self && small && (plus || minus)
        ? Optional.of(plus ? constant : -constant)
        : Optional.empty();
  }

  /** The same comparison with its sides exchanged. */
  private static BinaryOp turned(BinaryOp op) {
    return switch (op) {
      case INT_LT -> BinaryOp.INT_GT;
      case INT_GT -> BinaryOp.INT_LT;
      case INT_LE -> BinaryOp.INT_GE;
      case INT_GE -> BinaryOp.INT_LE;
      default -> op;
    };
  }

  private static boolean continues(Stmt.While loop) {
    return Walker.anyStatement(
        loop.body(),
        statement -> statement instanceof Stmt.Continue s && s.label() == loop.label());
  }

  /** Whether an expression is the same in all iterations. */
  private static boolean isInvariant(Expr expression, Set<Var> assigned, Set<ArrayVar> moved) {
    return !Exprs.any(
        expression,
        e ->
            switch (e) {
              case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _ -> false;
              case Expr.Length length ->
                  length.array() instanceof ArrayVar var && moved.contains(var);
              case Expr.Local(Var var) -> assigned.contains(var);
              case Expr.Unary _, Expr.Binary _, Expr.Select _, Expr.Call _ -> !Total.isTotal(e);
              default -> true;
            });
  }
}
