package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ir.Strip;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class StripFunctionsTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1.5,
    -1.5,
    Math.nextDown(1.5),
    Math.nextUp(-1.5),
    30.0,
    -30.0,
    Math.nextDown(30.0),
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    1e300,
    -1e300
  };

  private interface OfStrip {
    void apply(byte[] argument, byte[] result, int count);
  }

  private static void assertSameBits(OfStrip function, DoubleUnaryOperator expected) {
    Random random = new Random(7);
    byte[] argument = Strips.room();
    byte[] result = Strips.room();
    for (int round = 0; round < 2000; round++) {
      int count = round % 3 == 0 ? Strip.LANES : 1 + random.nextInt(Strip.LANES);
      double width = Math.pow(10, random.nextInt(4) - 1);
      for (int lane = 0; lane < count; lane++) {
        double x =
            random.nextInt(20) == 0
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : random.nextGaussian() * width;
        Strips.set(argument, lane, x);
      }
      function.apply(argument, result, count);
      for (int lane = 0; lane < count; lane++) {
        double x = Strips.getFloat(argument, lane);
        assertThat(Double.doubleToLongBits(Strips.getFloat(result, lane)))
            .as("of %s in lane %s of %s", x, lane, count)
            .isEqualTo(Double.doubleToLongBits(expected.applyAsDouble(x)));
      }
    }
  }

  @Test
  void erfOfAllLanesHasTheBitsOfErf() {
    assertSameBits(StripFunctions::erf, Floats::erf);
  }

  @Test
  void erfcOfAllLanesHasTheBitsOfErfc() {
    assertSameBits(StripFunctions::erfc, Floats::erfc);
  }

  @Test
  void stripsWorkWhereTheJvmDeniesUncheckedAccess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=deny",
                "-cp",
                System.getProperty("java.class.path"),
                StripsDenied.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo(Floats.erf(2.5) + " 7");
  }
}
