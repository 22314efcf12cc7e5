package io.epochly.guest.internal.runtime;

import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestSettings;

/** What a guest may set beside its level, as it is now: never more than the host set. */
public final class Tuning {
  private final int lowestThreshold;
  private final int mostWorkers;
  private volatile int jitThreshold;
  private volatile int workers;
  private volatile String parallelBackend;

  Tuning(GuestInfo info) {
    GuestSettings settings = info.settings();
    this.lowestThreshold = settings.jitThreshold();
    this.mostWorkers = info.workers();
    this.jitThreshold = lowestThreshold;
    this.workers = mostWorkers;
    this.parallelBackend = settings.parallelBackend();
  }

  /** From which call on a function without a level of its own is compiled. */
  public int jitThreshold() {
    return jitThreshold;
  }

  /** How many workers an executor has that names no number. */
  public int workers() {
    return workers;
  }

  /** The strength of workers for which none is named. */
  public String parallelBackend() {
    return parallelBackend;
  }

  /** Compiles later, but not sooner than the host said. */
  public void setJitThreshold(int wanted) {
    jitThreshold = Math.max(wanted, lowestThreshold);
  }

  /** Takes fewer workers, but not more than the host grants. */
  public void setWorkers(int wanted) {
    workers = Math.min(wanted, mostWorkers);
  }

  public void setParallelBackend(String wanted) {
    parallelBackend = wanted;
  }
}
