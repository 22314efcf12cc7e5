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
 * to be whole elements, native or on the heap. Compiled functions read and write it where it lies
 * if its alignment is that of the elements, as far as is known: not a segment of a {@code byte[]},
 * whose elements are passed by copy unless they are bytes.
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
