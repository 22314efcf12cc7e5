package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** TornadoVM's API, bound to the one that this JVM was started with. */
final class Tornado {
  /** What it throws when a device is full, or a plan takes more than its limit. */
  private static final Set<String> OUT_OF_MEMORY =
      Set.of("TornadoOutOfMemoryException", "TornadoMemoryException");

  private final Map<Member, MethodHandle> handles = new EnumMap<>(Member.class);

  /**
   * Binds it.
   *
   * @throws DeviceException when there is none, or another one; the message says what is missing
   */
  Tornado() {
    for (Member member : Member.values()) {
      try {
        handles.put(member, member.bind(Tornado.class.getClassLoader()));
      } catch (ReflectiveOperationException e) {
        throw new DeviceException(
            "the TornadoVM of TORNADOVM_HOME has no "
                + member.inWords()
                + " as it is used here; install a 5.2 SDK for JDK 25",
            e);
      }
    }
  }

  /**
   * Calls a member.
   *
   * @param arguments the object first, for a method of one
   * @throws DeviceException when it fails, with what it says
   */
  Object call(Member member, Object... arguments) {
    try {
      return handles.get(member).invokeWithArguments(arguments);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      throw failure(member, e);
    }
  }

  int number(Member member, Object... arguments) {
    return (Integer) call(member, arguments);
  }

  long large(Member member, Object... arguments) {
    return (Long) call(member, arguments);
  }

  String text(Member member, Object... arguments) {
    return String.valueOf(call(member, arguments)).strip();
  }

  /** The name of a constant that a member gives. */
  String constant(Member member, Object... arguments) {
    return ((Enum<?>) call(member, arguments)).name();
  }

  private static DeviceException failure(Member member, Throwable e) {
    String said = "TornadoVM failed at " + member.inWords() + ": " + e;
    return OUT_OF_MEMORY.contains(e.getClass().getSimpleName())
        ? new OutOfDeviceMemoryException(said)
        : new DeviceException(said, e);
  }
}
