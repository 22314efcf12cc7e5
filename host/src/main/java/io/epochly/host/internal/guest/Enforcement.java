package io.epochly.host.internal.guest;

import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Holds a guest to those of its limits that the host counts. */
public final class Enforcement {
  private final Map<Limit, Long> limits;
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<Limit> exhausted = new AtomicReference<>();
  private final AtomicReference<Runnable> end = new AtomicReference<>(() -> {});

  public Enforcement(Map<Limit, Long> limits) {
    this.limits = limits;
  }

  /** Says how the guest is ended, which may take its time. */
  public void onExhaustion(Runnable action) {
    end.set(action);
  }

  /** Ends the guest for this limit, unless it is being ended for another already. */
  public void exhaust(Limit limit) {
    if (exhausted.compareAndSet(null, limit)) {
      // Not on this thread: it may be the guest's own, which is waited for.
      Thread.ofPlatform().daemon().name("epochly-guest-end").start(end.get());
    }
  }

  /** Whether there is such a limit. */
  boolean limits(Limit limit) {
    return limits.containsKey(limit);
  }

  /** Why the guest was ended, if it was. */
  public Optional<ResourceExhaustedException> reason() {
    return Optional.ofNullable(exhausted.get())
        .map(limit -> new ResourceExhaustedException(limit, limits.getOrDefault(limit, 0L)));
  }

  /** Counts what the guest writes, and ends it when that is too much; the rest is dropped. */
  public void count(int bytes) {
    if (written.addAndGet(bytes) > limits.getOrDefault(Limit.OUTPUT, Long.MAX_VALUE)) {
      exhaust(Limit.OUTPUT);
    }
  }

  /** A stream that counts. */
  public OutputStream counted(OutputStream out) {
    return limits.containsKey(Limit.OUTPUT) ? new Counted(out) : out;
  }

  private final class Counted extends OutputStream {
    private final OutputStream out;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count(length);
      if (exhausted.get() == null) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
