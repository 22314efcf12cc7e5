package io.epochly.host.internal.cli;

import io.epochly.host.ConfigurationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String[] args) {
    int status = execute(args);
    if ((status & RunCommand.NO_WAITING) != 0) {
      // What the interpreter does at the end of the JVM would wait for the guest.
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(status & ~RunCommand.NO_WAITING);
    }
    System.exit(status);
  }

  /** Runs one command and gives its status, with {@link RunCommand#NO_WAITING} where that holds. */
  public static int execute(String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try {
      // What parses options takes longer to load than a small script to run.
      return Arguments.isScript(args)
          ? RunCommand.ofScript(List.of(args), err).call()
          : Commands.execute(out, err, args);
    } catch (ConfigurationException e) {
      // Whatever the command is: it cannot run as it should.
      err.println("epochly-host: " + e.getMessage());
      return RunCommand.BAD_USAGE;
    } catch (RuntimeException e) {
      // A fault of the host's. Threads that it left do not keep the process.
      e.printStackTrace(err);
      return RunCommand.FAILED;
    }
  }
}
