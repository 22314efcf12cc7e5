package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.sequence;
import static io.epochly.guest.internal.frontend.ScalarExprs.zero;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes the statements of a kernel one after the other, and keeps where it stands: in which block,
 * in which function, and what is known there.
 */
final class KernelWriter {
  private final ElementTypes elementTypes;
  private final List<Param> params = new ArrayList<>();
  private final Set<Reason> notes = new LinkedHashSet<>();
  private int temporaries;

  /** Above zero while code is lowered that may not run although what follows it does. */
  private int lazyDepth;

  /** Statements are appended here; loops, branches and lazily evaluated operands swap it. */
  private List<Stmt> out = new ArrayList<>();

  /** What is known here; empty when this point cannot be reached. */
  private Optional<Environment> env = Optional.empty();

  /** The function whose body is being lowered: the kernel's own, or one that it calls. */
  private Frame frame;

  /** Statements of a block, and what lowering them gave. */
  record Block<T>(List<Stmt> statements, T result) {}

  KernelWriter(ElementTypes elementTypes, Frame frame) {
    this.elementTypes = elementTypes;
    this.frame = frame;
  }

  // Where lowering stands

  Frame frame() {
    return frame;
  }

  /** Lowers something inside another function, or in the scope of a comprehension. */
  void within(Frame inner, Runnable body) {
    Frame outer = frame;
    frame = inner;
    try {
      body.run();
    } finally {
      frame = outer;
    }
  }

  /** What is known here; empty when this point cannot be reached. */
  Optional<Environment> env() {
    return env;
  }

  void setEnv(Optional<Environment> known) {
    env = known;
  }

  /** What is known at this point, which can be reached. */
  Environment here() {
    return env.orElseThrow();
  }

  /** Whether this code may not run although what follows it does. */
  boolean isLazy() {
    return lazyDepth > 0;
  }

  // The kernel

  /** The kernel's parameters so far: those of the function, then what it reads from outside. */
  List<Param> params() {
    return Collections.unmodifiableList(params);
  }

  void addParam(Param param) {
    params.add(param);
  }

  /** Tells the user something about a place. */
  void note(String text, Position position) {
    notes.add(new Reason(text, position));
  }

  List<Reason> notes() {
    return List.copyOf(notes);
  }

  /** The statements of the current block so far. */
  List<Stmt> statements() {
    return List.copyOf(out);
  }

  // Statements

  void emit(Stmt statement) {
    out.add(statement);
  }

  void emitAll(List<Stmt> statements) {
    out.addAll(statements);
  }

  void assign(Var var, Expr value) {
    out.add(new Stmt.Assign(var, value));
  }

  /** Makes a variable refer to a list, or to a row of one. */
  void referTo(ArrayVar var, Value.Array value, Position at) {
    out.add(
        new Stmt.AssignArray(
            var,
            value.ref(),
            value.indices(),
            Collections.nCopies(value.indices().size(), IndexCheck.WRAP),
            at));
    elementTypes.follow(var, value);
  }

  /** A variable that refers to the list from here on, whatever else its own one may come to be. */
  ArrayVar reference(Value.Array value, Position at) {
    ArrayVar kept = temporaryList(value.type());
    referTo(kept, value, at);
    return kept;
  }

  /** A block of its own; what is known behind it is what is known at its end. */
  List<Stmt> inBlock(Runnable body) {
    List<Stmt> outer = out;
    List<Stmt> result = new ArrayList<>();
    out = result;
    try {
      body.run();
    } finally {
      out = outer;
    }
    return result;
  }

  /** A block that belongs to another function, whatever is around here. */
  List<Stmt> apart(Runnable body) {
    int depth = lazyDepth;
    lazyDepth = 0;
    try {
      return inBlock(body);
    } finally {
      lazyDepth = depth;
    }
  }

