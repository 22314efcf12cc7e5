package io.epochly.kernels.internal.jvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Elements of memory in native byte order; called by generated code, which has checked the index.
 * They lie at multiples of their size: of others HotSpot makes no vectors. What {@code set} takes
 * is what the JVM has of an element; {@code store} refuses what does not fit.
 */
final class Memory {
  private Memory() {}

  static double getF64(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
  }

  static float getF32(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_FLOAT, at);
  }

  static long getI64(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_LONG, at);
  }

  static int getI32(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_INT, at);
  }

  static int getI16(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_SHORT, at);
  }

  static int getU16(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_CHAR, at);
  }

  static int getI8(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_BYTE, at);
  }

  static int getU8(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static void setF64(MemorySegment m, long at, double value) {
    m.setAtIndex(ValueLayout.JAVA_DOUBLE, at, value);
  }

  static void setF32(MemorySegment m, long at, float value) {
    m.setAtIndex(ValueLayout.JAVA_FLOAT, at, value);
  }

  static void setI64(MemorySegment m, long at, long value) {
    m.setAtIndex(ValueLayout.JAVA_LONG, at, value);
  }

  static void setI32(MemorySegment m, long at, int value) {
    m.setAtIndex(ValueLayout.JAVA_INT, at, value);
  }

  static void setI16(MemorySegment m, long at, int value) {
    m.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) value);
  }

  static void setU16(MemorySegment m, long at, int value) {
    m.setAtIndex(ValueLayout.JAVA_CHAR, at, (char) value);
  }

  static void setI8(MemorySegment m, long at, int value) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  static void setU8(MemorySegment m, long at, int value) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  static void storeF64(MemorySegment m, long at, double value) {
    setF64(m, at, value);
  }

  static void storeF32(MemorySegment m, long at, double value) {
    setF32(m, at, Buffers.single(value));
  }

  static void storeI64(MemorySegment m, long at, long value) {
    setI64(m, at, value);
  }

  static void storeI32(MemorySegment m, long at, long value) {
    if (value != (int) value) {
      throw Signal.STORE_RANGE;
    }
    setI32(m, at, (int) value);
  }

  static void storeI16(MemorySegment m, long at, long value) {
    setI16(m, at, Buffers.small(value));
  }

  static void storeU16(MemorySegment m, long at, long value) {
    if ((value & ~0xffffL) != 0) {
      throw Signal.STORE_RANGE;
    }
    setU16(m, at, (int) value);
  }

  static void storeI8(MemorySegment m, long at, long value) {
    if (value != (byte) value) {
      throw Signal.STORE_RANGE;
    }
    setI8(m, at, (int) value);
  }

  static void storeU8(MemorySegment m, long at, long value) {
    if ((value & ~0xffL) != 0) {
      throw Signal.STORE_RANGE;
    }
    setU8(m, at, (int) value);
  }
}
