package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Addition;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The arrays of an entry: what it is given of them, and how elements are reached. A flat list is a
 * pointer and a length; a buffer a pointer, the byte of its first element, and a length and a
 * stride of bytes for each axis.
 */
final class ArrayText {
  private final Text text;
  private final Function<Expr, String> expressions;
  private final Function<Site, String> fails;
  private final Map<ArrayRef, String> names = new LinkedHashMap<>();
  private final Set<String> stored = new TreeSet<>();

  /**
   * @param fails what ends a work-item at a site
   */
  ArrayText(Text text, Function<Expr, String> expressions, Function<Site, String> fails) {
    this.text = text;
    this.expressions = expressions;
    this.fails = fails;
  }

  /** The arrays that were used, in the order in which the entry takes them. */
  List<DeviceLoop.Array> used(List<ArrayVar> captured) {
    List<DeviceLoop.Array> result = new ArrayList<>();
    names.forEach(
        (array, name) ->
            result.add(
                new DeviceLoop.Array(
                    array,
                    array instanceof ArrayVar var ? captured.indexOf(var) : -1,
                    stored.contains(name))));
    return result;
  }

  /** Declares them in the entry's head. */
  void declare(EntryHead head) {
    names.forEach(
        (array, name) -> {
          ArrayType type = array.type();
          head.array(element(type.storage()), name);
          if (type.storage().isBuffer()) {
            head.number("I", name + "_offset");
            for (int axis = 0; axis < type.rank(); axis++) {
              head.number("I", name + "_length" + axis);
              head.number("I", name + "_stride" + axis);
            }
          } else {
            head.number("I", name + "_length0");
          }
        });
  }

  private static String element(Storage storage) {
    // Buffers are addressed by bytes.
    return storage.isBuffer() ? "U8" : inMemory(storage);
  }

  private String name(ArrayRef array, Position position) {
    ArrayType type = array.type();
    if (!type.storage().isBuffer() && type.rank() > 1) {
      throw Unsupported.at(
          position, (isJava(array) ? "an array of arrays, " : "a list of lists, ") + array.name());
    }
    return names.computeIfAbsent(array, _ -> text.fresh("a"));
  }

  private static boolean isJava(ArrayRef array) {
    return array.type().store() == ArrayType.StoreRule.LOW_BITS;
  }

  String length(Expr.Length e) {
    List<String> indices = e.indices().stream().map(expressions).toList();
    for (int axis = 0; axis < indices.size(); axis++) {
      index(e.array(), axis, indices.get(axis), e.checks().get(axis), e.position());
    }
    return name(e.array(), e.position()) + "_length" + e.indices().size();
  }

  String load(Expr.Load e) {
    Storage storage = e.array().type().storage();
    String place = place(e.array(), e.indices(), e.checks(), e.position());
    String value =
        switch (storage) {
          case BOOLS, BOOL8 -> place + " != 0";
          default -> "(" + Text.type(e.type()) + ")" + place;
        };
    String result = text.temporary(e.type(), value);
    if (storage == Storage.U64) {
      failIf(result + " < 0", Site.of(BailReason.LOAD_RANGE, e.position(), e.array()));
    }
    return result;
  }

  void store(Stmt.Store s) {
    ArrayRef array = s.array();
    String place = place(array, s.indices(), s.checks(), s.position());
    String value = expressions.apply(s.value());
    stored.add(name(array, s.position()));
    String leaves =
        switch (array.type().storage()) {
          case DOUBLES, LONGS, BOOLS, I64, F64, BOOL8, MEMORY_F64, MEMORY_I64 -> "";
          case INTS, I32, MEMORY_I32 -> "V != (int)V";
          case I8, BYTES, MEMORY_I8 -> "V != (signed char)V";
          case U8, MEMORY_U8 -> "(V & ~0xffL) != 0";
          case I16, SHORTS, MEMORY_I16 -> "V != (short)V";
          case U16, CHARS, MEMORY_U16 -> "(V & ~0xffffL) != 0";
          case U32 -> "(V & ~0xffffffffL) != 0";
          case U64 -> "V < 0";
          // What rounds to an infinity.
          case F32, FLOATS, MEMORY_F32 -> "FINITE(V) && !FINITE((F)(float)V)";
        };
    // Java keeps the low bits, and rounds, as an assignment here does.
    if (!leaves.isEmpty() && !isJava(array)) {
      String kept = text.temporary(s.value().type(), value);
      BailReason reason =
          array.type().storage() == Storage.INTS ? BailReason.WIDEN : BailReason.STORE_RANGE;
      failIf(leaves.replace("V", kept), Site.of(reason, s.position(), array));
      value = kept;
    }
    text.line(place + " = " + value + ";");
  }

