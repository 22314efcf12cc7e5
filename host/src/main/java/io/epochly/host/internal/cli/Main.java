package io.epochly.host.internal.cli;

import io.epochly.host.ConfigurationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String[] args) {
    int status = execute(args);
    if (status == RunCommand.STUCK) {
      // What the interpreter does at the end of the JVM would wait for the guest.
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(status);
    }
    System.exit(status);
  }

  /** Runs one command and gives its status. */
  public static int execute(String... args) {
    if (Arguments.isHealthcheck(args)) {
      // By itself: to describe all other commands takes longer than it does.
      return execute(
          new CommandLine(new HealthcheckCommand()), List.of(args).subList(1, args.length));
    }
    CommandLine command = new CommandLine(new RunCommand());
    // To describe a command takes as long as to run a small script.
    if (Arguments.mayNameSubcommand(args)) {
      command
          .addSubcommand(new BenchCommand(System.getenv()))
          .addSubcommand(new DevicesCommand())
          .addSubcommand(new ExplainCommand())
          .addSubcommand(new ConfigCommand())
          .addSubcommand(new StatusCommand())
          .addSubcommand(new HealthcheckCommand())
          .addSubcommand(new DoctorCommand())
          .addSubcommand(new DiagnoseCommand())
          .addSubcommand(new LicenseCommand(Clock.systemUTC()));
    }
    if (Arguments.mayHoldSecrets(args)) {
      command.setParameterExceptionHandler(new SecretArguments());
    }
    return execute(command, List.of(Arguments.normalize(args)));
  }

  private static int execute(CommandLine command, List<String> args) {
    return command
        .setExecutionExceptionHandler(Main::wrongSetting)
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(args.toArray(String[]::new));
  }

  /** Whatever the command is: it cannot run as it should. */
  private static int wrongSetting(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    if (failure instanceof ConfigurationException) {
      command.getErr().println("epochly-host: " + failure.getMessage());
      return RunCommand.BAD_USAGE;
    }
    throw failure;
  }
}
