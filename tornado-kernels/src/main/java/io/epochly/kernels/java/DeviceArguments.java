package io.epochly.kernels.java;

import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceQueue;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, some of which lie on a device. */
final class DeviceArguments {
  private final Object[] arguments;
  private final MethodType type;

  private DeviceArguments(Object[] arguments, MethodType type) {
    this.arguments = arguments;
    this.type = type;
  }

  /** Whether there are any that lie on a device. */
  static boolean among(@Nullable Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof DeviceArray<?>) {
        return true;
      }
    }
    return false;
  }

  /**
   * Arguments that a kernel may be given.
   *
   * @param queue of the kernel's device, if it has one
   * @throws IllegalArgumentException if it may not be; the message says which one, and why
   * @throws IllegalStateException if one is closed
   */
  static DeviceArguments of(
      String name, MethodType type, Object[] arguments, Optional<DeviceQueue> queue) {
    Map<Object, Integer> seen = new IdentityHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      if (!(arguments[i] instanceof DeviceArray<?> array)) {
        continue;
      }
      String which = "argument " + (i + 1) + " of " + name;
      if (queue.isEmpty()) {
        throw new IllegalArgumentException(
            which
                + " lies on a device, and the kernel is one for cores: compile it by onDevice(),"
                + " or pass what toArray() gives");
      }
      if (!array.isOf(queue.get())) {
        throw new IllegalArgumentException(
            which + " lies on another device than the kernel's, or belongs to another host");
      }
      if (type.parameterType(i) != array.type()) {
        throw new IllegalArgumentException(
            "%s is a %s, not %s".formatted(which, type.parameterType(i).getSimpleName(), array));
      }
      if (array.isClosed()) {
        throw new IllegalStateException(which + " is closed: " + array);
      }
      Integer before = seen.putIfAbsent(array, i + 1);
      if (before != null) {
        throw new IllegalArgumentException(
            "arguments %d and %d of %s are one array on a device; pass two of them"
                .formatted(before, i + 1, name));
      }
    }
    return new DeviceArguments(arguments, type);
  }

  /**
   * Has a call made with copies in this JVM, and takes back what it has stored into them, also when
   * it throws.
   */
  @Nullable Object onCopies(Function<Object[], @Nullable Object> call) {
    Object[] copies = arguments.clone();
    for (int i = 0; i < copies.length; i++) {
      if (copies[i] instanceof DeviceArray<?> array) {
        copies[i] = array.toArray();
      }
    }
    @Nullable Object result;
    try {
      result = call.apply(copies);
    } catch (RuntimeException | Error e) {
      try {
        back(copies);
      } catch (RuntimeException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
    back(copies);
    int same = Arrays.asList(copies).indexOf(result);
    return type.returnType().isArray() && same >= 0 ? arguments[same] : result;
  }

  private void back(@Nullable Object[] copies) {
    for (int i = 0; i < copies.length; i++) {
      if (arguments[i] instanceof DeviceArray<?> array) {
        back(array, copies[i]);
      }
    }
  }

  private static <A> void back(DeviceArray<A> array, Object copy) {
    array.copyFrom(array.type().cast(copy));
  }
}
