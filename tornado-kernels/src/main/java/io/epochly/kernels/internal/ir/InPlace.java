package io.epochly.kernels.internal.ir;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes of a kernel one that bails out before its first store or not at all, so that nothing need
 * be kept for undoing its stores. It bails out where the kernel might do so later, and where it
 * might run for long: it is not polled either. Whoever gets a bail-out runs the kernel itself.
 */
public final class InPlace {
  /**
   * Nodes, of a few tenths of a nanosecond each, that may be evaluated without a poll. Of what
   * takes longer, a copy of what it stores into is a small part.
   */
  static final long MOST_STEPS = 1L << 27;

  private static final int STEPS_OF_CALL = 20;

  /** How many steps a vector takes at once. */
  private static final int VECTOR = 4;

  private static final Stmt RETRY = new Stmt.Bail(BailReason.NOT_COMPILED, Position.NONE, -1);

  /** Whether something may have been stored on the way to here. */
  private boolean stored;

  /** Variables that the loops around may change. */
  private final Set<Var> changing = new HashSet<>();

  private InPlace() {}

  /** The kernel that works in place, where there is one. */
  public static Optional<Kernel> of(Kernel kernel) {
    if (!kernel.functions().isEmpty() || Effects.stored(kernel).isEmpty()) {
      return Optional.empty();
    }
    try {
      InPlace rewriter = new InPlace();
      List<Stmt> body = rewriter.statements(kernel.body());
      return rewriter.stored
          ? Optional.of(new Kernel(kernel.name(), kernel.params(), body))
          : Optional.empty();
    } catch (Impossible _) {
      return Optional.empty();
    }
  }

  private static final class Impossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Impossible() {
      super(null, null, false, false);
    }
  }

  private List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      result.add(statement(statement));
    }
    return result;
  }

  private Stmt statement(Stmt statement) {
    return switch (statement) {
      case Stmt.Assign s -> {
        require(s.value());
        yield s;
      }
      case Stmt.Store s -> {
        s.indices().forEach(this::require);
        require(s.value());
        if (s.array() instanceof ArrayVar || stored && !Total.isTotal(s)) {
          throw new Impossible();
        }
        stored = true;
        yield s;
      }
      case Stmt.NewStrips s -> s;
      case Stmt.StripStore s -> {
        require(s.value());
        yield s;
      }
      case Stmt.StripCall s -> {
        if (stored && !Total.isTotal(s.function())) {
          throw new Impossible();
        }
        yield s;
      }
      case Stmt.If s -> {
        require(s.condition());
        boolean before = stored;
        List<Stmt> then = branch(s.then());
        boolean afterThen = stored;
        stored = before;
        List<Stmt> otherwise = branch(s.otherwise());
        stored |= afterThen;
        yield new Stmt.If(s.condition(), then, otherwise);
      }
      case Stmt.CountedLoop s -> loop(s);
      case Stmt.Block s -> new Stmt.Block(s.label(), statements(s.body()));
      case Stmt.Return s -> {
        require(s.result());
        yield s;
      }
      case Stmt.Bail s when !stored -> s;
      case Stmt.Break s -> s;
      case Stmt.Continue s -> s;
      case Stmt.Bail _,
          Stmt.While _,
          Stmt.Invoke _,
          Stmt.AssignArray _,
          Stmt.NewArray _,
          Stmt.Append _,
          Stmt.Sort _,
          Stmt.NewRows _,
          Stmt.AppendRow _,
          Stmt.StoreRow _ ->
          throw new Impossible();
    };
  }

  /** A branch that cannot work in place is left before anything is stored. */
  private List<Stmt> branch(List<Stmt> statements) {
    boolean before = stored;
    Set<Var> around = Set.copyOf(changing);
    try {
      return statements(statements);
    } catch (Impossible e) {
      if (before) {
        throw e;
      }
      stored = false;
      changing.retainAll(around);
      return List.of(RETRY);
    }
  }

  private Stmt loop(Stmt.CountedLoop s) {
    boolean outermost = changing.isEmpty();
    require(s.start());
    require(s.stop());
    require(s.step());
    Expr steps = outermost ? steps(s, Scope.of(s)) : new Expr.IntConst(0);
    boolean before = stored;
    if (outermost && before) {
      // How long it runs would be known too late.
      throw new Impossible();
    }
    stored |= storesIn(s);
    Set<Var> around = Set.copyOf(changing);
    changing.addAll(Variables.assigned(List.of(s)));
    List<Stmt> body = statements(s.body());
    changing.retainAll(around);
    Stmt.CountedLoop loop =
        new Stmt.CountedLoop(
            s.label(), s.counter(), s.start(), s.stop(), s.step(), body, s.narrow(), s.position());
    return outermost
        ? new Stmt.If(
            Exprs.proven(BinaryOp.INT_LE, steps, new Expr.IntConst(MOST_STEPS)),
            List.of(loop),
            List.of(RETRY))
        : loop;
  }

  private static boolean storesIn(Stmt.CountedLoop loop) {
    boolean[] stores = {false};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        stores[0] |= statement instanceof Stmt.Store;
      }
    }.walk(loop);
    return stores[0];
  }

  // How long a loop runs

  /** An upper bound of the steps of a loop, computed before it; saturated. */
  private static Expr steps(Stmt.CountedLoop loop, Scope scope) {
    if (!(loop.step() instanceof Expr.IntConst(long step)) || step == 0) {
      throw new Impossible();
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
          throw new Impossible();
        }
        yield e;
      }
      case Expr.Binary e when isSum(e.op()) && !e.checked() ->
          Exprs.proven(e.op(), known(e.left(), scope, counter), known(e.right(), scope, counter));
      case Expr.Length e when e.indices().isEmpty() -> e;
      case Expr.Call e when e.function() == Intrinsic.MIN || e.function() == Intrinsic.MAX ->
          call(
              e.function(),
              known(e.arguments().get(0), scope, counter),
              known(e.arguments().get(1), scope, counter));
      default -> throw new Impossible();
    };
  }

  /**
   * What loops do to variables.
   *
   * @param changing the variables that they assign
   * @param definitions what those among them always hold that are assigned in one way only
   */
  private record Scope(Set<Var> changing, Map<Var, Expr> definitions) {
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
      return new Scope(changing, definitions);
    }

    /** The same where a variable is looked into; none is defined by itself. */
    Scope without(Var var) {
      Map<Var, Expr> others = new HashMap<>(definitions);
      others.remove(var);
      return new Scope(changing, others);
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
      return op == BinaryOp.FLOAT_DIV || op == BinaryOp.INT_FLOORDIV || op == BinaryOp.INT_MOD;
    }
  }

  private static Expr call(Intrinsic function, Expr left, Expr right) {
    return new Expr.Call(function, List.of(left, right), Position.NONE);
  }

  // What cannot bail out

  private void require(Result result) {
    switch (result) {
      case Result.Scalar r -> require(r.value());
      case Result.Tuple r -> r.items().forEach(this::require);
      case Result.Compound r -> r.parts().forEach(this::require);
      case Result.None _, Result.Array _ -> {}
    }
  }

  /** Whether what is computed here may bail out matters only behind a store. */
  private void require(Expr expression) {
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        // In a sequence: it may store, or loop.
        if (!(statement instanceof Stmt.Assign)) {
          throw new Impossible();
        }
      }

      @Override
      protected void enter(Expr e) {
        if (stored && !Total.isTotal(e)) {
          throw new Impossible();
        }
      }
    }.walk(expression);
  }
}
