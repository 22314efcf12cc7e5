package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireAbsent;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** What the log tells at its most talkative. */
final class DebuggingClaims {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{6,}|@[0-9a-f]{6,8}\\b");

  private DebuggingClaims() {}

  static void add(Checks checks) {
    checks
        .section("Debugging")
        .claim(
            "Unless told otherwise, a host logs warnings and errors only",
            DebuggingClaims::quietByDefault)
        .claim(
            "At DEBUG the log holds no value, name or error text of a guest",
            DebuggingClaims::noValues)
        .claim(
            "At DEBUG the log holds no numbers of performance, but how long a guest took to open",
            DebuggingClaims::noNumbers)
        .claim(
            "At DEBUG the log says that functions could not be compiled, and shows no code",
            stage -> {
              require(
                  stage.debugLog().contains("optimization_failed"),
                  "no function that failed is in the log");
              requireAbsent("return str", "the log", stage.debugLog());
              return "the event and its reason are in the log, the function's text is not";
            })
        .claim("At DEBUG the log holds no address of memory", DebuggingClaims::noAddresses);
  }

  static String quietByDefault(Stage stage) throws IOException, InterruptedException {
    String errors =
        stage.launcher().run(Map.of(), "-c", "import epochly; epochly.set_level(1)").ok().err();
    require(errors.isEmpty(), "standard error had: %s", errors);
    return "a run that changes its level wrote nothing to standard error";
  }

  static String noValues(Stage stage) throws IOException, InterruptedException {
    require(stage.debugLog().contains("level_changed"), "the log is empty");
    requireAbsent(Programs.PLANTED, "the log at DEBUG", stage.debugLog());
    return "of eight kinds of planted values and names, none is in the log at DEBUG";
  }

  private static String noNumbers(Stage stage) throws IOException, InterruptedException {
    require(
        !Pattern.compile("\\d+(\\.\\d+)? ?(ms|us|ns|seconds|MiB|bytes)\\b")
            .matcher(stage.debugLog().replaceAll(" was opened in \\d+ ms\n", ""))
            .find(),
        "the log at DEBUG holds a time or a size");
    return "no other time and no size is in the log at DEBUG";
  }

  private static String noAddresses(Stage stage) throws IOException, InterruptedException {
    require(!ADDRESS.matcher(stage.debugLog()).find(), "the log at DEBUG holds an address");
    return "nothing like an address or an identity of an object is in the log at DEBUG";
  }
}
