package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.unchecked;
import static io.epochly.guest.internal.frontend.ScalarExprs.zero;

import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies what a slice of a list or an array holds into a new list. */
final class Slices {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final ElementTypes elementTypes;
  private final Expressions expressions;

  Slices(KernelWriter writer, Numbers numbers, ElementTypes elementTypes, Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.elementTypes = elementTypes;
    this.expressions = expressions;
  }

  /** The places that a slice names: so many, from one on, with equal distances. */
  record Places(Expr from, Expr count, long step) {
    Expr at(Expr k) {
      Expr distance = step == 1 ? k : unchecked(BinaryOp.INT_MUL, k, constant(step));
      return unchecked(BinaryOp.INT_ADD, from, distance);
    }
  }

  /** The elements, or the same rows, in a list of the kernel's own. */
  Value.Array copied(Value.Array array, ExprTy.Slice slice, ExprTy.Subscript e) {
    Position at = at(e);
    Value.Array fixed = (Value.Array) writer.settled((Value) array);
    Places places = places(fixed, slice, at);
    return array.rank() > 1 ? rows(fixed, places, at) : elements(fixed, places, at);
  }

  /** The complex numbers in a list of the kernel's own. */
  Value.ComplexList copied(Value.ComplexList list, ExprTy.Slice slice, ExprTy.Subscript e) {
    Position at = at(e);
    Value.ComplexList fixed = (Value.ComplexList) writer.settled((Value) list);
    Places places = places(fixed.length(), slice);
    Value.ComplexList copy = writer.newComplexList(places.count(), at);
    Var k = writer.temporary(ScalarType.INT);
    Expr from = unchecked(BinaryOp.INT_MUL, places.at(local(k)), constant(2));
    Expr to = unchecked(BinaryOp.INT_MUL, local(k), constant(2));
    List<Stmt> body =
        writer.inLazyBlock(
            () -> {
              Value.Complex z = ComplexNumbers.get(fixed, writer.settled(from), at);
              ComplexNumbers.put(writer, copy, writer.settled(to), z, at);
            });
    writer.repeat("slice", k, places.count(), body, at);
    return copy;
  }

  /** The places of a slice of something that is settled. */
  Places places(Value.Array array, ExprTy.Slice slice, Position at) {
    return places(array.length(at), slice);
  }

  private Places places(Expr now, ExprTy.Slice slice) {
    Optional<Expr> lower = bound(slice.lower, slice);
    Optional<Expr> upper = bound(slice.upper, slice);
    long step = step(slice);
    // Only now: a call in a bound may have made the list longer.
    Expr length = writer.settled(now);
    if (step > 0) {
      Expr from = lower.map(bound -> cut(bound, constant(0), length)).orElse(constant(0));
      Expr to = upper.map(bound -> cut(bound, constant(0), length)).orElse(length);
      return new Places(from, count(from, to, step), step);
    }
    Expr last = writer.settled(unchecked(BinaryOp.INT_SUB, length, constant(1)));
    Expr from = lower.map(bound -> cutDown(bound, length, last)).orElse(last);
    Expr to = upper.map(bound -> cutDown(bound, length, last)).orElse(constant(-1));
    return new Places(from, count(to, from, -step), step);
  }

  private long step(ExprTy.Slice slice) {
    if (slice.step == null) {
      return 1;
    }
    if (expressions.expression(slice.step) instanceof Value.Scalar(Expr.IntConst(long step))
        && step != 0
        && Math.abs(step) < Integer.MAX_VALUE) {
      return step;
    }
    throw unsupported("a slice whose step is no constant", slice.step);
  }

  /** A bound of a slice, where one is written. */
  private Optional<Expr> bound(ExprTy node, ExprTy.Slice slice) {
    return node == null || isNone(node)
        ? Optional.empty()
        : Optional.of(
            writer.settled(
                numbers.integer(expressions.expression(node), slice, "a bound of a slice")));
  }

  private static boolean isNone(ExprTy node) {
    return node instanceof ExprTy.Constant c && c.value.kind == ConstantValue.Kind.NONE;
  }

  /** A place in a list: negative bounds count from the end, and all are cut to the list. */
  private Expr cut(Expr bound, Expr least, Expr length) {
    return writer.settled(
        new Expr.Select(
            intCompare(BinaryOp.INT_LT, bound, constant(0)),
            fromEnd(bound, least, length),
            new Expr.Call(Intrinsic.MIN, List.of(bound, length), Position.NONE)));
  }

  /** The same for a slice that runs backwards, which may end before the first place. */
  private Expr cutDown(Expr bound, Expr length, Expr last) {
    return writer.settled(
        new Expr.Select(
            intCompare(BinaryOp.INT_LT, bound, constant(0)),
            fromEnd(bound, constant(-1), length),
            new Expr.Call(Intrinsic.MIN, List.of(bound, last), Position.NONE)));
  }

  private static Expr fromEnd(Expr bound, Expr least, Expr length) {
    return new Expr.Call(
        Intrinsic.MAX,
        List.of(least, new Expr.Call(Intrinsic.LOW_ADD, List.of(bound, length), Position.NONE)),
        Position.NONE);
  }

  /** How many places lie between two; what is not above zero means none. */
  private Expr count(Expr low, Expr high, long step) {
    Expr distance = unchecked(BinaryOp.INT_SUB, high, low);
    return writer.settled(
        step == 1
            ? distance
            : unchecked(
                BinaryOp.INT_FLOORDIV,
                unchecked(BinaryOp.INT_ADD, distance, constant(step - 1)),
                constant(step)));
  }

  /** The elements at these places, in a list of the kernel's own. */
  Value.Array elements(Value.Array fixed, Places places, Position at) {
    ScalarType element = fixed.ref().type().element();
    Value.Array copy = writer.newList(element, places.count(), zero(element), at);
    Var k = writer.temporary(ScalarType.INT);
    Value.Scalar item = (Value.Scalar) fixed.element(places.at(local(k)), IndexCheck.NONE, at);
    Stmt store =
        new Stmt.Store(copy.ref(), List.of(local(k)), List.of(IndexCheck.NONE), item.expr(), at);
    writer.repeat("slice", k, places.count(), List.of(store), at);
    return copy;
  }

  /** The rows of a slice: the same ones, in a new list. */
  private Value.Array rows(Value.Array fixed, Places places, Position at) {
    ArrayVar copy = writer.newRows(fixed.type().row(1));
    elementTypes.begin(copy, at);
    Var k = writer.temporary(ScalarType.INT);
    List<Expr> indices = new ArrayList<>(fixed.indices());
    indices.add(places.at(local(k)));
    List<Stmt> append =
        writer.inBlock(() -> writer.appendRow(copy, new Value.Array(fixed.ref(), indices), at));
    writer.repeat("slice", k, places.count(), append, at);
    return new Value.Array(copy, List.of());
  }
}
