package io.epochly.host.internal.typed;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records: in the guest they are dicts of their components by name. */
record RecordConversion(Constructor<?> constructor, List<Component> components)
    implements Conversion {
  /** A component and how it passes. */
  record Component(String name, Method accessor, Conversion conversion) {}

  @Override
  public Object toGuest(@Nullable Object value) throws UnfitException {
    if (!constructor.getDeclaringClass().isInstance(value)) {
      throw new UnfitException("is null, not a " + typeName());
    }
    Map<String, @Nullable Object> passed = new LinkedHashMap<>();
    for (Component component : components) {
      try {
        Object part = invoked(() -> component.accessor().invoke(value));
        passed.put(component.name(), component.conversion().toGuest(part));
      } catch (UnfitException e) {
        throw inside(component, e);
      }
    }
    return passed;
  }

  @Override
  public Object toHost(@Nullable Object data) throws UnfitException {
    if (!(data instanceof Map<?, ?> map)) {
      throw new UnfitException(
          "is %s, not a dict of the components of %s"
              .formatted(TypeNames.ofData(data), typeName()));
    }
    @Nullable Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      Component component = components.get(i);
      if (!map.containsKey(component.name())) {
        throw new UnfitException(
            "is a dict without '%s', a component of %s".formatted(component.name(), typeName()));
      }
      try {
        values[i] = component.conversion().toHost(map.get(component.name()));
      } catch (UnfitException e) {
        throw inside(component, e);
      }
    }
    if (map.size() > values.length) {
      throw new UnfitException(
          "is a dict of %d keys, not the %d components of %s"
              .formatted(map.size(), values.length, typeName()));
    }
    return invoked(() -> constructor.newInstance(values));
  }

  private String typeName() {
    return constructor.getDeclaringClass().getSimpleName();
  }

  private static UnfitException inside(Component component, UnfitException e) {
    return new UnfitException(
        "has a component '%s' that %s".formatted(component.name(), e.getMessage()));
  }

  /** Calls code of the record. */
  private interface Invocation {
    Object invoke() throws ReflectiveOperationException;
  }

  private static Object invoked(Invocation invocation) {
    try {
      return invocation.invoke();
    } catch (InvocationTargetException e) {
      // What a record's own constructor says of its components is for whoever wrote it.
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("what was made accessible is not", e);
    }
  }
}
