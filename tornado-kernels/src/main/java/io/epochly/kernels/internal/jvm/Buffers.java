package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.ArrayArg;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Elements of a byte array in native byte order; called by generated code. */
final class Buffers {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ORDER).withInvokeExactBehavior();
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ORDER).withInvokeExactBehavior();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ORDER).withInvokeExactBehavior();
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ORDER).withInvokeExactBehavior();
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ORDER).withInvokeExactBehavior();

  private Buffers() {}

  /** Whether no two elements of so many bytes overlap. */
  static boolean isDistinct(ArrayArg buffer, int bytes) {
    // Axis by axis, from the smallest stride on: a step must get over all that lies inside it.
    int rank = buffer.shape.length;
    boolean[] done = new boolean[rank];
    long extent = bytes;
    for (int round = 0; round < rank; round++) {
      int smallest = -1;
      for (int axis = 0; axis < rank; axis++) {
        if (!done[axis]
            && (smallest < 0
                || Math.abs(buffer.strides[axis]) < Math.abs(buffer.strides[smallest]))) {
          smallest = axis;
        }
      }
      done[smallest] = true;
      long length = buffer.shape[smallest];
      long stride = Math.abs(buffer.strides[smallest]);
      if (length > 1) {
        if (stride < extent) {
          return false;
        }
        extent += (length - 1) * stride;
      }
    }
    return true;
  }

  static long getI8(byte[] b, int at) {
    return b[at];
  }

  static long getU8(byte[] b, int at) {
    return b[at] & 0xff;
  }

  static long getI16(byte[] b, int at) {
    return (short) SHORTS.get(b, at);
  }

  static long getU16(byte[] b, int at) {
    return (short) SHORTS.get(b, at) & 0xffff;
  }

  static long getI32(byte[] b, int at) {
    return (int) INTS.get(b, at);
  }

  static long getU32(byte[] b, int at) {
    return (int) INTS.get(b, at) & 0xffff_ffffL;
  }

  static long getI64(byte[] b, int at) {
    return (long) LONGS.get(b, at);
  }

  static long getU64(byte[] b, int at) {
    long value = (long) LONGS.get(b, at);
    if (value < 0) {
      throw Signal.LOAD_RANGE;
    }
    return value;
  }

  static double getF32(byte[] b, int at) {
    return (float) FLOATS.get(b, at);
  }

  static double getF64(byte[] b, int at) {
    return (double) DOUBLES.get(b, at);
  }

  static boolean getBool8(byte[] b, int at) {
    return b[at] != 0;
  }

  static void setI8(byte[] b, int at, long value) {
    if (value != (byte) value) {
      throw Signal.STORE_RANGE;
    }
    b[at] = (byte) value;
  }

  static void setU8(byte[] b, int at, long value) {
    if ((value & ~0xffL) != 0) {
      throw Signal.STORE_RANGE;
    }
    b[at] = (byte) value;
  }

  static void setI16(byte[] b, int at, long value) {
    if (value != (short) value) {
      throw Signal.STORE_RANGE;
    }
    SHORTS.set(b, at, (short) value);
  }

  static void setU16(byte[] b, int at, long value) {
    if ((value & ~0xffffL) != 0) {
      throw Signal.STORE_RANGE;
    }
    SHORTS.set(b, at, (short) value);
  }

  static void setI32(byte[] b, int at, long value) {
    if (value != (int) value) {
      throw Signal.STORE_RANGE;
    }
    INTS.set(b, at, (int) value);
  }

  static void setU32(byte[] b, int at, long value) {
    if ((value & ~0xffff_ffffL) != 0) {
      throw Signal.STORE_RANGE;
    }
    INTS.set(b, at, (int) value);
  }

  static void setI64(byte[] b, int at, long value) {
    LONGS.set(b, at, value);
  }

  static void setU64(byte[] b, int at, long value) {
    if (value < 0) {
      throw Signal.STORE_RANGE;
    }
    LONGS.set(b, at, value);
  }

  /** Values that round to an infinity are left to the guest, which may raise. */
  static void setF32(byte[] b, int at, double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && Double.isFinite(value)) {
      throw Signal.STORE_RANGE;
    }
    FLOATS.set(b, at, narrow);
  }

  static void setF64(byte[] b, int at, double value) {
    DOUBLES.set(b, at, value);
  }

  static void setBool8(byte[] b, int at, boolean value) {
    b[at] = (byte) (value ? 1 : 0);
  }

  /** What an array of binary32 takes; the guest may raise where a value rounds to an infinity. */
  static float single(double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && Double.isFinite(value)) {
      throw Signal.STORE_RANGE;
    }
    return narrow;
  }

  /** What an array of 16-bit ints takes. */
  static short small(long value) {
    if (value != (short) value) {
      throw Signal.STORE_RANGE;
    }
    return (short) value;
  }

  /** A list of 32-bit ints takes what fits; the caller widens the list otherwise. */
  static int narrow(long value) {
    if (value != (int) value) {
      throw Signal.WIDEN;
    }
    return (int) value;
  }
}
