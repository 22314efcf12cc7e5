package io.epochly.host.internal.cli;

import io.epochly.host.AuditEvent;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.GuestStuckException;
import io.epochly.host.Isolation;
import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.LicenceRequiredException;
import io.epochly.host.internal.Guests;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.guest.InterruptSignal;
import io.epochly.host.internal.guest.InterruptibleInput;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.logs.Logs;
import io.epochly.host.internal.policy.LimitValue;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code epochly-host [options] (script.py | -c CODE | -m MODULE | -) [args...]}. */
@Command(
    name = "epochly-host",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "epochly-host [options] SCRIPT.py [ARGS...]",
      "       epochly-host [options] -c CODE [ARGS...]",
      "       epochly-host [options] -m MODULE [ARGS...]",
      "       epochly-host [options] - [ARGS...]",
    },
    description = {
      "",
      "Runs Python in a closed guest, as python would. Without options the guest may read"
          + " the script's own folder and nothing else: no other file, no environment, no network,"
          + " no process, no thread.",
      ""
    })
sealed class RunCommand implements Callable<Integer> permits ExplainCommand {
  static final int BAD_USAGE = 2;
  static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  private static final int STUCK = 125;

  /** Added to a status after which the process must not wait for a guest. */
  static final int NO_WAITING = 1 << 8;

