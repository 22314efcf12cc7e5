package io.epochly.guest.internal.runtime;

import io.epochly.guest.GuestInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Which level a call runs at. What the host allows caps all; then an {@code optimize_context} of
 * the calling thread counts, then the function's own level, then the level of the guest.
 */
public final class Levels {
  /** Nothing is optimized and nothing is counted but the call. */
  static final int OFF = -1;

  /** Kernels run on one core. */
  public static final int JIT = 2;

  /** Kernels run on several cores. */
  static final int CORES = 3;

  /** The function is to be called more often before it is compiled. */
  static final int NOT_YET = -2;

  /** Kernels run on a device, where the function asks for that; otherwise as on the level below. */
  static final int DEVICE = 4;

  private record Override(boolean enabled, int level) {}

  private final GuestInfo info;
  private final Tuning tuning;
  private final Interruption interruption;
  private volatile int level;
  private volatile boolean enabled;

  /** Whether the guest has set its level itself. */
  private volatile boolean chosen;

  /** Threads that are inside a context, so that all others need not look. */
  private volatile int overridden;

  private final ThreadLocal<Deque<Override>> overrides = ThreadLocal.withInitial(ArrayDeque::new);

  public Levels(GuestInfo info, Tuning tuning, Interruption interruption) {
    this.info = info;
    this.tuning = tuning;
    this.interruption = interruption;
    this.level = info.level();
    this.enabled = info.enabled();
  }

  public int level() {
    int here = ofBlock();
    return here == OFF ? level : here;
  }

  /** The level of the block that the calling thread is in, or {@link #OFF} if that has none. */
  private int ofBlock() {
    return overridden == 0 || overrides.get().isEmpty() ? OFF : overrides.get().peek().level();
  }

  /** The level of the guest as a whole, whatever blocks a thread is in; 0 while switched off. */
  int ofGuest() {
    return enabled && !info.emergencyDisabled() ? level : 0;
  }

  public boolean enabled() {
    boolean here =
        overridden == 0 || overrides.get().isEmpty() ? enabled : overrides.get().peek().enabled();
    return here && !interruption.stopped();
  }

  /**
   * @return the level that it is now, at most what the host allows
   */
  public int setLevel(int wanted) {
    level = Math.min(wanted, info.maxLevel());
    chosen = true;
    return level;
  }

  /**
   * @return whether it is switched on now: what the host switched off stays off, unless it leaves
   *     that to the guest
   */
  public boolean setEnabled(boolean wanted) {
    enabled = wanted && (info.enabled() || info.settings().mayEnable());
    return enabled;
  }

  /**
   * @param wanted a level, or {@link #OFF} for the surrounding one
   */
  public synchronized void push(boolean enabledHere, int wanted) {
    boolean outer = enabled();
    int outerLevel = overrides.get().isEmpty() ? OFF : overrides.get().peek().level();
    overrides
        .get()
        .push(
            new Override(
                enabledHere && outer,
                wanted == OFF ? outerLevel : Math.min(wanted, info.maxLevel())));
    overridden++;
  }

  public synchronized void pop() {
    overrides.get().pop();
    overridden--;
  }

  /**
   * Whether somebody chose the level at which a call of a function with this level of its own is to
   * try a device: a device may differ in the last bits of functions of numbers, so that the level
   * which guests start with does not.
   */
  boolean choosesDevice(OptionalInt own) {
    int here = ofBlock();
    if (here != OFF) {
      return here >= DEVICE;
    }
    return own.isPresent()
        ? Math.min(own.getAsInt(), info.maxLevel()) >= DEVICE
        : chosen && level >= DEVICE;
  }

  /**
   * The level that a call of a function with this level of its own asks for, or {@link #OFF}, or
   * {@link #NOT_YET}.
   *
   * @param calls how often the function has been called, this call included
   */
  int forCall(OptionalInt own, long calls) {
    if (!enabled()) {
      return OFF;
    }
    int here = ofBlock();
    if (here != OFF) {
      return here;
    }
    if (own.isPresent()) {
      return Math.min(own.getAsInt(), info.maxLevel());
    }
    return level >= JIT && calls < tuning.jitThreshold() ? NOT_YET : level;
  }
}
