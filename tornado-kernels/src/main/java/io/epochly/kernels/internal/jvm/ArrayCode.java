package io.epochly.kernels.internal.jvm;

import static io.epochly.kernels.internal.jvm.Descriptors.ARRAY_ARG;
import static io.epochly.kernels.internal.jvm.Descriptors.BUFFERS;
import static io.epochly.kernels.internal.jvm.Descriptors.BYTES;
import static io.epochly.kernels.internal.jvm.Descriptors.FLOATS;
import static io.epochly.kernels.internal.jvm.Descriptors.INTS;
import static io.epochly.kernels.internal.jvm.Descriptors.LISTS;
import static io.epochly.kernels.internal.jvm.Descriptors.MEMORY;
import static io.epochly.kernels.internal.jvm.Descriptors.ROWS;
import static io.epochly.kernels.internal.jvm.Descriptors.SEGMENT;
import static io.epochly.kernels.internal.jvm.Descriptors.camel;
import static io.epochly.kernels.internal.jvm.Descriptors.element;
import static io.epochly.kernels.internal.jvm.Descriptors.elementType;
import static io.epochly.kernels.internal.jvm.Descriptors.isJava;
import static io.epochly.kernels.internal.jvm.Descriptors.leafArray;
import static io.epochly.kernels.internal.jvm.Descriptors.list;
import static io.epochly.kernels.internal.jvm.Descriptors.parameterOf;
import static io.epochly.kernels.internal.jvm.Descriptors.primitive;
import static io.epochly.kernels.internal.jvm.Descriptors.type;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.List;

/** Writes loads, stores, indices and lengths of arrays. */
final class ArrayCode {
  private final MethodFrame frame;
  private final CodeBuilder code;
  private final ExpressionCode expressions;

  ArrayCode(MethodFrame frame, ExpressionCode expressions) {
    this.frame = frame;
    this.code = frame.code();
    this.expressions = expressions;
  }

  void load(Expr.Load e) {
    loadAsStored(e);
    switch (e.array().type().storage()) {
      case INTS, SHORTS, CHARS, BYTES -> code.i2l();
      case MEMORY_I32, MEMORY_I16, MEMORY_U16, MEMORY_I8, MEMORY_U8 -> code.i2l();
      case FLOATS, MEMORY_F32 -> code.f2d();
      default -> {}
    }
  }

  /** Pushes an element; of typed arrays as the JVM keeps it. */
  void loadAsStored(Expr.Load e) {
    ArrayRef array = e.array();
    Storage storage = array.type().storage();
    if (storage.isBuffer()) {
      bufferAddress(array, e.indices(), e.checks(), e.position());
      MethodTypeDesc type =
          MethodTypeDesc.of(
              primitive(storage.element()), ConstantDescs.CD_byte.arrayType(), CD_int);
      String name = "get" + camel(storage.name());
      if (storage == Storage.U64) {
        frame.checkedCall(
            BUFFERS, name, type, BailReason.LOAD_RANGE, e.position(), parameterOf(array));
      } else {
        code.invokestatic(BUFFERS, name, type);
      }
      return;
    }
    if (e.view() > 0) {
      code.aload(frame.view(array, e.view()));
      index(
          array,
          e.indices().getFirst(),
          e.checks().getFirst(),
          e.position(),
          () -> code.iload(frame.parts((ArrayParam) array).length()));
    } else {
      leaf(array, e.indices(), e.checks(), e.position());
    }
    if (storage.isMemory()) {
      code.invokestatic(
          MEMORY,
          "get" + element(storage),
          MethodTypeDesc.of(elementType(storage), SEGMENT, CD_long));
      return;
    }
    switch (storage) {
      case DOUBLES -> code.daload();
      case LONGS -> code.laload();
      case FLOATS -> code.faload();
      case INTS -> code.iaload();
      case SHORTS -> code.saload();
      case CHARS -> code.caload();
      default -> code.baload();
    }
  }

