package io.epochly.host.internal.shared;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/**
 * An arena as one worker has it: where the arrays lie that it is given, and where it puts its own.
 */
public interface Room {
  /** What offsets are of. */
  MemorySegment memory();

  /** How many bytes that is. */
  long size();

  /** Where so many bytes may be put, as part of the result of the task that runs. */
  OptionalLong take(long bytes);

  /** What has been taken since this was last asked, in that order; whoever asks gives it back. */
  default List<Place> taken() {
    return List.of();
  }

  /** Where another process opens the memory; empty if this is that process. */
  default String path() {
    return "";
  }

  /** The worker has ended, and writes no more. */
  default void end() {}
}
