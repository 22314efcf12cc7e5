package io.epochly.host.internal.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records as bytes and back. A record is its components in order; one of a sealed interface has a
 * byte before it that counts the permitted records. Components are booleans, ints, longs, Strings,
 * {@code byte[]}, records and sealed interfaces of records, Lists of these or of Longs, and Maps of
 * Strings.
 *
 * <p>The types say how deep a message can go, so reading one takes no more stack than that; and no
 * length is believed that goes beyond the bytes that are there.
 */
final class Wire {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private Wire() {}

  /** How a record is taken apart and made. */
  private record Shape(List<Type> types, List<Method> accessors, Constructor<?> constructor) {
    static Shape of(Class<?> type) {
      List<Type> types = new ArrayList<>();
      List<Method> accessors = new ArrayList<>();
      List<Class<?>> raw = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        types.add(component.getGenericType());
        raw.add(component.getType());
        component.getAccessor().setAccessible(true);
        accessors.add(component.getAccessor());
      }
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(raw.toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return new Shape(types, accessors, constructor);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("each record has its constructor", e);
      }
    }
  }

  /** The bytes of a message of a family, which is a sealed interface. */
  static byte[] encode(Class<?> family, Object message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(new DataOutputStream(bytes), family, message);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The message that bytes hold, from whoever they come.
   *
   * @throws ProtocolException if they hold none
   */
  static <T> T decode(Class<T> family, byte[] bytes) throws ProtocolException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    T message = family.cast(read(in, family));
    if (in.hasRemaining()) {
      throw new ProtocolException("%d bytes behind a message".formatted(in.remaining()));
    }
    return message;
  }

  private static void write(DataOutputStream out, Type type, Object value) throws IOException {
    switch (value) {
      case Boolean b -> out.writeBoolean(b);
      case Integer i -> out.writeInt(i);
      case Long l -> out.writeLong(l);
      case String s -> {
        // As it is, for a str may hold lone surrogates.
        out.writeInt(Math.multiplyExact(s.length(), 2));
        out.writeChars(s);
      }
      case byte[] b -> {
        out.writeInt(b.length);
        out.write(b);
      }
      case List<?> list -> {
        out.writeInt(list.size());
        for (Object item : list) {
          write(out, element(type), item);
        }
      }
      case Map<?, ?> map -> {
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          write(out, String.class, entry.getKey());
          write(out, String.class, entry.getValue());
        }
      }
      case Record message -> {
        if (type instanceof Class<?> family && family.isSealed()) {
          out.writeByte(List.of(family.getPermittedSubclasses()).indexOf(message.getClass()));
        }
        Shape shape = SHAPES.get(message.getClass());
        for (int i = 0; i < shape.types().size(); i++) {
          write(out, shape.types().get(i), component(message, shape.accessors().get(i)));
        }
      }
      default -> throw new IllegalArgumentException(value.getClass().getTypeName());
    }
  }

  private static Object read(ByteBuffer in, Type type) throws ProtocolException {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class ? list(in, element(generic)) : map(in);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == boolean.class) {
      return switch (need(in, 1).get()) {
        case 0 -> false;
        case 1 -> true;
        default -> throw new ProtocolException("a truth value that is neither");
      };
    }
    if (wanted == int.class) {
      return need(in, Integer.BYTES).getInt();
    }
    if (wanted == long.class || wanted == Long.class) {
      return need(in, Long.BYTES).getLong();
    }
    if (wanted == byte[].class) {
      return bytes(in);
    }
    if (wanted == String.class) {
      byte[] bytes = bytes(in);
      if (bytes.length % 2 != 0) {
        throw new ProtocolException("half a character");
      }
      CharBuffer chars = ByteBuffer.wrap(bytes).asCharBuffer();
      return chars.toString();
    }
    if (wanted.isSealed()) {
      Class<?>[] permitted = wanted.getPermittedSubclasses();
      int index = Byte.toUnsignedInt(need(in, 1).get());
      if (index >= permitted.length) {
        throw new ProtocolException("message %d of %s".formatted(index, wanted.getSimpleName()));
      }
      return read(in, permitted[index]);
    }
    Shape shape = SHAPES.get(wanted);
    Object[] components = new Object[shape.types().size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = read(in, shape.types().get(i));
    }
    try {
      return shape.constructor().newInstance(components);
    } catch (InvocationTargetException e) {
      throw new ProtocolException(wanted.getSimpleName() + " that cannot be");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records can be made", e);
    }
  }

  private static Object component(Record message, Method accessor) {
    try {
      return accessor.invoke(message);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("components can be read", e);
    }
  }

  private static Type element(Type list) {
    return ((ParameterizedType) list).getActualTypeArguments()[0];
  }

  private static ByteBuffer need(ByteBuffer in, int bytes) throws ProtocolException {
    if (in.remaining() < bytes) {
      throw new ProtocolException("a message that is cut short");
    }
    return in;
  }

  /** Of bytes, or of elements, each of which takes one byte or more. */
  private static int length(ByteBuffer in) throws ProtocolException {
    int length = need(in, Integer.BYTES).getInt();
    if (length < 0 || length > in.remaining()) {
      throw new ProtocolException("a length beyond the end");
    }
    return length;
  }

  private static byte[] bytes(ByteBuffer in) throws ProtocolException {
    byte[] bytes = new byte[length(in)];
    in.get(bytes);
    return bytes;
  }

  private static List<Object> list(ByteBuffer in, Type element) throws ProtocolException {
    int count = length(in);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(read(in, element));
    }
    return list;
  }

  private static Map<String, String> map(ByteBuffer in) throws ProtocolException {
    int count = length(in);
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      map.put((String) read(in, String.class), (String) read(in, String.class));
    }
    return map;
  }
}
