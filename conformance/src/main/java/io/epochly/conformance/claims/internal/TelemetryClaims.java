package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

/** That there is no telemetry, whatever was asked for. */
final class TelemetryClaims {
  private TelemetryClaims() {}

  static void add(Checks checks) {
    checks
        .section("Telemetry")
        .claim(
            "There is no telemetry to switch off: a run that asks for it sends nothing either",
            PrincipleClaims::silence)
        .claim(
            "No numbers of use are collected: none are left behind by a run",
            PrincipleClaims::leavesNothing)
        .claim(
            "No numbers of performance go anywhere but to a scraper that comes for them",
            NetworkClaims::loopbackOnly)
        .claim(
            "No diagnosis is sent: what a crash leaves stays on this machine",
            stage -> {
              require(stage.workers().crash().status() != 0, "nothing crashed");
              requireNone(stage.workers().listening(), "the host that was crashed listened on");
              return "the host that was crashed had no listening socket; "
                  + PrincipleClaims.silence(stage);
            })
        .claim("All goes on offline", PrincipleClaims::withoutInterfaces);
  }
}
