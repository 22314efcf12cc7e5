package io.epochly.host.internal.worker;

import io.epochly.host.GuestDeadException;
import io.epochly.host.internal.guest.Enforcement;
import io.epochly.host.internal.guest.ResolvedPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** The standard streams of a guest in a process, at the host's end. */
final class Streams {
  private static final int LARGEST_INPUT = 1 << 16;

  private final ResolvedPolicy policy;
  private final Enforcement enforcement;
  private final Channel<Reply, Request> channel;
  private final Death death;
  private final AtomicBoolean reading = new AtomicBoolean();

  /**
   * @param enforcement counts the output
   * @param channel takes the input
   * @param death of the guest, where one of its streams fails
   */
  Streams(
      ResolvedPolicy policy,
      Enforcement enforcement,
      Channel<Reply, Request> channel,
      Death death) {
    this.policy = policy;
    this.enforcement = enforcement;
    this.channel = channel;
    this.death = death;
  }

  /** Writes what the guest prints, up to its limit. */
  void write(boolean error, byte[] bytes) {
    // The least that an empty one costs, so that those are not free.
    enforcement.count(Math.max(bytes.length, 1));
    if (enforcement.reason().isPresent()) {
      return;
    }
    OutputStream out = error ? policy.stderr() : policy.stdout();
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // Nobody reads what it says any more.
      death.kill(new GuestDeadException("the guest's output cannot be written", e));
    }
  }

  /**
   * Reads what the guest asks for, on a thread of its own.
   *
   * @throws ProtocolException if it may not ask now
   */
  void feed(int count) throws ProtocolException {
    if (count < 1 || !reading.compareAndSet(false, true)) {
      throw new ProtocolException("two reads at a time");
    }
    Thread.ofPlatform()
        .daemon()
        .name("epochly-worker-stdin")
        .start(
            () -> {
              try {
                byte[] bytes = new byte[Math.min(count, LARGEST_INPUT)];
                int read = policy.stdin().read(bytes);
                reading.set(false);
                channel.send(new Request.Input(Arrays.copyOf(bytes, Math.max(read, 0))));
              } catch (IOException e) {
                // The guest's program cannot go on as it should.
                death.kill(new GuestDeadException("the guest's input cannot be read", e));
              }
            });
  }
}
