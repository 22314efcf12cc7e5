package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.LoopReport.Dependence.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes loops whose iterations do not depend on each other run in pieces, on as many cores as there
 * are.
 *
 * <p>In: narrow loops of the kernel's own body, the outermost first. Out: what must hold is tested
 * before the loop, and how much there is to do; then a function of the kernel, which the loop has
 * become, runs in pieces ({@link Stmt.Split}), otherwise the loop as it was. An iteration computes
 * what it did; sums of ints may be added up in another order, which changes nothing but whether the
 * sum leaves its range on its way. The same holds of sums in elements, see {@link PrivateSums}.
 *
 * <p>Refused, with what stands in the way: loops in which one iteration may read what another one
 * writes, see {@link Independence} and {@link LoopAccesses}; sums of floats, whose order counts,
 * unless the loop may run in any order.
 */
public final class Splitting {
  /** Steps below which a loop is done before other cores would have begun. */
  private static final long WORTH_IT = Long.getLong("epochly.kernels.splitFrom", 20_000);

  /** A method has at most 255 slots for arguments, and a number takes two. */
  private static final int MOST_ARGUMENTS = 100;

  private final Kernel kernel;
  private final long worthIt;

  /** Whether devices run them: together with loops inside, and adding to shared elements. */
  private final boolean forDevices;

  private final Liveness liveness;
  private final List<Function> parts = new ArrayList<>();
  private final Map<Position, Dependence> dependences = new HashMap<>();
  private final Map<Position, Dependence> uncounted = new HashMap<>();

  /** The places of loops that may run in pieces, and of those inside them. */
  private final Set<Position> done = new HashSet<>();

  private Splitting(Kernel kernel, long worthIt, boolean forDevices) {
    this.kernel = kernel;
    this.worthIt = worthIt;
    this.forDevices = forDevices;
    this.liveness = Liveness.of(kernel.body());
  }

  /**
   * A kernel whose independent loops may run in pieces.
   *
   * @param dependences why others may not, by where they stand
   */
  public record Split(Kernel kernel, Map<Position, Dependence> dependences) {}

  /** The kernel with such loops split; it does the same. */
  public static Split apply(Kernel kernel) {
    return apply(new Splitting(kernel, WORTH_IT, false));
  }

  /** The same for devices: however little there is to do, and with loops inside of loops. */
  public static Split forDevices(Kernel kernel) {
    return apply(new Splitting(kernel, 0, true));
  }

  private static Split apply(Splitting pass) {
    Kernel kernel = pass.kernel;
    List<Stmt> body = pass.statements(kernel.body());
    List<Function> functions = new ArrayList<>(kernel.functions());
    functions.addAll(pass.parts);
    pass.uncounted.forEach(pass.dependences::putIfAbsent);
    pass.dependences.keySet().removeAll(pass.done);
    return new Split(
        new Kernel(kernel.name(), kernel.params(), body, functions), Map.copyOf(pass.dependences));
  }

