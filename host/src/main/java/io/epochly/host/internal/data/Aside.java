package io.epochly.host.internal.data;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** Memory where large arrays lie, so that the bytes of a value only name them. */
public interface Aside {
  /** There is none. */
  Aside NOWHERE =
      new Aside() {
        @Override
        public OptionalInt put(MemorySegment content) {
          return OptionalInt.empty();
        }

        @Override
        public MemorySegment get(int number, long size) throws BadDataException {
          throw new BadDataException("an array that lies where there is nothing");
        }
      };

  /** Copies an array there; gives what stands for it, if there is room. */
  OptionalInt put(MemorySegment content);

  /**
   * The memory that a number stands for, from whoever it comes; its content may change at any time.
   *
   * @throws BadDataException if it stands for none of that size
   */
  MemorySegment get(int number, long size) throws BadDataException;
}
