package io.epochly.conformance.attacks;

/** What the runs of an attack show. */
public enum Verdict {
  /** Denied cleanly where the door is closed, and it gets through where that is open. */
  HELD,
  /** It got through a closed door. */
  BREACHED,
  /** It was denied, but the host or another guest came to harm. */
  HARMED,
  /** It was denied, but not by a normal exception or limit as its header says. */
  UNCLEAN,
  /** It does not get through the open door either, so that its denial shows nothing. */
  UNPROVEN,
  /** It has no meaning at this strength. */
  NOT_APPLICABLE;

  /** Whether nothing is wrong. */
  public boolean isGood() {
    return this == HELD || this == NOT_APPLICABLE;
  }
}
