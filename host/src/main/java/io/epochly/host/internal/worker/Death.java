package io.epochly.host.internal.worker;

import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.guest.Enforcement;
import io.epochly.host.internal.guest.ResolvedPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why a worker has ended: a limit of the host's, or else what was known of it first. */
final class Death {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CRASH_PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_STDERR = 1 << 12;
  private static final int FIRST_SIGNAL_STATUS = 128;
  private static final int SIGXCPU = 24;
  private static final int OUT_OF_MEMORY_STATUS = 3;

  private final Process process;
  private final GuestPolicy policy;
  private final ResolvedPolicy resolved;
  private final Enforcement enforcement;
  private final AtomicReference<@Nullable GuestFailure> known = new AtomicReference<>();
  private final StringBuffer stderr = new StringBuffer();

  /**
   * @param enforcement of the limits that the host holds
   */
  Death(Process process, GuestPolicy policy, ResolvedPolicy resolved, Enforcement enforcement) {
    this.process = process;
    this.policy = policy;
    this.resolved = resolved;
    this.enforcement = enforcement;
  }

  /** Listens to what its JVM says, which tells some of the reasons. */
  void listen() {
    Thread.ofPlatform().daemon().name("epochly-worker-stderr").start(this::collectStderr);
  }

  /** The start of it: of the guest's own output, nothing is there. */
  private void collectStderr() {
    try (InputStream in = process.getErrorStream()) {
      byte[] bytes = new byte[LONGEST_STDERR];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (stderr.length() < LONGEST_STDERR) {
          stderr.append(new String(bytes, 0, count, StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // It is gone.
      stderr.append("");
    }
  }

  /** It is going to end by this. */
  void by(GuestFailure reason) {
    known.compareAndSet(null, reason);
  }

  /** Kills it for this. */
  void kill(GuestFailure reason) {
    by(reason);
    process.destroyForcibly();
  }

  /** Kills it for what it sent; gives that for whoever is to hear of it. */
  GuestDeadException violation(String how) {
    GuestDeadException violation =
        new GuestDeadException(
            "the worker process sent what it may not (%s) and was killed".formatted(how));
    kill(violation);
    return violation;
  }

  /** It ends, or has ended, by itself. */
  void ofItself() {
    by(cause(PATIENCE, ""));
  }

  /** Its JVM has begun to write down its crash, and ends after that. */
  void ofCrash() {
    by(cause(CRASH_PATIENCE, "its JVM crashed"));
  }

  /** Why it has ended. */
  GuestFailure reason() {
    return enforcement
        .reason()
        .<GuestFailure>map(limit -> limit)
        .orElseGet(
            () -> {
              GuestFailure first = known.get();
              return first == null ? cause(PATIENCE, "") : first;
            });
  }

  private GuestFailure cause(Duration patience, String how) {
    int status;
    try {
      if (!process.waitFor(patience)) {
        return new GuestDeadException("the worker process closed its streams and was killed");
      }
      status = process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new GuestDeadException("interrupted while the worker process ended", e);
    }
    String said = stderr.toString();
    if (status == FIRST_SIGNAL_STATUS + SIGXCPU && policy.limit(Limit.CPU_TIME).isPresent()) {
      return exhausted(Limit.CPU_TIME);
    }
    if (status == OUT_OF_MEMORY_STATUS) {
      return exhausted(Limit.HEAP);
    }
    if (said.contains("Native memory allocation") || said.contains("insufficient memory")) {
      return exhausted(Limit.ADDRESS_SPACE);
    }
    String why = how.isEmpty() ? said.strip().lines().findFirst().orElse("") : how;
    return new GuestDeadException(
        "the worker process ended with status %d%s"
            .formatted(status, why.isEmpty() ? "" : ": " + why));
  }

  private ResourceExhaustedException exhausted(Limit limit) {
    long value =
        switch (limit) {
          case HEAP -> Workers.heap(policy, resolved);
          case ADDRESS_SPACE -> Workers.addressSpace(policy, resolved);
          default -> policy.limit(limit).orElseThrow();
        };
    return new ResourceExhaustedException(limit, value);
  }
}
