package io.epochly.host;

import io.epochly.host.internal.policy.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a guest may touch. A policy starts closed and each method of its builder opens one door;
 * nothing opens two.
 *
 * @param readable files, and folders with all that is in them, that the guest may read
 * @param writable files and folders that it may write, make and delete; writing is not reading
 * @param environment which variables of the host's environment it sees
 * @param network whether it may use sockets
 * @param threads whether it may start threads
 * @param workers how many isolated workers it may have at a time, for {@code epochly.Executor}
 * @param preciseClock whether it may measure time more finely than by 0.1 ms; the guards hold that,
 *     and only against code that does not look for ways around them
 * @param devices whether its kernels may run on the devices of this machine, each in a process of
 *     its own; for guests in this process
 * @param signals whether it may handle signals of the host's process, as Ctrl-C; for one guest of a
 *     process at a time
 * @param functions the host's functions that it may call, by name
 * @param isolation what stands between it and everything else
 * @param acceptReduced whether a guest of strength {@link Isolation#PROCESS} may be opened where
 *     the machine cannot keep it in as it should
 * @param limits what it may use up
 * @param terminal whether what it prints may command the terminal that the command line gives it:
 *     set its title, ask it questions; text, colours and progress bars are shown in any case
 * @param interactive whether its streams are a terminal
 * @param stdin what it reads as {@code sys.stdin}
 * @param stdout what it writes as {@code sys.stdout}
 * @param stderr what it writes as {@code sys.stderr}
 */
public record GuestPolicy(
    List<Path> readable,
    List<Path> writable,
    Environment environment,
    boolean network,
    boolean threads,
    int workers,
    boolean preciseClock,
    boolean devices,
    boolean signals,
    Map<String, HostFunction> functions,
    Isolation isolation,
    boolean acceptReduced,
    Map<Limit, Long> limits,
    boolean terminal,
    boolean interactive,
    InputStream stdin,
    OutputStream stdout,
    OutputStream stderr) {

  /** Which variables of the host's environment a guest sees. */
  public sealed interface Environment {
    /** Every variable but those that are the host's own, as {@code EPOCHLY_LICENSE_KEY}. */
    record All() implements Environment {}

    /** These, where they are set; none at all if empty. */
    record Names(Set<String> names) implements Environment {
      /** Some variables, by their names. */
      public Names {
        names = Set.copyOf(names);
      }
    }
  }

  /** What a {@link Builder} was told. */
  public GuestPolicy {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
    Map<Limit, Long> ordered = new EnumMap<>(Limit.class);
    ordered.putAll(limits);
    limits = Collections.unmodifiableMap(ordered);
    limits.forEach(
        (limit, value) -> {
          String name = limit.name().toLowerCase(Locale.ROOT);
          if (value < (limit == Limit.SHARED_MEMORY ? 0 : 1)) {
            throw new IllegalArgumentException(
                "a limit of %d %s (%s) lets nothing run".formatted(value, limit.unit(), name));
          }
        });
    if (devices && isolation == Isolation.PROCESS) {
      throw new IllegalArgumentException(
          "a guest in a process of its own is shut off from devices; use Isolation.CONTEXT, or no"
              + " devices");
    }
    for (Limit limit : limits.keySet()) {
      if (!limit.holdsIn(isolation)) {
        throw new IllegalArgumentException(
            "a guest in this process cannot be held to a limit of %s: the runtime does not count it"
                    .formatted(limit.name().toLowerCase(Locale.ROOT))
                + " by guest, and some builtins cannot be stopped; use Isolation.PROCESS");
      }
    }
  }

  /** The value of a limit, if it is set. */
  public OptionalLong limit(Limit limit) {
    Long value = limits.get(limit);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** The doors that it opens, a line each, as {@code read /data}, {@code network}. */
  public List<String> openings() {
    List<String> openings = new ArrayList<>();
    readable.forEach(path -> openings.add("read " + path.toAbsolutePath().normalize()));
    writable.forEach(path -> openings.add("write " + path.toAbsolutePath().normalize()));
    switch (environment) {
      case Environment.All() -> openings.add("environment");
      case Environment.Names(Set<String> names) ->
          names.stream().sorted().forEach(name -> openings.add("environment " + name));
    }
    if (network) {
      openings.add("network");
    }
    if (threads) {
      openings.add("threads");
    }
    if (workers > 0) {
      openings.add("workers " + workers);
    }
    if (preciseClock) {
      openings.add("clock");
    }
    if (devices) {
      openings.add("devices");
    }
    if (terminal) {
      openings.add("terminal");
    }
    if (signals) {
      openings.add("signals");
    }
    functions.keySet().forEach(name -> openings.add("function " + name));
    if (acceptReduced) {
      openings.add("reduced isolation");
    }
    return List.copyOf(openings);
  }

  /** Nothing is allowed; what the guest prints is dropped and its input is empty. */
  public static GuestPolicy closed() {
    return builder().build();
  }

  /** A builder of a closed policy. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder with the doors and limits that a TOML file names. Paths in it start from its folder.
   *
   * <pre>
   * isolation = "process"          # or "context"
   * accept-reduced = false
   * read = ["data"]
   * write = ["out"]
   * environment = ["LANG"]         # or true: all of it
   * network = false
   * threads = false
   * workers = 4                    # none if not set
   * clock = false
   * devices = false
   * terminal = false
   *
   * [limits]
   * wall-time = "10s"              # cpu-time too
   * heap = "512m"                  # address-space, output, result, stack too
   * </pre>
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no such file; the message names the key
   */
  public static Builder read(Path file) throws IOException {
    return PolicyFile.read(file, builder());
  }

  /** Opens doors. */
  public static final class Builder {
    private final List<Path> readable = new ArrayList<>();
    private final List<Path> writable = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private boolean wholeEnvironment;
    private boolean network;
    private boolean threads;
    private int workers;
    private boolean preciseClock;
    private boolean devices;
    private boolean terminal;
    private boolean signals;
    private final Map<String, HostFunction> functions = new LinkedHashMap<>();
    private Isolation isolation = Isolation.CONTEXT;
    private boolean acceptReduced;
    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    private boolean interactive;
    private InputStream stdin = InputStream.nullInputStream();
    private OutputStream stdout = OutputStream.nullOutputStream();
    private OutputStream stderr = OutputStream.nullOutputStream();

    private Builder() {}

    /** Lets the guest read a file, or a folder and all that is in it. */
    public Builder allowRead(Path path) {
      readable.add(path);
      return this;
    }

    /** Lets the guest read the folder that a script lies in, as running the script needs. */
    public Builder allowScript(Path script) {
      Path folder = script.getParent();
      return allowRead(folder == null ? Path.of("") : folder);
    }

    /** Lets the guest write, make and delete a file, or whatever is in a folder. */
    public Builder allowWrite(Path path) {
      writable.add(path);
      return this;
    }

    /** Shows the guest these variables of the host's environment. */
    public Builder allowEnvironment(String... variables) {
      names.addAll(List.of(variables));
      return this;
    }

    /** Shows the guest the whole environment but for what is the host's own. */
    public Builder allowWholeEnvironment() {
      wholeEnvironment = true;
      return this;
    }

    /** Lets the guest use sockets. */
    public Builder allowNetwork() {
      network = true;
      return this;
    }

    /** Lets the guest start threads. */
    public Builder allowThreads() {
      threads = true;
      return this;
    }

    /**
     * Lets the guest run functions in isolated workers, so many at a time for each of its
     * executors. A worker may what the guest may, but has no host functions; in a process it has
     * the guest's limits for itself.
     */
    public Builder allowWorkers(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("a guest may have 1 worker or more, not " + count);
      }
      workers = count;
      return this;
    }

    /** Lets the guest measure time as finely as the machine does. */
    public Builder allowPreciseClock() {
      preciseClock = true;
      return this;
    }

    /**
     * Lets the guest's kernels run on the devices of this machine, where its functions ask for
     * that, or leave it open and a device gives the same bits sooner. The first opening takes the
     * time that the drivers take to list them.
     */
    public Builder allowDevices() {
      devices = true;
      return this;
    }

    /** Lets what the guest prints command the terminal that the command line gives it. */
    public Builder allowTerminal() {
      terminal = true;
      return this;
    }

    /** Lets the guest handle signals of this process, so that Ctrl-C is its KeyboardInterrupt. */
    public Builder allowSignals() {
      signals = true;
      return this;
    }

    /** Lets the guest call a function of the host. */
    public Builder allowFunction(HostFunction function) {
      if (functions.putIfAbsent(function.name(), function) != null) {
        throw new IllegalArgumentException(
            "there is a host function '%s' already".formatted(function.name()));
      }
      return this;
    }

    /** Says where the guest runs; {@link Isolation#CONTEXT} unless said. */
    public Builder isolation(Isolation strength) {
      isolation = strength;
      return this;
    }

    /**
     * Opens a guest of strength {@link Isolation#PROCESS} also where the machine cannot keep it in:
     * then in a process of its own with whatever can be had. {@link Guest#reductions} tells what
     * could not.
     */
    public Builder acceptReduced() {
      acceptReduced = true;
      return this;
    }

    /** Sets a limit, in its unit. */
    public Builder limit(Limit limit, long value) {
      limits.put(limit, value);
      return this;
    }

    /** Tells the guest that its streams are a terminal. */
    public Builder interactive(boolean value) {
      interactive = value;
      return this;
    }

    /** Gives the guest its standard input. */
    public Builder stdin(InputStream in) {
      stdin = in;
      return this;
    }

    /** Says where the guest's standard output goes. */
    public Builder stdout(OutputStream out) {
      stdout = out;
      return this;
    }

    /** Says where the guest's standard error goes. */
    public Builder stderr(OutputStream err) {
      stderr = err;
      return this;
    }

    /** The policy. */
    public GuestPolicy build() {
      Environment environment =
          wholeEnvironment ? new Environment.All() : new Environment.Names(names);
      return new GuestPolicy(
          readable,
          writable,
          environment,
          network,
          threads,
          workers,
          preciseClock,
          devices,
          signals,
          functions,
          isolation,
          acceptReduced,
          limits,
          terminal,
          interactive,
          stdin,
          stdout,
          stderr);
    }
  }
}
