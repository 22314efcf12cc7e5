package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** How licences are checked. */
final class LicenceClaims {
  private LicenceClaims() {}

  static void add(Checks checks) {
    checks
        .section("Licences")
        .claim(
            "A licence is accepted on a machine that has no network",
            PrincipleClaims::withoutInterfaces)
        .claim(
            "A licence is checked by its signature: one that was changed opens nothing",
            LicenceClaims::forgedIsRefused)
        .claim("Checking a licence asks nobody", LicenceClaims::verifiedInSilence)
        .claim(
            "A licence ends by this machine's clock, and nobody is asked for the time",
            LicenceClaims::expiredIsRefused);
  }

  private static Trace refused(Stage stage, String licence, String why)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(stage.licences().required());
    environment.put("EPOCHLY_LICENSE_KEY", licence);
    Trace run = Trace.of(stage.launcher(), environment, "-c", "print('runs')");
    Finished finished = run.finished();
    require(
        finished.status() == 1 && finished.out().isEmpty(),
        "it ran, with status %d",
        finished.status());
    require(finished.err().contains(why), "it was refused for another reason: %s", finished.err());
    requireNone(run.talk(), "calls that talk");
    return run;
  }

  static String forgedIsRefused(Stage stage) throws IOException, InterruptedException {
    refused(stage, stage.licences().forged(), "is not as it was signed");
    return "with the last character changed, a host that needs one opened no guest";
  }

  private static String verifiedInSilence(Stage stage) throws IOException, InterruptedException {
    Trace run =
        Trace.of(
            stage.launcher(),
            Map.of(),
            "license",
            "verify",
            stage.file("valid.licence", stage.licences().valid()).toString(),
            "--public-key",
            stage.licences().keys().toString());
    run.finished().ok();
    requireNone(run.talk(), "calls that talk");
    return "strace saw no bind, listen, connect or send";
  }

  private static String expiredIsRefused(Stage stage) throws IOException, InterruptedException {
    refused(stage, stage.licences().expired(), "expired");
    return "one that ended years ago opened nothing, and strace saw nobody asked";
  }
}
