package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.kernels.ir.Type;

/**
 * What a compiled version takes for granted about the names outside its function: functions and
 * modules by identity, data by type.
 */
final class Guards {
  /** A name that must still lead to the same object, or to none. */
  record Same(Lookup lookup, Object expected) {}

  /** A name that must lead to data of this type. */
  record Typed(Lookup lookup, Type type) {}

  private final Same[] same;
  private final Typed[] captured;
  private final Typed[] asked;

  /**
   * @param captured values that become operands, in order
   * @param asked values whose type the compiler asked for only
   */
  Guards(Same[] same, Typed[] captured, Typed[] asked) {
    this.same = same;
    this.captured = captured;
    this.asked = asked;
  }

  int captures() {
    return captured.length;
  }

  /**
   * Adds the captures to the operands.
   *
   * @return whether everything is as it was when the version was compiled
   */
  boolean bind(GuestAccess access, Environment environment, Arguments arguments) {
    for (Same guard : same) {
      Object value = guard.lookup().read(access, environment, arguments);
      if (value != guard.expected() && !access.same(value, guard.expected())) {
        return false;
      }
    }
    arguments.dropCaptures();
    for (Typed guard : asked) {
      if (!capture(access, environment, arguments, guard)) {
        return false;
      }
    }
    arguments.dropCaptures();
    for (Typed guard : captured) {
      if (!capture(access, environment, arguments, guard)) {
        return false;
      }
    }
    return true;
  }

  private static boolean capture(
      GuestAccess access, Environment environment, Arguments arguments, Typed guard) {
    Object value = guard.lookup().read(access, environment, arguments);
    return value != GuestAccess.ABSENT && access.capture(value, guard.type(), arguments);
  }
}
