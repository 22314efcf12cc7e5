package io.epochly.host;

/**
 * A guest in this process was told to end and did not: it is in a builtin that cannot be stopped,
 * such as {@code sum(range(10**13))}. Its thread goes on until the builtin returns; the host does
 * not wait for it, but {@link System#exit} does: {@link Runtime#halt} ends the JVM at once. Only
 * {@link Isolation#PROCESS} ends such a guest.
 */
public final class GuestStuckException extends GuestFailure {
  private static final long serialVersionUID = 1L;

  /** Why it was told to end. */
  public GuestStuckException(GuestFailure reason) {
    super("the guest cannot be ended: it is in a builtin that does not stop", reason);
  }
}
