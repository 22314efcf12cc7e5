package io.epochly.host.internal.typed;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Values that are one thing: numbers, truth values, text, bytes, and arrays of whole words. */
enum ScalarConversion implements Conversion {
  BOOLEAN(Boolean.class, "a bool") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Boolean ? data : null;
    }
  },
  BYTE(Byte.class, "an int of 8 bits") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Long n && n == n.byteValue() ? n.byteValue() : null;
    }
  },
  SHORT(Short.class, "an int of 16 bits") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Long n && n == n.shortValue() ? n.shortValue() : null;
    }
  },
  INT(Integer.class, "an int of 32 bits") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Long n && n == n.intValue() ? n.intValue() : null;
    }
  },
  LONG(Long.class, "an int of 64 bits") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Long ? data : null;
    }
  },
  BIG_INTEGER(BigInteger.class, "an int") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof Long n
          ? BigInteger.valueOf(n)
          : data instanceof BigInteger ? data : null;
    }
  },
  FLOAT(Float.class, "a float") {
    @Override
    @Nullable Object fitted(Object data) {
      Object wide = DOUBLE.fitted(data);
      return wide instanceof Double d ? d.floatValue() : null;
    }
  },
  DOUBLE(Double.class, "a float") {
    @Override
    @Nullable Object fitted(Object data) {
      // An int that is a double exactly will do.
      return data instanceof Double
          ? data
          : data instanceof Long n && exact(n) ? n.doubleValue() : null;
    }
  },
  STRING(String.class, "a str") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof String ? data : null;
    }
  },
  BYTES(byte[].class, "bytes") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof byte[] ? data : null;
    }
  },
  LONGS(long[].class, "an array of 'q'") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof long[] ? data : null;
    }
  },
  DOUBLES(double[].class, "an array of 'd'") {
    @Override
    @Nullable Object fitted(Object data) {
      return data instanceof double[] ? data : null;
    }
  };

  private final Class<?> type;
  private final String pythonName;

  ScalarConversion(Class<?> type, String pythonName) {
    this.type = type;
    this.pythonName = pythonName;
  }

  /** The value in Java, or null if the data is of another type. */
  abstract @Nullable Object fitted(Object data);

  private static boolean exact(long n) {
    return (long) (double) n == n && n != Long.MAX_VALUE;
  }

  @Override
  public Object toGuest(@Nullable Object value) throws UnfitException {
    if (value == null) {
      throw new UnfitException("is null: declare it Optional to pass None");
    }
    if (!type.isInstance(value)) {
      throw new UnfitException(
          "is a %s, not the %s that is declared"
              .formatted(value.getClass().getTypeName(), type.getSimpleName()));
    }
    return value;
  }

  @Override
  public Object toHost(@Nullable Object data) throws UnfitException {
    Object value = data == null ? null : fitted(data);
    if (value == null) {
      throw new UnfitException("is %s, not %s".formatted(TypeNames.ofData(data), pythonName));
    }
    return value;
  }
}
