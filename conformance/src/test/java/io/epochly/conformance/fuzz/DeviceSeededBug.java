package io.epochly.conformance.fuzz;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Bugs that programs of guests for devices may well have, put into their text on purpose. */
enum DeviceSeededBug {
  FUNCTIONS_OF_32_BITS(
      Pattern.compile(
          "= ((?:a?sin|a?cos|a?tan|a?sinh|a?cosh|a?tanh|exp|expm1|log|log2|log10|log1p)\\()"),
      "= (F)(float)$1"),
  POWER_OF_SMALL_BITS_ONLY(Pattern.compile("e >>= 1;\\s+if \\(e != 0\\) \\{"), "e = 0; if (0) {"),
  POWER_THAT_WRAPS(
      Pattern.compile(
          Pattern.quote("if (MUL_LEAVES(result, square, r)) { *leaves = 1; return 0; }")),
      ""),
  DOUBLES_KEPT_AS_SINGLES(Pattern.compile("(\\w+\\[\\w+\\] = )(\\w+;)"), "$1(float)$2");

  private final Pattern right;
  private final String wrong;
  private final AtomicInteger changed = new AtomicInteger();

  DeviceSeededBug(Pattern right, String wrong) {
    this.right = right;
    this.wrong = wrong;
  }

  String in(String text) {
    String other = right.matcher(text).replaceAll(wrong);
    changed.addAndGet(other.equals(text) ? 0 : 1);
    return other;
  }

  /** How many programs have it. */
  int programs() {
    return changed.get();
  }
}
