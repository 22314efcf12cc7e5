package io.epochly.host.internal.typed;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the default functions of an interface, which need not be public. */
final class DefaultFunctions {
  /** Of those that are not for all to call. */
  private final Map<Method, MethodHandle> handles = new HashMap<>();

  private DefaultFunctions() {}

  /**
   * Those of an interface and its parents.
   *
   * @throws IllegalArgumentException if they cannot be reached from here
   */
  static DefaultFunctions of(Class<?> type) {
    DefaultFunctions functions = new DefaultFunctions();
    for (Method method : type.getMethods()) {
      if (method.isDefault() && !isForAll(method.getDeclaringClass())) {
        functions.handles.put(method, handle(method, type));
      }
    }
    return functions;
  }

  private static boolean isForAll(Class<?> owner) {
    return Modifier.isPublic(owner.getModifiers())
        && owner.getModule().isExported(owner.getPackageName(), DefaultFunctions.class.getModule());
  }

  private static MethodHandle handle(Method method, Class<?> type) {
    Class<?> owner = method.getDeclaringClass();
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .unreflectSpecial(method, type);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "interface %s has a default function, %s.%s, that cannot be called from here: let its"
                  .formatted(type.getTypeName(), owner.getSimpleName(), method.getName())
              + " module open its package to io.epochly.host",
          e);
    }
  }

  @Nullable Object call(Object instance, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    MethodHandle handle = handles.get(method);
    if (handle == null) {
      return InvocationHandler.invokeDefault(instance, method, arguments);
    }
    return handle
        .bindTo(instance)
        .invokeWithArguments(arguments == null ? new Object[0] : arguments);
  }
}
