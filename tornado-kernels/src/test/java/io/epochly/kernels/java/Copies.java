package io.epochly.kernels.java;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Copies of arguments, in which one array stays one array, and their bits as text. */
final class Copies {
  private final Map<Object, Object> known = new IdentityHashMap<>();

  private Copies() {}

  static Object[] of(Object[] arguments) {
    Copies copies = new Copies();
    Object[] result = new Object[arguments.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = copies.copy(arguments[i]);
    }
    return result;
  }

  private Object copy(Object value) {
    if (value == null || !value.getClass().isArray()) {
      return value;
    }
    Object before = known.get(value);
    if (before != null) {
      return before;
    }
    int length = Array.getLength(value);
    Object result = Array.newInstance(value.getClass().componentType(), length);
    known.put(value, result);
    for (int i = 0; i < length; i++) {
      Array.set(result, i, copy(Array.get(value, i)));
    }
    return result;
  }

  /** All NaNs are one; whatever else differs in a bit differs here. */
  static String text(Object value) {
    if (value != null && value.getClass().isArray()) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(text(Array.get(value, i)));
      }
      return elements.toString();
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }
}
