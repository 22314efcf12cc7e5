package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Complex numbers and strs from source text to results, without a guest around them. */
class CompoundValuesTest {
  private final Frontend frontend = new Frontend();

  /** An argument: a complex number. */
  private record Z(double real, double imag) {}

  private CompileOutcome outcome(String text, List<Type> types) {
    String header = text.lines().findFirst().orElseThrow();
    List<String> parameters =
        List.of(header.substring(header.indexOf('(') + 1, header.indexOf(')')).split(", "));
    FunctionSource source = new FunctionSource(text, "test.py", "f", "f", 1, parameters, Set.of());
    return frontend.compile(
        source, types, path -> new Binding.Builtin(path.getLast()), CompileOptions.DEFAULT);
  }

  private Object run(String text, Object... arguments) {
    List<Type> types = new ArrayList<>();
    Object[] operands = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      operands[i] = arguments[i];
      switch (arguments[i]) {
        case Long _ -> types.add(ScalarType.INT);
        case Double _ -> types.add(ScalarType.FLOAT);
        case Z(double real, double imag) -> {
          types.add(CompoundType.COMPLEX);
          operands[i] = ArrayArg.flat(new double[] {real, imag}, 2);
        }
        case double[] parts -> {
          types.add(CompoundType.COMPLEX_LIST);
          operands[i] = ArrayArg.flat(parts, parts.length);
        }
        case String characters -> {
          types.add(CompoundType.TEXT);
          int[] codePoints = characters.codePoints().toArray();
          operands[i] = ArrayArg.flat(codePoints, codePoints.length);
        }
        default -> throw new IllegalArgumentException("no argument: " + arguments[i].getClass());
      }
    }
    return switch (outcome(text, types)) {
      case CompileOutcome.Compiled c ->
          switch (c.kernel().invoke(() -> {}, operands)) {
            case CompoundValue value when value.type() == CompoundType.COMPLEX ->
                new Z(value.real(), value.imaginary());
            case CompoundValue value -> text(value.codePoints());
            case Object other -> other;
          };
      case CompileOutcome.Unsupported u -> throw new AssertionError(u.reasons().toString());
    };
  }

  private static String text(long[] codePoints) {
    StringBuilder text = new StringBuilder();
    for (long codePoint : codePoints) {
      text.appendCodePoint((int) codePoint);
    }
    return text.toString();
  }

  private String reason(String text, Type... types) {
    return switch (outcome(text, List.of(types))) {
      case CompileOutcome.Unsupported u -> u.reasons().getFirst().text();
      case CompileOutcome.Compiled _ -> throw new AssertionError("it compiles");
    };
  }

  @Test
  void aNumberThatMeetsAComplexOneGetsAnImaginaryPartOfZero() {
    String text =
        """
        def f(z, x):
            return z + x
        """;
    assertThat(run(text, new Z(1, -0.0), 2L)).isEqualTo(new Z(3, 0.0));
    assertThat(run(text, 0.5, new Z(1, -2))).isEqualTo(new Z(1.5, -2));
    // Not what multiplying both parts by the float would give.
    assertThat(
            run(
                """
                def f(z, x):
                    return z * x
                """,
                new Z(Double.POSITIVE_INFINITY, 1),
                2.0))
        .isEqualTo(new Z(Double.POSITIVE_INFINITY, Double.NaN));
  }

  @Test
  void aQuotientBailsOutForZeroOnly() {
    String text =
        """
        def f(z, w):
            return z / w
        """;
    assertThat(run(text, new Z(3, 4), new Z(0, 2))).isEqualTo(new Z(2, -1.5));
    assertThat(run(text, new Z(3, 4), new Z(0, Double.NaN)))
        .isEqualTo(new Z(Double.NaN, Double.NaN));
    assertThatThrownBy(() -> run(text, new Z(3, 4), new Z(-0.0, 0.0))).isInstanceOf(BailOut.class);
  }

  @Test
  void smallConstantPowersAreProductsAndBailOutWhereTheyOverflow() {
    String text =
        """
        def f(z):
            return z ** 3
        """;
    assertThat(run(text, new Z(1, 2))).isEqualTo(new Z(-11, -2));
    assertThat(run(text, new Z(-0.0, -0.0))).isEqualTo(new Z(0.0, 0.0));
    assertThatThrownBy(() -> run(text, new Z(1e200, 1))).isInstanceOf(BailOut.class);
  }

  @Test
  void aLoopThatIsEnteredWithAnIntGoesOnWithComplexNumbers() {
    String text =
        """
        def f(c, n):
            z = 0
            for i in range(n):
                z = z * z + c
            return z
        """;
    assertThat(run(text, new Z(0, 1), 3L)).isEqualTo(new Z(0, -1));
    assertThatThrownBy(() -> run(text, new Z(0, 1), 0L)).isInstanceOf(BailOut.class);
  }

  @Test
  void indicesOfListsOfComplexNumbersWrapOrBailOut() {
    String text =
        """
        def f(values, i):
            return values[i]
        """;
    double[] values = {1, 2, 3, 4};
    assertThat(run(text, values, 1L)).isEqualTo(new Z(3, 4));
    assertThat(run(text, values, -2L)).isEqualTo(new Z(1, 2));
    assertThatThrownBy(() -> run(text, values, 2L)).isInstanceOf(BailOut.class);
    assertThatThrownBy(() -> run(text, values, -3L)).isInstanceOf(BailOut.class);
  }

  @Test
  void aCharacterIsACodePoint() {
    String text =
        """
        def f(s, i):
            return s[i]
        """;
    assertThat(run(text, "a\ud83d\ude00b", 1L)).isEqualTo("\ud83d\ude00");
    assertThat(run(text, "a\ud83d\ude00b", -1L)).isEqualTo("b");
    assertThatThrownBy(() -> run(text, "a", 1L)).isInstanceOf(BailOut.class);
  }

  @Test
  void textsCompareByTheirFirstDifferenceAndThenByLength() {
    String text =
        """
        def f(s, t):
            return s < t
        """;
    assertThat(run(text, "ab", "abc")).isEqualTo(true);
    assertThat(run(text, "b", "abc")).isEqualTo(false);
    assertThat(run(text, "abc", "abc")).isEqualTo(false);
    // By code point, where the order of UTF-16 units would say the opposite.
    assertThat(run(text, "\uffff", "\ud83d\ude00")).isEqualTo(true);
  }

  @Test
  void aCharacterNeverEqualsANumber() {
    assertThat(
            run(
                """
                def f(s, n):
                    return s[0] == n
                """,
                "a",
                97L))
        .isEqualTo(false);
  }

  @Test
  void whatBuildsStrsIsRefused() {
    assertThat(reason("def f(s, t):\n    return s + t\n", CompoundType.TEXT, CompoundType.TEXT))
        .isEqualTo("an operation on a str");
    assertThat(reason("def f(s):\n    return s[1:]\n", CompoundType.TEXT))
        .isEqualTo("a slice of a str");
    assertThat(reason("def f(s):\n    return s.strip()\n", CompoundType.TEXT))
        .isEqualTo("attribute strip of a str");
    assertThat(reason("def f(s):\n    return s.upper()\n", CompoundType.TEXT))
        .isEqualTo("returning a str with its letters changed");
    assertThat(reason("def f(s):\n    return ord(s) + s[0]\n", CompoundType.TEXT))
        .isEqualTo("an operation on a str");
  }

  @Test
  void complexNumbersHaveNoOrder() {
    assertThat(reason("def f(z):\n    return z < 1j\n", CompoundType.COMPLEX))
        .isEqualTo("an order of complex numbers");
    assertThat(reason("def f(z):\n    return z // 2\n", CompoundType.COMPLEX))
        .isEqualTo("this operator on a complex number");
  }
}
