package io.epochly.host.internal.typed;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.NumberArrays;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an argument or a result passes.
 *
 * @param code what {@code typed.py} has for it: the type code of an array of numbers, which is
 *     copied back after the call; else {@link #VALUE} or {@link #NOTHING}
 * @param conversion for a value
 */
record Passage(char code, Optional<Conversion> conversion) {
  static final char VALUE = 'v';
  static final char NOTHING = '0';
  static final char ALIAS = '=';

  /** An array's type code and elements, for one that refuses stores. */
  static final char CONSTANT = 'r';

  static Passage of(Type type) throws UnsupportedTypeException {
    if (type instanceof Class<?> raw && raw.isArray() && raw.componentType().isPrimitive()) {
      Object sample = sample(raw.componentType());
      if (NumberArrays.isOne(sample)) {
        return new Passage(NumberArrays.typecode(sample), Optional.empty());
      }
    }
    return new Passage(VALUE, Optional.of(Conversions.of(type)));
  }

  /** How an argument passes: memory as an array, which is copied back. */
  static Passage ofArgument(Type type) throws UnsupportedTypeException {
    if (type instanceof TypedMemory(Class<?> elements)) {
      Object sample = sample(elements);
      if (!NumberArrays.isOne(sample)) {
        throw new UnsupportedTypeException(
            "a MemorySegment of %s: its elements can be double, float, long, int, short or byte"
                .formatted(elements.getSimpleName()));
      }
      return new Passage(NumberArrays.typecode(sample), Optional.empty());
    }
    return type == MemorySegment.class
        ? new Passage(NumberArrays.BYTES, Optional.empty())
        : of(type);
  }

  private static Object sample(Class<?> elements) {
    return elements == void.class ? elements : Array.newInstance(elements, 0);
  }

  static Passage nothing() {
    return new Passage(NOTHING, Optional.empty());
  }

  boolean isArray() {
    return code != VALUE && code != NOTHING;
  }

  /**
   * A result in Java.
   *
   * @param content an array's elements, or a value as data
   */
  @Nullable Object toHost(byte[] content) throws UnfitException {
    if (isArray()) {
      return NumberArrays.of(code, content);
    }
    try {
      Object value = Data.decode(content);
      return conversion.isPresent() ? conversion.get().toHost(value) : null;
    } catch (BadDataException e) {
      // As of a complex, or an array of other elements.
      throw new UnfitException("has no counterpart in Java: " + e.getMessage());
    }
  }
}
