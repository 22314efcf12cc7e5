package io.epochly.guest.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ir.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When copies of buffers are tried, and when they are kept. */
class TypedCopiesChoiceTest {
  private static final long BYTES = 1 << 20;
  private static final long MILLI = 1_000_000;

  private final TypedCopies copies = new TypedCopies(new int[] {0}, List.of(Storage.F64), false);

  /** Makes so many calls; gives how many were on copies. */
  private int calls(int count, long onBuffers, long onCopies) {
    int tried = 0;
    for (int i = 0; i < count; i++) {
      if (copies.pay(BYTES)) {
        tried++;
        copies.onCopies(BYTES, onCopies);
      } else {
        copies.onBuffers(BYTES, onBuffers);
      }
    }
    return tried;
  }

  @Test
  void aKernelThatGoesOverItsMemoryOnceIsNeverCopied() {
    assertThat(calls(10_000, MILLI / 2, MILLI / 10)).isZero();
  }

  @Test
  void fewCallsAreNotWorthAnotherKernel() {
    assertThat(calls(4, 10 * MILLI, MILLI)).isZero();
  }

  @Test
  void whatIsQuickerOnCopiesStaysThere() {
    assertThat(calls(1000, 10 * MILLI, MILLI)).isGreaterThan(950);
  }

  @Test
  void whatIsSlowerOnCopiesIsTriedAndLeft() {
    assertThat(calls(2000, 10 * MILLI, 20 * MILLI)).isBetween(20, 60);
  }

  @Test
  void whatIsHopelesslySlowOnCopiesIsLeftSoonAndForLong() {
    assertThat(calls(10_000, 10 * MILLI, 10_000 * MILLI)).isEqualTo(5);
  }

  @Test
  void callsThatBecomeLightGoBackToTheBuffers() {
    assertThat(calls(1000, 500 * MILLI, 50 * MILLI)).isGreaterThan(950);
    assertThat(calls(1000, 1000, MILLI / 2)).isLessThan(40);
  }

  @Test
  void callsThatBecomeHeavyGoToCopies() {
    assertThat(calls(300, MILLI * 2, MILLI * 3)).isBetween(20, 60);
    assertThat(calls(1000, 100 * MILLI, 10 * MILLI)).isGreaterThan(900);
  }

  @Test
  void eachSizeIsMeasuredByItself() {
    calls(100, 10 * MILLI, MILLI);
    assertThat(copies.pay(16 * BYTES)).isFalse();
    assertThat(copies.pay(BYTES)).isTrue();
  }
}