  void store(Stmt.Store s) {
    ArrayRef array = s.array();
    Storage storage = array.type().storage();
    if (storage.isBuffer()) {
      bufferAddress(array, s.indices(), s.checks(), s.position());
      expressions.expression(s.value());
      frame.checkedCall(
          BUFFERS,
          "set" + camel(storage.name()),
          MethodTypeDesc.of(
              CD_void, ConstantDescs.CD_byte.arrayType(), CD_int, primitive(storage.element())),
          BailReason.STORE_RANGE,
          s.position(),
          parameterOf(array));
      return;
    }
    leaf(array, s.indices(), s.checks(), s.position());
    if (isJava(array)) {
      storeJava(storage, s.value());
      return;
    }
    expressions.expression(s.value());
    if (storage.isMemory()) {
      frame.checkedCall(
          MEMORY,
          "store" + element(storage),
          MethodTypeDesc.of(CD_void, SEGMENT, CD_long, primitive(storage.element())),
          BailReason.STORE_RANGE,
          s.position(),
          parameterOf(array));
      return;
    }
    switch (storage) {
      case FLOATS -> {
        frame.checkedCall(
            BUFFERS,
            "single",
            MethodTypeDesc.of(CD_float, CD_double),
            BailReason.STORE_RANGE,
            s.position(),
            parameterOf(array));
        code.fastore();
      }
      case SHORTS -> {
        frame.checkedCall(
            BUFFERS,
            "small",
            MethodTypeDesc.of(CD_short, CD_long),
            BailReason.STORE_RANGE,
            s.position(),
            parameterOf(array));
        code.sastore();
      }
      case DOUBLES -> code.dastore();
      case LONGS -> code.lastore();
      case INTS -> {
        frame.checkedCall(
            BUFFERS,
            "narrow",
            MethodTypeDesc.of(CD_int, CD_long),
            BailReason.WIDEN,
            s.position(),
            parameterOf(array));
        code.iastore();
      }
      case BOOLS -> code.bastore();
      default -> throw new IllegalStateException("no store into " + array.type());
    }
  }

  /** Stores as Java does. */
  private void storeJava(Storage storage, Expr value) {
    switch (storage) {
      case FLOATS -> {
        expressions.singleExpression(value);
        code.fastore();
      }
      case INTS -> {
        expressions.intExpression(value);
        code.iastore();
      }
      case SHORTS -> {
        expressions.intExpression(value);
        code.sastore();
      }
      case CHARS -> {
        expressions.intExpression(value);
        code.castore();
      }
      case BYTES -> {
        expressions.intExpression(value);
        code.bastore();
      }
      case DOUBLES -> {
        expressions.expression(value);
        code.dastore();
      }
      case LONGS -> {
        expressions.expression(value);
        code.lastore();
      }
      case BOOLS -> {
        expressions.expression(value);
        code.bastore();
      }
      default -> {
        ClassDesc type = elementType(storage);
        if (type.equals(CD_int)) {
          expressions.intExpression(value);
        } else if (type.equals(CD_float)) {
          expressions.singleExpression(value);
        } else {
          expressions.expression(value);
        }
        code.invokestatic(
            MEMORY, "set" + element(storage), MethodTypeDesc.of(CD_void, SEGMENT, CD_long, type));
      }
    }
  }

  /** Pushes the innermost array that all indices but the last reach, in a slot of its own. */
  private int javaRow(
      ArrayParam array, List<Expr> indices, List<IndexCheck> checks, int axes, Position position) {
    int base = frame.parts(array).base();
    for (int axis = 0; axis < axes; axis++) {
      int outer = base;
      code.aload(outer);
      index(
          array,
          indices.get(axis),
          checks.get(axis),
          position,
          () -> code.aload(outer).arraylength());
      code.aaload();
      base = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(base);
    }
    return base;
  }

