package io.epochly.guest.internal.language;

import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Guest values in the forms that Java code wants; every message takes Python's lock itself. */
final class GuestValues {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();

  private final Object[] values;

  GuestValues(Object[] values) {
    this.values = values;
  }

  Object raw(int index) {
    return values[index];
  }

  String string(int index) {
    return string(values[index]);
  }

  Optional<String> optionalString(int index) {
    return isNone(values[index]) ? Optional.empty() : Optional.of(string(index));
  }

  private static boolean isNone(Object value) {
    return INTEROP.isNull(value);
  }

  boolean isNone(int index) {
    return isNone(values[index]);
  }

  boolean bool(int index) {
    try {
      return INTEROP.asBoolean(values[index]);
    } catch (InteropException e) {
      throw unexpected(index, "a bool");
    }
  }

  int integer(int index) {
    try {
      return INTEROP.asInt(values[index]);
    } catch (InteropException e) {
      throw unexpected(index, "an int of 32 bits");
    }
  }

  long wide(int index) {
    try {
      return INTEROP.asLong(values[index]);
    } catch (InteropException e) {
      throw unexpected(index, "an int of 64 bits");
    }
  }

  List<Object> list(int index) {
    return elements(values[index]);
  }

  long[] longs(int index) {
    List<Object> elements = list(index);
    long[] longs = new long[elements.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = new GuestValues(elements.toArray()).wide(i);
    }
    return longs;
  }

  List<String> strings(int index) {
    return list(index).stream().map(GuestValues::string).toList();
  }

  private static String string(Object value) {
    try {
      return INTEROP.asString(value);
    } catch (InteropException e) {
      throw new GuestError("a string was expected");
    }
  }

  private static List<Object> elements(Object array) {
    try {
      long size = INTEROP.getArraySize(array);
      List<Object> elements = new ArrayList<>(Math.toIntExact(size));
      for (long i = 0; i < size; i++) {
        elements.add(INTEROP.readArrayElement(array, i));
      }
      return elements;
    } catch (InteropException e) {
      throw new GuestError("a tuple or list was expected");
    }
  }

  private static GuestError unexpected(int index, String what) {
    return new GuestError("argument " + index + " is not " + what);
  }
}
