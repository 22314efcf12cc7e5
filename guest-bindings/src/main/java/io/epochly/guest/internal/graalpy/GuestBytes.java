package io.epochly.guest.internal.graalpy;

import com.oracle.graal.python.builtins.objects.buffer.PythonBufferAccessLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bytes of a guest's {@code bytes}, {@code bytearray} or {@code array.array}, in bulk. */
public final class GuestBytes {
  private static final PythonBufferAccessLibrary BUFFERS = PythonBufferAccessLibrary.getUncached();

  private GuestBytes() {}

  /** How many they are; -1 if the object has none that Java reaches as an array. */
  public static long count(Object owner) {
    return BUFFERS.isBuffer(owner) && BUFFERS.hasInternalByteArray(owner)
        ? BUFFERS.getBufferLength(owner)
        : -1;
  }

  /**
   * Copies them to memory that has room for them.
   *
   * @throws IndexOutOfBoundsException if it has not
   */
  public static void copyTo(Object owner, MemorySegment memory) {
    byte[] bytes = BUFFERS.getInternalByteArray(owner);
    // Another thread of the guest may have made it shorter meanwhile.
    int count = Math.toIntExact(Math.min(memory.byteSize(), bytes.length));
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, count);
  }

  /** Fills them from memory of the same size. */
  public static void copyFrom(MemorySegment memory, Object owner) {
    byte[] bytes = BUFFERS.getInternalByteArray(owner);
    int count = Math.toIntExact(Math.min(memory.byteSize(), bytes.length));
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, bytes, 0, count);
  }
}
