package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long a loop runs, in steps: nodes that are evaluated, of a few tenths of a nanosecond each.
 * It can be computed before the loop.
 */
final class Steps {
  private static final int STEPS_OF_CALL = 20;

  /** How many steps a vector takes at once. */
  private static final int VECTOR = 4;

  /** How often a loop is taken to run of which that is not known. */
  private static final int UNKNOWN_TRIPS = 32;

  private Steps() {}

  /** An upper bound, or nothing where there is none. */
  static Optional<Expr> most(Stmt.CountedLoop loop) {
    try {
      return Optional.of(steps(loop, Scope.of(loop)));
    } catch (Unknown _) {
      return Optional.empty();
    }
  }

  /** The upper bound, or what may be about right. */
  static Expr about(Stmt.CountedLoop loop) {
    return most(loop)
        .orElseGet(
            () ->
                call(
                    Intrinsic.HIGH_MUL,
                    call(Intrinsic.MAX, new Expr.IntConst(0), trips(loop)),
                    new Expr.IntConst(about(loop.body()))));
  }

  /** What variables always hold that a loop assigns in one way only. */
  static Map<Var, Expr> definitions(Stmt.CountedLoop loop) {
    return Scope.of(loop).definitions();
  }

  private static Expr trips(Stmt.CountedLoop loop) {
    long step = loop.step() instanceof Expr.IntConst(long constant) ? constant : 1;
    Expr distance =
        step > 0
            ? call(Intrinsic.HIGH_SUB, loop.stop(), loop.start())
            : call(Intrinsic.HIGH_SUB, loop.start(), loop.stop());
    return Math.abs(step) == 1
        ? distance
        : Exprs.proven(BinaryOp.INT_FLOORDIV, distance, new Expr.IntConst(Math.abs(step)));
  }

