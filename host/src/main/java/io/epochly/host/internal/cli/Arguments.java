package io.epochly.host.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the host's own options from the guest's arguments, which a general option parser cannot:
 * python takes all that follows the script, {@code -c CODE} or {@code -m MODULE} as the guest's.
 */
final class Arguments {
  private static final String GUEST = "--";
  private static final Set<String> HELP = Set.of("-h", "--help");
  private static final String LICENSE = "license";
  private static final String HEALTHCHECK = "healthcheck";
  private static final Set<String> SUBCOMMANDS =
      Set.of("bench", "config", "devices", "diagnose", "doctor", HEALTHCHECK, LICENSE, "status");

  /** Options whose value may stand behind them as an argument of its own. */
  private static final Set<String> VALUED =
      Set.of("--allow-read", "--allow-write", "--policy", "--isolation", "--limit");

  /** A subcommand that runs a program, behind its own options, as the command itself does. */
  private static final String RUNS_TOO = "explain";

  private Arguments() {}

  /** False if the command line can only start a program. */
  static boolean mayNameSubcommand(String... args) {
    return args.length == 0
        || SUBCOMMANDS.contains(args[0])
        || args[0].equals(RUNS_TOO)
        || Stream.of(args).anyMatch(HELP::contains);
  }

  /** True if this is a script and its arguments, with no option of the host's. */
  static boolean isScript(String... args) {
    return args.length > 0
        && !args[0].startsWith("-")
        && !SUBCOMMANDS.contains(args[0])
        && !args[0].equals(RUNS_TOO);
  }

  /** True for the one that containers start again and again. */
  static boolean isHealthcheck(String... args) {
    return args.length > 0 && args[0].equals(HEALTHCHECK);
  }

  /** True if an argument may be a licence. */
  static boolean mayHoldSecrets(String... args) {
    return args.length > 0 && args[0].equals(LICENSE);
  }

  /** Puts a {@code --} where the guest's arguments start. */
  static String[] normalize(String... args) {
    if (args.length > 0 && SUBCOMMANDS.contains(args[0])) {
      return args;
    }
    List<String> result = new ArrayList<>();
    int i = 0;
    if (args.length > 0 && args[0].equals(RUNS_TOO)) {
      result.add(args[i++]);
    }
    boolean program = false;
    while (i < args.length && !program) {
      String argument = args[i++];
      if (argument.equals("-c") || argument.equals("-m")) {
        // Joined, so that code that starts with a dash is not taken for an option.
        result.add(i < args.length ? argument + "=" + args[i++] : argument);
        program = true;
      } else if (argument.equals(GUEST)) {
        program = true;
      } else if (VALUED.contains(argument) && i < args.length) {
        result.add(argument + "=" + args[i++]);
      } else if (!argument.startsWith("-") || argument.equals("-")) {
        i--;
        program = true;
      } else {
        result.add(argument);
      }
    }
    if (program) {
      result.add(GUEST);
    }
    result.addAll(List.of(args).subList(i, args.length));
    return result.toArray(String[]::new);
  }
}
