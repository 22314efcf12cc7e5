package io.epochly.host;

import io.epochly.host.internal.guest.GuestContexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.graalvm.polyglot.Engine;

/**
 * Opens guests. Guests of one host share compiled code, so one host is one trust domain: open
 * another for code that must not even share that.
 */
public final class EpochlyHost implements AutoCloseable {
  private final Engine engine;
  private final GuestContexts contexts;

  private EpochlyHost(Engine engine, GuestContexts contexts) {
    this.engine = engine;
    this.contexts = contexts;
  }

  /** A host with default settings. */
  public static EpochlyHost create() {
    return builder().build();
  }

  /** A builder of a host. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a host. */
  public static final class Builder {
    private boolean guards = true;

    private Builder() {}

    /** For tests of the context alone: without the guards a closed door raises raw errors. */
    Builder guards(boolean value) {
      guards = value;
      return this;
    }

    /** The host; it costs some hundred milliseconds, its first guest some seconds. */
    public EpochlyHost build() {
      Engine engine = GuestContexts.newEngine();
      return new EpochlyHost(engine, new GuestContexts(engine, guards));
    }
  }

  /**
   * Opens a guest.
   *
   * @throws UncheckedIOException if a path of the policy cannot be resolved
   */
  public Guest openGuest(GuestPolicy policy) {
    try {
      return new Guest(contexts.open(policy));
    } catch (IOException e) {
      throw new UncheckedIOException("a path that the policy grants cannot be resolved", e);
    }
  }

  /**
   * Guests of a policy, opened ahead of their use by a thread of the pool's own: a guest costs some
   * hundred milliseconds to open, and next to nothing to take.
   *
   * @param size how many to keep ready, from 1 on
   */
  public GuestPool pool(GuestPolicy policy, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool keeps at least 1 guest ready, not " + size);
    }
    return new GuestPool(this, policy, size);
  }

  /** {@code "on"} if a JIT compiles the guest code that Epochly does not, else why not. */
  public String guestJit() {
    return GuestContexts.guestJit(engine);
  }

  /** Closes every guest, in the middle of what it does if need be. */
  @Override
  public void close() {
    engine.close(true);
  }
}