  private List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.CountedLoop s -> result.addAll(loop(s));
        case Stmt.If s ->
            result.add(new Stmt.If(s.condition(), statements(s.then()), statements(s.otherwise())));
        case Stmt.While s ->
            result.add(
                new Stmt.While(s.label(), s.condition(), statements(s.body()), s.position()));
        case Stmt.Block s -> result.add(new Stmt.Block(s.label(), statements(s.body())));
        default -> result.add(statement);
      }
    }
    return result;
  }

  private List<Stmt> loop(Stmt.CountedLoop s) {
    try {
      return split(s);
    } catch (Dependent e) {
      // The loop with all checks, behind one without, tells nothing new.
      (s.narrow() ? dependences : uncounted).put(s.position(), e.dependence());
    }
    return List.of(s.withBody(statements(s.body())));
  }

  private List<Stmt> split(Stmt.CountedLoop loop) {
    if (!loop.narrow() || !(loop.step() instanceof Expr.IntConst(long step))) {
      throw new Dependent(Kind.NOT_COUNTED, "", loop.position());
    }
    LoopAccesses accesses = LoopAccesses.of(kernel, loop);
    Map<Var, Reduction> reductions = reductions(loop, accesses);
    List<Var> partial = new ArrayList<>();
    reductions.keySet().forEach(var -> partial.add(new Var(var.name() + ".pieces", var.type())));
    Var start = new Var(loop.counter().name() + ".start", ScalarType.INT);
    Var stop = new Var(loop.counter().name() + ".stop", ScalarType.INT);
    List<Stmt> behind = behind(loop, reductions.keySet(), start, stop, step);
    // Floats that are added up in pieces have other bits: who runs a loop must not decide that.
    boolean exact = reductions.values().stream().allMatch(Reduction::isExact);
    Nest.Grid grid = grid(loop, accesses, reductions.isEmpty(), exact);
    Set<ArrayRef> added = grid.conditions().added();
    Map<ArrayRef, Reduction> combined = new LinkedHashMap<>();
    if (!forDevices) {
      added.forEach(array -> combined.put(array, accesses.combinedByPieces(array).orElseThrow()));
    }
    PrivateSums sums = new PrivateSums(combined);
    Part part = new Part(loop, accesses, reductions, sums, grid.trips());
    parts.add(part.function());
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.CountedLoop inner) {
          done.add(inner.position());
        }
      }
    }.walk(loop);
    Stmt.CountedLoop original = between(loop, new Expr.Local(start), new Expr.Local(stop));
    Var work = new Var(loop.counter().name() + ".work", ScalarType.INT);

    List<Stmt> result = new ArrayList<>();
    result.add(new Stmt.Assign(start, loop.start()));
    result.add(new Stmt.Assign(stop, loop.stop()));
    result.add(new Stmt.Assign(work, Steps.about(original)));
    result.addAll(grid.conditions().preheader());
    List<Stmt> pieces = new ArrayList<>();
    pieces.add(
        new Stmt.Split(
            partial,
            sums.all(),
            Stream.concat(reductions.values().stream(), combined.values().stream()).toList(),
            part.function().callee(),
            new Expr.Local(start),
            new Expr.Local(stop),
            step,
            new Expr.Local(work),
            Steps.most(original).isPresent(),
            1 + grid.trips().size(),
            forDevices ? List.copyOf(added) : List.of(),
            part.arguments(),
            part.lists(),
            loop.position()));
    List<Var> whole = List.copyOf(reductions.keySet());
    List<Stmt> combining = new ArrayList<>();
    // A NaN begins anew what lets it go, and pieces do not know where the last one was.
    List<Expr> withoutNan = new ArrayList<>();
    List<Expr> piecesWithoutNan = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      Reduction reduction = reductions.get(whole.get(i));
      combining.add(Reductions.combined(whole.get(i), reduction, partial.get(i), loop.position()));
      if (Reductions.isLast(reduction)) {
        withoutNan.add(isNumber(whole.get(i)));
        piecesWithoutNan.add(isNumber(partial.get(i)));
      }
    }
    combining.addAll(sums.behind(loop.position()));
    combining.addAll(behind);
    if (piecesWithoutNan.isEmpty()) {
      pieces.addAll(combining);
    } else {
      pieces.add(new Stmt.If(Exprs.all(piecesWithoutNan), combining, List.of(original)));
    }
    Expr least = new Expr.IntConst(exact ? worthIt : WORTH_IT);
    List<Expr> enough = new ArrayList<>();
    enough.add(Exprs.proven(BinaryOp.INT_GE, new Expr.Local(work), least));
    enough.add(hasSeveralTrips(start, stop, step));
    enough.addAll(withoutNan);
    Map<Expr, Dependence> guards = new LinkedHashMap<>();
    sums.guards(work, exact && combined.values().stream().allMatch(Reduction::isExact))
        .forEach((test, array) -> guards.put(test, Independence.sameElements(array, accesses)));
    guards.putAll(grid.conditions().guards());
    List<Expr> all = new ArrayList<>(enough);
    all.addAll(guards.keySet());
    List<Stmt> otherwise = new ArrayList<>();
    if (!guards.isEmpty() && !forDevices) {
      otherwise.add(
          new Stmt.If(
              Exprs.all(enough), keptWhole(part.function(), guards, loop.position()), List.of()));
    }
    otherwise.add(original);
    result.add(new Stmt.If(Exprs.all(all), pieces, otherwise));
    return result;
  }

  /** Tells what it is that keeps a loop whole, where one of the tests has failed. */
  private static List<Stmt> keptWhole(
      Function part, Map<Expr, Dependence> guards, Position position) {
    LinkedHashMap<Dependence, List<Expr>> tests = new LinkedHashMap<>();
    guards.forEach((test, why) -> tests.computeIfAbsent(why, _ -> new ArrayList<>()).add(test));
    List<Stmt> result = null;
    // Where those before it hold, it is the last one that does not.
    for (Map.Entry<Dependence, List<Expr>> entry : tests.sequencedEntrySet().reversed()) {
      List<Stmt> found = List.of(new Stmt.KeptWhole(part.callee(), entry.getKey(), position));
      result =
          result == null ? found : List.of(new Stmt.If(Exprs.all(entry.getValue()), result, found));
    }
    return Objects.requireNonNull(result);
  }

  private Nest.Grid grid(
      Stmt.CountedLoop loop, LoopAccesses accesses, boolean onlyStores, boolean exact) {
    // Where an order counts, devices would cut loops that have lists in another way.
    Predicate<ArrayRef> sharedSums =
        array ->
            forDevices
                ? exact && accesses.onlyAddsTo(array)
                : accesses.combinedByPieces(array).isPresent();
    Independence.Conditions conditions = Independence.of(loop, accesses, sharedSums);
    return forDevices && onlyStores
        ? Nest.of(kernel, loop, accesses.stored(), conditions)
        : new Nest.Grid(List.of(), conditions);
  }

  private static Expr isNumber(Var var) {
    return Exprs.proven(BinaryOp.FLOAT_EQ, new Expr.Local(var), new Expr.Local(var));
  }

  private static Expr hasSeveralTrips(Var start, Var stop, long step) {
    Expr second = Exprs.proven(BinaryOp.INT_ADD, new Expr.Local(start), new Expr.IntConst(step));
    return Exprs.proven(step > 0 ? BinaryOp.INT_LT : BinaryOp.INT_GT, second, new Expr.Local(stop));
  }

  private static Stmt.CountedLoop between(Stmt.CountedLoop s, Expr start, Expr stop) {
    return new Stmt.CountedLoop(
        s.label(), s.counter(), start, stop, s.step(), s.body(), s.narrow(), s.position());
  }

  /** How what goes from one iteration to the next, or is found by some of them, is combined. */
  private Map<Var, Reduction> reductions(Stmt.CountedLoop loop, LoopAccesses accesses) {
    Set<Var> carried = new LinkedHashSet<>(Variables.assigned(loop.body()));
    carried.retainAll(Unassigned.exposed(loop.body()));
    Set<Var> wanted = new LinkedHashSet<>(Variables.assigned(loop.body()));
    wanted.retainAll(liveness.behind(loop));
    wanted.addAll(carried);
    Map<Var, Reduction> reductions = Reductions.of(loop, wanted);
    reductions
        .entrySet()
        .removeIf(
            e ->
                !carried.contains(e.getKey()) && e.getKey().type() != ScalarType.BOOL
                    || !isCombined(e.getValue(), accesses));
    for (Var var : carried) {
      if (reductions.containsKey(var)) {
        if (!reductions.get(var).isExact() && !loop.label().isInAnyOrder()) {
          throw new Dependent(Kind.ORDER, var.name(), assignment(loop, var));
        }
      } else {
        throw new Dependent(Kind.CARRIED, var.name(), assignment(loop, var));
      }
    }
    return reductions;
  }

  private boolean isCombined(Reduction reduction, LoopAccesses accesses) {
    if (Reductions.isLast(reduction)) {
      // It may have to run again.
      return !forDevices && accesses.stored().isEmpty();
    }
    return !forDevices || reduction.type() != ScalarType.BOOL;
  }

  /**
   * Where a variable is assigned; the loop, if nothing of the assignments has a place, as constants
   * and other variables have none.
   */
  private static Position assignment(Stmt.CountedLoop loop, Var var) {
    Position[] found = {loop.position()};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Assign s when s.var().equals(var) ->
              new Walker() {
                @Override
                protected void enter(Expr e) {
                  place(position(e));
                }
              }.walk(s.value());
          case Stmt.Invoke s when s.scalarResults().contains(var) -> place(s.position());
          default -> {}
        }
      }

      private void place(Position position) {
        if (!position.equals(Position.NONE)) {
          found[0] = position;
        }
      }
    }.walk(loop.body());
    return found[0];
  }

  private static Position position(Expr expression) {
    return switch (expression) {
      case Expr.Binary e -> e.position();
      case Expr.Unary e -> e.position();
      case Expr.Load e -> e.position();
      case Expr.Length e -> e.position();
      case Expr.Call e -> e.position();
      default -> Position.NONE;
    };
  }

  /** Gives variables that are read behind the loop what its last iteration leaves in them. */
  private List<Stmt> behind(
      Stmt.CountedLoop loop, Set<Var> combined, Var start, Var stop, long step) {
    for (ArrayVar list : Variables.assignedLists(loop.body())) {
      if (liveness.behind(loop).contains(list)) {
        throw new Dependent(Kind.READ_BEHIND, list.name(), loop.position());
      }
    }
    Set<Var> live = new LinkedHashSet<>(Variables.assigned(loop.body()));
    live.retainAll(liveness.behind(loop));
    live.removeAll(combined);
    List<Stmt> result = new ArrayList<>();
    Map<Var, Integer> assignments = Variables.assignments(loop.body());
    Set<Var> changing = Variables.assigned(loop.body());
    Map<Var, Expr> last = Map.of(loop.counter(), last(start, stop, step));
    for (Stmt statement : loop.body()) {
      if (statement instanceof Stmt.Assign s
          && live.contains(s.var())
          && assignments.get(s.var()) == 1
          && isKnownBehind(s.value(), changing)) {
        result.add(new StripMining.Substitution(last).of(s));
        live.remove(s.var());
      }
      if (goesOnWith(loop.label(), statement)) {
        // What comes after it is not done in each iteration.
        break;
      }
    }
    if (!live.isEmpty()) {
      Var var = live.iterator().next();
      throw new Dependent(Kind.READ_BEHIND, var.name(), assignment(loop, var));
    }
    return result;
  }

  private static boolean goesOnWith(Label label, Stmt statement) {
    return Walker.anyStatement(
        List.of(statement), inner -> inner instanceof Stmt.Continue s && s.label().equals(label));
  }

  private static boolean isKnownBehind(Expr value, Set<Var> changing) {
    return Exprs.all(
        value,
        e ->
            switch (e) {
              case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _ -> true;
              case Expr.Local(Var var) -> !changing.contains(var);
              case Expr.Binary _, Expr.Unary _ -> Total.isTotal(e);
              default -> false;
            });
  }

  /** What the counter is in the last of several iterations. */
  private static Expr last(Var start, Var stop, long step) {
    Expr from = new Expr.Local(start);
    Expr distance =
        step > 0
            ? Exprs.proven(BinaryOp.INT_SUB, new Expr.Local(stop), from)
            : Exprs.proven(BinaryOp.INT_SUB, from, new Expr.Local(stop));
    Expr before = Exprs.proven(BinaryOp.INT_SUB, distance, new Expr.IntConst(1));
    Expr rounds =
        Math.abs(step) == 1
            ? before
            : Exprs.proven(BinaryOp.INT_FLOORDIV, before, new Expr.IntConst(Math.abs(step)));
    return Exprs.proven(
        BinaryOp.INT_ADD, from, Exprs.proven(BinaryOp.INT_MUL, rounds, new Expr.IntConst(step)));
  }

  /** Whether a statement chooses between a loop in pieces and as it was. */
  static boolean isChoice(Stmt.If s) {
    return s.then().stream().anyMatch(Stmt.Split.class::isInstance);
  }

  /** A loop as a function that runs some of its iterations. */
  private final class Part {
    private final Function function;
    private final List<Expr> arguments = new ArrayList<>();

    Part(
        Stmt.CountedLoop loop,
        LoopAccesses accesses,
        Map<Var, Reduction> reductions,
        PrivateSums sums,
        List<Expr> inner) {
      Var from = new Var("from", ScalarType.INT);
      Var to = new Var("to", ScalarType.INT);
      List<Var> scalars = new ArrayList<>(List.of(from, to));
      // The kernel's variables have no meaning in a function: it gets their values.
      Map<Var, Expr> own = new LinkedHashMap<>();
      Set<Var> read = new LinkedHashSet<>(Variables.reads(loop.body()).keySet());
      read.removeAll(Variables.assigned(List.of(loop)));
      for (Var var : read) {
        Var copy = var.another(var.name());
        scalars.add(copy);
        own.put(var, new Expr.Local(copy));
        arguments.add(new Expr.Local(var));
      }
      for (Expr trips : inner) {
        scalars.add(new Var("trips", ScalarType.INT));
        arguments.add(trips);
      }
      StripMining.Substitution substitution = new StripMining.Substitution(own);
      List<Stmt> body = new ArrayList<>(sums.begin(loop.position()));
      reductions.forEach(
          (var, reduction) -> {
            Expr first = reduction.identityOf(var);
            if (reduction == Reduction.BOOL_AND || reduction == Reduction.BOOL_OR) {
              // What is decided already, no piece need find out.
              Var before = var.another(var.name());
              scalars.add(before);
              arguments.add(new Expr.Local(var));
              first = new Expr.Local(before);
            }
            body.add(new Stmt.Assign(var, first));
          });
      body.add(
          new Stmt.CountedLoop(
              loop.label(),
              loop.counter(),
              new Expr.Local(from),
              new Expr.Local(to),
              loop.step(),
              loop.body().stream()
                  .map(substitution::of)
                  .map(sums::inPiece)
                  .map(statement -> Reductions.keepingNan(statement, reductions))
                  .toList(),
              true,
              loop.position()));
      List<Result> results = new ArrayList<>();
      reductions.keySet().forEach(var -> results.add(new Result.Scalar(new Expr.Local(var))));
      results.addAll(sums.results());
      if (!results.isEmpty()) {
        body.add(
            new Stmt.Return(results.size() == 1 ? results.getFirst() : new Result.Tuple(results)));
      }
      if (scalars.size() + accesses.captured().size() > MOST_ARGUMENTS) {
        throw new Dependent(Kind.GUARDS, "", loop.position());
      }
      this.function =
          new Function(
              new Callee("part" + parts.size()),
              scalars,
              List.copyOf(accesses.captured()),
              reductions.keySet().stream().map(Var::type).toList(),
              sums.types(),
              body);
    }

    Function function() {
      return function;
    }

    List<Expr> arguments() {
      return arguments;
    }

    List<ArrayVar> lists() {
      return function.lists();
    }
  }
}
