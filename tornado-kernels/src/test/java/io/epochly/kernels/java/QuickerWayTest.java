package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuickerWayTest {
  private static final JavaKernels KERNELS = new JavaKernels(Cores.ONE);

  private final QuickerWay ways =
      QuickerWay.of(((JavaKernel.Body.Kernel) compiled("quickSort").body()).kernel()).orElseThrow();

  private static JavaKernel compiled(String name) {
    return KERNELS.compile(Samples.class, name);
  }

  /** Makes calls until a trial is over; how many of all were the method's. */
  private int callsTo(long kernelNanos, long methodNanos) {
    int method = 0;
    int timed = 0;
    while (timed < QuickerWay.TRIAL) {
      QuickerWay.Choice choice = ways.next();
      method += choice.byMethod() ? 1 : 0;
      if (choice.timed()) {
        timed++;
        ways.took(choice, choice.byMethod() ? methodNanos : kernelNanos);
      }
    }
    return method;
  }

  @Test
  void keepsToTheMethodOnlyWhereItIsClearlyQuicker() {
    assertThat(callsTo(1000, 980)).isEqualTo(QuickerWay.TRIAL / 2);
    assertThat(ways.isMethod()).isFalse();
    assertThat(ways.text()).isEmpty();
    assertThat(ways.next().byMethod()).isFalse();

    callsTo(1_500_000, 1_250_000);
    assertThat(ways.isMethod()).isTrue();
    assertThat(ways.next().byMethod()).isTrue();
    assertThat(ways.text()).isEqualTo("  plain Java is quicker: 1.250 ms, the kernel 1.500 ms\n");
  }

  @Test
  void looksAgainEverMoreSeldom() {
    callsTo(1000, 100);
    int between = 0;
    while (!ways.next().timed()) {
      between++;
    }
    assertThat(between).isEqualTo(QuickerWay.FIRST_TRIAL * 16);
  }

  @Test
  void kernelsThatThrowInATrialLoseIt() {
    callsTo(Long.MAX_VALUE, 1000);
    assertThat(ways.isMethod()).isTrue();
    callsTo(1000, Long.MAX_VALUE);
    assertThat(ways.isMethod()).isFalse();
  }

  @Test
  void kernelsThatGainByCoresOrSideBySideAreNotCompared() {
    for (String name : new String[] {"saxpy", "matmul"}) {
      assertThat(QuickerWay.of(((JavaKernel.Body.Kernel) compiled(name).body()).kernel()))
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void whicheverWayTheResultsAreTheMethods() {
    JavaKernel sort = compiled("quickSort");
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      int[] a = random.ints(300).toArray();
      int[] expected = a.clone();
      Arrays.sort(expected);
      sort.run(a, 0, 299);
      assertThat(a).isEqualTo(expected);
    }
    assertThat(sort.stats().compiled() + sort.stats().plain()).isEqualTo(200);
    assertThat(sort.stats().plain()).isGreaterThanOrEqualTo(QuickerWay.TRIAL / 2);
    assertThat(sort.explain().contains("plain Java is quicker")).isNotEqualTo(sort.isCompiled());
  }
}
