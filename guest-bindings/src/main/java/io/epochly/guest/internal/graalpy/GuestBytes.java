package io.epochly.guest.internal.graalpy;

import com.oracle.graal.python.PythonLanguage;
import com.oracle.graal.python.builtins.objects.array.PArray;
import com.oracle.graal.python.builtins.objects.buffer.PythonBufferAccessLibrary;
import com.oracle.graal.python.builtins.objects.bytes.PByteArray;
import com.oracle.graal.python.builtins.objects.bytes.PBytes;
import com.oracle.graal.python.builtins.objects.memoryview.PMemoryView;
import com.oracle.graal.python.runtime.object.PFactory;
import com.oracle.graal.python.runtime.sequence.storage.ByteSequenceStorage;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The bytes of a guest's arrays and views, in bulk. */
public final class GuestBytes {
  private static final PythonBufferAccessLibrary BUFFERS = PythonBufferAccessLibrary.getUncached();

  private GuestBytes() {}

  /**
   * The bytes of an object, in their order, if Java reaches them as a part of one array: those of
   * {@code bytes}, {@code bytearray} and {@code array.array}, and of a {@code memoryview} of one
   * that has no gaps.
   */
  public static Optional<MemorySegment> of(Object owner) {
    if (owner instanceof PMemoryView view) {
      return !view.isReleased()
              && view.isCContiguous()
              && view.getBufferSuboffsets() == null
              && !(view.getBuffer() instanceof PMemoryView)
          ? part(view.getBuffer(), view.getOffset(), view.getLength())
          : Optional.empty();
    }
    return BUFFERS.isBuffer(owner)
        ? part(owner, 0, BUFFERS.getBufferLength(owner))
        : Optional.empty();
  }

  private static Optional<MemorySegment> part(Object owner, int start, int count) {
    if (!BUFFERS.isBuffer(owner) || !BUFFERS.hasInternalByteArray(owner)) {
      return Optional.empty();
    }
    byte[] bytes = BUFFERS.getInternalByteArray(owner);
    // Another thread of the guest may have made it shorter meanwhile.
    return start <= bytes.length - count
        ? Optional.of(MemorySegment.ofArray(bytes).asSlice(start, count))
        : Optional.empty();
  }

  /**
   * An object that holds what is in memory, copied once: the array or bytearray itself, which is to
   * be empty and nobody else's, or new bytes.
   *
   * @param copy copies all bytes of one to the other
   * @throws IllegalArgumentException if it is none of these, or the memory is no whole number of
   *     elements
   */
  public static Object filled(
      Object like, MemorySegment memory, BiConsumer<MemorySegment, MemorySegment> copy) {
    return switch (like) {
      case PArray array when memory.byteSize() % (1L << array.getItemSizeShift()) == 0 -> {
        array.setSequenceStorage(storage(memory, copy));
        yield array;
      }
      case PByteArray bytes -> {
        bytes.setSequenceStorage(storage(memory, copy));
        yield bytes;
      }
      case PBytes _ -> PFactory.createBytes(PythonLanguage.get(null), bytes(memory, copy));
      default -> throw new IllegalArgumentException("an object that cannot hold so many bytes");
    };
  }

  private static ByteSequenceStorage storage(
      MemorySegment memory, BiConsumer<MemorySegment, MemorySegment> copy) {
    return new ByteSequenceStorage(bytes(memory, copy));
  }

  private static byte[] bytes(MemorySegment memory, BiConsumer<MemorySegment, MemorySegment> copy) {
    byte[] bytes = new byte[Math.toIntExact(memory.byteSize())];
    copy.accept(memory, MemorySegment.ofArray(bytes));
    return bytes;
  }
}