  /** Pushes the leaf array and the index in it. */
  private void leaf(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
    if (array instanceof ArrayVar var) {
      int last = indices.size() - 1;
      int at = reach(var, indices.subList(0, last), checks, position);
      ClassDesc list = list(var.type().row(last));
      code.aload(at).getfield(list, "items", leafArray(var.type().storage()));
      index(array, indices.get(last), checks.get(last), position, () -> frame.size(at));
      return;
    }
    MethodFrame.ArraySlots s = frame.parts((ArrayParam) array);
    int rank = array.type().rank();
    if (isJava(array) && !array.type().storage().isMemory()) {
      int row = javaRow((ArrayParam) array, indices, checks, rank - 1, position);
      code.aload(row);
      index(
          array,
          indices.get(rank - 1),
          checks.get(rank - 1),
          position,
          () -> code.aload(row).arraylength());
      return;
    }
    int base = s.base();
    int lengths = s.lengths();
    for (int axis = 0; axis < rank - 1; axis++) {
      int at = code.allocateLocal(TypeKind.INT);
      int outer = lengths;
      boolean first = axis == 0;
      index(
          array,
          indices.get(axis),
          checks.get(axis),
          position,
          () -> {
            if (first) {
              code.iload(s.length());
            } else {
              code.aload(outer).arraylength();
            }
          });
      code.istore(at);
      int row = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(base).iload(at).aaload().astore(row);
      base = row;
      if (checks.subList(axis + 1, rank).stream().allMatch(IndexCheck.NONE::equals)) {
        // Nobody asks for its length.
        continue;
      }
      boolean last = axis == rank - 2;
      int inner = code.allocateLocal(last ? TypeKind.INT : TypeKind.REFERENCE);
      code.aload(lengths).iload(at);
      if (last) {
        code.iaload().istore(inner);
      } else {
        code.aaload().astore(inner);
      }
      lengths = inner;
    }
    code.aload(base);
    int length = rank == 1 ? s.length() : lengths;
    index(array, indices.get(rank - 1), checks.get(rank - 1), position, () -> code.iload(length));
  }

  /** Pushes the array that the indices, all proven, reach: one of elements or of rows. */
  void rows(ArrayRef array, List<Expr> indices) {
    if (array instanceof ArrayVar var) {
      List<IndexCheck> proven = Collections.nCopies(indices.size(), IndexCheck.NONE);
      code.aload(reach(var, indices, proven, Position.NONE));
      return;
    }
    code.aload(frame.parts((ArrayParam) array).base());
    if (!array.type().storage().isBuffer()) {
      for (Expr index : indices) {
        code.checkcast(CD_Object.arrayType());
        expressions.intExpression(index);
        code.aaload();
      }
    }
  }

  /** Pushes the byte array and the position of the element in it. */
  private void bufferAddress(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
    MethodFrame.ArraySlots s = frame.parts((ArrayParam) array);
    // In 32 bits: what leaves them on the way comes back, as the element lies in the array.
    code.aload(s.base()).iload(s.offset());
    for (int axis = 0; axis < indices.size(); axis++) {
      int length = s.shape()[axis];
      index(array, indices.get(axis), checks.get(axis), position, () -> code.lload(length).l2i());
      if (frame.isClose() && axis == indices.size() - 1) {
        code.loadConstant(array.type().storage().bytes());
      } else {
        code.iload(s.strides()[axis]);
      }
      code.imul().iadd();
    }
  }

  /**
   * Pushes an index as an int, of memory as a long, in range of {@code length}, which pushes an
   * int.
   */
  void index(ArrayRef array, Expr index, IndexCheck check, Position position, Runnable length) {
    boolean memory = array.type().storage().isMemory();
    if (check == IndexCheck.NONE) {
      if (memory) {
        expressions.expression(index);
      } else {
        expressions.intExpression(index);
      }
      return;
    }
    if (isJava(array) && !memory) {
      javaIndex(array, index, check, position, length);
      return;
    }
    expressions.expression(index);
    int i = code.allocateLocal(TypeKind.LONG);
    code.lstore(i);
    java.lang.classfile.Label bad = frame.bail(BailReason.INDEX, position, parameterOf(array));
    if (check == IndexCheck.WRAP) {
      java.lang.classfile.Label positive = code.newLabel();
      code.lload(i).lconst_0().lcmp().ifge(positive);
      code.lload(i);
      length.run();
      code.i2l().ladd().lstore(i);
      code.lload(i).lconst_0().lcmp().iflt(bad);
      code.labelBinding(positive);
    } else if (check == IndexCheck.RANGE) {
      code.lload(i).lconst_0().lcmp().iflt(bad);
    }
    code.lload(i);
    length.run();
    code.i2l().lcmp().ifge(bad);
    code.lload(i);
    if (!memory) {
      code.l2i();
    }
  }

