package io.epochly.host.internal.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Tells what is wrong with arguments that may be secrets, without repeating them. */
final class SecretArguments implements IParameterExceptionHandler {
  private static final int SHORTEST_SECRET = 32;
  private static final String SHOWN = "…";

  private SecretArguments() {}

  /**
   * One, as what it is for: a class that hands one over by its own type is kept in the JVM's cache
   * with the question whether it is that, which would be asked of the library at each start.
   */
  static IParameterExceptionHandler handler() {
    return new SecretArguments();
  }

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    String message = String.valueOf(exception.getMessage());
    for (String argument : arguments) {
      // An option and its value may be one argument.
      for (String part : argument.split("=", 2)) {
        if (part.length() >= SHORTEST_SECRET) {
          message = message.replace(part, SHOWN);
        }
      }
    }
    PrintWriter err = command.getErr();
    err.println("epochly-host: " + message);
    command.usage(err);
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
