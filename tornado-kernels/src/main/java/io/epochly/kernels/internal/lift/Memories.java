package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Storage;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;

/** What of {@code MemorySegment} and {@code ValueLayout} is lifted. */
final class Memories {
  static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();

  private static final Map<ValueLayout, Storage> LAYOUTS =
      Map.ofEntries(
          Map.entry(ValueLayout.JAVA_DOUBLE, Storage.MEMORY_F64),
          Map.entry(ValueLayout.JAVA_DOUBLE_UNALIGNED, Storage.MEMORY_F64),
          Map.entry(ValueLayout.JAVA_FLOAT, Storage.MEMORY_F32),
          Map.entry(ValueLayout.JAVA_FLOAT_UNALIGNED, Storage.MEMORY_F32),
          Map.entry(ValueLayout.JAVA_LONG, Storage.MEMORY_I64),
          Map.entry(ValueLayout.JAVA_LONG_UNALIGNED, Storage.MEMORY_I64),
          Map.entry(ValueLayout.JAVA_INT, Storage.MEMORY_I32),
          Map.entry(ValueLayout.JAVA_INT_UNALIGNED, Storage.MEMORY_I32),
          Map.entry(ValueLayout.JAVA_SHORT, Storage.MEMORY_I16),
          Map.entry(ValueLayout.JAVA_SHORT_UNALIGNED, Storage.MEMORY_I16),
          Map.entry(ValueLayout.JAVA_CHAR, Storage.MEMORY_U16),
          Map.entry(ValueLayout.JAVA_CHAR_UNALIGNED, Storage.MEMORY_U16),
          Map.entry(ValueLayout.JAVA_BYTE, Storage.MEMORY_I8));

  private Memories() {}

  /** The layout that a static final field holds, if it is one of native byte order. */
  static Optional<Value.Layout> layout(Class<?> owner, String name) {
    return Methods.layout(owner, name)
        .flatMap(layout -> Optional.ofNullable(LAYOUTS.get(layout.withoutName())))
        .map(Value.Layout::new);
  }

  /** Whether a method takes a layout and one place, and reads or writes an element there. */
  static boolean isAccess(String name, MethodTypeDesc type) {
    boolean store = name.equals("set") || name.equals("setAtIndex");
    boolean load = name.equals("get") || name.equals("getAtIndex");
    return (load || store)
        && type.parameterCount() == (store ? 3 : 2)
        && (store ? type.parameterType(2) : type.returnType()).isPrimitive();
  }

  /**
   * The index of the element at an offset that is an index times the size, if it is written so.
   * Where the product leaves 64 bits the index is out of range, and the method itself is asked.
   */
  static Optional<Expr> index(Expr offset, int bytes) {
    if (bytes == 1) {
      return Optional.of(offset);
    }
    return switch (offset) {
      case Expr.IntConst(long at) when at >= 0 && at % bytes == 0 ->
          Optional.of(new Expr.IntConst(at / bytes));
      case Expr.Binary e when e.op() == BinaryOp.WRAP_MUL && isConstant(e.right(), bytes) ->
          Optional.of(e.left());
      case Expr.Binary e when e.op() == BinaryOp.WRAP_MUL && isConstant(e.left(), bytes) ->
          Optional.of(e.right());
      case Expr.Binary e
          when e.op() == BinaryOp.SHIFT_LEFT
              && isConstant(e.right(), Integer.numberOfTrailingZeros(bytes)) ->
          Optional.of(e.left());
      default -> Optional.empty();
    };
  }

  /** How many elements memory has, where its size is divided by that of one. */
  static Optional<Expr> elements(Expr size, Expr divisor) {
    return size instanceof Expr.Binary e
            && e.op() == BinaryOp.WRAP_MUL
            && e.left() instanceof Expr.Length length
            && length.array().type().storage().isMemory()
            && e.right().equals(divisor)
        ? Optional.of(length)
        : Optional.empty();
  }

  private static boolean isConstant(Expr expression, long value) {
    return expression.equals(new Expr.IntConst(value));
  }
}
