package io.epochly.kernels.java;

import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Way;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses between a kernel that can hardly gain and the method itself, by what calls take. After
 * some calls of the kernel it has both run in turn for a while, and keeps to the method only where
 * its least time is clearly less; later it looks again, ever more seldom. Calls in between cost no
 * clock. Safe for use by several threads.
 */
final class QuickerWay {
  /** What is compiled when it is first called is not quick before that. */
  static final int FIRST_TRIAL = 32;

  /** Calls of a trial, half of them by the method. */
  static final int TRIAL = 24;

  private static final int LONGEST_PAUSE = 1 << 20;
  private static final double CLEARLY = 0.95;

  private static final Choice KERNEL = new Choice(false, false);
  private static final Choice METHOD = new Choice(true, false);

  private final AtomicLong calls = new AtomicLong();
  private volatile long trialFrom = FIRST_TRIAL;
  private volatile boolean methodIsQuicker;
  private volatile Times times = new Times(0, 0);
  private long pause = FIRST_TRIAL;
  private long kernelNanos = Long.MAX_VALUE;
  private long methodNanos = Long.MAX_VALUE;
  private int told;

  /** The least times of the last trial. */
  private record Times(long kernel, long method) {}

  /** One for a kernel no loop of which runs over cores or side by side; others gain by that. */
  static Optional<QuickerWay> of(CompiledKernel kernel) {
    boolean gains = false;
    for (LoopReport loop : kernel.loops()) {
      gains |= loop.ways().contains(Way.OVER_CORES) || loop.ways().contains(Way.SIDE_BY_SIDE);
    }
    return gains ? Optional.empty() : Optional.of(new QuickerWay());
  }

  /**
   * How a call is to run.
   *
   * @param timed whether {@link #took} is to be told
   */
  record Choice(boolean byMethod, boolean timed) {}

  /** The choice for the next call. */
  Choice next() {
    long call = calls.getAndIncrement();
    long from = trialFrom;
    if (call >= from && call < from + TRIAL) {
      // Not every second one: a program may call with something small and something large in turn.
      return new Choice(Long.bitCount(call - from) % 2 == 1, true);
    }
    return methodIsQuicker ? METHOD : KERNEL;
  }

  /**
   * Learns what a call of a trial took.
   *
   * @param nanos the most there is where the call threw, which tells nothing
   */
  synchronized void took(Choice choice, long nanos) {
    if (choice.byMethod()) {
      methodNanos = Math.min(methodNanos, nanos);
    } else {
      kernelNanos = Math.min(kernelNanos, nanos);
    }
    if (++told >= TRIAL) {
      end();
    }
  }

  private void end() {
    methodIsQuicker = methodNanos < CLEARLY * kernelNanos;
    times = new Times(kernelNanos, methodNanos);
    kernelNanos = Long.MAX_VALUE;
    methodNanos = Long.MAX_VALUE;
    told = 0;
    pause = Math.min(LONGEST_PAUSE, pause * 16);
    trialFrom = calls.get() + pause;
  }

  /** Whether calls go to the method. */
  boolean isMethod() {
    return methodIsQuicker;
  }

  /** What it has found out, for the user; nothing where calls go to the kernel. */
  String text() {
    Times last = times;
    return methodIsQuicker
        ? String.format(
            Locale.ROOT,
            "  plain Java is quicker: %.3f ms, the kernel %.3f ms\n",
            last.method() / 1e6,
            last.kernel() / 1e6)
        : "";
  }
}
