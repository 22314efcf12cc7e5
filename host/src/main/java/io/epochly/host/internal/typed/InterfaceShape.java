package io.epochly.host.internal.typed;

import io.epochly.host.Elements;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The one abstract function of an interface.
 *
 * @param parameters their types, with those of generic parents filled in
 */
record InterfaceShape(Class<?> owner, String name, List<Type> parameters, Type result) {
  /**
   * The shape of an interface.
   *
   * @throws IllegalArgumentException if it is not functional, or cannot be implemented from here
   */
  static InterfaceShape of(Class<?> type) {
    if (!type.isInterface() || type.isAnnotation()) {
      throw new IllegalArgumentException(
          type.getTypeName()
              + " is no interface: a guest function is bound to an interface with one abstract"
              + " function");
    }
    if (type.isSealed() || type.isHidden()) {
      throw new IllegalArgumentException(
          "interface %s is sealed or hidden: only the classes that it names implement it"
              .formatted(type.getTypeName()));
    }
    GroundTypes types = GroundTypes.of(type);
    List<InterfaceShape> shapes =
        Arrays.stream(type.getMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .filter(method -> !isOfObject(method))
            .map(method -> of(type, method, types))
            .toList();
    if (shapes.isEmpty()) {
      throw notFunctional(type, "none");
    }
    // One that a sub-interface declares anew, as with a narrower result, is there twice.
    InterfaceShape first = shapes.getFirst();
    if (shapes.stream().anyMatch(other -> !other.hasSameCalls(first))) {
      throw notFunctional(
          type,
          shapes.stream().map(InterfaceShape::toString).sorted().collect(Collectors.joining(", ")));
    }
    return shapes.stream().reduce(first, InterfaceShape::narrower);
  }

  private static IllegalArgumentException notFunctional(Class<?> type, String found) {
    return new IllegalArgumentException(
        "interface %s is not functional: it is to have one abstract function, and has %s"
            .formatted(type.getTypeName(), found));
  }

  private static InterfaceShape of(Class<?> type, Method method, GroundTypes types) {
    List<Type> parameters = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      Type resolved = types.resolve(parameter.getParameterizedType());
      Elements elements = parameter.getAnnotation(Elements.class);
      if (elements != null && resolved != MemorySegment.class) {
        throw new IllegalArgumentException(
            "parameter %d of %s.%s has @Elements, but is a %s: only a MemorySegment needs it"
                .formatted(
                    parameters.size() + 1,
                    type.getTypeName(),
                    method.getName(),
                    TypeNames.of(resolved)));
      }
      parameters.add(elements == null ? resolved : new TypedMemory(elements.value()));
    }
    return new InterfaceShape(
        type, method.getName(), parameters, types.resolve(method.getGenericReturnType()));
  }

  private static boolean isOfObject(Method method) {
    try {
      return Modifier.isPublic(
          Object.class.getMethod(method.getName(), method.getParameterTypes()).getModifiers());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private boolean hasSameCalls(InterfaceShape other) {
    return name.equals(other.name) && parameters.equals(other.parameters);
  }

  private static InterfaceShape narrower(InterfaceShape one, InterfaceShape other) {
    return raw(one.result).isAssignableFrom(raw(other.result)) ? other : one;
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case GroundTypes.Ground ground -> ground.raw();
      default -> Object.class;
    };
  }

  boolean givesNothing() {
    return result == void.class || result == Void.class;
  }

  /** The signature as Java has it. */
  @Override
  public String toString() {
    return "%s %s.%s(%s)"
        .formatted(
            TypeNames.of(result),
            owner.getSimpleName(),
            name,
            parameters.stream().map(TypeNames::of).collect(Collectors.joining(", ")));
  }
}
