package io.epochly.host.internal.typed;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** Binds functions of a guest to interfaces. */
public final class TypedFunctions {
  private TypedFunctions() {}

  /**
   * An instance of an interface that a function of the guest implements.
   *
   * @param guest carries the calls
   * @throws IllegalArgumentException if the function is not there, or the interface does not fit it
   */
  public static <T> T bind(Exchange guest, String name, Class<T> type) {
    InterfaceShape shape = InterfaceShape.of(type);
    BoundFunction function = BoundFunction.find(guest, name);
    List<Passage> parameters = new ArrayList<>();
    for (Type parameter : shape.parameters()) {
      parameters.add(
          passage(
              Passage::ofArgument,
              parameter,
              "parameter %d".formatted(parameters.size() + 1),
              function,
              shape));
    }
    Passage result =
        shape.givesNothing()
            ? Passage.nothing()
            : passage(Passage::of, shape.result(), "the result", function, shape);
    if (!function.takes(parameters.size())) {
      throw new IllegalArgumentException(
          "guest function %s %s, but %s of %s passes %d"
              .formatted(
                  function.signature(),
                  function.arity(),
                  shape,
                  type.getTypeName(),
                  parameters.size()));
    }
    DefaultFunctions defaults = DefaultFunctions.of(type);
    TypedFunction calls = new TypedFunction(guest, function, shape, parameters, result, defaults);
    return DirectBinding.of(guest, type, shape, function, calls)
        .orElseGet(
            () ->
                type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls)));
  }

  /** Has the guest let go of all functions that were bound. */
  public static void forget(Exchange guest) {
    try {
      Outcome.list(guest.ask(Data.encode(List.of("forget"))));
    } catch (BadDataException e) {
      throw new IllegalStateException("strings are data", e);
    }
  }

  /** Finds how values of a type pass. */
  private interface Finder {
    Passage find(Type type) throws UnsupportedTypeException;
  }

  private static Passage passage(
      Finder finder, Type type, String which, BoundFunction function, InterfaceShape shape) {
    try {
      return finder.find(type);
    } catch (UnsupportedTypeException e) {
      throw new IllegalArgumentException(
          "%s of %s is or holds %s; it was to be bound to guest function %s"
              .formatted(which, shape, e.getMessage(), function.signature()),
          e);
    }
  }
}
