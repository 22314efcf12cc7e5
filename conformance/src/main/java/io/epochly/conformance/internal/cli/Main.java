package io.epochly.conformance.internal.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Starts the command. */
public final class Main {
  private Main() {}

  /** Runs it and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs it and gives its status. */
  public static int execute(String... args) {
    return new CommandLine(new ConformanceCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(args);
  }
}
