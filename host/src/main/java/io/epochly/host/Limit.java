package io.epochly.host;

/** What a guest may use up. At a limit its call throws {@link ResourceExhaustedException}. */
public enum Limit {
  /** How long one call may run, in milliseconds. The guest is ended. */
  WALL_TIME("milliseconds", true),
  /** How long the guest may compute, over its whole life, in seconds. The guest is ended. */
  CPU_TIME("seconds", false),
  /**
   * The guest's heap in bytes. The guest is ended. If not set, 512 MiB; and unless ADDRESS_SPACE
   * is, twice the memory that it shares with workers, or a worker with its guest.
   */
  HEAP("bytes", false),
  /**
   * All memory that the guest's process may map, in bytes; 4 GiB over its heap if not set. The
   * guest is ended.
   */
  ADDRESS_SPACE("bytes", false),
  /** What the guest may write to both its output streams together, in bytes. The guest is ended. */
  OUTPUT("bytes", true),
  /**
   * What one value that is read from the guest may hold, in bytes. Only the read fails; the guest
   * lives on.
   */
  RESULT("bytes", true),
  /**
   * The memory that a guest shares with its workers for large arrays, in bytes; if not set, what
   * the host has as {@code shared_memory_size}. None if 0. What does not fit is passed through a
   * pipe, which takes longer.
   */
  SHARED_MEMORY("bytes", true),
  /** The stack of the guest's thread in bytes. Beyond it the guest gets a RecursionError. */
  STACK("bytes", true);

  private final String unit;
  private final boolean inContext;

  Limit(String unit, boolean inContext) {
    this.unit = unit;
    this.inContext = inContext;
  }

  /** What its value counts. */
  public String unit() {
    return unit;
  }

  /** Whether a guest of this strength can be held to it. */
  public boolean holdsIn(Isolation isolation) {
    return isolation == Isolation.PROCESS || inContext;
  }
}
