package io.epochly.kernels.internal.process;

import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A device process, seen from its owner: commands there, answers back. For one thread at a time.
 */
final class Connection implements AutoCloseable {
  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long POLL_MILLIS = 2;
  private static final long PATIENCE_SECONDS = 1;
  private static final int LONGEST_STDERR = 2048;
  private static final int SEND_FROM = 1 << 14;

  private final Process process;
  private final DataOutputStream out;
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final StringBuffer stderr = new StringBuffer();
  private final Thread stderrReader;

  /** An answer, or none when the process has ended. */
  private record Received(@Nullable Answer answer) {}

  Connection(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), SEND_FROM));
    Thread.ofPlatform().daemon().name("epochly-device").start(this::receive);
    this.stderrReader =
        Thread.ofPlatform().daemon().name("epochly-device-stderr").start(this::collectStderr);
  }

  private void receive() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      while (true) {
        received.add(new Received(Answer.read(Frames.read(in))));
      }
    } catch (IOException _) {
      // The end, or no frame: nothing that comes behind can be understood.
      process.destroyForcibly();
      received.add(new Received(null));
    }
  }

  private void collectStderr() {
    byte[] chunk = new byte[LONGEST_STDERR];
    try (InputStream in = process.getErrorStream()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        stderr.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
        if (stderr.length() > LONGEST_STDERR) {
          stderr.delete(0, stderr.length() - LONGEST_STDERR);
        }
      }
    } catch (IOException _) {
      // The process is gone.
    }
  }

  long pid() {
    return process.pid();
  }

  /** Sends what is not answered, sooner or later. */
  void send(Command command) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      command.write(new DataOutputStream(bytes));
      Frames.write(out, bytes.toByteArray());
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /**
   * Sends what is answered, and waits for that.
   *
   * @param poll when it throws, the process is ended
   */
  Answer ask(Command command, Poll poll) {
    send(command);
    try {
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
    Answer answer = next(poll).answer();
    if (answer == null) {
      received.add(new Received(null));
      throw lost(null);
    }
    if (answer instanceof Answer.Failed(boolean memory, String message)) {
      throw memory ? new OutOfDeviceMemoryException(message) : new DeviceException(message);
    }
    return answer;
  }

  private Received next(Poll poll) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < SPIN_NANOS) {
      Received now = received.poll();
      if (now != null) {
        return now;
      }
      Thread.onSpinWait();
    }
    boolean done = false;
    try {
      Received next = null;
      while (next == null) {
        poll.poll();
        next = received.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
      done = true;
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while a device was at work", e);
    } finally {
      if (!done) {
        // What runs on a device cannot be stopped otherwise.
        process.destroyForcibly();
      }
    }
  }

  private DeviceLostException lost(@Nullable IOException cause) {
    process.destroyForcibly();
    String end = "ended";
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stderrReader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        end = "ended with status " + process.exitValue();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    String said = stderr.toString().strip();
    String message = "the device process " + end + (said.isEmpty() ? "" : "; it said: " + said);
    return cause == null
        ? new DeviceLostException(message)
        : new DeviceLostException(message, cause);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
