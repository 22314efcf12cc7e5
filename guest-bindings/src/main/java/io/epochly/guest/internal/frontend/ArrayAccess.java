package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.article;
import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.toFloat;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes elements of arrays at guest subscripts. */
final class ArrayAccess {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final ElementTypes elementTypes;
  private final Expressions expressions;

  ArrayAccess(
      KernelWriter writer, Numbers numbers, ElementTypes elementTypes, Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.elementTypes = elementTypes;
    this.expressions = expressions;
  }

  /** The indices of one subscript: several only for buffers of several dimensions. */
  List<Expr> indices(Value container, ExprTy.Subscript e) {
    if (container instanceof Value.Text || container instanceof Value.ComplexList) {
      return List.of(numbers.integer(expressions.expression(e.slice), e.slice, "an index"));
    }
    boolean buffer;
    boolean rows;
    int rank;
    switch (container) {
      case Value.Array array -> {
        buffer = array.ref().type().storage().isBuffer();
        rows = array.hasRows();
        rank = array.rank();
      }
      case Value.ComplexArray array -> {
        buffer = true;
        rows = true;
        rank = array.rank();
      }
      default -> throw unsupported("an index into " + describe(container), e);
    }
    if (e.slice instanceof ExprTy.Tuple tuple) {
      if (!buffer
          || tuple.elements == null
          || tuple.elements.length > rank
          || !rows && tuple.elements.length != rank) {
        throw unsupported("several indices at once into this", e);
      }
      List<Expr> result = new ArrayList<>();
      for (ExprTy index : tuple.elements) {
        Value value = writer.before(expressions.expression(index), tuple.elements);
        result.add(numbers.integer(value, index, "an index"));
      }
      return result;
    }
    if (!rows && rank > 1) {
      throw unsupported("one index into a buffer of several dimensions", e);
    }
    if (e.slice instanceof ExprTy.Slice) {
      throw unsupported("a slice", e.slice);
    }
    return List.of(numbers.integer(expressions.expression(e.slice), e.slice, "an index"));
  }

  /** What a typed array tells of itself. */
  Value attribute(Value.Array array, ExprTy.Attribute e) {
    int itemsize = array.ref().type().storage().bytes();
    return attribute(array, array.rank(), itemsize, e);
  }

  Value attribute(Value.ComplexArray array, ExprTy.Attribute e) {
    int itemsize = 2 * array.parts().ref().type().storage().bytes();
    return attribute(array.parts(), array.rank(), itemsize, e);
  }