  /** None if there was nothing to parse. */
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "-c", paramLabel = "CODE", description = "run CODE; it gets no folder at all")
  private @Nullable String code;

  @Option(names = "-m", paramLabel = "MODULE", description = "run a module as a script")
  private @Nullable String module;

  @Option(
      names = "--allow-read",
      paramLabel = "PATH",
      description = "let the guest read a file, or all in a folder; may be repeated")
  private List<Path> readable = new ArrayList<>();

  @Option(
      names = "--allow-write",
      paramLabel = "PATH",
      description = "let the guest write, make and delete a file, or whatever is in a folder")
  private List<Path> writable = new ArrayList<>();

  @Option(
      names = "--allow-env",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "NAME",
      description = "show the guest one environment variable, or all of them")
  private List<String> environment = new ArrayList<>();

  @Option(names = "--allow-net", description = "let the guest use sockets")
  private boolean network;

  @Option(
      names = "--allow-clock",
      description = "let the guest measure time more finely than by 0.1 ms")
  private boolean clock;

  @Option(
      names = "--allow-devices",
      description =
          "let functions run on the devices that 'devices' lists, where they ask for that, or"
              + " leave it open and are quicker there")
  private boolean devices;

  @Option(
      names = "--allow-terminal",
      description = {
        "let what the guest prints command the terminal: its title, its clipboard, questions that it"
            + " answers as if typed; text, colours and progress bars are shown in any case"
      })
  private boolean terminal;

  @Option(
      names = "--allow-workers",
      arity = "0..1",
      fallbackValue = "0",
      paramLabel = "N",
      description = "let the guest run functions in N isolated workers, or one for each processor")
  private @Nullable Integer workers;

  @Option(names = "--allow-threads", description = "let the guest start threads")
  private boolean threads;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "open the doors and set the limits that a TOML file names; options add to it")
  private @Nullable Path policyFile;

  @Option(
      names = "--isolation",
      paramLabel = "STRENGTH",
      description = {
        "context: in this process, for code that is trusted but may be wrong (default)",
        "process: in a sandboxed process of its own, for code that nobody trusts"
      })
  private @Nullable Isolation isolation;

  @Option(
      names = "--accept-reduced",
      description = "with --isolation=process: run also where the sandbox cannot be had")
  private boolean acceptReduced;

  @Option(
      names = "--limit",
      paramLabel = "NAME=VALUE",
      description = {
        "end the guest when it has used up so much: wall-time=10s, output=1m, stack=16m;"
            + " with --isolation=process also cpu-time=10s, heap=512m, address-space=4g"
      })
  private List<String> limits = new ArrayList<>();

  @Parameters(
      paramLabel = "SCRIPT",
      arity = "0..*",
      hidden = true,
      description = "the script and its arguments")
  private List<String> words = new ArrayList<>();

  private @Nullable PrintWriter given;

  /** What the command is for words that are a script and its arguments. */
  static RunCommand ofScript(List<String> words, PrintWriter err) {
    RunCommand command = new RunCommand();
    command.words = words;
    command.given = err;
    return command;
  }

  private PrintWriter err() {
    return given != null ? given : Objects.requireNonNull(spec).commandLine().getErr();
  }

  @Override
  public Integer call() {
    PrintWriter err = err();
    Optional<Program> asked = program();
    if (asked.isEmpty()) {
      Objects.requireNonNull(spec).commandLine().usage(err);
      return BAD_USAGE;
    }
    Program program = asked.get();
    Optional<String> obstacle = program.obstacle();
    if (obstacle.isPresent()) {
      err.println("epochly-host: " + obstacle.get());
      return BAD_USAGE;
    }
    try {
      GuestPolicy policy = policy(program);
      obstacle = obstacle(policy);
      if (obstacle.isPresent()) {
        err.println("epochly-host: " + obstacle.get());
        return BAD_USAGE;
      }
      return runInGuest(policy, program);
    } catch (IllegalArgumentException e) {
      err.println("epochly-host: " + e.getMessage());
      return BAD_USAGE;
    } catch (GuestStuckException e) {
      err.println("epochly-host: " + e.getMessage());
      return STUCK | NO_WAITING;
    } catch (GuestFailure
        | IsolationUnavailableException
        | LicenceRequiredException
        | UncheckedIOException
        | IOException e) {
      err.println("epochly-host: " + e.getMessage());
      return FAILED;
    }
  }

  /** Why this command cannot run a guest with this policy. */
  Optional<String> obstacle(GuestPolicy policy) {
    return Optional.empty();
  }

  private int runInGuest(GuestPolicy policy, Program program) throws IOException {
    Settings settings = new Resolver(System.getenv(), Path.of("")).resolve(Map.of());
    int cores = settings.freeCores(Runtime.getRuntime().availableProcessors());
    Consumer<AuditEvent> audit = Logs.start(settings, Logs.Scope.PROCESS);
    Guests guests = new Guests(true, cores, settings, audit);
    int status = runInGuest(guests, policy, program);
    // A worker in this process may be in a builtin that nothing stops.
    return guests.leftGuest() ? status | NO_WAITING : status;
  }

  /** Closes the guests too. */
  private int runInGuest(Guests guests, GuestPolicy policy, Program program) throws IOException {
    ControlC controlC = new ControlC();
    try (guests;
        Session guest = guests.open(policy)) {
      for (String reduction : guest.reductions()) {
        err().println("epochly-host: " + reduction);
      }
      // In this process the guest itself handles the signal.
      if (policy.isolation() == Isolation.PROCESS) {
        InterruptSignal.handle(() -> controlC.pass(guest));
      }
      return run(guest, program);
    } catch (GuestDeadException e) {
      if (controlC.killed()) {
        return INTERRUPTED;
      }
      throw e;
    }
  }

  /** Runs the program in its guest; gives the status of the process. */
  int run(Session guest, Program program) {
    return guest.runAsProgram(program.entry(), program.entryArguments());
  }

  private Optional<Program> program() {
    if (code != null) {
      return Optional.of(new Program.Command(code, words));
    }
    if (module != null) {
      return Optional.of(new Program.Module(module, words));
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = words.subList(1, words.size());
    return Optional.of(
        words.getFirst().equals("-")
            ? new Program.StandardInput(arguments)
            : new Program.Script(Path.of(words.getFirst()), arguments));
  }

  private GuestPolicy policy(Program program) throws IOException {
    GuestPolicy.Builder policy =
        policyFile == null ? GuestPolicy.builder() : GuestPolicy.read(policyFile);
    program.grantOwnFiles(policy);
    readable.forEach(policy::allowRead);
    writable.forEach(policy::allowWrite);
    for (String name : environment) {
      if (name.isEmpty()) {
        policy.allowWholeEnvironment();
      } else {
        policy.allowEnvironment(name);
      }
    }
    if (network) {
      policy.allowNetwork();
    }
    if (threads) {
      policy.allowThreads();
    }
    for (String text : limits) {
      LimitValue limit = LimitValue.parse(text);
      policy.limit(limit.limit(), limit.value());
    }
    if (acceptReduced) {
      policy.acceptReduced();
    }
    if (isolation != null) {
      policy.isolation(isolation);
    }
    if (workers != null) {
      policy.allowWorkers(workers == 0 ? Runtime.getRuntime().availableProcessors() : workers);
    }
    if (clock) {
      policy.allowPreciseClock();
    }
    if (devices) {
      policy.allowDevices();
    }
    if (terminal) {
      policy.allowTerminal();
    }
    boolean free = policy.build().terminal();
    policy
        .allowSignals()
        .interactive(System.console() != null && System.console().isTerminal())
        .stdout(shown(Terminal.isStdout() && !free, FileDescriptor.out))
        .stderr(shown(Terminal.isStderr() && !free, FileDescriptor.err));
    FileInputStream stdin = new FileInputStream(FileDescriptor.in);
    boolean here = policy.build().isolation() == Isolation.CONTEXT;
    return policy.stdin(here ? new InterruptibleInput(stdin) : stdin).build();
  }

  private static OutputStream shown(boolean filtered, FileDescriptor stream) {
    OutputStream plain = new FileOutputStream(stream);
    return filtered ? new TerminalFilter(plain) : plain;
  }
}
