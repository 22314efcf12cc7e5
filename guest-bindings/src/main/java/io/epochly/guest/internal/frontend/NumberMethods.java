package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;
import static io.epochly.guest.internal.frontend.Signatures.arguments;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.List;
import java.util.Set;

/** Lowers the methods and attributes of ints, bools and floats that give numbers. */
final class NumberMethods {
  private static final Set<String> METHODS =
      Set.of("bit_length", "bit_count", "is_integer", "conjugate");
  private static final Set<String> ATTRIBUTES = Set.of("real", "imag", "numerator", "denominator");

  /** What floats do not have. */
  private static final Set<String> OF_INTS =
      Set.of("bit_length", "bit_count", "numerator", "denominator");

  private final KernelWriter writer;
  private final Numbers numbers;

  NumberMethods(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Scalar || value instanceof Value.Dynamic;
  }

  static boolean isMethod(String name) {
    return METHODS.contains(name);
  }

  /** The result of a method of a number, none of which takes arguments. */
  Value call(Value number, ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 0) {
      throw unsupported(method.attr + "() with arguments", e);
    }
    return of(number, method.attr, e);
  }

  Value attribute(Value number, ExprTy.Attribute e) {
    if (!ATTRIBUTES.contains(e.attr)) {
      throw unsupported("attribute " + e.attr + " of a number", e);
    }
    return of(number, e.attr, e);
  }

  private Value of(Value number, String name, SSTNode where) {
    if (number instanceof Value.Scalar s
        && s.type() == ScalarType.FLOAT
        && OF_INTS.contains(name)) {
      throw unsupported(name + " of a float, which has none", where);
    }
    return numbers.onNumber(number, where, x -> new Value.Scalar(of(x, name, at(where))));
  }

  private Expr of(Expr x, String name, Position at) {
    boolean isFloat = x.type() == ScalarType.FLOAT;
    if (isFloat && OF_INTS.contains(name)) {
      writer.emit(new Stmt.Bail(BailReason.TYPE, at, -1));
      return constant(0);
    }
    return switch (name) {
      // A bool gives an int.
      case "real", "conjugate", "numerator" -> toInt(x);
      case "imag" -> constantAfter(x, isFloat ? new Expr.FloatConst(0.0) : constant(0));
      case "denominator" -> constantAfter(x, constant(1));
      case "bit_length" -> new Expr.Call(Intrinsic.BIT_LENGTH, List.of(toInt(x)), at);
      case "bit_count" -> new Expr.Call(Intrinsic.BIT_COUNT, List.of(toInt(x)), at);
      case "is_integer" ->
          isFloat
              ? new Expr.Call(Intrinsic.IS_INTEGER, List.of(x), at)
              : constantAfter(x, constant(true));
      default -> throw new IllegalStateException("no method of numbers: " + name);
    };
  }

  /** The same whatever the number is, which is computed nevertheless: that may raise. */
  private Expr constantAfter(Expr x, Expr result) {
    writer.settled(x);
    return result;
  }
}
