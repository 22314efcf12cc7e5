package io.epochly.host;

import io.epochly.host.internal.Guests;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.logs.Logs;
import io.epochly.kernels.java.JavaKernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Opens guests. Guests of one host share compiled code, so one host is one trust domain: open
 * another for code that must not even share that.
 */
public final class EpochlyHost implements AutoCloseable {
  private final Guests opened;
  private final Set<GuestPool> pools = ConcurrentHashMap.newKeySet();

  private EpochlyHost(
      boolean guards, OptionalInt cores, Settings settings, Consumer<AuditEvent> audit) {
    int free = settings.freeCores(Runtime.getRuntime().availableProcessors());
    this.opened = new Guests(guards, cores.orElse(free), settings, audit);
  }

  /** A host with the settings that the environment and the configuration file give. */
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
    private Optional<Configuration> configuration = Optional.empty();
    private OptionalInt cores = OptionalInt.empty();
    private final Map<Setting, Object> code = new EnumMap<>(Setting.class);
    private Consumer<AuditEvent> audit = event -> {};

    private Builder() {}

    /**
     * Says where audit events go, as to a logger or a file; nowhere unless said. Called on whatever
     * thread the event happens, before the guest's code goes on. Where a log file is set, or a log
     * level of INFO or lower, they go to the log as well.
     */
    public Builder audit(Consumer<AuditEvent> sink) {
      audit = sink;
      return this;
    }

