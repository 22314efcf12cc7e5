package io.epochly.guest.internal.frontend;

/**
 * What the user asked for.
 *
 * @param fastmath float operations may be reassociated
 */
public record CompileOptions(boolean fastmath) {
  public static final CompileOptions DEFAULT = new CompileOptions(false);
}
