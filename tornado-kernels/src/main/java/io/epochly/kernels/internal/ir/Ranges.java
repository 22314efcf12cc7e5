package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport.Cause;
import io.epochly.kernels.LoopReport.Obstacle;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds of the int expressions inside one counted loop, as values that can be computed before it.
 *
 * <p>What the loop does not assign is its own bound. Counters lie between the bounds of their
 * loops. A variable that the loop assigns lies within the union of what is assigned to it; one that
 * is only ever increased or decreased, within its first value and the sum of the steps over all
 * iterations. Bounds saturate, see {@link Bounds}: an end at its extreme means that nothing is
 * known, or that the value may not fit 64 bits.
 */
final class Ranges {
  /** Counters and bounds within it fit an int, and so does what a step leads to. */
  static final long NARROW = 1L << 30;

  private static final int ROUNDS = 3;

  private final Set<Var> assigned;
  private final Set<Var> exposed;

  /** The loops by their counters, outer ones before those inside them. */
  private final Map<Var, Stmt.CountedLoop> counters = new LinkedHashMap<>();

  /** Whether loops with different bounds share a counter. */
  private boolean isAmbiguous;

  private final LinearBounds linear;

  /** The loops around what is asked about. */
  private final List<Stmt.CountedLoop> around = new ArrayList<>();

  private final Map<Var, List<Definition>> definitions = new HashMap<>();
  private final Set<ArrayVar> changing = new HashSet<>();
  private boolean appends;

  /** Variables that a called function assigns. */
  private final Set<Var> unknown = new HashSet<>();

  private Map<Var, Interval> known = new HashMap<>();

  /** Bounds that are computed before the loop, by the expression that they stand for. */
  private final Map<Expr, Var> computed = new LinkedHashMap<>();

  private final Set<Expr> conditions = new LinkedHashSet<>();
  private final Causes causes = new Causes();

  /**
   * One assignment, and the counted loops around it, or nothing where other loops are among them.
   */
  private record Definition(Expr value, Optional<List<Stmt.CountedLoop>> around) {}

  Ranges(Stmt.CountedLoop loop) {
    this.assigned = new HashSet<>(Variables.assigned(List.of(loop)));
    this.exposed = Unassigned.exposed(loop.body());
    collect(List.of(loop), Optional.of(List.of()));
    this.linear =
        new LinearBounds(
            isAmbiguous ? List.of() : List.copyOf(counters.values()),
            assigned,
            this::onlyDefinition);
    for (int round = 0; round < ROUNDS; round++) {
      Map<Var, Interval> better = new HashMap<>();
      definitions.forEach(
          (var, list) -> {
            if (var.type() == ScalarType.INT) {
              better.put(var, ofVariable(var, list));
            }
          });
      known = better;
    }
  }

  /** What is asked from here on is about the body of a loop inside; of the whole, at first. */
  void enter(Stmt.CountedLoop loop) {
    around.add(loop);
  }

  void leave() {
    around.removeLast();
  }

  /** What a variable holds wherever the loop reads it, if it is assigned in one place only. */
  private Optional<Expr> onlyDefinition(Var var) {
    List<Definition> all = definitions.getOrDefault(var, List.of());
    return all.size() == 1 && !exposed.contains(var) && !unknown.contains(var)
        ? Optional.of(all.getFirst().value())
        : Optional.empty();
  }

