package io.epochly.host.internal.typed;

import io.epochly.host.GuestException;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.NumberArrays;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind an interface that a function of a guest implements. */
final class TypedFunction implements InvocationHandler {
  private static final @Nullable Object[] NOTHING = {};

  private final Exchange guest;
  private final BoundFunction function;
  private final InterfaceShape shape;
  private final List<Passage> parameters;
  private final Passage result;
  private final DefaultFunctions defaults;

  TypedFunction(
      Exchange guest,
      BoundFunction function,
      InterfaceShape shape,
      List<Passage> parameters,
      Passage result,
      DefaultFunctions defaults) {
    this.guest = guest;
    this.function = function;
    this.shape = shape;
    this.parameters = List.copyOf(parameters);
    this.result = result;
    this.defaults = defaults;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (Modifier.isAbstract(method.getModifiers()) && method.getName().equals(shape.name())) {
      return call(arguments == null ? NOTHING : arguments);
    }
    if (method.isDefault()) {
      return defaults.call(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> description();
    };
  }

  /** What {@code toString} gives. */
  String description() {
    return "guest function %s as %s".formatted(function.signature(), shape);
  }

  /** Arguments on their way: as data, and those that are copied back. */
  private record Sent(
      StringBuilder codes, List<@Nullable Object> data, List<Object> arrays, List<Integer> places) {
    Sent() {
      this(new StringBuilder(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void array(Object array, char code) throws UnfitException {
      for (int i = 0; i < arrays.size(); i++) {
        if (arrays.get(i) == array) {
          if (codes.charAt(places.get(i)) != code) {
            throw new UnfitException("is memory that is passed with other elements, too");
          }
          // One array in the guest too.
          codes.append(Passage.ALIAS);
          data.add(places.get(i));
          return;
        }
      }
      byte[] content;
      if (array instanceof MemorySegment segment) {
        content = Segments.bytes(segment, code);
        if (segment.isReadOnly()) {
          constant(content, code);
          return;
        }
      } else {
        content = NumberArrays.bytes(array);
      }
      Segments.requireApart(array, arrays);
      arrays.add(array);
      places.add(data.size());
      codes.append(code);
      data.add(content);
    }

    /** What the guest cannot store into, as nothing is copied back. */
    private void constant(byte[] content, char code) {
      if (code == NumberArrays.BYTES) {
        value(content);
      } else {
        codes.append(Passage.CONSTANT);
        data.add(List.of(Character.toString(code), content));
      }
    }

    void value(@Nullable Object value) {
      codes.append(Passage.VALUE);
      data.add(value);
    }
  }

  /** Calls the function in the guest. */
  @Nullable Object call(@Nullable Object[] arguments) {
    if (Thread.currentThread().isInterrupted()) {
      throw new GuestInterruptedException();
    }
    Sent sent = sent(arguments);
    Outcome.Answer answer = Outcome.read(guest.ask(request(sent)), sent.arrays().size());
    copyBack(sent.arrays(), answer.arrays());
    try {
      return switch (answer.outcome()) {
        case Outcome.Returned(byte[] content) -> result.toHost(content);
        case Outcome.Raised(String type, String detail, String traceback) ->
            throw new GuestException(type, detail, traceback);
        case Outcome.Unfit(String reason) -> throw new UnfitException("does not fit: " + reason);
      };
    } catch (UnfitException e) {
      throw unfit(e);
    }
  }

  /** What a kernel gave, in Java. */
  @Nullable Object directResult(@Nullable Object value) {
    return result.code() == Passage.VALUE ? fitted(value) : value;
  }

  /** A result that is a number, a truth value or {@code None}, in Java. */
  @Nullable Object fitted(@Nullable Object value) {
    try {
      return result.conversion().orElseThrow().toHost(value);
    } catch (UnfitException e) {
      throw unfit(e);
    }
  }

  private ClassCastException unfit(UnfitException e) {
    return new ClassCastException(
        "the result of guest function %s, bound to %s, %s"
            .formatted(function.signature(), shape, e.getMessage()));
  }

  private byte[] request(Sent sent) {
    try {
      return Data.encode(
          List.of(
              "call",
              function.number(),
              sent.codes().toString(),
              sent.data(),
              Character.toString(result.code())));
    } catch (BadDataException e) {
      throw new IllegalArgumentException(
          "an argument of %s: %s".formatted(shape, e.getMessage()), e);
    }
  }

  /** Refuses memory that neither a kernel nor the guest can be given. */
  void requireUsable(@Nullable Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof MemorySegment segment) {
        try {
          Segments.requireUsable(segment, parameters.get(i).code());
        } catch (UnfitException e) {
          throw unfitArgument(i, e);
        }
      }
    }
  }

  private IllegalArgumentException unfitArgument(int index, UnfitException e) {
    return new IllegalArgumentException(
        "argument %d of %s %s".formatted(index + 1, shape, e.getMessage()), e);
  }

  private Sent sent(@Nullable Object[] arguments) {
    Sent sent = new Sent();
    for (int i = 0; i < arguments.length; i++) {
      Passage passage = parameters.get(i);
      try {
        Object argument = arguments[i];
        if (passage.isArray()) {
          if (argument == null) {
            throw new UnfitException("is null, not an array");
          }
          sent.array(argument, passage.code());
        } else {
          sent.value(passage.conversion().orElseThrow().toGuest(argument));
        }
      } catch (UnfitException e) {
        throw unfitArgument(i, e);
      }
    }
    return sent;
  }

  private void copyBack(List<Object> arrays, List<Optional<byte[]>> contents) {
    if (contents.contains(Optional.<byte[]>empty())) {
      throw new IllegalArgumentException(
          "guest function %s changed the length of an array that belongs to the host"
              .formatted(function.signature()));
    }
    for (int i = 0; i < arrays.size(); i++) {
      byte[] content = contents.get(i).orElseThrow();
      if (arrays.get(i) instanceof MemorySegment segment) {
        Segments.fill(segment, content);
      } else {
        NumberArrays.fill(arrays.get(i), content);
      }
    }
  }
}
