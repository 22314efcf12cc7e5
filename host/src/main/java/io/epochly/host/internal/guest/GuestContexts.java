package io.epochly.host.internal.guest;

import io.epochly.guest.GuestBindings;
import io.epochly.host.internal.files.GuestFileSystem;
import io.epochly.host.internal.files.StandardLibrary;
import io.epochly.kernels.Cores;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.io.ProcessHandler;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Makes the contexts of guests: closed, but for what a policy grants. */
public final class GuestContexts {
  private static final Path EXECUTABLE = StandardLibrary.HOME.resolve("bin/python");

  private final Engine engine;
  private final StandardLibrary library;
  private final boolean guards;
  private final Cores cores;

  /**
   * @param cores what the kernels of all these guests may use together
   * @param guards false only to test that the context alone keeps every door shut
   */
  public GuestContexts(Engine engine, Cores cores, boolean guards) {
    this.engine = engine;
    this.cores = cores;
    this.library = StandardLibrary.load();
    this.guards = guards;
  }

  /** Opens a guest. */
  public OpenContext open(ResolvedPolicy policy) {
    GuestDevices devices = GuestDevices.of(policy);
    Context context = build(policy, new GuestFileSystem(library, policy.grants(), policy.folder()));
    try {
      Bridge bridge = new Bridge(context, policy.result());
      GuestBindings bindings =
          GuestBindings.install(
              context,
              devices.in(
                  policy
                      .settings()
                      .info(Versions.load().epochly(), guestJit(engine), cores, policy)),
              policy.listener());
      if (policy.signals()) {
        InterruptSignal signal = new InterruptSignal(bindings::interruptKernels);
        bridge.load("signals.py").executeVoid(action(signal::detach), action(signal::attach));
      }
      Value inPlace = bridge.load("replacing.py");
      HostFacts.hide(bridge, inPlace, policy);
      if (guards) {
        bridge.load("guards.py").executeVoid(inPlace, policy.network(), policy.threads());
      }
      // Behind the guards: what these import must find closed what is closed.
      if (!policy.functions().isEmpty() || policy.workers() > 0) {
        grantHostCalls(bridge, bindings, policy);
      }
      bridge.prepareBy(bindings.preparer());
      policy.room().ifPresent(room -> bridge.share(bindings, room));
      return new OpenContext(context, bridge, bindings, devices);
    } catch (RuntimeException e) {
      context.close(true);
      devices.close();
      throw e;
    }
  }

  /** A context and the host's ways into it. */
  public record OpenContext(
      Context context, Bridge bridge, GuestBindings bindings, GuestDevices devices)
      implements AutoCloseable {
    /** Does something in one entry: what prepares direct calls must be the last that is done. */
    <T> T entered(Function<Bridge, T> action) {
      bridge.guarded(
          () -> {
            context.enter();
            return context;
          });
      try {
        return action.apply(bridge);
      } finally {
        context.leave();
      }
    }

    /** Ends the guest, in the middle of what it does if need be. */
    @Override
    public void close() {
      bindings.endDirectCalls();
      context.close(true);
      devices.close();
    }
  }

  private static void grantHostCalls(Bridge bridge, GuestBindings bindings, ResolvedPolicy policy) {
    ProxyExecutable call =
        arguments -> {
          HostCalls.Answer answer =
              policy.hostCalls().call(arguments[0].asString(), Bridge.bytesOf(arguments[1]));
          return switch (answer) {
            case HostCalls.Result(byte[] data) -> Bridge.textOf(data);
            case HostCalls.Error(String type, String message) ->
                ProxyArray.fromArray(type, message);
          };
        };
    Value codec = bridge.load("data.py");
    Value functions = bridge.load("functions.py");
    Value encode = codec.getHashValue("encode");
    Value decode = codec.getHashValue("decode");
    Value caller = functions.getHashValue("caller").execute(call, encode, decode);
    if (!policy.functions().isEmpty()) {
      Object[] names = policy.functions().toArray();
      functions.getHashValue("install").executeVoid(caller, ProxyArray.fromArray(names));
    }
    if (policy.workers() > 0) {
      bridge.load("shipping.py");
      Value send = functions.getHashValue("sender").execute(call);
      bridge.receiveBy(
          bridge
              .load("workers.py")
              .execute(
                  caller,
                  send,
                  decode,
                  codec.getHashValue("blank"),
                  policy.workers(),
                  bridge.load("shipper.py"),
                  bindings.store(),
                  bindings.load()));
      policy.hostCalls().share(bindings);
    }
  }

  private static ProxyExecutable action(Runnable action) {
    return arguments -> {
      action.run();
      return true;
    };
  }

  /** An engine for the guests of one trust domain. */
  public static Engine newEngine() {
    return Engine.newBuilder()
        .allowExperimentalOptions(true)
        // How guests run is a matter of status, not of a line on stderr.
        .option("engine.WarnInterpreterOnly", "false")
        .build();
  }

  /** {@code "on"} if an engine compiles hot guest code, else why not. */
  public static String guestJit(Engine engine) {
    String implementation = engine.getImplementationName();
    return implementation.equals("Interpreted")
        ? "interpreted: the JVM was started without the Graal compiler on its upgrade module path"
        : "on";
  }

  private Context build(ResolvedPolicy policy, GuestFileSystem files) {
    Context.Builder builder =
        Context.newBuilder("python", GuestBindings.LANGUAGE)
            .engine(engine)
            .allowHostAccess(HostAccess.NONE)
            .allowHostClassLookup(name -> false)
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowNativeAccess(false)
            .allowCreateProcess(false)
            .processHandler(noProcesses())
            .allowCreateThread(policy.threads())
            .allowEnvironmentAccess(EnvironmentAccess.NONE)
            .allowInnerContextOptions(false)
            .allowExperimentalOptions(true)
            .allowIO(
                IOAccess.newBuilder()
                    .fileSystem(files)
                    .allowHostSocketAccess(policy.network())
                    .build())
            .in(policy.stdin())
            .out(policy.stdout())
            .err(policy.stderr())
            .options(options(policy));
    policy.environment().forEach(builder::environment);
    return builder.build();
  }

  private static Map<String, String> options(ResolvedPolicy policy) {
    return Map.ofEntries(
        Map.entry("python.PythonHome", StandardLibrary.HOME.toString()),
        Map.entry("python.SysPrefix", StandardLibrary.HOME.toString()),
        Map.entry("python.SysBasePrefix", StandardLibrary.HOME.toString()),
        Map.entry("python.StdLibHome", StandardLibrary.PYTHON.toString()),
        Map.entry("python.CoreHome", StandardLibrary.CORE.toString()),
        Map.entry("python.CAPI", StandardLibrary.CORE.toString()),
        Map.entry("python.Executable", EXECUTABLE.toString()),
        Map.entry("python.PosixModuleBackend", "java"),
        Map.entry("python.Sha3ModuleBackend", "java"),
        Map.entry("python.CompressionModulesBackend", "java"),
        Map.entry("python.WarnExperimentalFeatures", "false"),
        Map.entry("python.NoUserSiteFlag", "true"),
        Map.entry("python.TerminalIsInteractive", Boolean.toString(policy.interactive())),
        Map.entry("python.InstallSignalHandlers", Boolean.toString(policy.signals())));
  }

  private static ProcessHandler noProcesses() {
    return command -> {
      throw new SecurityException("guests may not start processes");
    };
  }
}
