package io.epochly.host.internal.guest;

import com.oracle.truffle.api.TruffleSafepoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard input for a guest that Ctrl-C can wake. A read of a file descriptor cannot be
 * interrupted, so another thread does it; a guest that is woken leaves that read pending, and its
 * next read gets the bytes. Nothing is read before the guest asks.
 */
public final class InterruptibleInput extends InputStream {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private @Nullable Request pending;
  private byte[] chunk = {};
  private int position;

  public InterruptibleInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (position == chunk.length) {
      chunk = await();
      position = 0;
      if (chunk.length == 0) {
        return -1;
      }
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  private byte[] await() throws IOException {
    Request asked = pending == null ? start() : pending;
    // Runs what is to happen in the guest meanwhile, which may throw the guest's KeyboardInterrupt.
    TruffleSafepoint.getCurrent().setBlocked(null, asked, Request::await, asked, null, null);
    pending = null;
    return asked.result();
  }

  private Request start() {
    Request asked = new Request();
    pending = asked;
    Thread.ofPlatform().daemon().name("epochly-stdin").start(() -> fill(asked));
    return asked;
  }

  private void fill(Request asked) {
    try {
      byte[] bytes = new byte[CHUNK];
      int count = in.read(bytes);
      asked.complete(Arrays.copyOf(bytes, Math.max(count, 0)), Optional.empty());
    } catch (IOException e) {
      asked.complete(new byte[0], Optional.of(e));
    }
  }

  /**
   * One read on its way. It is woken by a flag: interrupting the thread would close the channel
   * through which the guest reads.
   */
  private static final class Request implements TruffleSafepoint.Interrupter {
    private boolean woken;
    private boolean done;
    private byte[] bytes = {};
    private Optional<IOException> failure = Optional.empty();

    synchronized void complete(byte[] read, Optional<IOException> error) {
      bytes = read;
      failure = error;
      done = true;
      notifyAll();
    }

    synchronized void await() throws InterruptedException {
      while (!done) {
        if (woken) {
          throw new InterruptedException();
        }
        wait();
      }
    }

    synchronized byte[] result() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return bytes;
    }

    @Override
    public synchronized void interrupt(Thread thread) {
      woken = true;
      notifyAll();
    }

    @Override
    public synchronized void resetInterrupted() {
      woken = false;
    }
  }
}
