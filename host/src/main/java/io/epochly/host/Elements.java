package io.epochly.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of what type the elements of a {@link java.lang.foreign.MemorySegment} are that a guest's
 * function is passed through {@link Guest#function}, as a segment itself does not tell.
 *
 * <pre>{@code
 * interface Smooth {
 *   void apply(@Elements(double.class) MemorySegment values, int window);
 * }
 * }</pre>
 *
 * <p>The function gets an {@code array.array} of these elements, in native byte order; of memory
 * that is read-only a {@code memoryview} that refuses stores by a {@code TypeError}. A segment is
 * to be whole elements. It may lie anywhere, at any address: no alignment is asked for.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Elements {
  /**
   * {@code double.class}, {@code float.class}, {@code long.class}, {@code int.class} or {@code
   * short.class}; {@code byte.class} is what a segment without this annotation is: a {@code
   * bytearray} of unsigned bytes, or {@code bytes} if it is read-only.
   */
  Class<?> value();
}