  private static Value attribute(Value.Array array, int rank, int itemsize, ExprTy.Attribute e) {
    return switch (e.attr) {
      case "shape" -> {
        List<Value> lengths = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
          lengths.add(new Value.Scalar(length(array, axis, at(e))));
        }
        yield new Value.Tuple(lengths);
      }
      case "ndim" -> new Value.Scalar(constant(rank));
      case "itemsize" -> new Value.Scalar(constant(itemsize));
      case "size" -> {
        Expr size = length(array, 0, at(e));
        for (int axis = 1; axis < rank; axis++) {
          size = new Expr.Binary(BinaryOp.INT_MUL, size, length(array, axis, at(e)), true, at(e));
        }
        yield new Value.Scalar(size);
      }
      default -> throw unsupported("attribute " + e.attr + " of an epochly.array", e);
    };
  }

  /** The length along an axis, which is the same for all rows. */
  private static Expr length(Value.Array array, int axis, Position at) {
    List<Expr> outer = Collections.nCopies(array.indices().size() + axis, constant(0));
    return new Expr.Length(
        array.ref(), outer, Collections.nCopies(outer.size(), IndexCheck.NONE), at);
  }

  Value elementAt(Value container, List<Expr> indices, SSTNode where) {
    if (container instanceof Value.Text text) {
      return new Characters(writer, numbers).element(text, indices.getFirst(), where);
    }
    if (container instanceof Value.ComplexList list) {
      return new ComplexNumbers(writer, numbers)
          .element(list, indices.getFirst(), IndexCheck.WRAP, at(where));
    }
    if (container instanceof Value.ComplexArray array) {
      return new ComplexNumbers(writer, numbers).element(array, indices, at(where));
    }
    Value.Array array = (Value.Array) container;
    Value result = array;
    if (indices.size() == array.rank()) {
      List<Expr> all = new ArrayList<>(array.indices());
      all.addAll(indices);
      return new Value.Scalar(
          new Expr.Load(
              array.ref(), all, Collections.nCopies(all.size(), IndexCheck.WRAP), at(where)));
    }
    for (Expr index : indices) {
      result = ((Value.Array) result).element(index, IndexCheck.WRAP, at(where));
    }
    return result;
  }

  /** Stores at a subscript whose indices are not computed yet. */
  void store(Value container, ExprTy.Subscript target, Value value) {
    storeAt(container, indices(container, target), target, value);
  }

  void storeAt(Value container, List<Expr> indices, ExprTy.Subscript target, Value value) {
    if (container instanceof Value.ComplexList list) {
      new ComplexNumbers(writer, numbers).store(list, indices.getFirst(), value, target);
      return;
    }
    if (container instanceof Value.ComplexArray array) {
      new ComplexNumbers(writer, numbers).store(array, indices, value, target);
      return;
    }
    if (!(container instanceof Value.Array array)) {
      throw unsupported("a store into " + describe(container), target);
    }
    if (indices.size() < array.rank()) {
      storeRow(array, indices, target, value);
      return;
    }
    switch (value) {
      case Value.Scalar s -> storeScalar(array, indices, target, s.expr());
      case Value.Dynamic d -> numbers.byCase(d, s -> storeScalar(array, indices, target, s.expr()));
      default -> throw unsupported("a store of " + describe(value), target);
    }
  }

  /** Puts a list into a list of lists. */
  private void storeRow(
      Value.Array array, List<Expr> indices, ExprTy.Subscript target, Value value) {
    if (!(array.ref() instanceof ArrayVar list)) {
      throw unsupported("a store of a whole row into the argument " + array.ref().name(), target);
    }
    Value row = value instanceof Value.EmptyList e ? writer.newList(e) : value;
    List<Expr> all = new ArrayList<>(array.indices());
    all.addAll(indices);
    if (!(row instanceof Value.Array stored)
        || !stored.type().equals(list.type().row(all.size()))) {
      throw unsupported(
          "a store of " + describe(value) + " of another type than the rows have", target);
    }
    ArrayVar kept = writer.reference(stored, at(target));
    writer.emit(
        new Stmt.StoreRow(
            list, all, Collections.nCopies(all.size(), IndexCheck.WRAP), kept, at(target)));
    elementTypes.holds(list, kept);
  }

  private void storeScalar(
      Value.Array array, List<Expr> indices, ExprTy.Subscript target, Expr value) {
    ArrayRef param = array.ref();
    ArrayType type = param.type();
    Position at = at(target);
    List<Expr> all = new ArrayList<>(array.indices());
    all.addAll(indices);
    Optional<Expr> converted = converted(value, type);
    if (converted.isEmpty()) {
      String what = value.type().name().toLowerCase(Locale.ROOT);
      writer.note(
          type.store() == ArrayType.StoreRule.READ_ONLY
              ? "a store into " + param.name() + ", which is read-only, always runs plain"
              : "storing "
                  + article(what)
                  + " into "
                  + param.name()
                  + ", whose elements are "
                  + type.element().name().toLowerCase(Locale.ROOT)
                  + "s, runs plain"
                  + (value.type() == ScalarType.FLOAT && type.element() == ScalarType.INT
                      ? "; a list made as [0.0] * n takes floats"
                      : ""),
          at);
      writer.emit(
          new Stmt.Bail(BailReason.STORE_TYPE, at, param instanceof ArrayParam p ? p.index() : -1));
      return;
    }
    writer.emit(
        new Stmt.Store(
            param, all, Collections.nCopies(all.size(), IndexCheck.WRAP), converted.get(), at));
  }

  /**
   * The value as the array takes it, or nothing where the guest would raise or change the storage.
   */
  private static Optional<Expr> converted(Expr value, ArrayType type) {
    return switch (type.store()) {
      case READ_ONLY -> Optional.empty();
      case SAME_TYPE -> value.type() == type.element() ? Optional.of(value) : Optional.empty();
      case LOW_BITS -> throw new IllegalArgumentException("no array of a guest: " + type);
      case CONVERT, CONVERT_ROWS, CONVERT_PARTS ->
          switch (type.element()) {
            case FLOAT -> Optional.of(toFloat(value));
            case INT ->
                value.type() == ScalarType.FLOAT ? Optional.empty() : Optional.of(toInt(value));
            case BOOL -> value.type() == ScalarType.BOOL ? Optional.of(value) : Optional.empty();
          };
    };
  }
}
