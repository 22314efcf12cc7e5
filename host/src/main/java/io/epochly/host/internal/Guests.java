package io.epochly.host.internal;

import io.epochly.host.AuditEvent;
import io.epochly.host.ConfigurationException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.LicenceRequiredException;
import io.epochly.host.LicenceState;
import io.epochly.host.Limit;
import io.epochly.host.internal.audit.Audit;
import io.epochly.host.internal.audit.AuditedSession;
import io.epochly.host.internal.audit.GuestAudit;
import io.epochly.host.internal.audit.RecentEvents;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.emergency.EmergencySwitch;
import io.epochly.host.internal.guest.ContextSession;
import io.epochly.host.internal.guest.DeviceGrant;
import io.epochly.host.internal.guest.Ending;
import io.epochly.host.internal.guest.GuestContexts;
import io.epochly.host.internal.guest.HostDevices;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.RuntimeSettings;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Versions;
import io.epochly.host.internal.licence.LicenceGate;
import io.epochly.host.internal.licence.LicenceSettings;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.metrics.MetricsServer;
import io.epochly.host.internal.metrics.MetricsSettings;
import io.epochly.host.internal.metrics.PoolMeter;
import io.epochly.host.internal.pool.GuestWorkers;
import io.epochly.host.internal.pool.HostWorkers;
import io.epochly.host.internal.pool.WorkerPolicy;
import io.epochly.host.internal.pool.WorkerSeats;
import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.status.HostStatus;
import io.epochly.host.internal.status.StatusWriter;
import io.epochly.host.internal.worker.Workers;
import io.epochly.kernels.Cores;
import io.epochly.kernels.java.JavaKernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.graalvm.polyglot.Engine;
import org.slf4j.LoggerFactory;

