package io.epochly.kernels.internal.jvm;

import static java.lang.invoke.MethodType.methodType;

import io.epochly.kernels.ir.Strip;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Memory of strips, for generated code.
 *
 * <p>C2 vectorises a loop that stores into one array and reads others only if it sees that they do
 * not overlap. It tells memory apart by the type of the array, and a list's numbers never lie in a
 * {@code byte[]}. A VarHandle reads a double as a long and converts its bits, which C2 does not
 * vectorise; {@code Unsafe} reads it as what it is. Lanes are proven to exist by the verifier of
 * kernels, so that nothing outside of a strip can be reached.
 */
final class Strips {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.nativeOrder());
  private static final @Nullable Raw RAW = Raw.find();

  private Strips() {}

  /**
   * The accesses of {@code sun.misc.Unsafe}, found when they are needed: a JVM may be told to deny
   * them, and another version may have none. Strips then work, at the speed of scalar code.
   */
  private record Raw(MethodHandle get, MethodHandle set, long base) {
    static @Nullable Raw find() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodHandle get =
            lookup
                .findVirtual(type, "getDouble", methodType(double.class, Object.class, long.class))
                .bindTo(unsafe)
                .asType(methodType(double.class, byte[].class, long.class));
        MethodHandle set =
            lookup
                .findVirtual(
                    type,
                    "putDouble",
                    methodType(void.class, Object.class, long.class, double.class))
                .bindTo(unsafe)
                .asType(methodType(void.class, byte[].class, long.class, double.class));
        int base = (int) type.getField("ARRAY_BYTE_BASE_OFFSET").get(null);
        set.invokeExact(room(), (long) base, 1.0);
        return new Raw(get, set, base);
      } catch (Error e) {
        throw e;
      } catch (Throwable e) {
        return null;
      }
    }
  }

  private static final @Nullable MethodHandle GET = RAW == null ? null : RAW.get;
  private static final @Nullable MethodHandle SET = RAW == null ? null : RAW.set;
  private static final long BASE = RAW == null ? 0 : RAW.base;

  static byte[] room() {
    return new byte[Strip.LANES * Long.BYTES];
  }

  static double getFloat(byte[] strip, int lane) {
    if (GET == null) {
      return (double) DOUBLES.get(strip, lane * Double.BYTES);
    }
    try {
      return (double)
          GET.invokeExact(Objects.requireNonNull(strip), BASE + lane * (long) Double.BYTES);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void set(byte[] strip, int lane, double value) {
    if (SET == null) {
      DOUBLES.set(strip, lane * Double.BYTES, value);
      return;
    }
    try {
      SET.invokeExact(Objects.requireNonNull(strip), BASE + lane * (long) Double.BYTES, value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  static long getInt(byte[] strip, int lane) {
    return (long) LONGS.get(strip, lane * Long.BYTES);
  }

  static void set(byte[] strip, int lane, long value) {
    LONGS.set(strip, lane * Long.BYTES, value);
  }

  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

  /** Only written: what it refers to may be seen by any thread, as far as the JVM can tell. */
  private static final AtomicReference<Object[]> SEEN = new AtomicReference<>();

  /** The same object, by a way that the JVM cannot follow. */
  static Object view(Object object) {
    Object[] box = new Object[1];
    SEEN.setRelease(box);
    ELEMENT.setOpaque(box, 0, object);
    Object same = ELEMENT.getOpaque(box, 0);
    ELEMENT.setOpaque(box, 0, null);
    return same;
  }
}