  private void collect(List<Stmt> statements, Optional<List<Stmt.CountedLoop>> around) {
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.Assign s -> {
          inside(s.value(), around);
          definitions
              .computeIfAbsent(s.var(), _ -> new ArrayList<>())
              .add(new Definition(s.value(), around));
        }
        case Stmt.Store s -> {
          s.indices().forEach(i -> inside(i, around));
          inside(s.value(), around);
        }
        case Stmt.If s -> {
          inside(s.condition(), around);
          collect(s.then(), around);
          collect(s.otherwise(), around);
        }
        case Stmt.CountedLoop s -> {
          Stmt.CountedLoop other = counters.put(s.counter(), s);
          isAmbiguous |=
              other != null
                  && !(other.start().equals(s.start())
                      && other.stop().equals(s.stop())
                      && other.step().equals(s.step()));
          inside(s.start(), around);
          inside(s.stop(), around);
          inside(s.step(), around);
          collect(
              s.body(),
              around.map(
                  outer -> {
                    List<Stmt.CountedLoop> all = new ArrayList<>(outer);
                    all.add(s);
                    return all;
                  }));
        }
        case Stmt.While s -> {
          inside(s.condition(), Optional.empty());
          collect(s.body(), Optional.empty());
        }
        case Stmt.Block s -> collect(s.body(), around);
        case Stmt.NewArray s -> {
          inside(s.length(), around);
          inside(s.fill(), around);
          changing.add(s.var());
        }
        case Stmt.Append s -> {
          inside(s.value(), around);
          appends = true;
        }
        case Stmt.NewRows s -> changing.add(s.var());
        case Stmt.AppendRow _ -> appends = true;
        case Stmt.StoreRow s -> s.indices().forEach(i -> inside(i, around));
        case Stmt.AssignArray s -> {
          s.indices().forEach(i -> inside(i, around));
          changing.add(s.var());
        }
        case Stmt.Invoke s -> {
          s.scalars().forEach(argument -> inside(argument, around));
          unknown.addAll(s.scalarResults());
          changing.addAll(s.listResults());
          appends = true;
        }
        case Stmt.Split s -> {
          s.scalars().forEach(argument -> inside(argument, around));
          unknown.addAll(s.results());
          // The part may store, but it neither assigns nor makes a list longer that others see.
        }
        case Stmt.Return s -> result(s.result(), around);
        case Stmt.StripStore s -> inside(s.value(), around);
        case Stmt.KeptWhole _,
            Stmt.Break _,
            Stmt.Continue _,
            Stmt.Bail _,
            Stmt.Sort _,
            Stmt.NewStrips _,
            Stmt.StripCall _ -> {}
      }
    }
  }

  private void result(Result result, Optional<List<Stmt.CountedLoop>> around) {
    switch (result) {
      case Result.Scalar r -> inside(r.value(), around);
      case Result.Tuple r -> r.items().forEach(item -> result(item, around));
      case Result.Compound r -> r.parts().forEach(part -> inside(part, around));
      case Result.None _, Result.Array _ -> {}
    }
  }

  /** Finds the assignments inside an expression. */
  private void inside(Expr expression, Optional<List<Stmt.CountedLoop>> around) {
    switch (expression) {
      case Expr.IntConst _,
          Expr.FloatConst _,
          Expr.BoolConst _,
          Expr.Local _,
          Expr.StripLoad _,
          Expr.LeastLength _,
          Expr.Disjoint _,
          Expr.Distinct _ -> {}
      case Expr.Unary e -> inside(e.operand(), around);
      case Expr.Binary e -> {
        inside(e.left(), around);
        inside(e.right(), around);
      }
      case Expr.Select e -> {
        inside(e.condition(), around);
        inside(e.then(), around);
        inside(e.otherwise(), around);
      }
      case Expr.Load e -> e.indices().forEach(i -> inside(i, around));
      case Expr.Length e -> e.indices().forEach(i -> inside(i, around));
      case Expr.Call e -> e.arguments().forEach(a -> inside(a, around));
      case Expr.Sequence e -> {
        collect(e.statements(), around);
        inside(e.value(), around);
      }
    }
  }

  // What must hold before the loop

  /** Assignments that compute what the conditions read. */
  List<Stmt> preheader() {
    Set<Var> needed = new HashSet<>();
    Walker reads =
        new Walker() {
          @Override
          protected void enter(Expr e) {
            if (e instanceof Expr.Local(Var var)) {
              needed.add(var);
            }
          }
        };
    conditions.forEach(reads::walk);
    List<Map.Entry<Expr, Var>> entries = new ArrayList<>(computed.entrySet()).reversed();
    List<Stmt> result = new ArrayList<>();
    for (Map.Entry<Expr, Var> entry : entries) {
      if (needed.contains(entry.getValue())) {
        reads.walk(entry.getKey());
        result.addFirst(new Stmt.Assign(entry.getValue(), entry.getKey()));
      }
    }
    return result;
  }

  /** What must hold before the loop for the answers given so far to be true. */
  Set<Expr> conditions() {
    return conditions;
  }

  /** Whether something holds whenever the conditions do. */
  sealed interface Answer {
    /**
     * It does.
     *
     * @param conditional whether a condition is needed for it
     */
    record Proven(boolean conditional) implements Answer {}

    /** It may not. */
    record Unproven(Obstacle obstacle) implements Answer {}
  }

  private static Answer unproven(Cause cause, Expr about) {
    return new Answer.Unproven(new Obstacle(cause, Optional.of(about)));
  }

  private static Answer unproven(Cause cause) {
    return new Answer.Unproven(new Obstacle(cause, Optional.empty()));
  }

  /** Asks for comparisons to hold; a constant among them that does not fails for that reason. */
  private Answer require(Answer otherwise, Expr... comparisons) {
    List<Expr> open = new ArrayList<>();
    for (Expr comparison : comparisons) {
      if (!(comparison instanceof Expr.BoolConst(boolean holds))) {
        open.add(comparison);
      } else if (!holds) {
        return otherwise;
      }
    }
    conditions.addAll(open);
    return new Answer.Proven(!open.isEmpty());
  }

  private static Expr compare(BinaryOp op, Expr left, Expr right) {
    if (left instanceof Expr.IntConst(long a) && right instanceof Expr.IntConst(long b)) {
      return new Expr.BoolConst(
          switch (op) {
            case INT_GE -> a >= b;
            case INT_LE -> a <= b;
            case INT_LT -> a < b;
            default -> throw new IllegalArgumentException("condition " + op);
          });
    }
    return Exprs.proven(op, left, right);
  }

  private static Expr atLeast(Expr left, long right) {
    return compare(BinaryOp.INT_GE, left, new Expr.IntConst(right));
  }

  private static Expr atMost(Expr left, long right) {
    return compare(BinaryOp.INT_LE, left, new Expr.IntConst(right));
  }

  /** Makes sure that an expression's exact value fits 64 bits. */
  Answer fits(Expr expression) {
    Interval range = of(expression);
    if (!range.bounded()) {
      return new Answer.Unproven(causes.ofUnbounded(expression));
    }
    return require(
        unproven(Cause.OVERFLOW, expression),
        atLeast(range.low(), Long.MIN_VALUE + 1),
        atMost(range.high(), Long.MAX_VALUE - 1));
  }

  /** Makes sure that an expression is at least 1, if that can be told before the loop. */
  Answer positive(Expr expression) {
    Interval range = of(expression);
    if (isMinimum(range.low())) {
      return new Answer.Unproven(causes.ofUnbounded(expression));
    }
    return require(unproven(Cause.NOT_POSITIVE, expression), atLeast(range.low(), 1));
  }

  /** Makes sure that what wraps does not. */
  Answer isExact(Expr expression) {
    Interval range = ofExact(expression);
    if (!range.bounded()) {
      return new Answer.Unproven(causes.ofUnbounded(expression));
    }
    boolean isInt = expression instanceof Expr.Unary;
    return require(
        unproven(Cause.OVERFLOW, expression),
        atLeast(range.low(), isInt ? Integer.MIN_VALUE : Long.MIN_VALUE + 1),
        atMost(range.high(), isInt ? Integer.MAX_VALUE : Long.MAX_VALUE - 1));
  }

  /** Whether it is known without a condition that what wraps does not. */
  boolean isSurelyExact(Expr expression) {
    Interval range = ofExact(expression);
    return range.bounded()
        && range.low() instanceof Expr.IntConst(long low)
        && range.high() instanceof Expr.IntConst(long high)
        && (!(expression instanceof Expr.Unary)
            || low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE);
  }

  /** Bounds of what an operation that wraps would give if it did not. */
  private Interval ofExact(Expr expression) {
    return switch (expression) {
      case Expr.Unary e when e.op() == UnaryOp.INT_WRAP -> of(e.operand());
      case Expr.Binary e -> ofArithmetic(e);
      default -> throw new IllegalArgumentException("nothing that wraps: " + expression);
    };
  }

  /** Whether an expression is known not to be negative, without a condition. */
  boolean isNatural(Expr expression) {
    return of(expression).atLeast(0);
  }

  /** Makes sure that an expression lies in [0, length). */
  Answer inBounds(ArrayRef array, Expr index, Expr length) {
    Interval range = of(index);
    if (!isFixed(array)) {
      return unproven(Cause.LIST_CHANGES);
    }
    if (!range.bounded()) {
      return new Answer.Unproven(causes.ofUnbounded(index));
    }
    if (range.high() instanceof Expr.IntConst(long high) && high >= NARROW) {
      return new Answer.Unproven(causes.ofLarge(index));
    }
    return require(
        unproven(Cause.NEGATIVE, index),
        atLeast(range.low(), 0),
        compare(BinaryOp.INT_LT, range.high(), length));
  }

  /**
   * Makes sure that the values that the expressions have, anywhere in the loop, lie less than a
   * distance apart, which the loop does not change.
   */
  Answer within(List<Expr> expressions, Expr distance) {
    Interval all = expressions.stream().map(this::of).reduce(this::union).orElseThrow();
    if (!all.bounded()) {
      return new Answer.Unproven(causes.ofUnbounded(expressions.getFirst()));
    }
    return require(
        unproven(Cause.LARGE, expressions.getFirst()),
        compare(BinaryOp.INT_LT, bound(Intrinsic.HIGH_SUB, all.high(), all.low()), distance));
  }

  /** Whether the array has one length all through the loop. */
  private boolean isFixed(ArrayRef array) {
    return switch (array) {
      case ArrayParam _ -> true;
      // Another variable may refer to the list that is appended to.
      case ArrayVar var -> !appends && !changing.contains(var);
    };
  }

  /** Makes sure that a loop's bounds fit its counter into an int. */
  Answer isNarrow(Stmt.CountedLoop inner) {
    if (!(inner.step() instanceof Expr.IntConst(long step)) || Math.abs(step) > 1024) {
      return unproven(Cause.STEP);
    }
    List<Expr> comparisons = new ArrayList<>();
    for (Expr end : List.of(inner.start(), inner.stop())) {
      Interval range = of(end);
      if (!range.bounded()) {
        return new Answer.Unproven(causes.ofUnbounded(end));
      }
      comparisons.add(atLeast(range.low(), -NARROW));
      comparisons.add(atMost(range.high(), NARROW));
    }
    return require(unproven(Cause.LARGE), comparisons.toArray(Expr[]::new));
  }

  private static boolean isMinimum(Expr bound) {
    return bound.equals(Interval.UNKNOWN.low());
  }

  // Bounds of variables

  private Interval ofVariable(Var var, List<Definition> list) {
    if (unknown.contains(var)) {
      return Interval.UNKNOWN;
    }
    if (!exposed.contains(var)) {
      return list.stream().map(d -> of(d.value())).reduce(this::union).orElse(Interval.UNKNOWN);
    }
    Optional<Interval> stepped = stepped(var, list);
    if (stepped.isPresent()) {
      return stepped.get();
    }
    return list.stream()
        .map(d -> of(d.value()))
        .reduce(Interval.point(new Expr.Local(var)), this::union);
  }

  /** The bounds of a variable that is only ever changed by adding to it. */
  private Optional<Interval> stepped(Var var, List<Definition> list) {
    Expr down = new Expr.IntConst(0);
    Expr up = new Expr.IntConst(0);
    boolean wraps = false;
    boolean wrapsInt = false;
    for (Definition definition : list) {
      wrapsInt |= definition.value() instanceof Expr.Unary e && e.op() == UnaryOp.INT_WRAP;
      wraps |= definition.value() instanceof Expr.Binary e && isWrapping(e);
      Optional<Interval> step = step(var, definition.value());
      if (step.isEmpty() || definition.around().isEmpty()) {
        return Optional.empty();
      }
      Expr trips = new Expr.IntConst(1);
      for (Stmt.CountedLoop around : definition.around().get()) {
        trips = bound(Intrinsic.HIGH_MUL, trips, trips(around));
      }
      Expr zero = new Expr.IntConst(0);
      down =
          bound(
              Intrinsic.LOW_ADD,
              down,
              bound(Intrinsic.LOW_MUL, trips, bound(Intrinsic.MIN, zero, step.get().low())));
      up =
          bound(
              Intrinsic.HIGH_ADD,
              up,
              bound(Intrinsic.HIGH_MUL, trips, bound(Intrinsic.MAX, zero, step.get().high())));
    }
    Expr first = new Expr.Local(var);
    // Where all sums on the way fit, none of them has wrapped.
    Interval exact =
        new Interval(bound(Intrinsic.LOW_ADD, first, down), bound(Intrinsic.HIGH_ADD, first, up));
    if (wrapsInt) {
      return Optional.of(wrappedInt(exact));
    }
    return Optional.of(wraps ? wrapped(exact) : exact);
  }

  private Optional<Interval> step(Var var, Expr value) {
    Expr self = new Expr.Local(var);
    if (value instanceof Expr.Unary e && e.op() == UnaryOp.INT_WRAP) {
      return step(var, e.operand());
    }
    if (value instanceof Expr.Binary e) {
      boolean sum = e.op() == BinaryOp.INT_ADD || e.op() == BinaryOp.WRAP_ADD;
      boolean difference = e.op() == BinaryOp.INT_SUB || e.op() == BinaryOp.WRAP_SUB;
      if (sum && e.left().equals(self)) {
        return Optional.of(of(e.right()));
      }
      if (sum && e.right().equals(self)) {
        return Optional.of(of(e.left()));
      }
      if (difference && e.left().equals(self)) {
        return Optional.of(negated(of(e.right())));
      }
    }
    return value.equals(self) ? Optional.of(Interval.of(0, 0)) : Optional.empty();
  }

  private Expr trips(Stmt.CountedLoop counted) {
    Interval start = of(counted.start());
    Interval stop = of(counted.stop());
    Expr up = bound(Intrinsic.HIGH_SUB, stop.high(), start.low());
    Expr down = bound(Intrinsic.HIGH_SUB, start.high(), stop.low());
    int sign = sign(counted.step());
    Expr trips = sign > 0 ? up : sign < 0 ? down : bound(Intrinsic.MAX, up, down);
    return bound(Intrinsic.MAX, new Expr.IntConst(0), trips);
  }

  private Interval ofCounter(Stmt.CountedLoop counted) {
    Interval start = of(counted.start());
    Interval stop = of(counted.stop());
    Expr one = new Expr.IntConst(1);
    Expr below = bound(Intrinsic.HIGH_SUB, stop.high(), one);
    Expr above = bound(Intrinsic.LOW_ADD, stop.low(), one);
    int sign = sign(counted.step());
    if (sign != 0) {
      return sign > 0 ? new Interval(start.low(), below) : new Interval(above, start.high());
    }
    return new Interval(
        bound(Intrinsic.MIN, start.low(), above), bound(Intrinsic.MAX, start.high(), below));
  }

  /** Which way a loop counts; 0 where that is not known. */
  private int sign(Expr step) {
    return step instanceof Expr.IntConst(long constant)
        ? Long.signum(constant)
        : of(step).atLeast(1) ? 1 : 0;
  }

  // Bounds of expressions

  /** Bounds of an expression's exact value, even where it would not fit. */
  private Interval of(Expr expression) {
    return switch (expression) {
      case Expr.IntConst e -> Interval.point(e);
      case Expr.Local e -> ofLocal(e);
      case Expr.Unary e -> ofUnary(e);
      case Expr.Binary e -> ofBinary(e);
      case Expr.Select e -> union(of(e.then()), of(e.otherwise()));
      case Expr.Load e -> ofElement(e.array().type().storage());
      case Expr.Length e ->
          e.indices().isEmpty() && isFixed(e.array())
              ? Interval.point(e)
              : Interval.of(0, Integer.MAX_VALUE);
      case Expr.LeastLength e -> Interval.point(e);
      case Expr.Call e -> ofCall(e);
      case Expr.Sequence e -> of(e.value());
      case Expr.StripLoad _,
          Expr.Disjoint _,
          Expr.Distinct _,
          Expr.FloatConst _,
          Expr.BoolConst _ ->
          Interval.UNKNOWN;
    };
  }

  private Interval ofLocal(Expr.Local e) {
    if (counters.containsKey(e.var())) {
      return ofCounter(counters.get(e.var()));
    }
    return assigned.contains(e.var())
        ? known.getOrDefault(e.var(), Interval.UNKNOWN)
        : Interval.point(e);
  }

  private static Interval ofElement(Storage storage) {
    return switch (storage) {
      case INTS, I32, MEMORY_I32 -> Interval.of(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case I8, BYTES, MEMORY_I8 -> Interval.of(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case U8, MEMORY_U8 -> Interval.of(0, 0xff);
      case I16, SHORTS, MEMORY_I16 -> Interval.of(Short.MIN_VALUE, Short.MAX_VALUE);
      case U16, CHARS, MEMORY_U16 -> Interval.of(0, 0xffff);
      case U32 -> Interval.of(0, 0xffff_ffffL);
      default -> Interval.UNKNOWN;
    };
  }

  private Interval ofUnary(Expr.Unary e) {
    return switch (e.op()) {
      case INT_NEG -> negated(of(e.operand()));
      case INT_INVERT -> {
        Expr minusOne = new Expr.IntConst(-1);
        Interval x = of(e.operand());
        yield new Interval(
            bound(Intrinsic.LOW_SUB, minusOne, x.high()),
            bound(Intrinsic.HIGH_SUB, minusOne, x.low()));
      }
      case INT_ABS -> {
        Interval x = of(e.operand());
        Expr zero = new Expr.IntConst(0);
        yield x.atLeast(0)
            ? x
            : new Interval(
                zero, bound(Intrinsic.MAX, x.high(), bound(Intrinsic.HIGH_SUB, zero, x.low())));
      }
      case BOOL_TO_INT -> Interval.of(0, 1);
      case INT_WRAP -> e.checked() ? wrappedInt(of(e.operand())) : of(e.operand());
      case INT_TO_BYTE -> Interval.of(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT_TO_SHORT -> Interval.of(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT_TO_CHAR -> Interval.of(0, 0xffff);
      case FLOAT_SATURATE_INT -> INT;
      default -> Interval.UNKNOWN;
    };
  }

  private static final Interval INT = Interval.of(Integer.MIN_VALUE, Integer.MAX_VALUE);

  private Interval wrappedInt(Interval x) {
    return new Interval(
        bound(Intrinsic.LOW_WRAP_INT, x.low(), x.high()),
        bound(Intrinsic.HIGH_WRAP_INT, x.low(), x.high()));
  }

  private Interval wrapped(Interval x) {
    return new Interval(
        bound(Intrinsic.LOW_WRAP, x.low(), x.high()),
        bound(Intrinsic.HIGH_WRAP, x.low(), x.high()));
  }

  private static boolean isWrapping(Expr.Binary e) {
    return switch (e.op()) {
      case WRAP_ADD, WRAP_SUB, WRAP_MUL -> true;
      default -> false;
    };
  }

  private Interval negated(Interval x) {
    Expr zero = new Expr.IntConst(0);
    return new Interval(
        bound(Intrinsic.LOW_SUB, zero, x.high()), bound(Intrinsic.HIGH_SUB, zero, x.low()));
  }

  private Interval ofBinary(Expr.Binary e) {
    if (e.type() != ScalarType.INT) {
      return Interval.UNKNOWN;
    }
    if (e.op() == BinaryOp.INT_ADD || e.op() == BinaryOp.INT_SUB) {
      Optional<LinearBounds.Sums> sums = linear.of(e, around);
      if (sums.isPresent()) {
        return new Interval(
            sums.get().low().stream()
                .map(sum -> end(sum, Intrinsic.LOW_ADD, Intrinsic.LOW_SUB))
                .reduce((a, b) -> bound(Intrinsic.MAX, a, b))
                .orElseThrow(),
            sums.get().high().stream()
                .map(sum -> end(sum, Intrinsic.HIGH_ADD, Intrinsic.HIGH_SUB))
                .reduce((a, b) -> bound(Intrinsic.MIN, a, b))
                .orElseThrow());
      }
    }
    Interval exact = ofArithmetic(e);
    return isWrapping(e) && e.checked() ? wrapped(exact) : exact;
  }

  /** A sum of what the loop does not change, by operations that give bounds of one side. */
  private Expr end(Polynomial sum, Intrinsic plus, Intrinsic minus) {
    Expr result = new Expr.IntConst(0);
    for (Var var : sum.variables().stream().sorted(Comparator.comparing(Var::name)).toList()) {
      long factor = sum.terms().get(Map.of(var, 1));
      boolean low = plus == Intrinsic.LOW_ADD == factor > 0;
      Expr term =
          bound(
              low ? Intrinsic.LOW_MUL : Intrinsic.HIGH_MUL,
              new Expr.Local(var),
              new Expr.IntConst(Math.absExact(factor)));
      result = bound(factor > 0 ? plus : minus, result, term);
    }
    return bound(plus, result, new Expr.IntConst(sum.terms().getOrDefault(Map.of(), 0L)));
  }

  private Interval ofArithmetic(Expr.Binary e) {
    Interval l = of(e.left());
    Interval r = of(e.right());
    return switch (e.op()) {
      case INT_ADD, WRAP_ADD ->
          new Interval(
              bound(Intrinsic.LOW_ADD, l.low(), r.low()),
              bound(Intrinsic.HIGH_ADD, l.high(), r.high()));
      case INT_SUB, WRAP_SUB ->
          new Interval(
              bound(Intrinsic.LOW_SUB, l.low(), r.high()),
              bound(Intrinsic.HIGH_SUB, l.high(), r.low()));
      case INT_MUL, WRAP_MUL -> product(l, r);
      // Towards zero: a quotient has no larger magnitude than the dividend.
      case INT_QUOTIENT -> {
        Expr zero = new Expr.IntConst(0);
        yield r.atLeast(1)
            ? new Interval(
                bound(Intrinsic.MIN, l.low(), zero), bound(Intrinsic.MAX, l.high(), zero))
            : union(l, negated(l));
      }
      // Its magnitude is less than the divisor's, not more than the dividend's, whose sign it has.
      case INT_REMAINDER -> {
        Expr zero = new Expr.IntConst(0);
        Expr divisor = bound(Intrinsic.MAX, r.high(), bound(Intrinsic.HIGH_SUB, zero, r.low()));
        Expr most = bound(Intrinsic.HIGH_SUB, divisor, new Expr.IntConst(1));
        Expr least = bound(Intrinsic.LOW_SUB, zero, most);
        Expr low = bound(Intrinsic.MIN, zero, l.low());
        if (!(low instanceof Expr.IntConst)) {
          // A constant that is negative is told as such, rather than tested for.
          low = bound(Intrinsic.MAX, low, least);
        }
        yield new Interval(low, bound(Intrinsic.MIN, bound(Intrinsic.MAX, zero, l.high()), most));
      }
      // A quotient is never larger than the dividend, whatever the divisor's sign.
      case INT_FLOORDIV -> {
        Interval opposite = negated(l);
        Expr zero = new Expr.IntConst(0);
        yield r.atLeast(1)
            ? new Interval(
                bound(Intrinsic.MIN, l.low(), zero), bound(Intrinsic.MAX, l.high(), zero))
            : union(l, opposite);
      }
      // The sign of the divisor may not be known: then the remainder lies on either side.
      case INT_MOD -> {
        Expr one = new Expr.IntConst(1);
        Expr zero = new Expr.IntConst(0);
        Expr most = bound(Intrinsic.HIGH_SUB, r.high(), one);
        yield r.atLeast(1)
            ? new Interval(zero, most)
            : new Interval(
                bound(Intrinsic.MIN, zero, bound(Intrinsic.LOW_ADD, r.low(), one)),
                bound(Intrinsic.MAX, zero, most));
      }
      case INT_AND -> {
        if (l.atLeast(0) && r.atLeast(0)) {
          yield new Interval(new Expr.IntConst(0), bound(Intrinsic.MIN, l.high(), r.high()));
        }
        yield l.atLeast(0)
            ? new Interval(new Expr.IntConst(0), l.high())
            : r.atLeast(0) ? new Interval(new Expr.IntConst(0), r.high()) : Interval.UNKNOWN;
      }
      case INT_OR, INT_XOR -> {
        if (l.atLeast(0)
            && r.atLeast(0)
            && l.high() instanceof Expr.IntConst(long a)
            && r.high() instanceof Expr.IntConst(long b)) {
          long highest = Long.highestOneBit(a | b);
          yield Interval.of(0, highest == 0 ? 0 : highest - 1 + highest);
        }
        yield Interval.UNKNOWN;
      }
      case SHIFT_RIGHT ->
          new Interval(
              bound(Intrinsic.MIN, l.low(), new Expr.IntConst(0)),
              bound(Intrinsic.MAX, l.high(), new Expr.IntConst(0)));
      case SHIFT_RIGHT_UNSIGNED ->
          l.atLeast(0) ? new Interval(new Expr.IntConst(0), l.high()) : Interval.UNKNOWN;
      case INT_SHR ->
          r.atLeast(0)
              ? new Interval(
                  bound(Intrinsic.MIN, l.low(), new Expr.IntConst(0)),
                  bound(Intrinsic.MAX, l.high(), new Expr.IntConst(0)))
              : Interval.UNKNOWN;
      default -> Interval.UNKNOWN;
    };
  }

  private Interval product(Interval l, Interval r) {
    if (l.atLeast(0) && r.atLeast(0)) {
      return new Interval(
          bound(Intrinsic.LOW_MUL, l.low(), r.low()),
          bound(Intrinsic.HIGH_MUL, l.high(), r.high()));
    }
    return new Interval(
        extremeProduct(Intrinsic.MIN, Intrinsic.LOW_MUL, l, r),
        extremeProduct(Intrinsic.MAX, Intrinsic.HIGH_MUL, l, r));
  }

  /** The least or largest of the products of ends. */
  private Expr extremeProduct(Intrinsic extreme, Intrinsic times, Interval l, Interval r) {
    return bound(
        extreme,
        bound(extreme, bound(times, l.low(), r.low()), bound(times, l.high(), r.high())),
        bound(extreme, bound(times, l.low(), r.high()), bound(times, l.high(), r.low())));
  }

  private Interval ofCall(Expr.Call e) {
    return switch (e.function()) {
      case Intrinsic.COMPARE -> Interval.of(-1, 2);
      case Intrinsic.BIT_LENGTH, Intrinsic.BIT_COUNT -> Interval.of(0, 64);
      case Intrinsic _ -> Interval.UNKNOWN;
      case JavaFunction f ->
          switch (f.type().returnType().descriptorString()) {
            case "I", "B", "S", "C" -> INT;
            default -> Interval.UNKNOWN;
          };
    };
  }

  private Interval union(Interval a, Interval b) {
    return new Interval(
        bound(Intrinsic.MIN, a.low(), b.low()), bound(Intrinsic.MAX, a.high(), b.high()));
  }

  // Why bounds are missing

  /** Finds what is to blame for an expression that has no bounds, or only useless ones. */
  private final class Causes {
    Obstacle ofUnbounded(Expr expression) {
      return of(expression, new HashSet<>())
          .orElseGet(() -> new Obstacle(Cause.UNKNOWN_RESULT, Optional.of(expression)));
    }

    /** What makes an expression as large as it may be: what it was read from, if anything. */
    Obstacle ofLarge(Expr expression) {
      List<Obstacle> found = new ArrayList<>();
      new Walker() {
        @Override
        protected void enter(Expr e) {
          if (e instanceof Expr.Load) {
            found.add(new Obstacle(Cause.LOADED, Optional.of(e)));
          } else if (e instanceof Expr.Local(Var var) && !counters.containsKey(var)) {
            for (Definition definition : definitions.getOrDefault(var, List.of())) {
              if (definition.value() instanceof Expr.Load load) {
                found.add(new Obstacle(Cause.LOADED, Optional.of(load)));
              }
            }
          }
        }
      }.walk(expression);
      return found.isEmpty()
          ? new Obstacle(Cause.LARGE, Optional.of(expression))
          : found.getFirst();
    }

    /**
     * @param seen variables whose definitions are being looked into
     */
    private Optional<Obstacle> of(Expr expression, Set<Var> seen) {
      if (Ranges.this.of(expression).bounded()) {
        return Optional.empty();
      }
      return switch (expression) {
        case Expr.Local(Var var) -> ofVariable(var, seen);
        case Expr.Load e -> Optional.of(new Obstacle(Cause.LOADED, Optional.of(e)));
        case Expr.Unary e -> of(e.operand(), seen).or(() -> unknown(e));
        case Expr.Binary e ->
            of(e.left(), seen)
                .or(() -> of(e.right(), seen))
                .or(() -> isSum(e) ? overflow(e) : unknown(e));
        case Expr.Select e -> of(e.then(), seen).or(() -> of(e.otherwise(), seen));
        case Expr.Sequence e -> of(e.value(), seen);
        case Expr.Call e -> unknown(e);
        case Expr.StripLoad _ -> unknown(expression);
        case Expr.Length _,
            Expr.LeastLength _,
            Expr.Disjoint _,
            Expr.Distinct _,
            Expr.IntConst _,
            Expr.FloatConst _,
            Expr.BoolConst _ ->
            Optional.empty();
      };
    }

    private static boolean isSum(Expr.Binary e) {
      return switch (e.op()) {
        case INT_ADD, INT_SUB, INT_MUL, WRAP_ADD, WRAP_SUB, WRAP_MUL -> true;
        default -> false;
      };
    }

    private static Optional<Obstacle> overflow(Expr e) {
      return Optional.of(new Obstacle(Cause.OVERFLOW, Optional.of(e)));
    }

    private static Optional<Obstacle> unknown(Expr e) {
      return Optional.of(new Obstacle(Cause.UNKNOWN_RESULT, Optional.of(e)));
    }

    private Optional<Obstacle> ofVariable(Var var, Set<Var> seen) {
      if (!seen.add(var)) {
        return Optional.empty();
      }
      Stmt.CountedLoop counted = counters.get(var);
      if (counted != null) {
        return of(counted.start(), seen).or(() -> of(counted.stop(), seen));
      }
      List<Definition> list = definitions.getOrDefault(var, List.of());
      Cause own = Cause.CHANGES;
      for (Definition definition : list) {
        if (step(var, definition.value()).isPresent()) {
          if (definition.around().isEmpty()) {
            own = Cause.CHANGES_IN_WHILE;
          }
        } else if (!readsOnly(definition.value(), var)) {
          Optional<Obstacle> deeper = of(definition.value(), seen);
          if (deeper.isPresent()) {
            return deeper;
          }
        }
      }
      return Optional.of(new Obstacle(own, Optional.of(new Expr.Local(var))));
    }

    /** Whether an expression's bounds depend on no other variable that the loop assigns. */
    private boolean readsOnly(Expr expression, Var self) {
      Set<Var> read = new HashSet<>();
      boolean[] loads = {false};
      new Walker() {
        @Override
        protected void enter(Expr e) {
          if (e instanceof Expr.Local(Var var) && assigned.contains(var)) {
            read.add(var);
          }
          loads[0] |= e instanceof Expr.Load || e instanceof Expr.Call;
        }
      }.walk(expression);
      return read.equals(Set.of(self)) && !loads[0];
    }
  }

  // Computed bounds

  /**
   * A bound that stands for the operation: a constant, an operand, or a variable of the preheader.
   */
  private Expr bound(Intrinsic f, Expr a, Expr b) {
    if (a instanceof Expr.IntConst(long x) && b instanceof Expr.IntConst(long y)) {
      return new Expr.IntConst(Bounds.apply(f, x, y));
    }
    Optional<Expr> simple = Bounds.simplify(f, a, b);
    if (simple.isPresent()) {
      return simple.get();
    }
    Expr call = new Expr.Call(f, List.of(a, b), Position.NONE);
    return new Expr.Local(
        computed.computeIfAbsent(call, _ -> new Var("bound" + computed.size(), ScalarType.INT)));
  }
}
