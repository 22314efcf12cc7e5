package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.graalvm.polyglot.Context;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Complex numbers and strs reach kernels and come back, whichever way guest objects are reached.
 */
class CompoundArgumentsTest {
  private static final String PROGRAM =
      """
      import epochly

      ROTATION = 1j
      ALPHABET = 'abc'

      @epochly.optimize
      def complexes(z, x):
          return z * ROTATION + x, abs(z), (z, z.imag)

      @epochly.optimize
      def scaled(values, factor):
          total = 0j
          for i in range(len(values)):
              values[i] *= factor
              total += values[i]
          return total

      @epochly.optimize
      def texts(s, t):
          n = 0
          for c in s:
              if c in ALPHABET:
                  n += ord(c)
          return s, s[-1], t < s, n, 'done'

      @epochly.optimize
      def fails(values):
          values[0] = 5j
          return values[7]

      def compiled(f):
          return epochly.stats()['functions'][f.__qualname__]['compiled_calls']

      values = [1 + 2j, complex(-0.0, 3)]
      kept = values[:]
      text = 'caf\\u00e9\\U0001f600b'
      """;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "interop"})
  void compoundValuesArriveAndComeBack(String access) {
    try (Context context = Context.newBuilder("python", GuestBindings.LANGUAGE).build()) {
      System.setProperty("epochly.guest.access", access);
      try {
        GuestBindings.install(context, GuestInfo.of("1.2.3", "on"));
      } finally {
        System.clearProperty("epochly.guest.access");
      }
      context.eval("python", PROGRAM);
      assertThat(value(context, "complexes(3 - 4j, 0.5)"))
          .isEqualTo("((4.5+3j), 5.0, ((3-4j), -4.0))");
      assertThat(value(context, "compiled(complexes)")).isEqualTo("1");
      assertThat(value(context, "scaled(values, 2j)")).isEqualTo("(-10+2j)");
      assertThat(value(context, "values, kept"))
          .isEqualTo("([(-4+2j), (-6+0j)], [(1+2j), (-0+3j)])");
      assertThat(value(context, "compiled(scaled)")).isEqualTo("1");
      assertThat(value(context, "texts(text, 'b')"))
          .isEqualTo("('caf\u00e9\ud83d\ude00b', 'b', True, 294, 'done')");
      assertThat(value(context, "compiled(texts)")).isEqualTo("1");
      context.eval(
          "python", "try:\n    fails(values)\nexcept IndexError as e:\n    error = str(e)");
      assertThat(value(context, "error, values"))
          .isEqualTo("('list index out of range', [5j, (-6+0j)])");
    }
  }

  private static String value(Context context, String expression) {
    return context.eval("python", "repr((" + expression + "))").asString();
  }
}
