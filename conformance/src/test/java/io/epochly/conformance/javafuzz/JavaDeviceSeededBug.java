package io.epochly.conformance.javafuzz;

import io.epochly.kernels.device.DeviceCompiler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Bugs that programs for devices may well have, put into their text on purpose. */
enum JavaDeviceSeededBug {
  INT_THAT_GROWS("((I)(int)", "((I)"),
  BYTE_WITHOUT_A_SIGN("((I)(signed char)", "((I)(U8)"),
  CHAR_WITH_A_SIGN("((I)(U16)", "((I)(short)"),
  FLOAT_AS_DOUBLE("((F)(float)", "((F)"),
  REMAINDER_THAT_FLOORS(
      "java_rem(I a, I b) { return b == -1 ? 0 : a % b; }",
      "java_rem(I a, I b) { return floor_mod(a, b); }"),
  CAST_THAT_WRAPS("x >= 0x1p31 ? 2147483647L", "x >= 0x1p31 ? -2147483648L"),
  LEAST_WITHOUT_NAN("if (a != a || b != b) { return a + b; }", ""),
  ADDITION_LOST("atomic_add((volatile GLOBAL int *)(p), (int)(x))", "*(p)"),
  RESULT_OF_A_LANE_LOST(
      Pattern.compile("if \\(LANE % \\(2 \\* (\\w+)\\) == 0\\)"), "if (LANE % (4 * $1) == 0)"),
  FAILURE_NOT_TOLD("if (FIRST_OF(errors, site))", "if (0)"),
  SIGNED_SHIFT(Pattern.compile("\\(\\(I\\)\\(\\(U\\)(\\w+) >> "), "((I)((I)$1 >> "),
  INDEX_NOT_CHECKED(
      Pattern.compile("if \\((\\(U\\))?\\w+ >= (\\(U\\))?\\w+_length\\d+\\) FAIL\\(\\d+\\)"), "");

  private final Pattern right;
  private final String wrong;
  private final AtomicInteger changed = new AtomicInteger();

  JavaDeviceSeededBug(String right, String wrong) {
    this(Pattern.compile(right, Pattern.LITERAL), wrong);
  }

  JavaDeviceSeededBug(Pattern right, String wrong) {
    this.right = right;
    this.wrong = wrong;
  }

  DeviceCompiler compiler() {
    return new DeviceCompiler()
        .withText(
            text -> {
              String other = right.matcher(text).replaceAll(wrong);
              changed.addAndGet(other.equals(text) ? 0 : 1);
              return other;
            });
  }

  /** How many programs have it. */
  int programs() {
    return changed.get();
  }
}
