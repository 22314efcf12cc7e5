package io.epochly.host.internal.guest;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Runs an action of ours on SIGINT before the guest's own handler. The JVM has one handler for each
 * signal, and the interpreter looks at it to tell the guest which one is set: detach while it does.
 *
 * <p>By reflection, because the compiler has a warning for each mention of the JDK's signal classes
 * that cannot be switched off.
 */
public final class InterruptSignal {
  private final Object signal;
  private final Method setHandler;
  private final Method runHandler;
  private final Object ours;
  private volatile Object guests;

  InterruptSignal(Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      signal = signalType.getConstructor(String.class).newInstance("INT");
      setHandler = signalType.getMethod("handle", signalType, handlerType);
      runHandler = handlerType.getMethod("handle", signalType);
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield runHandler.invoke(guests, arguments);
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "SIGINT of a guest";
              };
      ours =
          Proxy.newProxyInstance(
              InterruptSignal.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      guests = setHandler.invoke(null, signal, ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let signals be handled", e);
    }
  }

  /** Sends this process a SIGINT, as Ctrl-C does. */
  static void raise() {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Object signal = signalType.getConstructor(String.class).newInstance("INT");
      signalType.getMethod("raise", signalType).invoke(null, signal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let signals be raised", e);
    }
  }

  /** Runs an action on each SIGINT, which does nothing else then. */
  public static void handle(Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              InterruptSignal.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "SIGINT";
                  });
      signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signalType.getConstructor(String.class).newInstance("INT"), handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let signals be handled", e);
    }
  }

  /** Puts our handler before the one that is set now. */
  void attach() {
    Object current = swap(ours);
    if (current != ours) {
      guests = current;
    }
  }

  /** Puts the guest's own handler back. */
  void detach() {
    swap(guests);
  }

  private Object swap(Object handler) {
    try {
      return setHandler.invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIGINT cannot be handled", e);
    }
  }
}
