package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Stores into a slice of a list, or of a buffer, as many elements as it has; any other number would
 * change the length, or raise, and ends the kernel.
 */
final class SliceStores {
  private final KernelWriter writer;
  private final ArrayAccess arrays;
  private final Slices slices;
  private final Expressions expressions;

  SliceStores(KernelWriter writer, ArrayAccess arrays, Slices slices, Expressions expressions) {
    this.writer = writer;
    this.arrays = arrays;
    this.slices = slices;
    this.expressions = expressions;
  }

  /** {@code container[i:j:k] = value}, the value being computed already. */
  void store(Value container, ExprTy.Slice slice, ExprTy.Subscript target, Value value) {
    if (!(container instanceof Value.Array array) || array.ref().type().storage().isBuffer()) {
      throw unsupported("a store into a slice of " + describe(container), target);
    }
    if (array.rank() > 1) {
      throw unsupported("a store into a slice of a list of lists", target);
    }
    switch (value) {
      case Value.Tuple(List<Value> items) -> items(array, slice, target, items);
      case Value.Array given when given.rank() == 1 && !given.ref().type().storage().isBuffer() ->
          elements(array, slice, target, given);
      default -> throw unsupported("a store of " + describe(value) + " into a slice", target);
    }
  }

  /**
   * {@code a[i:j] = b[k:l]} where b is a buffer, whose slices are no values of their own: into a
   * list, or into the same buffer, which alone is certain to be of the same kind.
   *
   * @return false if it is an assignment of another form, of which nothing was lowered
   */
  boolean move(ExprTy target, ExprTy value) {
    if (!(target instanceof ExprTy.Subscript to)
        || !(to.slice instanceof ExprTy.Slice toSlice)
        || !(value instanceof ExprTy.Subscript from)
        || !(from.slice instanceof ExprTy.Slice fromSlice)
        || !(from.value instanceof ExprTy.Name)
        || !(expressions.expression(from.value) instanceof Value.Array source)
        || !source.ref().type().storage().isBuffer()
        || source.isTyped()
        || source.rank() > 1) {
      return false;
    }
    // Of a memoryview, the value is no copy before it is stored.
    if (Calls.in(to)) {
      throw unsupported("a store of a slice of a buffer to where a call tells", target);
    }
    Value.Array copy = slices.copied(source, fromSlice, from);
    Value container = expressions.expression(to.value);
    if (container instanceof Value.Array array && array.ref().equals(source.ref())) {
      elements(array, toSlice, to, copy);
    } else if (container instanceof Value.Array array && array.ref().type().storage().isBuffer()) {
      throw unsupported("a store of a slice of one buffer into a slice of another", target);
    } else {
      store(container, toSlice, to, copy);
    }
    return true;
  }

  private void elements(
      Value.Array target, ExprTy.Slice slice, ExprTy.Subscript where, Value.Array given) {
    Position at = at(where);
    ArrayType type = target.ref().type();
    Value.Array fixed = (Value.Array) writer.settled((Value) target);
    Slices.Places places = slices.places(fixed, slice, at);
    requireCount(places, given.length(at), at);
    if (type.store() == ArrayType.StoreRule.READ_ONLY
        || given.ref().type().element() != type.element()) {
      other(target, given.ref().type().element(), at);
      return;
    }
    // As many elements as the slice has, and backwards: perhaps the list itself, turned round.
    Value.Array source =
        places.step() < 0
            ? slices.elements(given, new Slices.Places(constant(0), places.count(), 1), at)
            : given;
    Var k = writer.temporary(ScalarType.INT);
    List<Expr> indices = new ArrayList<>(fixed.indices());
    indices.add(places.at(local(k)));
    Value.Scalar item = (Value.Scalar) source.element(local(k), IndexCheck.NONE, at);
    Stmt store = new Stmt.Store(fixed.ref(), indices, checks(indices), item.expr(), at);
    writer.repeat("slice", k, places.count(), List.of(store), at);
  }

  private void items(
      Value.Array target, ExprTy.Slice slice, ExprTy.Subscript where, List<Value> items) {
    Position at = at(where);
    Value.Array fixed = (Value.Array) writer.settled((Value) target);
    Slices.Places places = slices.places(fixed, slice, at);
    requireCount(places, constant(items.size()), at);
    for (int i = 0; i < items.size(); i++) {
      arrays.storeAt(fixed, List.of(places.at(constant(i))), where, items.get(i));
    }
  }

  private void requireCount(Slices.Places places, Expr given, Position at) {
    Expr count = new Expr.Call(Intrinsic.MAX, List.of(constant(0), places.count()), Position.NONE);
    writer.emit(
        new Stmt.If(
            intCompare(BinaryOp.INT_NE, given, count),
            List.of(new Stmt.Bail(BailReason.LENGTH, at, -1)),
            List.of()));
  }

  private void other(Value.Array target, ScalarType given, Position at) {
    writer.note(
        target.ref().type().store() == ArrayType.StoreRule.READ_ONLY
            ? "a store into a slice of something read-only always runs plain"
            : "storing %ss into a slice of %s, whose elements are %ss, runs plain"
                .formatted(
                    given.name().toLowerCase(Locale.ROOT),
                    target.ref().name(),
                    target.ref().type().element().name().toLowerCase(Locale.ROOT)),
        at);
    int parameter = target.ref() instanceof ArrayParam p ? p.index() : -1;
    writer.emit(new Stmt.Bail(BailReason.STORE_TYPE, at, parameter));
  }

  /** All but the last index are the guest's; that one is known to be in range. */
  private static List<IndexCheck> checks(List<Expr> indices) {
    List<IndexCheck> result =
        new ArrayList<>(Collections.nCopies(indices.size() - 1, IndexCheck.WRAP));
    result.add(IndexCheck.NONE);
    return result;
  }
}
