package io.epochly.host.internal.cli;

import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.guest.GuestContexts;
import io.epochly.host.internal.guest.GuestContexts.OpenContext;
import io.epochly.host.internal.guest.InterruptibleInput;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.graalvm.polyglot.Engine;
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
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

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

  @Option(names = "--allow-threads", description = "let the guest start threads")
  private boolean threads;

  @Parameters(
      paramLabel = "SCRIPT",
      arity = "0..*",
      hidden = true,
      description = "the script and its arguments")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Program> asked = program();
    if (asked.isEmpty()) {
      spec.commandLine().usage(err);
      return BAD_USAGE;
    }
    Program program = asked.get();
    Optional<String> obstacle = program.obstacle();
    if (obstacle.isPresent()) {
      err.println("epochly-host: " + obstacle.get());
      return BAD_USAGE;
    }
    GuestPolicy policy = policy(program);
    try (Engine engine = GuestContexts.newEngine();
        OpenContext guest = new GuestContexts(engine, true).open(policy)) {
      return run(guest, program);
    } catch (GuestDeadException | IOException e) {
      err.println("epochly-host: " + e.getMessage());
      return FAILED;
    }
  }

  /** Runs the program in its guest; gives the status of the process. */
  int run(OpenContext guest, Program program) {
    return guest.bridge().callAsProgram(program.entry(), program.entryArguments().toArray());
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

  private GuestPolicy policy(Program program) {
    GuestPolicy.Builder policy = GuestPolicy.builder();
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
    return policy
        .allowSignals()
        .interactive(System.console() != null && System.console().isTerminal())
        .stdin(new InterruptibleInput(new FileInputStream(FileDescriptor.in)))
        .stdout(new FileOutputStream(FileDescriptor.out))
        .stderr(new FileOutputStream(FileDescriptor.err))
        .build();
  }
}
