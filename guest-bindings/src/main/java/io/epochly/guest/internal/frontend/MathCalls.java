package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.ScalarType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps the functions of the guest's {@code math} to what kernels have for them. */
final class MathCalls {
  /** How a call is lowered. */
  sealed interface Shape {
    /** The intrinsic on converted arguments. */
    record Function(Intrinsic intrinsic) implements Shape {}

    /** The intrinsic on a float; ints stay as they are. */
    record Rounding(Intrinsic intrinsic) implements Shape {}

    /** Towards zero, to an int. */
    record Truncation() implements Shape {}

    /** {@code fabs}: always a float. */
    record Absolute() implements Shape {}
  }

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          function("sqrt/1", Intrinsic.SQRT),
          function("exp/1", Intrinsic.EXP),
          function("expm1/1", Intrinsic.EXPM1),
          function("log/1", Intrinsic.LOG),
          function("log/2", Intrinsic.LOG_BASE),
          function("log2/1", Intrinsic.LOG2),
          function("log10/1", Intrinsic.LOG10),
          function("log1p/1", Intrinsic.LOG1P),
          function("sin/1", Intrinsic.SIN),
          function("cos/1", Intrinsic.COS),
          function("tan/1", Intrinsic.TAN),
          function("asin/1", Intrinsic.ASIN),
          function("acos/1", Intrinsic.ACOS),
          function("atan/1", Intrinsic.ATAN),
          function("atan2/2", Intrinsic.ATAN2),
          function("sinh/1", Intrinsic.SINH),
          function("cosh/1", Intrinsic.COSH),
          function("tanh/1", Intrinsic.TANH),
          function("asinh/1", Intrinsic.ASINH),
          function("acosh/1", Intrinsic.ACOSH),
          function("atanh/1", Intrinsic.ATANH),
          function("erf/1", Intrinsic.ERF),
          function("erfc/1", Intrinsic.ERFC),
          function("gamma/1", Intrinsic.GAMMA),
          function("lgamma/1", Intrinsic.LGAMMA),
          function("copysign/2", Intrinsic.COPYSIGN),
          function("fmod/2", Intrinsic.FMOD),
          function("remainder/2", Intrinsic.REMAINDER),
          function("pow/2", Intrinsic.POW),
          function("degrees/1", Intrinsic.DEGREES),
          function("radians/1", Intrinsic.RADIANS),
          function("ldexp/2", Intrinsic.LDEXP),
          function("ulp/1", Intrinsic.ULP),
          function("isnan/1", Intrinsic.ISNAN),
          function("isinf/1", Intrinsic.ISINF),
          function("isfinite/1", Intrinsic.ISFINITE),
          function("isqrt/1", Intrinsic.ISQRT),
          function("factorial/1", Intrinsic.FACTORIAL),
          Map.entry("floor/1", new Shape.Rounding(Intrinsic.FLOOR)),
          Map.entry("ceil/1", new Shape.Rounding(Intrinsic.CEIL)),
          Map.entry("trunc/1", new Shape.Truncation()),
          Map.entry("fabs/1", new Shape.Absolute()));

  private MathCalls() {}

  private static Map.Entry<String, Shape> function(String name, Intrinsic intrinsic) {
    return Map.entry(name, new Shape.Function(intrinsic));
  }

  /**
   * The intrinsic for these arguments: of ints that are not written in the text the guest computes
   * a few functions in ways of their own.
   */
  static Intrinsic forArguments(Intrinsic f, List<Expr> arguments) {
    Expr first = arguments.getFirst();
    if (first.type() != ScalarType.INT || first instanceof Expr.IntConst) {
      return f;
    }
    return switch (f) {
      case SQRT -> Intrinsic.SQRT_INT;
      case LOG2 -> Intrinsic.LOG2_INT;
      case LOG10 -> Intrinsic.LOG10_INT;
      case ACOSH -> Intrinsic.ACOSH_INT;
      default -> f;
    };
  }

  /** How a call of this function with that many arguments is lowered, if it can be. */
  static Optional<Shape> lower(String name, int arguments) {
    return Optional.ofNullable(SHAPES.get(name + "/" + arguments));
  }
}