  /** As {@link #inBlock}, for a body that gives something. */
  <T> Block<T> block(Supplier<T> body) {
    List<T> result = new ArrayList<>(1);
    List<Stmt> statements = inBlock(() -> result.add(body.get()));
    return new Block<>(statements, result.getFirst());
  }

  /** As {@link #inBlock}, for statements that run on one side of a choice. */
  List<Stmt> inLazyBlock(Runnable body) {
    lazyDepth++;
    try {
      return inBlock(body);
    } finally {
      lazyDepth--;
    }
  }

  /**
   * Lowers something that runs as a whole or not at all. Where it certainly reads a name that is
   * not bound it bails out instead.
   *
   * @return what lowering it gave, or nothing where it bails out
   */
  <T> Optional<T> unlessUnbound(Supplier<T> whole) {
    try {
      return Optional.of(whole.get());
    } catch (NeverReturns _) {
      return Optional.empty();
    } catch (UnboundException e) {
      note(e.getMessage() + " is not bound here: a call that gets here runs plain", e.position());
      out.add(new Stmt.Bail(BailReason.UNBOUND, e.position(), -1));
      return Optional.empty();
    }
  }

  /** Lowers a condition whose statements must not run before it is known to be needed. */
  Expr lazily(Supplier<Expr> operand) {
    List<Expr> result = new ArrayList<>();
    List<Stmt> block = inLazyBlock(() -> unlessUnbound(operand).ifPresent(result::add));
    return sequence(block, result.isEmpty() ? constant(false) : result.getFirst());
  }

  /** As {@link #unlessUnbound}, for statements: behind a bail-out nothing is reached. */
  void reachUnlessUnbound(Runnable whole) {
    Optional<Boolean> done =
        unlessUnbound(
            () -> {
              whole.run();
              return true;
            });
    if (done.isEmpty()) {
      env = Optional.empty();
    }
  }

  // Places

  Var temporary(ScalarType type) {
    return new Var("t" + temporaries++, type);
  }

  ArrayVar temporaryList(ArrayType type) {
    return new ArrayVar("t" + temporaries++, type);
  }

  /** The value in a place of its own, so that later assignments do not change it. */
  Expr settled(Expr expr) {
    if (expr instanceof Expr.IntConst
        || expr instanceof Expr.FloatConst
        || expr instanceof Expr.BoolConst) {
      return expr;
    }
    Var var = temporary(expr.type());
    assign(var, expr);
    return local(var);
  }

  Value settled(Value value) {
    return switch (value) {
      case Value.Scalar s -> new Value.Scalar(settled(s.expr()));
      case Value.Dynamic d -> {
        Var tag = temporary(ScalarType.INT);
        assign(tag, local(d.tag()));
        Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
        // Variables of the cases that are not current hold stale values, which is harmless.
        d.cases().forEach((type, expr) -> cases.put(type, settled(expr)));
        yield new Value.Dynamic(tag, cases);
      }
      case Value.Complex z -> new Value.Complex(settled(z.real()), settled(z.imag()));
      case Value.Character c -> new Value.Character(settled(c.codePoint()));
      case Value.ComplexList list when list.parts() instanceof ArrayVar ->
          new Value.ComplexList(reference(list.array(), Position.NONE));
      case Value.Array a when a.ref() instanceof ArrayVar ->
          new Value.Array(reference(a, Position.NONE), List.of());
      case Value.Array a ->
          new Value.Array(a.ref(), a.indices().stream().map(this::settled).toList());
      case Value.ComplexArray a -> new Value.ComplexArray((Value.Array) settled((Value) a.parts()));
      case Value.Tuple t -> new Value.Tuple(t.items().stream().map(this::settled).toList());
      case Value.EmptyList e -> newList(e);
      case Value.None _,
          Value.Outside _,
          Value.Instance _,
          Value.Method _,
          Value.ComplexList _,
          Value.TextOperand _,
          Value.TextConstant _ ->
          value;
    };
  }

