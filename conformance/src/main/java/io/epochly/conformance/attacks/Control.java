package io.epochly.conformance.attacks;

import java.util.Locale;

/**
 * What is opened so that an attack succeeds, which shows that its denial means something. The first
 * ones are doors of a policy. For what no policy opens, the attack runs in a context that is made
 * weak on purpose, outside of any guest.
 */
public enum Control {
  /** Reading the folder of the secrets. */
  READ,
  /** Writing the folder of the secrets. */
  WRITE,
  /** Sockets. */
  NETWORK,
  /** Threads. */
  THREADS,
  /** Workers. */
  WORKERS,
  /** A clock as fine as the machine's. */
  CLOCK,
  /** Devices. */
  DEVICES,
  /** The environment. */
  ENVIRONMENT,
  /** The host's functions. */
  FUNCTION,
  /** The limit is lifted, and the program made to end some time. */
  LIMIT,
  /** The program's hostile part is left out: what is left gets through. */
  HONEST,
  /** Both halves of the program run in one guest. */
  SAME_GUEST,
  /** A context that may start processes. */
  PROCESSES,
  /** A context that may run native code. */
  NATIVE,
  /** A context that sees the classes of its JVM. */
  HOST_CLASSES,
  /** A context that may evaluate code of other languages. */
  POLYGLOT,
  /** A context on the real file system. */
  REAL_FILES,
  /** A context that may do anything. */
  EVERYTHING;

  /** Whether a context outside of any guest is weakened, as no policy opens this. */
  public boolean isWeakened() {
    return compareTo(PROCESSES) >= 0;
  }

  /** Its name in an attack's header. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
