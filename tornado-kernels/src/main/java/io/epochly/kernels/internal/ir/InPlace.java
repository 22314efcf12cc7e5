package io.epochly.kernels.internal.ir;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes of a kernel one that bails out before its first store or not at all, so that nothing need
 * be kept for undoing its stores. It bails out where the kernel might do so later, and where it
 * might run for long: it is not polled either. Whoever gets a bail-out runs the kernel itself.
 */
public final class InPlace {
  /**
   * Steps that may be done without a poll. Of what takes longer, a copy of what it stores into is a
   * small part.
   */
  static final long MOST_STEPS = 1L << 27;

  /** The same where one call of a function may take as long as a hundred of other steps. */
  private static final long MOST_DEAR_STEPS = 1L << 25;

  /** The same where each second one may wait for memory. */
  static final long MOST_SCATTERED_STEPS = 1L << 23;

  /** Elements of an array that caches hold, so that memory is not waited for. */
  static final long CACHED = 1L << 17;

  private static final Stmt RETRY = new Stmt.Bail(BailReason.NOT_COMPILED, Position.NONE, -1);

  /** Whether something may have been stored on the way to here. */
  private boolean stored;

  /** Variables that the loops around may change. */
  private final Set<Var> changing = new HashSet<>();

  private final Kernel kernel;

  private InPlace(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The kernel that works in place, where there is one. */
  public static Optional<Kernel> of(Kernel kernel) {
    if (Effects.stored(kernel).isEmpty()) {
      return Optional.empty();
    }
    try {
      InPlace rewriter = new InPlace(kernel);
      List<Stmt> body = rewriter.statements(kernel.body());
      return rewriter.stored
          ? LostVariables.given(
              new Kernel(kernel.name(), kernel.params(), body, kernel.functions()))
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
      case Stmt.Split s -> split(s);
      case Stmt.KeptWhole s -> s;
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
    Expr steps = outermost ? Steps.most(s).orElseThrow(Impossible::new) : new Expr.IntConst(0);
    boolean before = stored;
    if (outermost && before) {
      // How long it runs would be known too late.
      throw new Impossible();
    }
    stored |= storesIn(List.of(s));
    Set<Var> around = Set.copyOf(changing);
    changing.addAll(Variables.assigned(List.of(s)));
    List<Stmt> body = statements(s.body());
    changing.retainAll(around);
    Stmt.CountedLoop loop = s.withBody(body);
    return outermost
        ? new Stmt.If(
            Exprs.proven(BinaryOp.INT_LE, steps, most(List.of(s))), List.of(loop), List.of(RETRY))
        : loop;
  }

  /** As a loop; what its pieces do must be free of bail-outs, as others have stored before. */
  private Stmt split(Stmt.Split s) {
    boolean outermost = changing.isEmpty();
    s.scalars().forEach(this::require);
    if (outermost && (stored || !s.bounded())) {
      throw new Impossible();
    }
    Function part = kernel.function(s.part()).orElseThrow();
    stored |= storesIn(part.body());
    if (stored) {
      Set<Var> around = Set.copyOf(changing);
      // Loops in it are not the outermost, and nothing in it is rewritten.
      changing.addAll(part.scalars());
      statements(part.body());
      changing.retainAll(around);
    }
    return outermost
        ? new Stmt.If(
            Exprs.proven(BinaryOp.INT_LE, s.work(), most(part.body())), List.of(s), List.of(RETRY))
        : s;
  }

  /** How many steps these loops may do without a poll. */
  private static Expr most(List<Stmt> statements) {
    Set<ArrayRef> scattered = new LinkedHashSet<>();
    boolean dear = false;
    for (Stmt statement : statements) {
      dear |= Exprs.any(statement, InPlace::isDear);
      if (statement instanceof Stmt.CountedLoop loop) {
        scattered.addAll(Scattered.in(loop));
      }
    }
    Expr most = new Expr.IntConst(dear ? MOST_DEAR_STEPS : MOST_STEPS);
    Expr fewer = new Expr.IntConst(MOST_SCATTERED_STEPS);
    for (ArrayRef array : scattered) {
      if (array instanceof ArrayVar || array.type().rank() > 1) {
        // How many elements there are is not known before the loop.
        return fewer;
      }
      Expr length = new Expr.Length(array, List.of(), List.of(), Position.NONE);
      Expr cached = Exprs.proven(BinaryOp.INT_LE, length, new Expr.IntConst(CACHED));
      most = new Expr.Select(cached, most, fewer);
    }
    return most;
  }

  private static boolean isDear(Expr expression) {
    return switch (expression) {
      case Expr.Binary e -> e.op() == BinaryOp.FLOAT_REMAINDER;
      case Expr.Call e ->
          switch (e.function()) {
            case JavaFunction _ -> true;
            case Intrinsic f ->
                switch (f) {
                  case ERF, ERFC, ATAN, TANH -> true;
                  default -> false;
                };
          };
      default -> false;
    };
  }

  private static boolean storesIn(List<Stmt> statements) {
    return Walker.anyStatement(statements, Stmt.Store.class::isInstance);
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
