package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.List;

/** An immutable sequence of guest values that guest code can read. */
@ExportLibrary(InteropLibrary.class)
public final class GuestArray implements TruffleObject {
  private final Object[] elements;

  private GuestArray(Object[] elements) {
    this.elements = elements;
  }

  public static GuestArray of(Object... elements) {
    return new GuestArray(elements.clone());
  }

  public static GuestArray of(List<?> elements) {
    return new GuestArray(elements.toArray());
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return elements.length;
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return index >= 0 && index < elements.length;
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return elements[(int) index];
  }
}
