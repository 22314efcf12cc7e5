package io.epochly.kernels.java;

import io.epochly.kernels.device.DeviceArray;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** The types of a method as a functional interface may have them. */
final class BoundTypes {
  private BoundTypes() {}

  /** Those of the method, but for parameters by which the interface passes arrays on a device. */
  static MethodType of(MethodType method, Class<?> functionalInterface) {
    return Arrays.stream(functionalInterface.getMethods())
        .filter(m -> Modifier.isAbstract(m.getModifiers()))
        .filter(m -> m.getParameterCount() == method.parameterCount() && !isOfObject(m))
        .findFirst()
        .map(m -> withArraysThere(method, m))
        .orElse(method);
  }

  private static boolean isOfObject(Method method) {
    return Arrays.stream(Object.class.getMethods())
        .anyMatch(
            other ->
                other.getName().equals(method.getName())
                    && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
  }

  private static MethodType withArraysThere(MethodType method, Method of) {
    MethodType result = method;
    for (int i = 0; i < method.parameterCount(); i++) {
      if (of.getParameterTypes()[i] == DeviceArray.class && method.parameterType(i).isArray()) {
        result = result.changeParameterType(i, DeviceArray.class);
      }
    }
    if (!result.equals(method) && method.returnType().isArray()) {
      throw new IllegalArgumentException(
          "%s passes arrays on a device to a method that gives an array: call run(), whose result is"
                  .formatted(of)
              + " one there if the method gives what it was passed");
    }
    return result;
  }
}