    /**
     * Says how many cores the kernels of guests in this process may use, together and at the same
     * time beside the threads that call them; unless said, all that the process may use but for
     * those that {@code reserve_cores} keeps free.
     *
     * @throws IllegalArgumentException when it is less than one
     */
    public Builder cores(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("cores is " + count + "; it is 1 or more");
      }
      cores = OptionalInt.of(count);
      return this;
    }

    /** Gives the host other settings than those of the environment and the file. */
    public Builder configuration(Configuration settings) {
      configuration = Optional.of(settings);
      return this;
    }

    /**
     * Gives the host its licence, in place of {@code EPOCHLY_LICENSE_KEY}.
     *
     * @param token its text; may end with a line end
     */
    public Builder licenseKey(String token) {
      return set(Setting.LICENSE_KEY, token);
    }

    /** Names the file of the licence, in place of {@code EPOCHLY_LICENSE_KEY_FILE}. */
    public Builder licenseKeyFile(Path file) {
      return set(Setting.LICENSE_KEY_FILE, file);
    }

    /**
     * Names the folder of the public keys that licences are checked with, in place of {@code
     * EPOCHLY_LICENSE_PUBLIC_KEYS}: all its files whose name ends with {@code .pem}.
     */
    public Builder licensePublicKeys(Path folder) {
      return set(Setting.LICENSE_PUBLIC_KEYS, folder);
    }

    /** Opens no guest without a valid licence, as {@code EPOCHLY_LICENSE_REQUIRED=true} does. */
    public Builder requireLicense() {
      return set(Setting.LICENSE_REQUIRED, true);
    }

    /**
     * Publishes numbers for Prometheus on a port of 127.0.0.1, as {@code EPOCHLY_PROMETHEUS_PORT}
     * does; none are published unless said.
     *
     * @param port 0 for any that is free
     */
    public Builder prometheusPort(int port) {
      return set(Setting.PROMETHEUS_PORT, port);
    }

    /**
     * Publishes them on another address, as {@code EPOCHLY_PROMETHEUS_BIND} does: then a
     * {@linkplain #prometheusTokenFile token} is needed.
     *
     * @param address in digits
     */
    public Builder prometheusBind(String address) {
      return set(Setting.PROMETHEUS_BIND, address);
    }

    /**
     * Answers only who sends the bearer token that is in this file, as {@code
     * EPOCHLY_PROMETHEUS_TOKEN_FILE} does. Its owner alone may have access to the file.
     */
    public Builder prometheusTokenFile(Path file) {
      return set(Setting.PROMETHEUS_TOKEN_FILE, file);
    }

    private Builder set(Setting setting, Object value) {
      code.put(setting, value);
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
     * @throws ConfigurationException if a setting is wrong, or those of the metrics are not safe
     *     together
     * @throws LicenceRequiredException if it needs a licence and has none that is valid
     * @throws UncheckedIOException if the address of the metrics cannot be had
     */
    public EpochlyHost build() {
      Settings settings = configuration.orElseGet(Configuration::load).settings().with(code);
      Consumer<AuditEvent> log = Logs.start(settings, Logs.Scope.HOST);
      return new EpochlyHost(guards, cores, settings, log.andThen(audit));
    }
  }

  /**
   * Opens a guest.
   *
   * @throws UncheckedIOException if a path of the policy cannot be resolved, or a process not be
   *     started
   * @throws IsolationUnavailableException if this machine cannot hold the guest as the policy asks
   * @throws LicenceRequiredException if the host needs a licence, and its own holds no longer
   * @throws ConfigurationException if {@code offline_mode} refuses a policy that opens the network
   */
  public Guest openGuest(GuestPolicy policy) {
    try {
      return new Guest(opened.open(policy));
    } catch (IOException e) {
      throw new UncheckedIOException("the guest cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Guests of a policy, opened ahead of their use by threads of the pool's own: a guest costs some
   * hundred milliseconds to open, and next to nothing to take.
   *
   * @param size how many to keep ready, from 1 on
   */
  public GuestPool pool(GuestPolicy policy, int size) {
    return pool(size, policy, guest -> {});
  }

  /** As {@link #pool(int, GuestPolicy, Consumer, PoolOptions)}, with the default options. */
  public GuestPool pool(int size, GuestPolicy policy, Consumer<Guest> setup) {
    return pool(size, policy, setup, PoolOptions.defaults());
  }

  /**
   * Guests of a policy that are set up ahead of their use, for actions that have one each.
   *
   * @param size how many guests there are, from 1 on
   * @param setup run with each guest before an action gets it, on a thread of the pool's own; what
   *     it throws is told to who waits first, and tried again
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public GuestPool pool(int size, GuestPolicy policy, Consumer<Guest> setup, PoolOptions options) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool keeps at least 1 guest ready, not " + size);
    }
    GuestPool pool = new GuestPool(this, size, policy, setup, options, opened::poolMeter);
    pools.add(pool);
    return pool;
  }

  void forget(GuestPool pool) {
    pools.remove(pool);
  }

  /**
   * Workers that run a program each, and whose functions the host calls side by side.
   *
   * @param size how many there are at most, within the host's {@code max_workers}
   * @param program Python source text, run in each worker when it is opened
   */
  public WorkerPool workers(GuestPolicy policy, int size, String program) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool has 1 worker or more, not " + size);
    }
    return new WorkerPool(opened.workers(policy, size, program));
  }

  /**
   * Compiles static Java methods to kernels, which share the cores of this host with those of its
   * guests; {@link JavaKernels#onDevice} gives those for a device, within the limits that the host
   * is configured with. Where the host is closed, they go on with the caller's core.
   */
  public JavaKernels kernels() {
    return opened.kernels();
  }

  /**
   * Whether an operator has switched off all that is more than plain Python, by {@code
   * EPOCHLY_EMERGENCY_DISABLE} or by the file of the setting {@code emergency_file}.
   */
  public boolean emergencyDisabled() {
    return opened.emergencyDisabled();
  }

  /** Where numbers for Prometheus are published, if they are. */
  public Optional<InetSocketAddress> metricsAddress() {
    return opened.metricsAddress();
  }

  /** How the host's licence stands now. */
  public LicenceState licence() {
    return opened.licence();
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
    pools.forEach(GuestPool::close);
    opened.close();
  }
}
