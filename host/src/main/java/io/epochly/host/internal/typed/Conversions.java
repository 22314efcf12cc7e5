package io.epochly.host.internal.typed;

import io.epochly.host.internal.typed.CollectionConversion.Kind;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds how values of a type pass. */
final class Conversions {
  private static final Map<Class<?>, Conversion> SCALARS =
      Map.ofEntries(
          Map.entry(boolean.class, ScalarConversion.BOOLEAN),
          Map.entry(Boolean.class, ScalarConversion.BOOLEAN),
          Map.entry(byte.class, ScalarConversion.BYTE),
          Map.entry(Byte.class, ScalarConversion.BYTE),
          Map.entry(short.class, ScalarConversion.SHORT),
          Map.entry(Short.class, ScalarConversion.SHORT),
          Map.entry(int.class, ScalarConversion.INT),
          Map.entry(Integer.class, ScalarConversion.INT),
          Map.entry(long.class, ScalarConversion.LONG),
          Map.entry(Long.class, ScalarConversion.LONG),
          Map.entry(BigInteger.class, ScalarConversion.BIG_INTEGER),
          Map.entry(float.class, ScalarConversion.FLOAT),
          Map.entry(Float.class, ScalarConversion.FLOAT),
          Map.entry(double.class, ScalarConversion.DOUBLE),
          Map.entry(Double.class, ScalarConversion.DOUBLE),
          Map.entry(String.class, ScalarConversion.STRING),
          Map.entry(byte[].class, ScalarConversion.BYTES),
          Map.entry(long[].class, ScalarConversion.LONGS),
          Map.entry(double[].class, ScalarConversion.DOUBLES),
          Map.entry(Object.class, AnyConversion.ANY));

  /** The records that are being looked at: one that holds itself would have no end. */
  private final Set<Class<?>> open = new HashSet<>();

  private Conversions() {}

  /**
   * How values of a type pass.
   *
   * @throws UnsupportedTypeException if they cannot
   */
  static Conversion of(Type type) throws UnsupportedTypeException {
    return new Conversions().find(type);
  }

  private Conversion find(Type type) throws UnsupportedTypeException {
    Class<?> raw =
        switch (type) {
          case Class<?> plain -> plain;
          case GroundTypes.Ground ground -> ground.raw();
          default -> throw unsupported(type, "");
        };
    Conversion scalar = SCALARS.get(raw);
    if (scalar != null) {
      return scalar;
    }
    if (raw == List.class) {
      return new CollectionConversion(Kind.LIST, find(argument(type, 0)));
    }
    if (raw == Set.class) {
      return new CollectionConversion(Kind.SET, find(argument(type, 0)));
    }
    if (raw == Map.class) {
      return new MapConversion(find(argument(type, 0)), find(argument(type, 1)));
    }
    if (raw == Optional.class) {
      return new OptionalConversion(find(argument(type, 0)));
    }
    if (raw.isRecord()) {
      return ofRecord(raw, type);
    }
    throw unsupported(type, "");
  }

  /** What a class is given for a type parameter; anything where nothing is said. */
  private static Type argument(Type type, int index) {
    return type instanceof GroundTypes.Ground ground ? ground.arguments().get(index) : Object.class;
  }

  private Conversion ofRecord(Class<?> raw, Type type) throws UnsupportedTypeException {
    if (!open.add(raw)) {
      throw unsupported(type, ", as it holds itself");
    }
    GroundTypes types =
        type instanceof GroundTypes.Ground ground ? GroundTypes.of(ground) : GroundTypes.of(raw);
    List<Class<?>> erased = new ArrayList<>();
    List<RecordConversion.Component> components = new ArrayList<>();
    for (RecordComponent component : raw.getRecordComponents()) {
      erased.add(component.getType());
      Method accessor = component.getAccessor();
      requireAccess(accessor, type);
      Conversion conversion = find(types.resolve(component.getGenericType()));
      components.add(new RecordConversion.Component(component.getName(), accessor, conversion));
    }
    open.remove(raw);
    try {
      Constructor<?> constructor = raw.getDeclaredConstructor(erased.toArray(Class<?>[]::new));
      requireAccess(constructor, type);
      return new RecordConversion(constructor, List.copyOf(components));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has its canonical constructor", e);
    }
  }

  private static void requireAccess(AccessibleObject member, Type type)
      throws UnsupportedTypeException {
    if (!member.trySetAccessible()) {
      throw unsupported(type, ", as its module does not open its package");
    }
  }

  private static UnsupportedTypeException unsupported(Type type, String reason) {
    return new UnsupportedTypeException(
        "%s, which cannot cross%s: use primitives, their boxes, BigInteger, String, arrays of"
                .formatted(TypeNames.of(type), reason)
            + " numbers (inside others byte[], long[] and double[]), List, Set, Map, Optional,"
            + " records, or Object for any of these; MemorySegment as a parameter only");
  }
}
