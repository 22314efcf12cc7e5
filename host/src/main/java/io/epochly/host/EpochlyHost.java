package io.epochly.host;

import io.epochly.host.internal.guest.ContextSession;
import io.epochly.host.internal.guest.Ending;
import io.epochly.host.internal.guest.GuestContexts;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.worker.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.graalvm.polyglot.Engine;
import org.slf4j.LoggerFactory;

/**
 * Opens guests. Guests of one host share compiled code, so one host is one trust domain: open
 * another for code that must not even share that.
 */
public final class EpochlyHost implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final boolean guards;
  private final Workers workers;

  /** Made when they are needed: a host may open guests in processes only. */
  private Optional<InProcess> inProcess = Optional.empty();

  private record InProcess(Engine engine, GuestContexts contexts) {}

  private final Consumer<AuditEvent> audit;
  private final AtomicLong guests = new AtomicLong();

  private EpochlyHost(boolean guards, Consumer<AuditEvent> audit) {
    this.guards = guards;
    this.audit = audit;
    this.workers = new Workers(guards);
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
    private Consumer<AuditEvent> audit =
        event -> LoggerFactory.getLogger("io.epochly.audit").info("{}", event);

    private Builder() {}

    /**
     * Says where audit events go; by default to the SLF4J logger {@code io.epochly.audit}, at level
     * info. Called on whatever thread the event happens, before the guest's code goes on.
     */
    public Builder audit(Consumer<AuditEvent> sink) {
      audit = sink;
      return this;
    }

    /** For tests of the context alone: without the guards a closed door raises raw errors. */
    Builder guards(boolean value) {
      guards = value;
      return this;
    }

    /** The host; its first guest costs some seconds. */
    public EpochlyHost build() {
      return new EpochlyHost(guards, audit);
    }
  }

  /**
   * Opens a guest.
   *
   * @throws UncheckedIOException if a path of the policy cannot be resolved, or a process not be
   *     started
   * @throws IsolationUnavailableException if this machine cannot hold the guest as the policy asks
   */
  public Guest openGuest(GuestPolicy policy) {
    long number = guests.incrementAndGet();
    BiConsumer<AuditEvent.Kind, String> log =
        (kind, subject) -> audit.accept(new AuditEvent(Instant.now(), kind, number, subject));
    policy.openings().forEach(door -> log.accept(AuditEvent.Kind.DOOR_OPENED, door));
    Session session;
    try {
      session =
          switch (policy.isolation()) {
            case CONTEXT -> ContextSession.open(inProcess().contexts(), policy);
            case PROCESS -> workers.open(policy);
          };
    } catch (IOException e) {
      throw new UncheckedIOException("the guest cannot be opened: " + e.getMessage(), e);
    } catch (IsolationUnavailableException e) {
      log.accept(AuditEvent.Kind.GUEST_REFUSED, String.valueOf(e.getMessage()));
      throw e;
    }
    log.accept(AuditEvent.Kind.GUEST_OPENED, policy.isolation().name().toLowerCase(Locale.ROOT));
    session.reductions().forEach(missing -> log.accept(AuditEvent.Kind.ISOLATION_REDUCED, missing));
    return new Guest(session, log);
  }

  private synchronized InProcess inProcess() {
    if (inProcess.isEmpty()) {
      Engine engine = GuestContexts.newEngine();
      inProcess = Optional.of(new InProcess(engine, new GuestContexts(engine, guards)));
    }
    return inProcess.get();
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
    return GuestContexts.guestJit(inProcess().engine());
  }

  /**
   * Closes every guest, in the middle of what it does if need be. Returns within seconds: what does
   * not stop is left behind.
   */
  @Override
  public void close() {
    workers.close();
    Optional<InProcess> open;
    synchronized (this) {
      open = inProcess;
    }
    if (open.isPresent() && !Ending.within(PATIENCE, () -> open.get().engine().close(true))) {
      LoggerFactory.getLogger(EpochlyHost.class)
          .warn("a guest cannot be ended: it is in a builtin that does not stop");
    }
  }
}