  /** A value that is needed after the node: in a place of its own when that may store. */
  Value before(Value value, ExprTy... later) {
    for (ExprTy node : later) {
      if (Calls.in(node)) {
        return settled(value);
      }
    }
    return value;
  }

  /** Reaches a row once, so that a bad index ends the kernel where the guest would raise. */
  void checkRow(Value.Array row, Position at) {
    if (!row.indices().isEmpty()) {
      assign(temporary(ScalarType.INT), row.length(at));
    }
  }

  // Lists

  /** A new list with {@code length} times the same element. */
  Value.Array newList(ScalarType element, Expr length, Expr fill, Position at) {
    ArrayVar list = temporaryList(listType(element));
    out.add(new Stmt.NewArray(list, length, fill, at));
    return new Value.Array(list, List.of());
  }

  /** A new list of these numbers, all of one type. */
  Value.Array newList(ScalarType element, List<Expr> items, Position at) {
    Value.Array list = newList(element, constant(items.size()), zero(element), at);
    for (int i = 0; i < items.size(); i++) {
      emit(
          new Stmt.Store(
              list.ref(), List.of(constant(i)), List.of(IndexCheck.NONE), items.get(i), at));
    }
    return list;
  }

  /**
   * Runs statements so many times.
   *
   * @param k counts from 0
   */
  void repeat(String name, Var k, Expr count, List<Stmt> body, Position at) {
    emit(
        new Stmt.CountedLoop(
            new Label(name + at.line()), k, constant(0), count, constant(1), body, false, at));
  }

  /** A new list of so many complex numbers, which are zero. */
  Value.ComplexList newComplexList(Expr length, Position at) {
    ArrayVar parts = temporaryList(listType(CompoundType.COMPLEX));
    Expr count = new Expr.Binary(BinaryOp.INT_MUL, length, constant(2), true, at);
    out.add(new Stmt.NewArray(parts, count, zero(ScalarType.FLOAT), at));
    return new Value.ComplexList(parts);
  }

  /** A new list of lists, without rows. */
  ArrayVar newRows(ArrayType row) {
    ArrayVar list = temporaryList(listType(row));
    out.add(new Stmt.NewRows(list));
    return list;
  }

  /** Adds a row to a list of such rows. */
  void appendRow(ArrayVar list, Value.Array row, Position at) {
    ArrayVar added = reference(row, at);
    out.add(new Stmt.AppendRow(list, added, at));
    elementTypes.holds(list, added);
  }

  /** An empty list; its element type is what is known of it so far. */
  Value newList(Value.EmptyList empty) {
    return newList(empty.origin());
  }

  /** The empty list written there. */
  Value newList(Position origin) {
    Value.Array list =
        switch (elementTypes.of(origin)) {
          case ScalarType element -> newList(element, constant(0), zero(element), origin);
          case ArrayType row -> new Value.Array(newRows(row), List.of());
          case CompoundType _ -> newComplexList(constant(0), origin).array();
          case OpaqueType _ -> throw new IllegalStateException("a list of objects");
        };
    elementTypes.begin((ArrayVar) list.ref(), origin);
    return Value.seen(list);
  }

  private static ArrayType listType(Type element) {
    return switch (element) {
      case ScalarType scalar ->
          new ArrayType(
              switch (scalar) {
                case FLOAT -> Storage.DOUBLES;
                case INT -> Storage.LONGS;
                case BOOL -> Storage.BOOLS;
              },
              1,
              ArrayType.StoreRule.SAME_TYPE);
      case ArrayType row ->
          new ArrayType(row.storage(), row.rank() + 1, ArrayType.StoreRule.SAME_TYPE);
      case CompoundType.COMPLEX ->
          new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.CONVERT_PARTS);
      case CompoundType type -> throw new IllegalStateException("no list of kernels holds " + type);
      case OpaqueType _ -> throw new IllegalStateException("a list of objects");
    };
  }
}
