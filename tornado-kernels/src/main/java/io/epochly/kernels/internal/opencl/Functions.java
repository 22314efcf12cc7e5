package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import java.util.List;
import java.util.Locale;

/**
 * Functions of numbers as devices have them, behind the checks of their domains. Roots, roundings,
 * remainders and whatever is about ints are exact; the others are the driver's, with the ulps that
 * {@code IR.md} names.
 */
final class Functions {
  /** Ends a work-item where a condition holds. */
  @FunctionalInterface
  interface Check {
    void failIf(String condition, BailReason reason, Position position);
  }

  private final Text text;
  private final Check check;

  Functions(Text text, Check check) {
    this.text = text;
    this.check = check;
  }

  /** Whether a function gives the same bits on every device. */
  static boolean isExact(Intrinsic function) {
    return switch (function) {
      case LOG,
          LOG2,
          LOG10,
          LOG_BASE,
          LOG1P,
          EXP,
          EXPM1,
          SINH,
          COSH,
          TANH,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          ATAN2,
          ASINH,
          ACOSH,
          ATANH,
          POW,
          ERF,
          ERFC,
          HYPOT ->
          false;
      default -> true;
    };
  }

  /**
   * @param arguments variables or constants
   */
  String of(Expr.Call e, List<String> arguments) {
    Position at = e.position();
    if (e.function() instanceof JavaFunction java) {
      return JavaFunctions.of(java, arguments)
          .map(value -> text.temporary(java.result(), value))
          .orElseThrow(() -> Unsupported.at(at, "the function " + java.name()));
    }
    Intrinsic f = (Intrinsic) e.function();
    String x = arguments.getFirst();
    String y = arguments.getLast();
    return switch (f) {
      case SQRT -> {
        domain(x + " < 0.0", at);
        yield "sqrt(" + x + ")";
      }
      case ROOT -> "sqrt(" + x + ")";
      case LOG, LOG2, LOG10 -> {
        domain(x + " <= 0.0", at);
        yield called(f, arguments);
      }
      case LOG_BASE -> {
        domain(x + " < 0.0 || " + y + " <= 0.0", at);
        String divisor = text.temporary(ScalarType.FLOAT, "log(" + y + ")");
        check.failIf(divisor + " == 0.0", BailReason.ZERO_DIVISION, at);
        yield "(log(" + x + ") / " + divisor + ")";
      }
      case LOG1P -> {
        domain(x + " <= -1.0", at);
        yield called(f, arguments);
      }
      case EXP, EXPM1, SINH, COSH -> {
        String r = called(f, arguments);
        domain("IS_INF(" + r + ") && FINITE(" + x + ")", at);
        yield r;
      }
      case SIN, COS, TAN -> {
        domain("IS_INF(" + x + ")", at);
        yield called(f, arguments);
      }
      case ASIN, ACOS -> {
        domain("fabs(" + x + ") > 1.0", at);
        yield called(f, arguments);
      }
      case ACOSH -> {
        domain(x + " < 1.0", at);
        yield called(f, arguments);
      }
      case ATANH -> {
        domain("fabs(" + x + ") >= 1.0", at);
        yield called(f, arguments);
      }
      case POW -> {
        String r = called(f, arguments);
        domain("FINITE(" + x + ") && FINITE(" + y + ") && !FINITE(" + r + ")", at);
        yield r;
      }
      case ATAN, ATAN2, TANH, ASINH, ERF, HYPOT -> called(f, arguments);
      case ERFC -> text.temporary(ScalarType.FLOAT, "guest_erfc(" + x + ")");
      case COPYSIGN, FMA -> called(f, arguments);
      case FMOD -> {
        domain("IS_INF(" + x + ") || " + y + " == 0.0", at);
        yield text.temporary(ScalarType.FLOAT, "float_rem(" + x + ", " + y + ")");
      }
      case FLOOR, CEIL, ROUND -> {
        String name = f == Intrinsic.ROUND ? "rint" : f.name().toLowerCase(Locale.ROOT);
        String r = text.temporary(ScalarType.FLOAT, name + "(" + x + ")");
        domain("TO_INT_LEAVES(" + r + ")", at);
        yield "((I)" + r + ")";
      }
      case DEGREES -> "PRODUCT(" + x + ", " + Expressions.constant(180.0 / Math.PI) + ")";
      case RADIANS -> "PRODUCT(" + x + ", " + Expressions.constant(Math.PI / 180.0) + ")";
      case ISNAN -> "(" + x + " != " + x + ")";
      case ISINF -> "(IS_INF(" + x + "))";
      case ISFINITE -> "(FINITE(" + x + "))";
      case MIN -> "least_of(" + x + ", " + y + ")";
      case MAX -> "most_of(" + x + ", " + y + ")";
      case LOW_ADD, HIGH_ADD, LOW_SUB, HIGH_SUB, LOW_MUL, HIGH_MUL ->
          f.name().toLowerCase(Locale.ROOT) + "(" + x + ", " + y + ")";
      case COMPARE -> "compare(" + x + ", " + y + ")";
      case BIT_COUNT -> "BIT_COUNT(" + x + " < 0 ? NEG(" + x + ") : " + x + ")";
      case BIT_LENGTH -> "(64 - LEADING_ZEROS(" + x + " < 0 ? NEG(" + x + ") : " + x + "))";
      default -> throw Unsupported.at(at, "the function " + f.name().toLowerCase(Locale.ROOT));
    };
  }

  private void domain(String outside, Position position) {
    check.failIf(outside, BailReason.DOMAIN, position);
  }

  private String called(Intrinsic f, List<String> arguments) {
    String name = f.name().toLowerCase(Locale.ROOT);
    return text.temporary(f.result(), name + "(" + String.join(", ", arguments) + ")");
  }
}
