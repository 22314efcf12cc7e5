package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.ir.JavaFunction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Methods of {@code Math} as devices have them, for any arguments. Those that are not exact are the
 * driver's, with the ulps that {@code IR.md} names. {@code StrictMath} promises bits that no driver
 * promises, and is refused.
 */
final class JavaFunctions {
  /** Drivers that round by way of ints make anything of a constant that no int holds. */
  private static final String WHOLE = "(fabs(%%1$s) < 0x1p52 ? %s(%%1$s) : %%1$s)";

  private static final Map<String, String> EXACT =
      Map.ofEntries(
          Map.entry("floor(D)D", WHOLE.formatted("floor")),
          Map.entry("ceil(D)D", WHOLE.formatted("ceil")),
          Map.entry("rint(D)D", WHOLE.formatted("rint")),
          Map.entry("fma(DDD)D", "fma(%s, %s, %s)"),
          Map.entry("min(DD)D", "java_min(%s, %s)"),
          Map.entry("max(DD)D", "java_max(%s, %s)"),
          Map.entry("min(FF)F", "java_min(%s, %s)"),
          Map.entry("max(FF)F", "java_max(%s, %s)"),
          Map.entry("abs(J)J", "(%1$s < 0 ? NEG(%1$s) : %1$s)"),
          Map.entry("multiplyHigh(JJ)J", "MUL_HIGH(%s, %s)"));

  private static final Map<String, String> ROUNDED =
      Map.ofEntries(
          Map.entry("sin(D)D", "sin(%s)"),
          Map.entry("cos(D)D", "cos(%s)"),
          Map.entry("tan(D)D", "tan(%s)"),
          Map.entry("asin(D)D", "asin(%s)"),
          Map.entry("acos(D)D", "acos(%s)"),
          Map.entry("atan(D)D", "atan(%s)"),
          Map.entry("atan2(DD)D", "atan2(%s, %s)"),
          Map.entry("sinh(D)D", "sinh(%s)"),
          Map.entry("cosh(D)D", "cosh(%s)"),
          Map.entry("tanh(D)D", "tanh(%s)"),
          Map.entry("exp(D)D", "exp(%s)"),
          Map.entry("expm1(D)D", "expm1(%s)"),
          Map.entry("log(D)D", "log(%s)"),
          Map.entry("log10(D)D", "log10(%s)"),
          Map.entry("log1p(D)D", "log1p(%s)"),
          Map.entry("cbrt(D)D", "cbrt(%s)"),
          Map.entry("hypot(DD)D", "hypot(%s, %s)"),
          Map.entry("pow(DD)D", "java_pow(%s, %s)"));

  private JavaFunctions() {}

  /** Whether it gives the same bits on every device as here. */
  static boolean isExact(JavaFunction function) {
    return isMath(function) && EXACT.containsKey(key(function));
  }

  /**
   * The value of a call, if devices have it.
   *
   * @param arguments variables or constants
   */
  static Optional<String> of(JavaFunction function, List<String> arguments) {
    if (!isMath(function)) {
      return Optional.empty();
    }
    String key = key(function);
    return Optional.ofNullable(EXACT.getOrDefault(key, ROUNDED.get(key)))
        .map(form -> form.formatted(arguments.toArray()));
  }

  private static boolean isMath(JavaFunction function) {
    return function.owner().descriptorString().equals("Ljava/lang/Math;");
  }

  private static String key(JavaFunction function) {
    return function.method() + function.type().descriptorString();
  }
}
