package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Outcome;

/**
 * A run of a program as the runner saw it, before what it got is looked for.
 *
 * @param end how it ended; {@link Outcome.Kind#NOTHING} if normally
 * @param returned the text of what it returned
 * @param said all else that came out of it: the error with its traceback, and what it printed
 * @param printed how many bytes it printed
 */
record Ran(Outcome end, String returned, String said, long printed) {
  static Ran returned(String value, Printed printed) {
    return new Ran(new Outcome(Outcome.Kind.NOTHING, ""), value, printed.text(), printed.count());
  }

  static Ran ended(Outcome.Kind kind, String detail, String said, Printed printed) {
    return new Ran(new Outcome(kind, detail), "", said + "\n" + printed.text(), printed.count());
  }

  String everything() {
    return returned + "\n" + said;
  }
}