  /** An index of Java's has 32 bits. */
  private void javaIndex(
      ArrayRef array, Expr index, IndexCheck check, Position position, Runnable length) {
    expressions.intExpression(index);
    int i = code.allocateLocal(TypeKind.INT);
    code.istore(i);
    java.lang.classfile.Label bad = frame.bail(BailReason.INDEX, position, parameterOf(array));
    if (check != IndexCheck.UPPER) {
      code.iload(i).iflt(bad);
    }
    code.iload(i);
    length.run();
    code.if_icmpge(bad).iload(i);
  }

  void length(Expr.Length e) {
    lengthAsInt(e);
    if (isJava(e.array())) {
      code.i2l();
    }
  }

  /** Pushes a length: of an array of Java's an int, else a long. */
  void lengthAsInt(Expr.Length e) {
    ArrayRef array = e.array();
    if (isJava(array)) {
      int axes = e.indices().size();
      if (array instanceof ArrayVar var) {
        frame.size(frame.slot(var));
      } else if (axes == 0) {
        code.iload(frame.parts((ArrayParam) array).length());
      } else {
        int row = javaRow((ArrayParam) array, e.indices(), e.checks(), axes, e.position());
        code.aload(row).arraylength();
      }
      return;
    }
    if (array instanceof ArrayVar var) {
      frame.size(reach(var, e.indices(), e.checks(), e.position()));
      code.i2l();
      return;
    }
    MethodFrame.ArraySlots s = frame.parts((ArrayParam) array);
    int axis = e.indices().size();
    if (array.type().storage().isBuffer()) {
      // All rows are of one length, but the one asked for has to exist.
      for (int outer = 0; outer < axis; outer++) {
        if (e.checks().get(outer) != IndexCheck.NONE) {
          int length = s.shape()[outer];
          index(
              array,
              e.indices().get(outer),
              e.checks().get(outer),
              e.position(),
              () -> code.lload(length).l2i());
          code.pop();
        }
      }
      code.lload(s.shape()[axis]);
      return;
    }
    if (axis == 0) {
      code.iload(s.length()).i2l();
      return;
    }
    int lengths = s.lengths();
    for (int outer = 0; outer < axis; outer++) {
      int from = lengths;
      boolean first = outer == 0;
      int at = code.allocateLocal(TypeKind.INT);
      index(
          array,
          e.indices().get(outer),
          e.checks().get(outer),
          e.position(),
          () -> {
            if (first) {
              code.iload(s.length());
            } else {
              code.aload(from).arraylength();
            }
          });
      code.istore(at);
      code.aload(from).iload(at);
      if (outer == array.type().rank() - 2) {
        code.iaload().i2l();
        return;
      }
      code.aaload();
      int inner = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(inner);
      lengths = inner;
    }
    code.aload(lengths).arraylength().i2l();
  }

  /** Walks to the row that the indices reach, and returns the slot in which it then is. */
  int reach(ArrayVar var, List<Expr> indices, List<IndexCheck> checks, Position position) {
    int at = frame.slot(var);
    for (int axis = 0; axis < indices.size(); axis++) {
      int outer = at;
      code.aload(outer).getfield(ROWS, "items", LISTS.arrayType());
      index(var, indices.get(axis), checks.get(axis), position, () -> frame.size(outer));
      code.aaload().checkcast(list(var.type().row(axis + 1)));
      at = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(at);
    }
    return at;
  }

  /** Pushes the list that a variable is to refer to. */
  void reference(Stmt.AssignArray s) {
    ClassDesc type = list(s.var().type());
    switch (s.value()) {
      case ArrayVar var -> code.aload(reach(var, s.indices(), s.checks(), s.position()));
      case ArrayParam param -> {
        frame.operand(param);
        code.loadConstant(s.indices().size()).newarray(TypeKind.LONG);
        for (int axis = 0; axis < s.indices().size(); axis++) {
          code.dup().loadConstant(axis);
          expressions.expression(s.indices().get(axis));
          code.lastore();
        }
        frame.checkedCall(
            LISTS,
            "reach",
            MethodTypeDesc.of(LISTS, ARRAY_ARG, CD_long.arrayType()),
            BailReason.INDEX,
            s.position(),
            param.index());
        frame.burnRows(s.var().type().rank() - 1);
      }
    }
    code.checkcast(type);
  }
}
