package io.epochly.host.internal.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Java values to bytes and back. */
public final class Data {
  /** How deep collections may be nested. */
  public static final int DEPTH = 64;

  /** From so many bytes on, an array may lie elsewhere. */
  private static final int LARGE = 1 << 16;

  private Data() {}

  /**
   * The value that bytes hold, from whoever they come: an array of 'q' or 'd' as {@code long[]} or
   * {@code double[]}, None as null.
   *
   * @throws BadDataException if they are no value, or hold what has no counterpart in Java
   */
  public static @Nullable Object decode(byte[] bytes) throws BadDataException {
    return decode(bytes, 0);
  }

  private static @Nullable Object decode(byte[] bytes, int start) throws BadDataException {
    return decode(bytes, start, Aside.NOWHERE);
  }

  /** Likewise, of bytes from an index on, with what lies aside. */
  public static @Nullable Object decode(byte[] bytes, int start, Aside aside)
      throws BadDataException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, start, bytes.length - start);
    Object value = new Reader(buffer, aside).value(0);
    if (buffer.hasRemaining()) {
      throw new BadDataException("%d bytes behind a value".formatted(buffer.remaining()));
    }
    return value;
  }

  /**
   * The bytes of a value.
   *
   * @throws BadDataException if it, or what it holds, is of a type that cannot cross
   */
  public static byte[] encode(@Nullable Object value) throws BadDataException {
    return encode(value, Aside.NOWHERE);
  }

  /** Likewise, with large arrays put aside where there is room. */
  public static byte[] encode(@Nullable Object value, Aside aside) throws BadDataException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new Writer(new DataOutputStream(bytes), aside).value(value, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  private record Reader(ByteBuffer in, Aside aside) {
    @Nullable Object value(int depth) throws BadDataException {
      if (depth > DEPTH) {
        throw new BadDataException("nested more than %d deep".formatted(DEPTH));
      }
      char type = (char) need(1).get();
      return switch (type) {
        case 'N' -> null;
        case 'T' -> true;
        case 'F' -> false;
        case 'I' -> need(Long.BYTES).getLong();
        case 'B' -> integer(bytes());
        case 'D' -> need(Double.BYTES).getDouble();
        case 'S' -> new String(bytes(), StandardCharsets.US_ASCII);
        case 'U' -> utf16(bytes());
        case 'Y', 'Z' -> bytes();
        case 'A' -> array((char) need(1).get());
        case 'R' -> lyingAside((char) need(1).get());
        case 'L', 'P' -> Collections.unmodifiableList(items(new ArrayList<>(), depth));
        case 'E', 'G' -> Collections.unmodifiableSet(items(new LinkedHashSet<>(), depth));
        case 'M' -> map(depth);
        default -> throw new BadDataException("a value of type 0x%02x".formatted((int) type));
      };
    }

    private ByteBuffer need(int bytes) throws BadDataException {
      if (in.remaining() < bytes) {
        throw new BadDataException("a value that is cut short");
      }
      return in;
    }

    /** Never more than there is: a length that lies must not make the host allocate. */
    private int length() throws BadDataException {
      int length = need(Integer.BYTES).getInt();
      if (length < 0 || length > in.remaining()) {
        throw new BadDataException("a length beyond the end");
      }
      return length;
    }

    private byte[] bytes() throws BadDataException {
      byte[] bytes = new byte[length()];
      in.get(bytes);
      return bytes;
    }

    private static BigInteger integer(byte[] bytes) throws BadDataException {
      if (bytes.length == 0) {
        throw new BadDataException("an int of no bytes");
      }
      return new BigInteger(bytes);
    }

    private static String utf16(byte[] bytes) throws BadDataException {
      if (bytes.length % 2 != 0) {
        throw new BadDataException("half a character");
      }
      // Not by a decoder, which would replace the lone surrogates that a str may hold.
      char[] chars = new char[bytes.length / 2];
      ByteBuffer.wrap(bytes).asCharBuffer().get(chars);
      return new String(chars);
    }

    private Object array(char typecode) throws BadDataException {
      ByteBuffer elements = ByteBuffer.wrap(bytes()).order(ByteOrder.nativeOrder());
      checkElements(typecode, elements.remaining());
      if (typecode == 'q') {
        long[] longs = new long[elements.remaining() / Long.BYTES];
        elements.asLongBuffer().get(longs);
        return longs;
      }
      double[] doubles = new double[elements.remaining() / Double.BYTES];
      elements.asDoubleBuffer().get(doubles);
      return doubles;
    }

    private static void checkElements(char typecode, long bytes) throws BadDataException {
      if (typecode != 'q' && typecode != 'd') {
        throw new BadDataException("an array of other elements than 'q' or 'd'");
      }
      if (bytes % Long.BYTES != 0) {
        throw new BadDataException("part of an element");
      }
    }

    private Object lyingAside(char type) throws BadDataException {
      int number = need(Integer.BYTES).getInt();
      MemorySegment content = aside.get(number, need(Long.BYTES).getLong());
      if (type == 'Y' || type == 'Z') {
        return content.toArray(ValueLayout.JAVA_BYTE);
      }
      checkElements(type, content.byteSize());
      return type == 'q'
          ? content.toArray(ValueLayout.JAVA_LONG_UNALIGNED)
          : content.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
    }

    private <T extends Collection<@Nullable Object>> T items(T items, int depth)
        throws BadDataException {
      int count = length();
      for (int i = 0; i < count; i++) {
        items.add(value(depth + 1));
      }
      return items;
    }

    private Map<@Nullable Object, @Nullable Object> map(int depth) throws BadDataException {
      int count = length();
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        map.put(value(depth + 1), value(depth + 1));
      }
      return Collections.unmodifiableMap(map);
    }
  }

  private record Writer(DataOutputStream out, Aside aside) {
    void value(@Nullable Object value, int depth) throws IOException, BadDataException {
      if (depth > DEPTH) {
        throw new BadDataException("nested more than %d deep".formatted(DEPTH));
      }
      switch (value) {
        case null -> out.writeByte('N');
        case Boolean b -> out.writeByte(b ? 'T' : 'F');
        case Byte n -> integer(n);
        case Short n -> integer(n);
        case Integer n -> integer(n);
        case Long n -> integer(n);
        case BigInteger n -> {
          if (n.bitLength() < Long.SIZE) {
            integer(n.longValue());
          } else {
            bytes('B', n.toByteArray());
          }
        }
        case Float f -> real(f);
        case Double d -> real(d);
        case String s -> text(s);
        case byte[] bytes when putAside('Y', MemorySegment.ofArray(bytes)) -> {}
        case byte[] bytes -> bytes('Y', bytes);
        case long[] longs when putAside('q', MemorySegment.ofArray(longs)) -> {}
        case long[] longs -> {
          ByteBuffer elements = elements(longs.length);
          elements.asLongBuffer().put(longs);
          array('q', elements);
        }
        case double[] doubles when putAside('d', MemorySegment.ofArray(doubles)) -> {}
        case double[] doubles -> {
          ByteBuffer elements = elements(doubles.length);
          elements.asDoubleBuffer().put(doubles);
          array('d', elements);
        }
        case List<?> list -> items('L', list, depth);
        case Set<?> set -> items('E', set, depth);
        case Map<?, ?> map -> {
          out.writeByte('M');
          out.writeInt(map.size());
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            value(entry.getKey(), depth + 1);
            value(entry.getValue(), depth + 1);
          }
        }
        default ->
            throw new BadDataException(
                "a value of type %s cannot go to a guest: use data, as numbers, text, bytes, arrays"
                        .formatted(value.getClass().getTypeName())
                    + " of numbers, and collections of them");
      }
    }

    private boolean putAside(char type, MemorySegment content) throws IOException {
      if (content.byteSize() < LARGE) {
        return false;
      }
      OptionalInt number = aside.put(content);
      if (number.isPresent()) {
        out.writeByte('R');
        out.writeByte(type);
        out.writeInt(number.getAsInt());
        out.writeLong(content.byteSize());
      }
      return number.isPresent();
    }

    private void integer(long n) throws IOException {
      out.writeByte('I');
      out.writeLong(n);
    }

    private void real(double d) throws IOException {
      out.writeByte('D');
      out.writeDouble(d);
    }

    private void text(String s) throws IOException {
      if (s.chars().allMatch(c -> c < 128)) {
        bytes('S', s.getBytes(StandardCharsets.US_ASCII));
      } else {
        out.writeByte('U');
        out.writeInt(Math.multiplyExact(s.length(), 2));
        out.writeChars(s);
      }
    }

    private void bytes(char type, byte[] bytes) throws IOException {
      out.writeByte(type);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    private static ByteBuffer elements(int count) {
      return ByteBuffer.allocate(Math.multiplyExact(count, Long.BYTES))
          .order(ByteOrder.nativeOrder());
    }

    private void array(char typecode, ByteBuffer elements) throws IOException {
      out.writeByte('A');
      bytes(typecode, elements.array());
    }

    private void items(char type, Collection<?> items, int depth)
        throws IOException, BadDataException {
      out.writeByte(type);
      out.writeInt(items.size());
      for (Object item : items) {
        value(item, depth + 1);
      }
    }
  }
}
