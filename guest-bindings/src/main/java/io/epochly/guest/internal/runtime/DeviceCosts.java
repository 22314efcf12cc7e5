package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.device.DeviceArrayLostException;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceLostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a kernel took on the cores and on a device, transfers included: for calls that left
 * it open, the quicker one is chosen. None is tried there that a launch and its transfers alone
 * would make the slower one. Arrays of about the same size are taken for the same work. Now and
 * then the other one is tried, so seldom that it costs a hundredth of the time.
 *
 * <p>Guarded by the lock that calls are made under.
 */
final class DeviceCosts {
  /** What takes less is done on the cores before a device has been told of it. */
  static final long WORTH_NANOS = 1_000_000;

  /** Calls on the cores before a device is tried: their code is compiled meanwhile. */
  static final int SETTLED = 5;

  /** Calls on a device before it is compared: the first one fetches what the driver compiled. */
  private static final int TRIALS = 3;

  /** What a device may take to build a call's launches, on a machine that is busy. */
  private static final long BUILDING_NANOS = 2_000_000_000;

  /** Processes that a kernel may lose in a row before it is taken for the cause. */
  private static final int PATIENCE = 4;

  /** Calls without a trial, after a failure. */
  private static final int FIRST_REST = 64;

  private static final int LONGEST_REST = 1 << 16;

  /** Calls that take so long are worth a process before they have settled. */
  private static final long LONG_NANOS = 50 * WORTH_NANOS;

  /** By what the cores must be slower to be judged before their code has settled. */
  private static final int MUCH = 10;

  private static final int SIZES = 40;
  private static final double SHORTEST_INTERVAL = 16;
  private static final double LONGEST_INTERVAL = 2000;

  private final double[] onCores = new double[SIZES];
  private final double[] onDevice = new double[SIZES];
  private final int[] callsOnCores = new int[SIZES];
  private final int[] callsOnDevice = new int[SIZES];
  private final int[] sinceOther = new int[SIZES];

  /** What calls take there whatever their work is. */
  private final double[] least = new double[SIZES];

  private @Nullable LaunchCosts measured;
  private boolean never;
  private int lossesInARow;
  private int rest;
  private int nextRest = FIRST_REST;
  private @Nullable CompletableFuture<Void> preparation;

  DeviceCosts() {
    Arrays.fill(onCores, Double.NaN);
    Arrays.fill(onDevice, Double.NaN);
    Arrays.fill(least, Double.NaN);
  }

  /** How many elements the arrays of a call have, by which its work is told. */
  static long elements(Object[] operands) {
    long count = 0;
    for (Object operand : operands) {
      if (operand instanceof ArrayArg array) {
        count += elements(array);
      }
    }
    return count;
  }

  static long elements(ArrayArg array) {
    long product = array.shape.length == 0 ? array.length : 1;
    for (long axis : array.shape) {
      product *= axis;
    }
    return product;
  }

  private static int size(long elements) {
    return Math.min(SIZES - 1, Long.SIZE - Long.numberOfLeadingZeros(elements));
  }

  /** Whether calls with so many elements take long enough on the cores to ask further. */
  boolean mayPay(long elements) {
    int size = size(elements);
    if (never || callsOnCores[size] == 0 || onCores[size] < WORTH_NANOS) {
      return false;
    }
    if (rest > 0) {
      rest--;
      return false;
    }
    return true;
  }

  /** Whether they are worth a device's process, and what it takes to measure it. */
  boolean isWorthStarting(long elements) {
    int size = size(elements);
    return callsOnCores[size] >= SETTLED || onCores[size] >= LONG_NANOS;
  }

  /**
   * Whether the next call with so many elements is to try a device.
   *
   * @param bytes that it moves there and back
   * @param known what that device takes
   */
  boolean pays(long elements, long bytes, LaunchCosts known) {
    int size = size(elements);
    measured = known;
    least[size] = known.nanos(bytes);
    boolean settled = callsOnCores[size] >= SETTLED;
    if (callsOnDevice[size] < TRIALS) {
      return onCores[size] > (settled ? 1 : MUCH) * least[size];
    }
    double cores = onCores[size];
    double device = onDevice[size];
    if (!settled && cores < MUCH * device) {
      return false;
    }
    boolean better = device < cores;
    double loss = Math.max(device, cores) / Math.min(device, cores) - 1.0;
    double longest = settled ? LONGEST_INTERVAL : SHORTEST_INTERVAL;
    if (++sinceOther[size] < Math.clamp(100 * loss, SHORTEST_INTERVAL, longest)) {
      return better;
    }
    sinceOther[size] = 0;
    return !better;
  }

