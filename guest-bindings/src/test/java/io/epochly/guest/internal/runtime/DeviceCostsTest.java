package io.epochly.guest.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How the choice between device and cores is made. */
class DeviceCostsTest {
  private static final long MS = 1_000_000;
  private final DeviceCosts costs = new DeviceCosts();

  private LaunchCosts measured = new LaunchCosts(MS, 0);

  private boolean pays(long elements) {
    return costs.mayPay(elements) && costs.pays(elements, 8 * elements, measured);
  }

  /** Makes calls that take so long on either; tells how many went to the device. */
  private int calls(int count, long elements, long cores, long device) {
    int onDevice = 0;
    for (int i = 0; i < count; i++) {
      if (pays(elements)) {
        costs.onDevice(elements, device);
        onDevice++;
      } else {
        costs.onCores(elements, cores);
      }
    }
    return onDevice;
  }

  @Test
  void whatTheCoresDoInNoTimeIsNeverTried() {
    assertThat(calls(1000, 1 << 20, MS / 2, 1)).isZero();
  }

  @Test
  void theQuickerOneIsTaken() {
    assertThat(calls(1000, 1 << 20, 10 * MS, 2 * MS)).isGreaterThan(950);
    assertThat(costs.text().orElseThrow())
        .contains("2.00 ms there and 10.00 ms on the cores with up to 2097151 elements");
  }

  @Test
  void nothingIsTriedThatALaunchAndItsTransfersMakeTheSlowerOne() {
    measured = new LaunchCosts(MS, 1);
    // 1 ms, and a nanosecond for each of eight million bytes.
    assertThat(calls(1000, 1_000_000, 9 * MS, MS)).isZero();
    assertThat(costs.text().orElseThrow())
        .contains(
            "a launch there takes 1.000 ms, and 1.049 ms for each MB",
            "not tried with up to 1048575 elements",
            "9.00 ms, and all their work 9.00 ms on the cores");
    assertThat(calls(10, 1_000_000, 8 * MS, MS)).isZero();
    assertThat(calls(10, 100, 10 * MS, MS)).isEqualTo(5);
  }

  @Test
  void whatTakesTenTimesThatOnTheCoresIsTriedAfterTheFirstCall() {
    measured = new LaunchCosts(MS, 1);
    assertThat(pays(1000)).isFalse();
    costs.onCores(1000, 11 * MS);
    assertThat(pays(1000)).isTrue();
    costs.onCores(1_000_000, 80 * MS);
    assertThat(pays(1_000_000)).isFalse();
  }

  @Test
  void whatWasTriedEarlyIsJudgedWhenTheCoresHaveSettled() {
    measured = new LaunchCosts(MS, 0);
    costs.onCores(1000, 50 * MS);
    assertThat(calls(3, 1000, 5 * MS, 10 * MS)).isEqualTo(3);
    assertThat(calls(4, 1000, 5 * MS, 10 * MS)).isZero();
    assertThat(calls(50, 1000, 5 * MS, 10 * MS)).isZero();
  }

  @Test
  void aFirstCallThatWasSlowForOnceIsSoonFoundOut() {
    measured = new LaunchCosts(MS / 10, 0);
    costs.onCores(1000, 90 * MS);
    assertThat(calls(100, 1000, 2 * MS, 4 * MS)).isLessThan(20);
  }

  @Test
  void aProcessIsStartedForWhatTakesLongOrWasCalledOften() {
    costs.onCores(1000, 40 * MS);
    costs.onCores(1 << 20, 60 * MS);
    assertThat(costs.isWorthStarting(1000)).isFalse();
    assertThat(costs.isWorthStarting(1 << 20)).isTrue();
    for (int i = 0; i < 4; i++) {
      costs.onCores(1000, 2 * MS);
    }
    assertThat(costs.isWorthStarting(1000)).isTrue();
  }

  @Test
  void tryingCostsAHundredth() {
    int slower = calls(100_000, 1 << 10, 10 * MS, 100 * MS);
    // Three at first, then a hundredth of the time.
    assertThat(slower).isBetween(100, 120);
    assertThat((slower - 3) * 90.0 / (100_000 * 10)).isLessThan(0.011);
  }

  @Test
  void eachSizeIsAMatterOfItsOwn() {
    calls(100, 1 << 10, 2 * MS, 5 * MS);
    calls(100, 1 << 20, 200 * MS, 20 * MS);
    assertThat(calls(16, 1 << 10, 2 * MS, 5 * MS)).isLessThan(2);
    assertThat(calls(16, 1 << 20, 200 * MS, 20 * MS)).isGreaterThan(14);
  }

