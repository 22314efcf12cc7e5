package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Outcome.Kind;
import io.epochly.host.Guest;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestStuckException;
import io.epochly.host.ResourceExhaustedException;

/** A guest. */
final class GuestSubject implements Subject {
  private final Guest guest;
  private final Printed printed;

  /**
   * @param printed where the guest's output goes
   */
  GuestSubject(Guest guest, Printed printed) {
    this.guest = guest;
    this.printed = printed;
  }

  @Override
  public Ran run(String source, String function) {
    printed.forget();
    try {
      guest.eval(source);
      return Ran.returned(guest.eval(function + "(scene)").toString(), printed);
    } catch (GuestFailure e) {
      return failed(e);
    }
  }

  private Ran failed(GuestFailure failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case GuestException e ->
          Ran.ended(Kind.DENIED, e.type(), e.detail() + e.traceback(), printed);
      case GuestExitException e -> Ran.ended(Kind.EXIT, "status " + e.status(), "", printed);
      case ResourceExhaustedException e ->
          Ran.ended(Kind.LIMIT, e.limit().name(), message, printed);
      case GuestDeadException _, GuestStuckException _, GuestInterruptedException _ ->
          // What the host is told is not for the guest.
          Ran.ended(Kind.BROKEN, message, "", printed);
    };
  }

  @Override
  public boolean isAlive() {
    try {
      return guest.eval("1 + 1").asLong() == 2;
    } catch (GuestFailure | ClassCastException e) {
      return false;
    }
  }

  @Override
  public void close() {
    guest.close();
  }
}
