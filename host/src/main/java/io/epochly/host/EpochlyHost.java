package io.epochly.host;

import io.epochly.host.internal.Guests;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.licence.LicenceGate;
import io.epochly.host.internal.licence.LicenceSettings;
import io.epochly.host.internal.metrics.MetricsSettings;
import io.epochly.host.internal.pool.TaskPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Opens guests. Guests of one host share compiled code, so one host is one trust domain: open
 * another for code that must not even share that.
 */
public final class EpochlyHost implements AutoCloseable {
  /** What audit events name that are of no guest. */
  private static final long HOST = 0;

  private final Guests opened;
  private final LicenceGate licence;
  private final Consumer<AuditEvent> audit;
  private final AtomicLong guests = new AtomicLong();

  private EpochlyHost(
      boolean guards,
      int cores,
      LicenceSettings licence,
      MetricsSettings metrics,
      Consumer<AuditEvent> audit) {
    this.audit = audit;
    this.licence = new LicenceGate(licence, Clock.systemUTC(), log(HOST));
    this.licence.admit();
    this.opened = new Guests(guards, cores, this.licence, metrics);
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
    private int cores = Runtime.getRuntime().availableProcessors();
    private LicenceSettings licence = LicenceSettings.of(System.getenv());
    private MetricsSettings metrics = MetricsSettings.of(System.getenv());
    private Consumer<AuditEvent> audit = event -> {};

    private Builder() {}

    /**
     * Says where audit events go, as to a logger or a file; nowhere unless said. Called on whatever
     * thread the event happens, before the guest's code goes on.
     */
    public Builder audit(Consumer<AuditEvent> sink) {
      audit = sink;
      return this;
    }

    /**
     * Says how many cores the kernels of guests in this process may use, together and at the same
     * time beside the threads that call them; all that the process may use unless said.
     *
     * @throws IllegalArgumentException when it is less than one
     */
    public Builder cores(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("cores is " + count + "; it is 1 or more");
      }
      cores = count;
      return this;
    }

    /**
     * Gives the host its licence, in place of {@code EPOCHLY_LICENSE_KEY}.
     *
     * @param token its text; may end with a line end
     */
    public Builder licenseKey(String token) {
      licence = licence.withToken(token);
      return this;
    }

    /** Names the file of the licence, in place of {@code EPOCHLY_LICENSE_KEY_FILE}. */
    public Builder licenseKeyFile(Path file) {
      licence = licence.withFile(file);
      return this;
    }

    /**
     * Names the folder of the public keys that licences are checked with, in place of {@code
     * EPOCHLY_LICENSE_PUBLIC_KEYS}: all its files whose name ends with {@code .pem}.
     */
    public Builder licensePublicKeys(Path folder) {
      licence = licence.withPublicKeys(folder);
      return this;
    }

    /** Opens no guest without a valid licence, as {@code EPOCHLY_LICENSE_REQUIRED=true} does. */
    public Builder requireLicense() {
      licence = licence.whichRequires();
      return this;
    }

    /**
     * Publishes numbers for Prometheus on a port of 127.0.0.1, as {@code EPOCHLY_PROMETHEUS_PORT}
     * does; none are published unless said.
     *
     * @param port 0 for any that is free
     */
    public Builder prometheusPort(int port) {
      metrics = metrics.withPort(port);
      return this;
    }

    /**
     * Publishes them on another address, as {@code EPOCHLY_PROMETHEUS_BIND} does: then a
     * {@linkplain #prometheusTokenFile token} is needed.
     *
     * @param address in digits
     */
    public Builder prometheusBind(String address) {
      metrics = metrics.withBind(address);
      return this;
    }

    /**
     * Answers only who sends the bearer token that is in this file, as {@code
     * EPOCHLY_PROMETHEUS_TOKEN_FILE} does. Its owner alone may have access to the file.
     */
    public Builder prometheusTokenFile(Path file) {
      metrics = metrics.withTokenFile(file);
      return this;
    }

    /** For tests of the context alone: without the guards a closed door raises raw errors. */
    Builder guards(boolean value) {
      guards = value;
      return this;
    }

    /**
     * The host; its first guest costs some seconds.
     *
     * @throws LicenceRequiredException if it needs a licence and has none that is valid
     * @throws IllegalArgumentException if settings of the metrics are wrong, or not safe together
     * @throws UncheckedIOException if the address of the metrics cannot be had
     */
    public EpochlyHost build() {
      return new EpochlyHost(guards, cores, licence, metrics, audit);
    }
  }

  /**
   * Opens a guest.
   *
   * @throws UncheckedIOException if a path of the policy cannot be resolved, or a process not be
   *     started
   * @throws IsolationUnavailableException if this machine cannot hold the guest as the policy asks
   * @throws LicenceRequiredException if the host needs a licence, and its own holds no longer
   */
  public Guest openGuest(GuestPolicy policy) {
    BiConsumer<AuditEvent.Kind, String> log = nextLog();
    return new Guest(openSession(policy, opened::open, log), log);
  }

  private BiConsumer<AuditEvent.Kind, String> nextLog() {
    return log(guests.incrementAndGet());
  }

  private BiConsumer<AuditEvent.Kind, String> log(long number) {
    return (kind, subject) -> audit.accept(new AuditEvent(Instant.now(), kind, number, subject));
  }

  private interface Opener {
    Session open(GuestPolicy policy) throws IOException;
  }

  private Session openSession(
      GuestPolicy policy, Opener opener, BiConsumer<AuditEvent.Kind, String> log) {
    policy.openings().forEach(door -> log.accept(AuditEvent.Kind.DOOR_OPENED, door));
    Session session;
    try {
      session = opener.open(policy);
    } catch (IOException e) {
      throw new UncheckedIOException("the guest cannot be opened: " + e.getMessage(), e);
    } catch (IsolationUnavailableException e) {
      log.accept(AuditEvent.Kind.GUEST_REFUSED, String.valueOf(e.getMessage()));
      throw e;
    }
    log.accept(AuditEvent.Kind.GUEST_OPENED, policy.isolation().name().toLowerCase(Locale.ROOT));
    session.reductions().forEach(missing -> log.accept(AuditEvent.Kind.ISOLATION_REDUCED, missing));
    return session;
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

  /**
   * Workers that run a program each, and whose functions the host calls side by side.
   *
   * @param size how many there are at most
   * @param program Python source text, run in each worker when it is opened
   */
  public WorkerPool workers(GuestPolicy policy, int size, String program) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool has 1 worker or more, not " + size);
    }
    return new WorkerPool(
        new TaskPool(
            size,
            opened.seats(),
            opened.meter(),
            () -> {
              Session worker = openSession(policy, opened::openWorker, nextLog());
              try {
                worker.evaluate(program);
              } catch (RuntimeException e) {
                worker.close();
                throw e;
              }
              return worker;
            }));
  }

  /** Where numbers for Prometheus are published, if they are. */
  public Optional<InetSocketAddress> metricsAddress() {
    return opened.metricsAddress();
  }

  /** How the host's licence stands now. */
  public LicenceState licence() {
    return licence.state();
  }

  /** {@code "on"} if a JIT compiles the guest code that Epochly does not, else why not. */
  public String guestJit() {
    return opened.guestJit();
  }

  /**
   * Closes every guest, in the middle of what it does if need be. Returns within seconds: what does
   * not stop is left behind.
   */
  @Override
  public void close() {
    opened.close();
  }
}