/** Opens guests of either strength, and ends those that are open when it is closed. */
public final class Guests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final boolean guards;
  private final Settings settings;
  private final Audit audit;
  private final EmergencySwitch emergency;
  private final Workers processes;
  private final Cores cores;
  private final HostDevices devices;
  private final JavaKernels kernels;
  private volatile boolean leftGuest;
  private boolean emergencyIsWatched;
  private volatile boolean kernelsOff;
  private final LicenceGate licence;
  private final WorkerSeats seats;
  private final HostMeter meter = new HostMeter();
  private final Optional<MetricsServer> metrics;
  private final RecentEvents recent = new RecentEvents();
  private final StatusWriter status;

  private final Set<HostWorkers> hostWorkers = ConcurrentHashMap.newKeySet();

  /** Made when it is needed: a host may open guests in processes only. */
  private Optional<InProcess> inProcess = Optional.empty();

  /** What a session is for. */
  private enum Role {
    GUEST(AuditEvent.Kind.GUEST_DIED),
    WORKER(AuditEvent.Kind.WORKER_DIED);

    private final AuditEvent.Kind death;

    Role(AuditEvent.Kind death) {
      this.death = death;
    }
  }

  private record InProcess(Engine engine, GuestContexts contexts) {}

  /**
   * @param guards false only to test that what is behind the guards keeps every door shut
   * @param cores how many cores the kernels of guests in this process may use together
   * @param events where audit events go
   * @throws LicenceRequiredException if the host needs a licence and has none
   * @throws ConfigurationException if numbers are to be published in a way that is not safe
   * @throws UncheckedIOException if the address to publish them on cannot be had
   */
  public Guests(boolean guards, int cores, Settings settings, Consumer<AuditEvent> events) {
    this(guards, cores, settings, events, new Workers(guards));
  }

  /**
   * The same.
   *
   * @param processes what guests in processes of their own are held by; it is closed with this
   */
  public Guests(
      boolean guards,
      int cores,
      Settings settings,
      Consumer<AuditEvent> events,
      Workers processes) {
    this.settings = settings;
    this.audit = new Audit(recent.andThen(events));
    for (Setting setting : Setting.values()) {
      Settings.Effective effective = settings.effective(setting);
      if (effective.isSet()) {
        audit.tell(
            AuditEvent.Kind.CONFIGURATION_CHANGED,
            "%s from %s".formatted(setting.key(), effective.source()));
      }
    }
    // What may fail comes before whatever would have to be closed then.
    this.licence = new LicenceGate(LicenceSettings.of(settings), Clock.systemUTC(), audit::tell);
    licence.admit();
    MetricsSettings published = MetricsSettings.of(settings);
    this.metrics =
        published.port().isPresent()
            ? Optional.of(MetricsServer.start(published, meter))
            : Optional.empty();
    this.guards = guards;
    this.cores = Cores.of(cores);
    this.devices =
        new HostDevices(
            () -> DeviceGrant.ofHost(settings, licence.devices()),
            id ->
                audit.tell(
                    AuditEvent.Kind.DEVICE_DIED, "device %s of kernels in Java".formatted(id)));
    this.kernels = new JavaKernels(this.cores, () -> kernelsOff, devices);
    this.seats = new WorkerSeats(licence::workers);
    this.emergency = new EmergencySwitch(settings, audit);
    this.processes = processes;
    this.status =
        StatusWriter.start(
            settings.runtimeDir(),
            settings.effective(Setting.RUNTIME_DIR).isSet(),
            this::currentStatus);
  }

  private HostStatus currentStatus() {
    return new HostStatus(
        Versions.load(),
        settings.enabled(),
        settings.level(),
        settings.offline(),
        emergency.isOn(),
        licence.state(),
        meter.read(),
        metricsAddress(),
        recent.list());
  }

  /**
   * Opens a guest.
   *
   * @throws IOException if a path of the policy cannot be resolved, or a process not be started
   * @throws IsolationUnavailableException if the machine cannot hold it
   * @throws LicenceRequiredException if the host needs a licence and has none
   * @throws ConfigurationException if the host's settings refuse what the policy opens
   */
  public Session open(GuestPolicy policy) throws IOException {
    return open(policy, Role.GUEST, Optional.empty());
  }

  /**
   * Workers of the host that run a program each.
   *
   * @param size how many there are at most, within what the host's settings allow
   */
  public HostWorkers workers(GuestPolicy policy, int size, String program) {
    HostWorkers workers =
        new HostWorkers(
            Math.min(size, workerBound().orElse(size)),
            policy.isolation(),
            // Those that have workers share memory with these.
            policy.workers() > 0 ? 0 : settings.sharedMemory(policy.limit(Limit.SHARED_MEMORY)),
            seats,
            meter,
            room -> openWorker(policy, program, room),
            this::forget);
    hostWorkers.add(workers);
    emergency.attach(workers, () -> workers.close(EmergencySwitch.NO_WORKERS));
    return workers;
  }

  private void forget(HostWorkers workers) {
    hostWorkers.remove(workers);
    emergency.detach(workers);
  }

  private Session openWorker(GuestPolicy policy, String program, Optional<Room> room)
      throws IOException {
    Session worker = open(policy, Role.WORKER, room);
    try {
      worker.evaluate(program);
    } catch (RuntimeException | Error e) {
      worker.close();
      throw e;
    }
    return worker;
  }

  /** Counts for a pool of guests. */
  public PoolMeter poolMeter(IntSupplier waiting) {
    return meter.pool(waiting);
  }

  /**
   * @param room what it shares with whoever gives it tasks
   */
  private Session open(GuestPolicy policy, Role role, Optional<Room> room) throws IOException {
    GuestAudit log = audit.nextGuest();
    policy.openings().forEach(door -> log.tell(AuditEvent.Kind.DOOR_OPENED, door));
    try {
      licence.admit();
      refuseNetwork(policy);
      long start = System.nanoTime();
      Session session = open(policy, role, room, log);
      if (settings.logLevel().equals("DEBUG")) {
        LoggerFactory.getLogger(Guests.class)
            .debug(
                "a guest of the strength {} was opened in {} ms",
                strength(policy),
                (System.nanoTime() - start) / 1_000_000);
      }
      log.tell(AuditEvent.Kind.GUEST_OPENED, strength(policy));
      session.reductions().forEach(missing -> log.tell(AuditEvent.Kind.ISOLATION_REDUCED, missing));
      return session;
    } catch (IsolationUnavailableException | LicenceRequiredException | ConfigurationException e) {
      log.tell(AuditEvent.Kind.GUEST_REFUSED, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void refuseNetwork(GuestPolicy policy) {
    if (settings.offline() && policy.network()) {
      throw new ConfigurationException(
          "offline_mode, set in %s, refuses guests whose policy opens the network"
              .formatted(settings.effective(Setting.OFFLINE_MODE).source()));
    }
  }

  private Session open(GuestPolicy policy, Role role, Optional<Room> room, GuestAudit log)
      throws IOException {
    ResolvedPolicy resolved =
        ResolvedPolicy.of(
            policy,
            RuntimeSettings.of(settings, emergency.isOn()),
            DeviceGrant.of(policy, settings, licence.devices()),
            workerBound(),
            log);
    if (policy.workers() == 0) {
      return open(policy, resolved.withRoom(room), role, log);
    }
    GuestWorkers workers =
        new GuestWorkers(
            resolved.hostCalls(),
            resolved.workers(),
            policy.isolation(),
            settings.sharedMemory(policy.limit(Limit.SHARED_MEMORY)),
            seats,
            meter,
            (isolation, shared) -> openWorker(policy, resolved, isolation, shared, log),
            emergency);
    ResolvedPolicy own = resolved.withHostCalls(workers).withRoom(workers.room());
    try {
      Session session = open(policy, own, role, log);
      emergency.attach(workers, workers::stop);
      return session;
    } catch (IOException | RuntimeException e) {
      // Its memory exists before the guest does.
      workers.close();
      throw e;
    }
  }

  /** A worker may what its guest may, as far as that makes sense for it. */
  private Session openWorker(
      GuestPolicy policy,
      ResolvedPolicy resolved,
      Isolation isolation,
      Optional<Room> room,
      GuestAudit log)
      throws IOException {
    // Not resolved anew: the guest may have changed meanwhile what links of a grant lead to.
    ResolvedPolicy worker = resolved.forWorkers(InputStream.nullInputStream()).withRoom(room);
    return open(WorkerPolicy.of(policy, isolation), worker, Role.WORKER, log);
  }

  private Session open(GuestPolicy policy, ResolvedPolicy resolved, Role role, GuestAudit log)
      throws IOException {
    Session session =
        switch (policy.isolation()) {
          case CONTEXT -> ContextSession.open(inProcess().contexts(), resolved, policy.limits());
          case PROCESS -> processes.open(policy, resolved);
        };
    emergency.attach(session, session::disableForGood);
    Session audited =
        new AuditedSession(
            session,
            log,
            role.death,
            strength(policy),
            () -> {
              emergency.detach(session);
              emergency.detach(resolved.hostCalls());
            });
    return switch (role) {
      case GUEST -> meter.guest(audited, policy.isolation());
      case WORKER -> meter.worker(audited, policy.isolation());
    };
  }

  private static String strength(GuestPolicy policy) {
    return policy.isolation().name().toLowerCase(Locale.ROOT);
  }

  private OptionalInt workerBound() {
    return settings.workerBound(Runtime.getRuntime().availableProcessors());
  }

  /** Whether the operator has switched everything off that is more than plain Python. */
  public boolean emergencyDisabled() {
    return emergency.isOn();
  }

  /** Where numbers are published, if they are. */
  public Optional<InetSocketAddress> metricsAddress() {
    return metrics.map(MetricsServer::address);
  }

  /** What compiles static methods of Java for the same cores. */
  public JavaKernels kernels() {
    synchronized (kernels) {
      if (!emergencyIsWatched) {
        emergencyIsWatched = true;
        // Calls of kernels are too short to look at the switch in each.
        emergency.attach(kernels, () -> kernelsOff = true);
      }
    }
    return kernels;
  }

  /** How the licence stands now. */
  public LicenceState licence() {
    return licence.state();
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
    status.close();
    metrics.ifPresent(MetricsServer::close);
    emergency.close();
    hostWorkers.forEach(HostWorkers::close);
    processes.close();
    cores.close();
    devices.close();
    Optional<InProcess> open;
    synchronized (this) {
      open = inProcess;
    }
    if (open.isPresent() && !Ending.within(PATIENCE, () -> open.get().engine().close(true))) {
      leftGuest = true;
      LoggerFactory.getLogger(Guests.class)
          .warn("a guest cannot be ended: it is in a builtin that does not stop");
    }
  }

  /** Whether closing left a guest that does not stop, for which the end of the JVM would wait. */
  public boolean leftGuest() {
    return leftGuest;
  }
}
