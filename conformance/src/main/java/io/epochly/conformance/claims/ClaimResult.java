package io.epochly.conformance.claims;

/**
 * What became of a claim here.
 *
 * @param claim the claim
 * @param verdict what was found
 * @param detail what was seen; what is wrong; what is missing for a look; why it is not the
 *     software's
 */
public record ClaimResult(Claim claim, Verdict verdict, String detail) {
  /** What was found. */
  public enum Verdict {
    /** It holds. */
    HOLDS,
    /** It does not. */
    BROKEN,
    /** This machine lacks what it takes to see it. */
    NOT_SEEN,
    /** It is about people. */
    NOT_OURS
  }
}
