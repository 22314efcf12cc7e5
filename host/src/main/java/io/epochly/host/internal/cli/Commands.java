package io.epochly.host.internal.cli;

import io.epochly.host.ConfigurationException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;

/** The commands that have options, or are not the one that runs a script. */
final class Commands {
  private Commands() {}

  /** Runs one of them and gives its status. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    if (Arguments.isHealthcheck(args)) {
      // By itself: to describe all other commands takes longer than it does.
      return execute(
          new CommandLine(new HealthcheckCommand()),
          out,
          err,
          List.of(args).subList(1, args.length));
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
      command.setParameterExceptionHandler(SecretArguments.handler());
    }
    return execute(command, out, err, List.of(Arguments.normalize(args)));
  }

  private static int execute(
      CommandLine command, PrintWriter out, PrintWriter err, List<String> args) {
    return command
        .setExecutionExceptionHandler(Commands::wrongSetting)
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(out)
        .setErr(err)
        .execute(args.toArray(String[]::new));
  }

  private static int wrongSetting(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    if (failure instanceof ConfigurationException) {
      command.getErr().println("epochly-host: " + failure.getMessage());
      return RunCommand.BAD_USAGE;
    }
    throw failure;
  }
}
