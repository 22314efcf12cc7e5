package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GuestTest {
  private static EpochlyHost host;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @Test
  void anExpressionGivesItsValueAndStatementsNone() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThat(guest.eval("2 ** 40").asLong()).isEqualTo(1L << 40);
      assertThat(guest.eval("x = 3\ny = x * 2").isNone()).isTrue();
      assertThat(guest.eval("y").asLong()).isEqualTo(6);
      assertThat(guest.eval("1 / 4").asDouble()).isEqualTo(0.25);
      assertThat(guest.eval("'a' + chr(0x1F600)").asString()).isEqualTo("a\uD83D\uDE00");
      assertThat(guest.eval("3 > 2").asBoolean()).isTrue();
      assertThat(guest.eval("[1.5, 2, True]").asDoubles()).containsExactly(1.5, 2, 1);
      assertThat(guest.eval("range(3)").asLongs()).containsExactly(0, 1, 2);
      assertThat(guest.eval("b'\\x00\\xff'").asBytes()).containsExactly(0, -1);
      assertThat(guest.eval("{'k': (1, None)}")).hasToString("{'k': (1, None)}");
    }
  }

  @Test
  void aValueOfAnotherTypeIsRefusedByItsType() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThatThrownBy(() -> guest.eval("'secret'").asLong())
          .isInstanceOf(ClassCastException.class)
          .hasMessageContaining("str")
          .hasMessageNotContaining("secret");
      assertThatThrownBy(() -> guest.eval("2 ** 63").asLong())
          .isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> guest.eval("['x']").asDoubles())
          .isInstanceOf(ClassCastException.class);
    }
  }

  @Test
  void primitiveArraysArriveAndComeBackChanged() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          def scale(a, k):
              for i in range(len(a)):
                  a[i] = a[i] * k
              return type(a).__name__, getattr(a, 'typecode', '')
          """);
      double[] doubles = {1.5, -2, Double.MIN_VALUE};
      long[] longs = {Long.MAX_VALUE / 2, -3};
      int[] ints = {1, -1 << 30};
      short[] shorts = {7, -9};
      float[] floats = {0.1f};
      byte[] bytes = {1, 100};
      assertThat(guest.call("scale", doubles, 2.0)).hasToString("('array', 'd')");
      assertThat(guest.call("scale", longs, 2)).hasToString("('array', 'q')");
      assertThat(guest.call("scale", ints, 2)).hasToString("('array', 'i')");
      assertThat(guest.call("scale", shorts, -1)).hasToString("('array', 'h')");
      assertThat(guest.call("scale", floats, 1.0)).hasToString("('array', 'f')");
      assertThat(guest.call("scale", bytes, 2)).hasToString("('bytearray', '')");
      assertThat(doubles).containsExactly(3, -4, 2 * Double.MIN_VALUE);
      assertThat(longs).containsExactly(Long.MAX_VALUE / 2 * 2, -6);
      assertThat(ints).containsExactly(2, -1 << 31);
      assertThat(shorts).containsExactly((short) -7, (short) 9);
      assertThat(floats).containsExactly(0.1f);
      assertThat(bytes).containsExactly((byte) 2, (byte) 200);
    }
  }

  @Test
  void anUncaughtErrorCarriesTheGuestsLinesAndNoOthers() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval("def f(n):\n    return 1 // n\n");
      assertThatThrownBy(() -> guest.call("f", 0))
          .isInstanceOfSatisfying(
              GuestException.class,
              e -> {
                assertThat(e.type()).isEqualTo("ZeroDivisionError");
                assertThat(e.traceback())
                    .startsWith(
                        "Traceback (most recent call last):\n  File \"<eval>\", line 2, in f")
                    .endsWith("ZeroDivisionError: " + e.detail() + "\n")
                    .doesNotContain("epochly", "java", ".java");
              });
    }
  }

  @Test
  void sysExitIsNotAnError() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      assertThatThrownBy(() -> guest.eval("import sys; sys.exit(7)"))
          .isInstanceOfSatisfying(
              GuestExitException.class, e -> assertThat(e.status()).isEqualTo(7));
    }
  }

  @Test
  void guestsShareNoState() {
    try (Guest one = host.openGuest(GuestPolicy.closed());
        Guest other = host.openGuest(GuestPolicy.closed())) {
      one.eval("import math; math.pi = 3; x = 1");
      assertThat(other.eval("__import__('math').pi").asDouble()).isEqualTo(Math.PI);
      assertThatThrownBy(() -> other.eval("x")).isInstanceOf(GuestException.class);
    }
  }
}
