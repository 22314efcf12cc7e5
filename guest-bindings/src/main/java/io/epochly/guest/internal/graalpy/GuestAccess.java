package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.nodes.Node;
import io.epochly.kernels.ir.Type;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns guest values into operands of kernels, and looks up what names mean; see the package. */
public sealed interface GuestAccess permits DirectAccess, InteropAccess {
  /** What a lookup gives for a name that is not bound. */
  Object ABSENT = new Object();

  /** What a lookup gives for an attribute that means more than what is stored under its name. */
  Object HANDLED = new Object();

  /** {@code "direct"}, or {@code "interop: "} and why. */
  String description();

  /** Whether a kernel can run here while the guest may have {@code threads}. */
  boolean canRunKernels(boolean threads);

  /**
   * Keeps other guest threads out until {@link #leave}.
   *
   * @return what {@link #leave} wants to know
   */
  boolean enter(Node location);

  /** Told once, when a second thread is about to enter the guest. */
  void becomeMultiThreaded();

  /**
   * Closes the files and sockets that a guest which has ended left open. The interpreter leaves
   * them to the collector, which comes when it likes, and closes no socket.
   */
  void closeLeftOpen();

  /** Undoes {@link #enter}. */
  void leave(boolean entered);

  /** The attribute of an {@code epochly.array} that holds its {@link ArrayLayout}. */
  Name LAYOUT = Name.of("_layout");

  /** Tells which guest class is {@code epochly.array}. */
  void setArrayType(Object type);

  /** Fills in type and operand of {@code raw} at {@code index}, or refuses. */
  void classify(Object raw, Arguments into, int index);

  /** Classifies the arguments of a call. */
  default Arguments arguments(Object[] raw) {
    return arguments(raw, null);
  }

  private Arguments arguments(Object[] raw, @Nullable Map<Object, Boolean> widened) {
    return classified(new Arguments(raw, widened), raw);
  }

  /** Likewise, in the place of those of a call of as many arguments that is over. */
  default Arguments argumentsIn(Arguments over, Object[] raw) {
    over.reuse(raw);
    return classified(over, raw);
  }

  private Arguments classified(Arguments arguments, Object[] raw) {
    arguments.startArguments();
    for (int i = 0; i < raw.length; i++) {
      classify(raw[i], arguments, i);
    }
    return arguments;
  }

  /**
   * The same arguments again, with the lists of one operand as 64-bit ints; on {@link
   * Arguments#commit} these lists get the storage that a store beyond 32 bits leaves them with.
   */
  default Arguments widen(Arguments arguments, int index) {
    Map<Object, Boolean> widened = new IdentityHashMap<>();
    if (arguments.widened() != null) {
      widened.putAll(arguments.widened());
    }
    leaves(arguments.raw(index), widened);
    return arguments(arguments.raw(), widened);
  }

  /** Adds the innermost lists of a list. */
  void leaves(Object list, Map<Object, Boolean> into);

  /**
   * Adds a captured value as one more operand.
   *
   * @return whether it has the expected type
   */
  default boolean capture(Object value, Type expected, Arguments arguments) {
    int index = arguments.addCapture(value);
    classify(value, arguments, index);
    if (arguments.obstacle() != null) {
      arguments.clearObstacle();
      return false;
    }
    return arguments.fits(index, expected);
  }

  /** What a variable of an enclosing function holds, or {@link #ABSENT}. */
  Object cell(Object cell);

  /** What a global name is bound to, or {@link #ABSENT}. */
  Object global(Environment environment, Name name);

  /** What a name is bound to in the module {@code builtins}, or {@link #ABSENT}. */
  Object builtin(Name name);

  /** Whether a value is {@code None}, where that can be told and is one object. */
  boolean isNone(Object value);

  /** Whether a value is a plain module. */
  boolean isModule(Object value);

  /** What an attribute of a module holds, or {@link #ABSENT}. */
  Object attribute(Object module, Name name);

  /**
   * What an attribute of an object of a guest's class holds, of its own or by its class, where
   * reading it does no more; a function of the class as it stands there. Else {@link #ABSENT} or
   * {@link #HANDLED}.
   */
  Object instanceAttribute(Object instance, Name name);

  /** What the object itself holds under this name, whatever its class says, or {@link #ABSENT}. */
  Object ownAttribute(Object instance, Name name);

  /** {@code Boolean.TRUE} if storing this attribute does no more than that, else FALSE. */
  Object storesPlainly(Object instance, Name name);

  /** Stores an attribute of which {@link #storesPlainly} is true. */
  void store(Object instance, Name name, Object value);

  /** The name of a value's type. */
  String typeName(Object value);

  /** Whether two values are the same object. */
  boolean same(Object a, Object b);

  /** The function behind a value, if its calls can be compiled along with their caller. */
  Optional<Callee> callee(Object value);

  /** What the decorator made a function of, if it did and nobody else took its place. */
  Optional<Callee.Wrapper> wrapper(Object function);

  /** What a function runs, by identity; {@link #ABSENT} where that cannot be told. */
  Object codeOf(Object function);

  /** The guest's forms of several results; what is one list in them stays one. */
  Object[] results(Object[] values, Arguments arguments);

  /** The guest's form of a kernel's result; an operand comes back as the argument that it was. */
  Object result(@Nullable Object value, Arguments arguments);
}
