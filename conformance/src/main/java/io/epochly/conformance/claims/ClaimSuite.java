package io.epochly.conformance.claims;

import io.epochly.conformance.claims.ClaimResult.Verdict;
import io.epochly.conformance.claims.internal.BrokenClaimException;
import io.epochly.conformance.claims.internal.Checks;
import io.epochly.conformance.claims.internal.Checks.Check;
import io.epochly.conformance.claims.internal.MissingToolException;
import io.epochly.conformance.claims.internal.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The claims, to be looked at one by one. Hosts that several claims look at are started once, and
 * ended when the suite is closed.
 */
public final class ClaimSuite implements AutoCloseable {
  private final Map<Claim, Check> checks;
  private final Stage stage;

  private ClaimSuite(Map<Claim, Check> checks, Stage stage) {
    this.checks = checks;
    this.stage = stage;
  }

  /**
   * The claims of this project, of a distribution.
   *
   * @param distribution the folder with the launcher
   * @throws IOException if there is none, or no temporary folder
   */
  public static ClaimSuite of(Path distribution) throws IOException {
    return new ClaimSuite(Checks.all(), Stage.of(distribution));
  }

  /** The claims, in order. */
  public List<Claim> claims() {
    return List.copyOf(checks.keySet());
  }

  /** Looks whether one of them holds. */
  public ClaimResult check(Claim claim) throws InterruptedException {
    if (claim.notOurs().isPresent()) {
      return new ClaimResult(claim, Verdict.NOT_OURS, claim.notOurs().get());
    }
    Check check = checks.get(claim);
    if (check == null) {
      throw new IllegalArgumentException("no claim of this suite: " + claim.text());
    }
    try {
      return new ClaimResult(claim, Verdict.HOLDS, check.look(stage));
    } catch (MissingToolException e) {
      return new ClaimResult(claim, Verdict.NOT_SEEN, String.valueOf(e.getMessage()));
    } catch (BrokenClaimException e) {
      return new ClaimResult(claim, Verdict.BROKEN, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new ClaimResult(claim, Verdict.BROKEN, "the look at it failed: " + e);
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
