package io.epochly.conformance.attacks;

/**
 * How a run of an attack ended.
 *
 * @param kind how
 * @param detail the exception's type, the limit's name, or what happened
 */
public record Outcome(Kind kind, String detail) {
  /** How a run may end. */
  public enum Kind {
    /** The attack got what it wanted. */
    SUCCEEDED,
    /** The guest got an exception of Python's. */
    DENIED,
    /** The guest was ended at a limit. */
    LIMIT,
    /** The guest asked to end, which ended nothing else. */
    EXIT,
    /** The program ended normally, and got nothing. */
    NOTHING,
    /** The guest broke: it got nothing, but an error of the interpreter ended it. */
    BROKEN,
    /** It was not run. */
    NOT_RUN
  }

  /** Whether the attack did not get what it wanted, in whatever way. */
  public boolean isKeptOut() {
    return kind != Kind.SUCCEEDED && kind != Kind.NOT_RUN;
  }

  /** In the words of an attack's header. */
  public String label() {
    return switch (kind) {
      case DENIED -> detail;
      case BROKEN -> "broken";
      case LIMIT -> "limit";
      case EXIT -> "exit";
      case NOTHING -> "nothing";
      case SUCCEEDED -> "succeeded";
      case NOT_RUN -> "not run";
    };
  }
}
