package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.sequence;
import static io.epochly.guest.internal.frontend.ScalarExprs.toBool;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does things with numbers whose type is known or one of several: what is done is written once for
 * each type, and the tag chooses.
 */
final class Numbers {
  private final KernelWriter writer;

  Numbers(KernelWriter writer) {
    this.writer = writer;
  }

  /** What an operation does with operands of known types. */
  interface ScalarOperation {
    Value apply(Expr left, Expr right);
  }

  /** A number of known type, where it cannot be anything else. */
  static Expr scalar(Value value) {
    return ((Value.Scalar) value).expr();
  }

  private static Expr hasTag(Value.Dynamic d, ScalarType type) {
    return intCompare(BinaryOp.INT_EQ, local(d.tag()), constant(Kind.of(type).tag()));
  }

  /** Runs statements for the type that the value has. */
  void byCase(Value.Dynamic d, Consumer<Value.Scalar> each) {
    List<Stmt> otherwise = List.of();
    for (Map.Entry<ScalarType, Expr> option : d.cases().entrySet()) {
      List<Stmt> then = writer.inLazyBlock(() -> each.accept(new Value.Scalar(option.getValue())));
      otherwise =
          otherwise.isEmpty()
              ? then
              : List.of(new Stmt.If(hasTag(d, option.getKey()), then, otherwise));
    }
    writer.emitAll(otherwise);
  }

  /** The results of an operation for each type; one scalar again when they agree in type. */
  Value split(Value.Dynamic d, Function<Value.Scalar, Value> operation) {
    Map<ScalarType, Value> results = new EnumMap<>(ScalarType.class);
    Map<ScalarType, List<Stmt>> blocks = new EnumMap<>(ScalarType.class);
    Set<ScalarType> types = EnumSet.noneOf(ScalarType.class);
    d.cases()
        .forEach(
            (type, expr) -> {
              blocks.put(
                  type,
                  writer.inLazyBlock(
                      () -> results.put(type, operation.apply(new Value.Scalar(expr)))));
              switch (results.get(type)) {
                case Value.Scalar s -> types.add(s.type());
                case Value.Dynamic inner -> types.addAll(inner.cases().keySet());
                default -> throw new IllegalStateException("operation on numbers");
              }
            });
    if (types.size() == 1) {
      Optional<Expr> joined = Optional.empty();
      for (ScalarType type : d.cases().keySet()) {
        Expr value = scalar(results.get(type));
        Expr lazy = blocks.get(type).isEmpty() ? value : new Expr.Sequence(blocks.get(type), value);
        joined =
            Optional.of(
                joined.isEmpty() ? lazy : new Expr.Select(hasTag(d, type), lazy, joined.get()));
      }
      return new Value.Scalar(joined.orElseThrow());
    }
    Var tag = writer.temporary(ScalarType.INT);
    Map<ScalarType, Var> places = new EnumMap<>(ScalarType.class);
    types.forEach(type -> places.put(type, writer.temporary(type)));
    Consumer<Value.Scalar> keep =
        s -> {
          writer.assign(places.get(s.type()), s.expr());
          writer.assign(tag, constant(Kind.of(s.type()).tag()));
        };
    List<Stmt> otherwise = List.of();
    for (ScalarType type : d.cases().keySet()) {
      List<Stmt> block = new ArrayList<>(blocks.get(type));
      block.addAll(
          writer.inBlock(
              () -> {
                switch (results.get(type)) {
                  case Value.Scalar s -> keep.accept(s);
                  case Value.Dynamic inner -> byCase(inner, keep);
                  default -> throw new IllegalStateException("operation on numbers");
                }
              }));
      otherwise =
          otherwise.isEmpty() ? block : List.of(new Stmt.If(hasTag(d, type), block, otherwise));
    }
    writer.emitAll(otherwise);
    Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
    places.forEach((type, var) -> cases.put(type, local(var)));
    return new Value.Dynamic(tag, cases);
  }

