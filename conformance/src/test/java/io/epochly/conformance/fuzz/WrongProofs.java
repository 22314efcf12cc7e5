package io.epochly.conformance.fuzz;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What makes kernels fast, done where it is not proven. */
final class WrongProofs {
  private WrongProofs() {}

  /** The loop without checks is taken for one iteration too many. */
  static UnaryOperator<Kernel> boundOffByOne() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return super.statement(statement) instanceof Stmt.If s && isVersioned(s)
                ? new Stmt.If(weakened(s.condition()), s.then(), s.otherwise())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  /** Whether the statement chooses between two versions of one loop. */
  private static boolean isVersioned(Stmt.If s) {
    return !s.otherwise().isEmpty()
        && !s.then().isEmpty()
        && switch (s.otherwise().getLast()) {
          case Stmt.CountedLoop checked -> !checked.narrow();
          case Stmt.Invoke checked -> checked.callee().name().startsWith("checked");
          default -> false;
        };
  }

  /** Iterations run side by side whatever lists are one and the same. */
  static UnaryOperator<Kernel> sideBySideThoughAliased() {
    return kernel ->
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            return expression instanceof Expr.Disjoint || expression instanceof Expr.Distinct
                ? new Expr.BoolConst(true)
                : super.expression(expression);
          }
        }.kernel(kernel);
  }

  /** Whether the statement chooses between a loop in pieces and as it was. */
  private static boolean isSplit(Stmt.If s) {
    return s.then().stream().anyMatch(Stmt.Split.class::isInstance);
  }

  /** Iterations are taken to be apart that touch each other. */
  static UnaryOperator<Kernel> spanOffByOne() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return super.statement(statement) instanceof Stmt.If s && isSplit(s)
                ? new Stmt.If(weakened(s.condition()), s.then(), s.otherwise())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  /** What pieces summed up takes the place of what was there before. */
  static UnaryOperator<Kernel> sumForgotten() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return super.statement(statement) instanceof Stmt.If s && isSplit(s)
                ? new Stmt.If(s.condition(), forgetting(s.then()), s.otherwise())
                : super.statement(statement);
          }

          private static List<Stmt> forgetting(List<Stmt> statements) {
            return statements.stream()
                .map(
                    s ->
                        s instanceof Stmt.Assign(Var var, Expr.Binary sum)
                                && sum.left().equals(new Expr.Local(var))
                            ? new Stmt.Assign(var, sum.right())
                            : s)
                .toList();
          }
        }.kernel(kernel);
  }

  /** The list of its own that a piece adds to is not all zeros. */
  static UnaryOperator<Kernel> countsFromOne() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return statement instanceof Stmt.NewArray s && s.var().name().endsWith(".piece")
                ? new Stmt.NewArray(s.var(), s.length(), new Expr.IntConst(1), s.position())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  /** A list that a loop is to fill is made one element too long. */
  static UnaryOperator<Kernel> listTooLong() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return statement instanceof Stmt.NewArray s
                    && s.length() instanceof Expr.Local(Var length)
                    && length.name().endsWith(".end")
                ? new Stmt.NewArray(
                    s.var(),
                    new Expr.Binary(
                        BinaryOp.INT_ADD, s.length(), new Expr.IntConst(1), false, s.position()),
                    s.fill(),
                    s.position())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  /** What is left of a sum behind a loop without checks is not looked at. */
  static UnaryOperator<Kernel> failedCheckForgotten() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return statement instanceof Stmt.If s
                    && s.then().isEmpty()
                    && looksAtSums(s.condition())
                ? new Stmt.If(new Expr.BoolConst(true), List.of(), List.of())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  private static boolean looksAtSums(Expr condition) {
    return switch (condition) {
      case Expr.Call call -> call.function() == Intrinsic.ISFINITE;
      case Expr.Select select -> looksAtSums(select.condition());
      default -> false;
    };
  }

  private static Expr weakened(Expr condition) {
    return new Transformer() {
      @Override
      protected Expr expression(Expr expression) {
        return super.expression(expression) instanceof Expr.Binary e && e.op() == BinaryOp.INT_LT
            ? new Expr.Binary(BinaryOp.INT_LE, e.left(), e.right(), e.checked(), e.position())
            : super.expression(expression);
      }
    }.expression(condition);
  }

  /** What a loop reads at a fixed place is read once before it, whatever the loop stores there. */
  static UnaryOperator<Kernel> loadHoistedPastStore() {
    return kernel ->
        new Transformer() {
          private int hoisted;

          @Override
          protected List<Stmt> statements(List<Stmt> statements) {
            List<Stmt> result = new ArrayList<>();
            for (Stmt statement : super.statements(statements)) {
              if (statement instanceof Stmt.CountedLoop loop) {
                Hoister hoister = new Hoister("hoisted" + hoisted++ + ".");
                Stmt moved = hoister.moved(loop);
                hoister.loads.forEach((load, var) -> result.add(new Stmt.Assign(var, load)));
                result.add(moved);
              } else {
                result.add(statement);
              }
            }
            return result;
          }
        }.kernel(kernel);
  }

  private static final class Hoister extends Transformer {
    private final Map<Expr.Load, Var> loads = new HashMap<>();
    private final String prefix;

    Hoister(String prefix) {
      this.prefix = prefix;
    }

    Stmt moved(Stmt.CountedLoop loop) {
      return loop(loop);
    }

    @Override
    protected Expr expression(Expr expression) {
      if (expression instanceof Expr.Load load
          && load.indices().stream().allMatch(Expr.IntConst.class::isInstance)) {
        return new Expr.Local(
            loads.computeIfAbsent(load, l -> new Var(prefix + loads.size(), l.type())));
      }
      return super.expression(expression);
    }
  }

  /** What was proven on one path is taken for proven on the other one too. */
  static UnaryOperator<Kernel> checkRemovedOnOnePath() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return super.statement(statement) instanceof Stmt.If s && !isVersioned(s)
                ? new Stmt.If(s.condition(), s.then(), unchecked(s.otherwise()))
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  private static List<Stmt> unchecked(List<Stmt> statements) {
    return new Unchecked().all(statements);
  }

  private static final class Unchecked extends Transformer {
    List<Stmt> all(List<Stmt> statements) {
      return statements(statements);
    }

    @Override
    protected Expr expression(Expr expression) {
      return super.expression(expression) instanceof Expr.Binary e && e.checked()
          ? new Expr.Binary(e.op(), e.left(), e.right(), isDivision(e.op()), e.position())
          : super.expression(expression);
    }

    private static boolean isDivision(BinaryOp op) {
      return switch (op) {
        case INT_ADD, INT_SUB, INT_MUL -> false;
        default -> true;
      };
    }

    @Override
    protected Stmt statement(Stmt statement) {
      return super.statement(statement) instanceof Stmt.Store s
          ? new Stmt.Store(
              s.array(),
              s.indices(),
              Collections.nCopies(s.checks().size(), IndexCheck.UPPER),
              s.value(),
              s.position())
          : super.statement(statement);
    }
  }

  /** What the first iteration finds in a list that later ones hand on is not loaded. */
  static UnaryOperator<Kernel> firstElementForgotten() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt statement(Stmt statement) {
            return statement instanceof Stmt.If s && s.then().stream().allMatch(HandedOn::loads)
                ? new Stmt.If(s.condition(), List.of(), s.otherwise())
                : super.statement(statement);
          }
        }.kernel(kernel);
  }

  /** An element goes to its list, but not on to the next iteration. */
  static UnaryOperator<Kernel> elementOfFirstIteration() {
    return kernel ->
        new Transformer() {
          @Override
          protected List<Stmt> statements(List<Stmt> statements) {
            List<Stmt> result = new ArrayList<>();
            for (Stmt statement : super.statements(statements)) {
              if (statement instanceof Stmt.Store s
                  && !result.isEmpty()
                  && result.getLast() instanceof Stmt.Assign(Var var, Expr value)
                  && HandedOn.is(var)
                  && s.value().equals(new Expr.Local(var))) {
                result.removeLast();
                statement = new Stmt.Store(s.array(), s.indices(), s.checks(), value, s.position());
              }
              result.add(statement);
            }
            return result;
          }
        }.kernel(kernel);
  }

  /** The greatest of ints is taken for the least where a loop waits for it. */
  static UnaryOperator<Kernel> greatestForLeast() {
    return kernel ->
        new Transformer() {
          @Override
          protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
            boolean handedOn =
                s.body().stream()
                    .anyMatch(b -> b instanceof Stmt.Assign(Var var, Expr _) && HandedOn.is(var));
            return super.loop(handedOn ? s.withBody(new Greatest().all(s.body())) : s);
          }
        }.kernel(kernel);
  }

  private static final class Greatest extends Transformer {
    List<Stmt> all(List<Stmt> statements) {
      return statements(statements);
    }

    @Override
    protected Expr expression(Expr expression) {
      return super.expression(expression) instanceof Expr.Call e && e.function() == Intrinsic.MIN
          ? new Expr.Call(Intrinsic.MAX, e.arguments(), e.position())
          : super.expression(expression);
    }
  }

  /** The variables in which loops hand elements on. */
  private static final class HandedOn {
    static boolean is(Var var) {
      return var.name().endsWith(".before");
    }

    static boolean loads(Stmt statement) {
      return statement instanceof Stmt.Assign(Var var, Expr value)
          && is(var)
          && value instanceof Expr.Load;
    }
  }
}