  @Test
  void aChangeIsNoticed() {
    calls(500, 1 << 10, 10 * MS, 2 * MS);
    calls(5000, 1 << 10, 10 * MS, 40 * MS);
    assertThat(calls(100, 1 << 10, 10 * MS, 40 * MS)).isLessThan(5);
  }

  @Test
  void theFirstCallMayTakeLongerAsDriversCompileForIt() {
    costs.onCores(1 << 20, 10 * MS);
    assertThat(costs.mostNanos(1 << 20, false)).isEqualTo(2130 * MS);
    costs.onDevice(1 << 20, 10 * MS);
    assertThat(costs.mostNanos(1 << 20, false)).isEqualTo(130 * MS);
  }

  @Test
  void aCallMayTakeLongerWhereTheDeviceBuildsForIt() {
    calls(10, 1 << 10, 10 * MS, 2 * MS);
    costs.onCores(1 << 20, 10 * MS);
    assertThat(costs.mostNanos(1 << 20, false)).isEqualTo(130 * MS);
    assertThat(costs.mostNanos(1 << 20, true)).isEqualTo(2130 * MS);
    assertThat(costs.mostNanos(1 << 10, true)).isEqualTo(2130 * MS);
  }

  @Test
  void elementsOfAllArraysCount() {
    assertThat(
            DeviceCosts.elements(
                new Object[] {
                  1.0,
                  7L,
                  ArrayArg.flat(new double[8], 5),
                  ArrayArg.buffer(new byte[64], 0, new long[] {2, 3}, new long[] {24, 8})
                }))
        .isEqualTo(11);
  }

  @Test
  void nobodyWaitsUntilADeviceIsReady() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Runnable work =
        () -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    assertThat(costs.isReady(work)).isFalse();
    assertThat(costs.isReady(work)).isFalse();
    go.countDown();
    while (!costs.isReady(work)) {
      Thread.sleep(1);
    }
  }

  @Test
  void aDeviceThatCannotBeHadIsNotTriedAgain() throws Exception {
    calls(10, 1 << 20, 10 * MS, MS);
    Runnable work =
        () -> {
          throw new IllegalStateException("none");
        };
    while (pays(1 << 20)) {
      assertThat(costs.isReady(work)).isFalse();
      Thread.sleep(1);
    }
  }

  /** How many calls it takes until a device is tried again. */
  private int rest() {
    int calls = 0;
    while (!pays(1 << 20) && calls < 1_000_000) {
      calls++;
    }
    return calls;
  }

  @Test
  void aLostProcessCostsItsCallOnly() {
    calls(10, 1 << 20, 10 * MS, MS);
    for (int i = 0; i < 100; i++) {
      costs.failed(new DeviceLostException("gone"));
      assertThat(rest()).isZero();
      costs.onDevice(1 << 20, MS);
    }
  }

  @Test
  void aKernelThatLosesEachProcessRestsAndIsTriedAgain() {
    calls(10, 1 << 20, 10 * MS, MS);
    for (int i = 0; i < 3; i++) {
      costs.failed(new DeviceLostException("gone"));
      assertThat(rest()).isZero();
    }
    costs.failed(new DeviceLostException("gone"));
    assertThat(rest()).isEqualTo(64);
    costs.failed(new DeviceLostException("gone"));
    assertThat(rest()).isEqualTo(128);
  }

  @Test
  void whatElseFailsIsTriedAgainAfterARestThatDoubles() {
    calls(10, 1 << 20, 10 * MS, MS);
    costs.failed(new OutOfDeviceMemoryException("full"));
    assertThat(rest()).isEqualTo(64);
    costs.failed(new DeviceException("an error"));
    assertThat(rest()).isEqualTo(128);
    costs.onDevice(1 << 20, MS);
    costs.failed(new DeviceException("an error"));
    assertThat(rest()).isEqualTo(64);
  }

  @Test
  void aKernelThatADriverRefusesIsNeverTriedAgain() throws Exception {
    calls(10, 1 << 20, 10 * MS, MS);
    Runnable work =
        () -> {
          throw new DeviceCosts.RefusedException(new DeviceException("no such function"));
        };
    while (pays(1 << 20)) {
      assertThat(costs.isReady(work)).isFalse();
      Thread.sleep(1);
    }
    assertThat(rest()).isEqualTo(1_000_000);
  }
}