  /**
   * How long a call may be on a device before it is given up: a trial must not cost much. At the
   * first launch drivers compile once more, for the size of its groups.
   *
   * @param builds whether the device may have to build something for a call: for a size of arrays
   *     that it has not seen, or has forgotten
   */
  long mostNanos(long elements, boolean builds) {
    boolean first = Arrays.stream(callsOnDevice).allMatch(calls -> calls == 0);
    long building = builds || first ? BUILDING_NANOS : 0;
    return (long) (3 * onCores[size(elements)]) + 100 * WORTH_NANOS + building;
  }

  /** Takes note of a call on the cores. */
  void onCores(long elements, long nanos) {
    int size = size(elements);
    callsOnCores[size]++;
    onCores[size] = closer(onCores[size], nanos);
  }

  /** Takes note of a call on a device. */
  void onDevice(long elements, long nanos) {
    lossesInARow = 0;
    nextRest = FIRST_REST;
    took(elements, nanos);
  }

  /** Takes note of a call that was not awaited on a device. */
  void tooSlow(long elements, long nanos) {
    took(elements, nanos);
    pause();
  }

  private void took(long elements, long nanos) {
    int size = size(elements);
    callsOnDevice[size]++;
    onDevice[size] = closer(onDevice[size], nanos);
  }

  /** The least of the latest: code gets quicker while it warms up. */
  static double closer(double known, double latest) {
    return known <= latest ? known + (latest - known) / 8 : latest;
  }

  /** No device is tried any more. */
  void giveUp() {
    never = true;
  }

  /**
   * Takes note of a call, or of a preparation, that failed. A process that was lost costs that call
   * only; what else failed may fail again, and is left alone for some calls, then for more.
   */
  void failed(Throwable why) {
    preparation = null;
    if (why instanceof RefusedException) {
      giveUp();
    } else if (!isLoss(why) || ++lossesInARow >= PATIENCE) {
      pause();
    }
  }

  private static boolean isLoss(Throwable why) {
    return why instanceof DeviceLostException || why instanceof DeviceArrayLostException;
  }

  private void pause() {
    preparation = null;
    rest = nextRest;
    nextRest = Math.min(nextRest * 2, LONGEST_REST);
  }

  /** A device's driver does not take a kernel's program, and never will. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(DeviceException cause) {
      super(cause);
    }
  }

  /**
   * Whether a device is ready, which is seen to by another thread: it may take a second.
   *
   * @param work makes it ready, or throws when it cannot be had; a {@link RefusedException} where
   *     that will never be different
   */
  boolean isReady(Runnable work) {
    CompletableFuture<Void> known = preparation;
    if (known == null) {
      known =
          CompletableFuture.runAsync(
              work,
              task -> Thread.ofPlatform().daemon().name("epochly-device-warm-up").start(task));
      preparation = known;
    }
    if (known.isCompletedExceptionally()) {
      failed(known.exceptionNow());
      return false;
    }
    return known.isDone();
  }

  /** What was measured, for people; empty as long as there is nothing to compare. */
  Optional<String> text() {
    List<String> parts = new ArrayList<>();
    if (measured != null) {
      parts.add(measured.text());
    }
    for (int size = 0; size < SIZES; size++) {
      long most = (1L << size) - 1;
      if (callsOnDevice[size] > 0 && callsOnCores[size] > 0) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%.2f ms there and %.2f ms on the cores with up to %d elements",
                onDevice[size] / 1e6,
                onCores[size] / 1e6,
                most));
      } else if (onCores[size] <= least[size]) {
        parts.add(
            String.format(
                Locale.ROOT,
                "not tried with up to %d elements, as to launch and to move them takes %.2f ms, and"
                    + " all their work %.2f ms on the cores",
                most,
                least[size] / 1e6,
                onCores[size] / 1e6));
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
  }
}