  /** One of two values; only the chosen one is computed. */
  Value choose(Expr test, Supplier<Value> then, Supplier<Value> otherwise, SSTNode where) {
    List<Value> values = new ArrayList<>();
    List<Stmt> thenBlock =
        writer.inLazyBlock(() -> writer.unlessUnbound(then).ifPresent(values::add));
    boolean thenHolds = !values.isEmpty();
    List<Stmt> otherwiseBlock =
        writer.inLazyBlock(() -> writer.unlessUnbound(otherwise).ifPresent(values::add));
    if (values.size() < 2) {
      return onlySide(test, thenHolds, thenBlock, otherwiseBlock, values, where);
    }
    if (values.getFirst() instanceof Value.Complex a && values.get(1) instanceof Value.Complex b) {
      Var real = writer.temporary(ScalarType.FLOAT);
      Var imag = writer.temporary(ScalarType.FLOAT);
      thenBlock.add(new Stmt.Assign(real, a.real()));
      thenBlock.add(new Stmt.Assign(imag, a.imag()));
      otherwiseBlock.add(new Stmt.Assign(real, b.real()));
      otherwiseBlock.add(new Stmt.Assign(imag, b.imag()));
      writer.emit(new Stmt.If(test, thenBlock, otherwiseBlock));
      return new Value.Complex(local(real), local(imag));
    }
    if (values.getFirst() instanceof Value.Character(Expr a)
        && values.get(1) instanceof Value.Character(Expr b)) {
      return new Value.Character(
          new Expr.Select(test, sequence(thenBlock, a), sequence(otherwiseBlock, b)));
    }
    Optional<Value.Array> one = Value.list(values.getFirst());
    Optional<Value.Array> other = Value.list(values.get(1));
    if (one.isPresent() && other.isPresent() && one.get().type().equals(other.get().type())) {
      ArrayVar chosen = writer.temporaryList(one.get().type());
      thenBlock.addAll(writer.inBlock(() -> writer.referTo(chosen, one.get(), at(where))));
      otherwiseBlock.addAll(writer.inBlock(() -> writer.referTo(chosen, other.get(), at(where))));
      writer.emit(new Stmt.If(test, thenBlock, otherwiseBlock));
      return Value.seen(new Value.Array(chosen, List.of()));
    }
    Set<ScalarType> types = EnumSet.noneOf(ScalarType.class);
    for (Value value : values) {
      switch (value) {
        case Value.Scalar s -> types.add(s.type());
        case Value.Dynamic d -> types.addAll(d.cases().keySet());
        default -> throw unsupported(describe(value) + " on one side of a choice", where);
      }
    }
    if (types.size() == 1) {
      return new Value.Scalar(
          new Expr.Select(
              test,
              sequence(thenBlock, scalar(values.get(0))),
              sequence(otherwiseBlock, scalar(values.get(1)))));
    }
    // Not yet a value of several types, but a split of one: an int tag that says which side.
    Var tag = writer.temporary(ScalarType.INT);
    Map<ScalarType, Var> places = new EnumMap<>(ScalarType.class);
    types.forEach(type -> places.put(type, writer.temporary(type)));
    for (int side = 0; side < 2; side++) {
      Value value = values.get(side);
      List<Stmt> block = side == 0 ? thenBlock : otherwiseBlock;
      block.addAll(writer.inBlock(() -> keep(value, places, tag)));
    }
    writer.emit(new Stmt.If(test, thenBlock, otherwiseBlock));
    Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
    places.forEach((type, var) -> cases.put(type, local(var)));
    return new Value.Dynamic(tag, cases);
  }

  /** A choice of which at least one side bails out, so that the other one is the value. */
  private Value onlySide(
      Expr test,
      boolean thenHolds,
      List<Stmt> thenBlock,
      List<Stmt> otherwiseBlock,
      List<Value> values,
      SSTNode where) {
    if (values.isEmpty()) {
      writer.emit(new Stmt.If(test, thenBlock, otherwiseBlock));
      throw new UnboundException("a name on each side of a choice", at(where));
    }
    writer.emit(
        thenHolds
            ? new Stmt.If(test, List.of(), otherwiseBlock)
            : new Stmt.If(test, thenBlock, List.of()));
    writer.emitAll(thenHolds ? thenBlock : otherwiseBlock);
    return values.getFirst();
  }

