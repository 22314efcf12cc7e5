package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.requireAbsent;

import java.io.IOException;

/** Where data stays. */
final class DataClaims {
  private DataClaims() {}

  static void add(Checks checks) {
    checks
        .section("Data")
        .claim("No data goes to anybody's service", PrincipleClaims::silence)
        .claim("Nothing is computed elsewhere", PrincipleClaims::withoutInterfaces)
        .claim("Data stays on this machine: nothing of it is kept", PrincipleClaims::leavesNothing)
        .claim("No value that a guest works on is looked at or logged", DebuggingClaims::noValues)
        .claim("No value goes into numbers that are published", DataClaims::numbersOnly)
        .claim(
            "Metrics are of performance, from fixed lists of names, and off by default",
            stage -> numbersOnly(stage) + "; " + PrincipleClaims.nothingListens(stage))
        .claim(
            "Of people nothing is collected, so that there is nothing to agree on",
            stage -> PrincipleClaims.leavesNothing(stage) + "; " + DebuggingClaims.noValues(stage));
  }

  static String numbersOnly(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    requireAbsent(Programs.PLANTED, "the metrics", run.scrape());
    requireAbsent(Programs.PLANTED, "the log", String.join("\n", run.log()));
    return "no name or value of the service's guest is in its metrics";
  }
}
