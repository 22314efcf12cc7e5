package io.epochly.conformance.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each claim holds, on the distribution that the build has made. */
class ClaimsIT {
  @TestFactory
  Stream<DynamicTest> whatIsClaimedHolds() throws IOException {
    ClaimSuite suite = ClaimSuite.of(Path.of(System.getProperty("epochly.home")));
    return suite.claims().stream()
        .map(
            claim ->
                DynamicTest.dynamicTest(
                    claim.section() + ": " + claim.text(), () -> check(suite, claim)))
        .onClose(suite::close);
  }

  private static void check(ClaimSuite suite, Claim claim) throws InterruptedException {
    ClaimResult result = suite.check(claim);
    switch (result.verdict()) {
      case HOLDS -> assertThat(result.detail()).isNotBlank();
      case BROKEN -> throw new AssertionError(result.detail());
      case NOT_SEEN -> abort(result.detail());
      case NOT_OURS -> abort("not the software's: " + result.detail());
    }
  }
}
