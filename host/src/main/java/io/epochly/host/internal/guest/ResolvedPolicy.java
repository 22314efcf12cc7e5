package io.epochly.host.internal.guest;

import io.epochly.guest.GuestListener;
import io.epochly.host.GuestPolicy;
import io.epochly.host.HostFunction;
import io.epochly.host.Limit;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.files.Grant;
import io.epochly.host.internal.shared.Room;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A policy with all that it takes from the host's process looked up, so that a guest can be opened
 * in another one.
 *
 * @param grants its files
 * @param folder what relative paths start from
 * @param environment the variables that the guest sees
 * @param workers how many isolated workers it may have
 * @param functions the host's functions that the guest may call
 * @param result the limit of that name
 * @param room the memory that it shares with whoever gives it tasks; of a guest with workers, with
 *     these
 * @param settings what the guest's runtime goes by
 * @param listener hears what the guest does to them
 */
public record ResolvedPolicy(
    List<Grant> grants,
    Path folder,
    Map<String, String> environment,
    boolean network,
    boolean threads,
    int workers,
    boolean preciseClock,
    DeviceGrant devices,
    boolean signals,
    boolean interactive,
    List<String> functions,
    HostCalls hostCalls,
    OptionalLong result,
    Optional<Room> room,
    InputStream stdin,
    OutputStream stdout,
    OutputStream stderr,
    RuntimeSettings settings,
    GuestListener listener) {

  /**
   * @param settings those of the host
   * @param workers how many workers it may have at most, whatever the policy grants
   * @throws IOException if a granted path cannot be resolved
   */
  public static ResolvedPolicy of(
      GuestPolicy policy,
      RuntimeSettings settings,
      DeviceGrant devices,
      OptionalInt workers,
      GuestListener listener)
      throws IOException {
    Collection<HostFunction> functions = policy.functions().values();
    return new ResolvedPolicy(
        grants(policy),
        Path.of("").toAbsolutePath(),
        environment(policy, System.getenv()),
        policy.network(),
        policy.threads(),
        Math.min(policy.workers(), workers.orElse(Integer.MAX_VALUE)),
        policy.preciseClock(),
        devices,
        policy.signals(),
        policy.interactive(),
        functions.stream().map(HostFunction::name).toList(),
        HostCalls.of(functions),
        policy.limit(Limit.RESULT),
        Optional.empty(),
        policy.stdin(),
        policy.stdout(),
        policy.stderr(),
        settings,
        listener);
  }

  /** The part of the host's environment that the guest sees. */
  static Map<String, String> environment(GuestPolicy policy, Map<String, String> environment) {
    Map<String, String> host = new TreeMap<>(environment);
    // Where the host keeps code that it trusts, its licence and its tokens are not for guests to
    // know, whatever they may see.
    host.keySet().removeIf(Setting::isHostsOwn);
    switch (policy.environment()) {
      case GuestPolicy.Environment.All() -> {}
      case GuestPolicy.Environment.Names(var names) -> host.keySet().retainAll(names);
    }
    return host;
  }

  private static List<Grant> grants(GuestPolicy policy) throws IOException {
    List<Grant> grants = new ArrayList<>();
    for (Path path : policy.readable()) {
      grants.add(Grant.of(path, Grant.Access.READ));
    }
    for (Path path : policy.writable()) {
      grants.add(Grant.of(path, Grant.Access.WRITE));
    }
    return grants;
  }

  /** The same with other output. */
  ResolvedPolicy withOutput(OutputStream out, OutputStream err) {
    return with(
        workers, signals, interactive, functions, hostCalls, room, stdin, out, err, settings);
  }

  /** The same with something else that answers its calls of the host. */
  public ResolvedPolicy withHostCalls(HostCalls calls) {
    return with(
        workers, signals, interactive, functions, calls, room, stdin, stdout, stderr, settings);
  }

  /** The same with memory that is shared, or none. */
  public ResolvedPolicy withRoom(Optional<Room> shared) {
    return with(
        workers,
        signals,
        interactive,
        functions,
        hostCalls,
        shared,
        stdin,
        stdout,
        stderr,
        settings);
  }

  /** What a worker of the guest gets of it. */
  public ResolvedPolicy forWorkers(InputStream in) {
    HostCalls none = HostCalls.of(List.of());
    // Together they have the cores of one guest.
    RuntimeSettings shared =
        settings.withCores(Math.max(1, settings.cores() / Math.max(1, workers)));
    return with(0, false, false, List.of(), none, Optional.empty(), in, stdout, stderr, shared);
  }

  private ResolvedPolicy with(
      int newWorkers,
      boolean newSignals,
      boolean newInteractive,
      List<String> newFunctions,
      HostCalls newCalls,
      Optional<Room> newRoom,
      InputStream in,
      OutputStream out,
      OutputStream err,
      RuntimeSettings newSettings) {
    return new ResolvedPolicy(
        grants,
        folder,
        environment,
        network,
        threads,
        newWorkers,
        preciseClock,
        devices,
        newSignals,
        newInteractive,
        newFunctions,
        newCalls,
        result,
        newRoom,
        in,
        out,
        err,
        newSettings,
        listener);
  }
}