  private static long about(List<Stmt> statements) {
    long sum = 1;
    for (Stmt statement : statements) {
      sum +=
          switch (statement) {
            case Stmt.CountedLoop s -> UNKNOWN_TRIPS * about(s.body());
            case Stmt.While s -> UNKNOWN_TRIPS * (size(s.condition()) + about(s.body()));
            case Stmt.Block s -> about(s.body());
            case Stmt.If s -> size(s.condition()) + Math.max(about(s.then()), about(s.otherwise()));
            default -> size(statement);
          };
    }
    return Math.min(sum, 1L << 40);
  }

  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown() {
      super(null, null, false, false);
    }
  }

  /** An upper bound of the steps of a loop, computed before it; saturated. */
  private static Expr steps(Stmt.CountedLoop loop, Scope scope) {
    if (!(loop.step() instanceof Expr.IntConst(long step)) || step == 0) {
      throw new Unknown();
    }
    Expr from = known(step > 0 ? loop.start() : loop.stop(), scope, loop.counter());
    Expr to = known(step > 0 ? atMost(loop.stop()) : loop.start(), scope, loop.counter());
    Expr trips = call(Intrinsic.MAX, new Expr.IntConst(0), call(Intrinsic.HIGH_SUB, to, from));
    if (Math.abs(step) > 1) {
      trips =
          plus(
              Exprs.proven(BinaryOp.INT_FLOORDIV, trips, new Expr.IntConst(Math.abs(step))),
              new Expr.IntConst(1));
    }
    return call(Intrinsic.HIGH_MUL, trips, steps(loop.body(), scope, Lanes.areCountedBy(loop)));
  }

  /** An upper bound of the steps of statements in a loop. */
  private static Expr steps(List<Stmt> statements, Scope scope, boolean vectors) {
    Expr sum = new Expr.IntConst(0);
    for (Stmt statement : statements) {
      Expr own =
          switch (statement) {
            case Stmt.CountedLoop s -> steps(s, scope);
            case Stmt.Block s -> steps(s.body(), scope, vectors);
            case Stmt.If s ->
                plus(
                    new Expr.IntConst(size(s.condition())),
                    greater(steps(s.then(), scope, vectors), steps(s.otherwise(), scope, vectors)));
            case Stmt.StripCall _ -> new Expr.IntConst(Strip.LANES * STEPS_OF_CALL * 5L);
            default -> new Expr.IntConst(Math.max(1, size(statement) / (vectors ? VECTOR : 1)));
          };
      sum = plus(sum, own);
    }
    return sum;
  }

  private static Expr plus(Expr left, Expr right) {
    return left instanceof Expr.IntConst(long a) && right instanceof Expr.IntConst(long b)
        ? new Expr.IntConst(a + b)
        : call(Intrinsic.HIGH_ADD, left, right);
  }

  private static Expr greater(Expr left, Expr right) {
    return left instanceof Expr.IntConst(long a) && right instanceof Expr.IntConst(long b)
        ? new Expr.IntConst(Math.max(a, b))
        : call(Intrinsic.MAX, left, right);
  }

  /** What an upper bound is known to be, without what it depends on. */
  private static Expr atMost(Expr bound) {
    return bound instanceof Expr.Call call
            && call.function() == Intrinsic.MIN
            && call.arguments().getFirst() instanceof Expr.IntConst most
        ? most
        : bound;
  }

  /** What has, before the loops, the value that an expression has in them. */
  private static Expr known(Expr expression, Scope scope, Var counter) {
    return switch (expression) {
      case Expr.IntConst e -> e;
      case Expr.Local e -> {
        Expr definition = scope.definitions().get(e.var());
        if (definition != null) {
          yield known(definition, scope.without(e.var()), counter);
        }
        if (scope.changing().contains(e.var()) || e.var().equals(counter)) {
          throw new Unknown();
        }
        yield e;
      }
      case Expr.Binary e when isSum(e.op()) && !e.checked() ->
          Exprs.proven(e.op(), known(e.left(), scope, counter), known(e.right(), scope, counter));
      case Expr.Unary e when e.op() == UnaryOp.INT_WRAP ->
          new Expr.Unary(e.op(), known(e.operand(), scope, counter), e.checked(), e.position());
      case Expr.Length e when e.indices().isEmpty() && !scope.lists().contains(e.array()) -> e;
      case Expr.Call e when e.function() == Intrinsic.MIN || e.function() == Intrinsic.MAX ->
          new Expr.Call(
              e.function(),
              List.of(
                  known(e.arguments().get(0), scope, counter),
                  known(e.arguments().get(1), scope, counter)),
              Position.NONE);
      default -> throw new Unknown();
    };
  }

  /**
   * What loops do to variables.
   *
   * @param changing the variables that they assign
   * @param definitions what those among them always hold that are assigned in one way only
   * @param lists variables that they make refer to lists, which before them there may be none of
   */
  private record Scope(
      Set<Var> changing, Map<Var, Expr> definitions, Set<? extends ArrayRef> lists) {
    static Scope of(Stmt.CountedLoop loop) {
      Set<Var> changing = Variables.assigned(List.of(loop));
      Map<Var, Expr> definitions = new HashMap<>();
      Set<Var> several = new HashSet<>(Unassigned.exposed(loop.body()));
      new Walker() {
        @Override
        protected void enter(Stmt statement) {
          switch (statement) {
            case Stmt.Assign(Var var, Expr value) -> {
              Expr before = definitions.putIfAbsent(var, value);
              if (before != null && !before.equals(value)) {
                several.add(var);
              }
            }
            case Stmt.CountedLoop s -> several.add(s.counter());
            default -> {}
          }
        }
      }.walk(loop);
      definitions.keySet().removeAll(several);
      return new Scope(changing, definitions, Variables.assignedLists(List.of(loop)));
    }

    /** The same where a variable is looked into; none is defined by itself. */
    Scope without(Var var) {
      Map<Var, Expr> others = new HashMap<>(definitions);
      others.remove(var);
      return new Scope(changing, others, lists);
    }
  }

  private static boolean isSum(BinaryOp op) {
    return op == BinaryOp.INT_ADD || op == BinaryOp.INT_SUB || op == BinaryOp.INT_MUL;
  }

  private static long size(Stmt statement) {
    return switch (statement) {
      case Stmt.Assign s -> 1 + size(s.value());
      // Where an element lies follows from where the one before it lay.
      case Stmt.Store s -> 1 + size(s.value());
      case Stmt.StripStore s -> 1 + size(s.value());
      default -> {
        Size size = new Size();
        size.walk(statement);
        yield size.steps;
      }
    };
  }

  private static long size(Expr expression) {
    Size size = new Size();
    size.walk(expression);
    return size.steps - size.ofIndices;
  }

  private static final class Size extends Walker {
    private long steps;
    private long ofIndices;

    @Override
    protected void enter(Stmt statement) {
      steps++;
    }

    @Override
    protected void enter(Expr expression) {
      steps +=
          switch (expression) {
            case Expr.Call _ -> STEPS_OF_CALL;
            case Expr.Binary e when isDivision(e.op()) -> STEPS_OF_CALL / 2;
            default -> 1;
          };
      if (expression instanceof Expr.Load load) {
        for (Expr index : load.indices()) {
          ofIndices += Polynomial.of(index).isPresent() ? size(index) : 0;
        }
      }
    }

    private static boolean isDivision(BinaryOp op) {
      return switch (op) {
        case FLOAT_DIV, FLOAT_REMAINDER, INT_FLOORDIV, INT_MOD, INT_QUOTIENT, INT_REMAINDER -> true;
        default -> false;
      };
    }
  }

  private static Expr call(Intrinsic function, Expr left, Expr right) {
    return new Expr.Call(function, List.of(left, right), Position.NONE);
  }
}
