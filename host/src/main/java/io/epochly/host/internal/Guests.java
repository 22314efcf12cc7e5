package io.epochly.host.internal;

import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.internal.guest.ContextSession;
import io.epochly.host.internal.guest.Ending;
import io.epochly.host.internal.guest.GuestContexts;
import io.epochly.host.internal.guest.HostCalls;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.licence.LicenceGate;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.metrics.MetricsServer;
import io.epochly.host.internal.metrics.MetricsSettings;
import io.epochly.host.internal.pool.GuestWorkers;
import io.epochly.host.internal.pool.WorkerSeats;
import io.epochly.host.internal.worker.Workers;
import io.epochly.kernels.Cores;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.graalvm.polyglot.Engine;
import org.slf4j.LoggerFactory;

/** Opens guests of either strength, and ends those that are open when it is closed. */
public final class Guests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final boolean guards;
  private final Workers processes;
  private final Cores cores;
  private final LicenceGate licence;
  private final WorkerSeats seats;
  private final HostMeter meter = new HostMeter();
  private final Optional<MetricsServer> metrics;

  /** Made when it is needed: a host may open guests in processes only. */
  private Optional<InProcess> inProcess = Optional.empty();

  private record InProcess(Engine engine, GuestContexts contexts) {}

  /**
   * @param guards false only to test that what is behind the guards keeps every door shut
   * @param cores how many cores the kernels of guests in this process may use together
   * @param licence says whether guests are opened, and how many workers they have together
   * @param published where numbers about the guests are published
   */
  public Guests(boolean guards, int cores, LicenceGate licence, MetricsSettings published) {
    // First, because it may fail, and seldom is.
    this.metrics =
        published.port().isPresent()
            ? Optional.of(MetricsServer.start(published, meter))
            : Optional.empty();
    this.guards = guards;
    this.cores = Cores.of(cores);
    this.licence = licence;
    this.seats = new WorkerSeats(licence::workers);
    this.processes = new Workers(guards);
  }

  /**
   * Opens a guest.
   *
   * @throws IOException if a path of the policy cannot be resolved, or a process not be started
   * @throws io.epochly.host.IsolationUnavailableException if the machine cannot hold it
   * @throws io.epochly.host.LicenceRequiredException if the host needs a licence and has none
   */
  public Session open(GuestPolicy policy) throws IOException {
    licence.admit();
    ResolvedPolicy resolved = ResolvedPolicy.of(policy);
    if (policy.workers() == 0) {
      return meter.guest(open(policy, resolved), policy.isolation());
    }
    HostCalls workers =
        new GuestWorkers(
            resolved.hostCalls(),
            policy.workers(),
            policy.isolation(),
            seats,
            meter,
            isolation -> openWorker(policy, resolved, isolation));
    return meter.guest(open(policy, resolved.withHostCalls(workers)), policy.isolation());
  }

  /** Opens a worker of a pool that belongs to no guest. */
  public Session openWorker(GuestPolicy policy) throws IOException {
    licence.admit();
    return meter.worker(open(policy, ResolvedPolicy.of(policy)), policy.isolation());
  }

  /** A worker may what its guest may, as far as that makes sense for it. */
  private Session openWorker(GuestPolicy policy, ResolvedPolicy resolved, Isolation isolation)
      throws IOException {
    GuestPolicy own = policy.forWorkers(isolation);
    // Not resolved anew: the guest may have changed meanwhile what links of a grant lead to.
    return meter.worker(open(own, resolved.forWorkers(InputStream.nullInputStream())), isolation);
  }

  private Session open(GuestPolicy policy, ResolvedPolicy resolved) throws IOException {
    return switch (policy.isolation()) {
      case CONTEXT -> ContextSession.open(inProcess().contexts(), resolved, policy.limits());
      case PROCESS -> processes.open(policy, resolved);
    };
  }

  /** Counts what guests and workers do. */
  public HostMeter meter() {
    return meter;
  }

  /** Where numbers are published, if they are. */
  public Optional<InetSocketAddress> metricsAddress() {
    return metrics.map(MetricsServer::address);
  }

  /** What the workers of all guests and pools share. */
  public WorkerSeats seats() {
    return seats;
  }

  /** {@code "on"} if a JIT compiles the guest code that Epochly does not, else why not. */
  public String guestJit() {
    return GuestContexts.guestJit(inProcess().engine());
  }

  private synchronized InProcess inProcess() {
    if (inProcess.isEmpty()) {
      Engine engine = GuestContexts.newEngine();
      inProcess = Optional.of(new InProcess(engine, new GuestContexts(engine, cores, guards)));
    }
    return inProcess.get();
  }

  /** Returns within seconds: what does not stop is left behind. */
  @Override
  public void close() {
    metrics.ifPresent(MetricsServer::close);
    processes.close();
    cores.close();
    Optional<InProcess> open;
    synchronized (this) {
      open = inProcess;
    }
    if (open.isPresent() && !Ending.within(PATIENCE, () -> open.get().engine().close(true))) {
      LoggerFactory.getLogger(Guests.class)
          .warn("a guest cannot be ended: it is in a builtin that does not stop");
    }
  }
}
