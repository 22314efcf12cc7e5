package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.internal.lift.Lifter;
import io.epochly.kernels.ir.Kernel;
import java.lang.classfile.ClassFile;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Loops over lanes become methods; those that are the same become one. */
class LaneLoopsTest {
  static void backAndForth(double[] a, double[] b) {
    for (int i = 1; i < a.length - 1; i++) {
      b[i] = 0.5 * (a[i - 1] + a[i + 1]);
    }
    for (int i = 1; i < b.length - 1; i++) {
      a[i] = 0.5 * (b[i - 1] + b[i + 1]);
    }
  }

  static void backAndOtherwise(double[] a, double[] b) {
    for (int i = 1; i < a.length - 1; i++) {
      b[i] = 0.5 * (a[i - 1] + a[i + 1]);
    }
    for (int i = 1; i < b.length - 1; i++) {
      a[i] = 0.25 * (b[i - 1] + b[i + 1]);
    }
  }

  private static long lanes(String name) {
    Kernel kernel =
        Passes.standard()
            .run(
                Lifter.lift(
                    LaneLoopsTest.class, name, MethodTypeDesc.ofDescriptor("([D[D)V"), false))
            .kernel();
    return ClassFile.of()
        .parse(JvmBackend.bytes(kernel, new ArrayList<>(), true))
        .methods()
        .stream()
        .filter(method -> method.methodName().stringValue().startsWith("lanes"))
        .count();
  }

  @Test
  void loopsWithTheSameCodeShareAMethod() {
    // Each of the two computes into a strip in one loop, and stores that in another.
    assertThat(lanes("backAndOtherwise")).isEqualTo(3);
    assertThat(lanes("backAndForth")).isEqualTo(2);
  }
}