  private void keep(Value value, Map<ScalarType, Var> places, Var tag) {
    switch (value) {
      case Value.Scalar s -> {
        writer.assign(places.get(s.type()), s.expr());
        writer.assign(tag, constant(Kind.of(s.type()).tag()));
      }
      case Value.Dynamic d -> byCase(d, s -> keep(s, places, tag));
      default -> throw new IllegalStateException("no number: " + describe(value));
    }
  }

  Value onNumber(Value value, SSTNode where, Function<Expr, Value> operation) {
    return switch (value) {
      case Value.Scalar s -> operation.apply(s.expr());
      case Value.Dynamic d -> split(d, s -> operation.apply(s.expr()));
      default -> throw unsupported("an operation on " + describe(value), where);
    };
  }

  /** Applies an operation to two numbers, for each combination of the types that they can have. */
  Value onNumbers(Value left, Value right, SSTNode where, ScalarOperation operation) {
    return switch (left) {
      case Value.Scalar l ->
          switch (right) {
            case Value.Scalar r -> operation.apply(l.expr(), r.expr());
            case Value.Dynamic r -> {
              Expr fixed = writer.settled(l.expr());
              yield split(r, s -> operation.apply(fixed, s.expr()));
            }
            default -> throw unsupported("an operation on " + describe(right), where);
          };
      case Value.Dynamic l -> {
        Value fixed = writer.settled(right);
        yield split(l, s -> onNumbers(s, fixed, where, operation));
      }
      default -> throw unsupported("an operation on " + describe(left), where);
    };
  }

  /** Applies an operation to numbers, for each combination of the types that they can have. */
  Value onAll(
      List<Value> values, List<Expr> done, SSTNode where, Function<List<Expr>, Value> operation) {
    if (values.isEmpty()) {
      return operation.apply(done);
    }
    List<Value> rest = values.subList(1, values.size());
    return onNumber(
        values.getFirst(),
        where,
        x -> {
          List<Expr> next = new ArrayList<>(done);
          next.add(x);
          return onAll(rest, next, where, operation);
        });
  }

  /** An int, where the guest would take one by {@code __index__}. */
  Expr integer(Value value, SSTNode where, String what) {
    return switch (value) {
      case Value.Scalar s when s.type() != ScalarType.FLOAT -> toInt(s.expr());
      case Value.Dynamic d ->
          scalar(
              split(
                  d,
                  s -> {
                    if (s.type() == ScalarType.FLOAT) {
                      writer.emit(new Stmt.Bail(BailReason.TYPE, at(where), -1));
                      return new Value.Scalar(constant(0));
                    }
                    return new Value.Scalar(toInt(s.expr()));
                  }));
      default -> throw unsupported(describe(value) + " as " + what, where);
    };
  }

  Expr truth(Value value, SSTNode where) {
    return switch (value) {
      case Value.Scalar s -> toBool(s.expr());
      case Value.Dynamic d -> scalar(split(d, s -> new Value.Scalar(toBool(s.expr()))));
      case Value.ComplexArray _ -> throw unsupported("the truth of an epochly.array", where);
      case Value.Array a when a.isTyped() ->
          throw unsupported("the truth of an epochly.array", where);
      case Value.Array a when a.rank() == 1 || !a.ref().type().storage().isBuffer() ->
          intCompare(BinaryOp.INT_NE, a.length(at(where)), constant(0));
      case Value.Complex z -> ComplexNumbers.truth(z);
      case Value.ComplexList l -> intCompare(BinaryOp.INT_NE, l.length(), constant(0));
      case Value.Text t -> Characters.truth(t, at(where));
      case Value.None _ -> constant(false);
      default -> throw unsupported("the truth of " + describe(value), where);
    };
  }
}