  /**
   * Adds to an element as a whole. Each sum is checked: where it grows only, or the guest does not
   * see how it came about, one that leaves its range on its way does so in every order.
   */
  void add(Stmt.Store s, Addition addition) {
    ArrayRef array = s.array();
    boolean longs = array.type().storage().bytes() == Long.BYTES;
    boolean wraps = addition.reduction() == Reduction.WRAP_SUM;
    if (longs) {
      failIf("!ADDS_TO_LONGS", Site.of(BailReason.NOT_ON_DEVICE, s.position(), array));
    }
    String place = place(array, s.indices(), s.checks(), s.position());
    stored.add(name(array, s.position()));
    String amount = text.temporary(ScalarType.INT, expressions.apply(addition.amount()));
    if (addition.mustGrow()) {
      failIf(amount + " < 0", Site.of(BailReason.NOT_ON_DEVICE, s.position(), array));
    }
    Site overflow = Site.of(BailReason.OVERFLOW, addition.position());
    if (addition.subtracts()) {
      if (!wraps) {
        failIf(amount + " == LEAST", overflow);
      }
      text.line(amount + " = NEG(" + amount + ");");
    }
    String macro = longs ? "ADD_TO_LONG" : "ADD_TO_INT";
    String before = text.temporary(ScalarType.INT, macro + "(&" + place + ", " + amount + ")");
    if (wraps) {
      return;
    }
    String sum = text.temporary(ScalarType.INT, "ADD(" + before + ", " + amount + ")");
    failIf("ADD_LEAVES(" + before + ", " + amount + ", " + sum + ")", overflow);
    if (!longs) {
      boolean list = array.type().storage() == Storage.INTS;
      BailReason reason = list ? BailReason.WIDEN : BailReason.STORE_RANGE;
      failIf(sum + " != (int)" + sum, Site.of(reason, s.position(), array));
    }
  }

  /** An element as something to assign to; its indices are checked. */
  private String place(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
    String name = name(array, position);
    List<String> values = new ArrayList<>();
    for (int axis = 0; axis < indices.size(); axis++) {
      String index = expressions.apply(indices.get(axis));
      values.add(index(array, axis, index, checks.get(axis), position));
    }
    if (!array.type().storage().isBuffer()) {
      return name + "[" + values.getFirst() + "]";
    }
    StringBuilder at = new StringBuilder(name + "_offset");
    for (int axis = 0; axis < values.size(); axis++) {
      at.append(" + ").append(values.get(axis)).append(" * ").append(name).append("_stride");
      at.append(axis);
    }
    return "*(GLOBAL " + inMemory(array.type().storage()) + " *)(" + name + " + (" + at + "))";
  }

  private static String inMemory(Storage storage) {
    return switch (storage) {
      case I8, BYTES, MEMORY_I8 -> "signed char";
      case U8, BOOL8, BOOLS, MEMORY_U8 -> "U8";
      case I16, SHORTS, MEMORY_I16 -> "short";
      case U16, CHARS, MEMORY_U16 -> "U16";
      case I32, INTS, MEMORY_I32 -> "int";
      case U32 -> "U32";
      case I64, U64, LONGS, MEMORY_I64 -> "I";
      case F32, FLOATS, MEMORY_F32 -> "float";
      case F64, DOUBLES, MEMORY_F64 -> "F";
    };
  }

  private String index(
      ArrayRef array, int axis, String value, IndexCheck check, Position position) {
    if (check == IndexCheck.NONE) {
      return value;
    }
    String length = name(array, position) + "_length" + axis;
    Site site = Site.of(BailReason.INDEX, position, array);
    String index = text.temporary(ScalarType.INT, value);
    if (check == IndexCheck.UPPER) {
      failIf(index + " >= " + length, site);
      return index;
    }
    if (check == IndexCheck.WRAP) {
      text.line("if (" + index + " < 0) { " + index + " += " + length + "; }");
    }
    failIf("(U)" + index + " >= (U)" + length, site);
    return index;
  }

  private void failIf(String condition, Site site) {
    text.line("if (" + condition + ") " + fails.apply(site));
  }
}
