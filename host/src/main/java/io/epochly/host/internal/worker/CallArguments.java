package io.epochly.host.internal.worker;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.Bridge;
import io.epochly.host.internal.guest.NumberArrays;
import java.util.Arrays;
import java.util.List;

/** What a guest's function is called with: arrays go with it, and come back as it left them. */
final class CallArguments {
  private final List<Request.Argument> messages;
  private final Object[] arrays;

  /**
   * @throws IllegalArgumentException if one is of a type that no guest takes
   */
  CallArguments(Object... arguments) {
    this.messages = Arrays.stream(arguments).map(CallArguments::message).toList();
    this.arrays = Arrays.stream(arguments).filter(NumberArrays::isOne).toArray();
  }

  List<Request.Argument> messages() {
    return messages;
  }

  private static Request.Argument message(Object argument) {
    if (NumberArrays.isOne(argument)) {
      return new Request.Numbers(NumberArrays.typecode(argument), NumberArrays.bytes(argument));
    }
    return switch (argument) {
      case Boolean b -> plain(b);
      case Byte b -> plain(b);
      case Short s -> plain(s);
      case Integer i -> plain(i);
      case Long l -> plain(l);
      case Float f -> plain(f);
      case Double d -> plain(d);
      case String s -> plain(s);
      default -> throw Bridge.notPassable(argument);
    };
  }

  private static Request.Argument plain(Object value) {
    try {
      return new Request.Plain(Data.encode(value));
    } catch (BadDataException e) {
      throw new IllegalStateException("scalars are data", e);
    }
  }

  /**
   * Fills the arrays with what the worker sent back.
   *
   * @throws ProtocolException if that does not fit, and then none is changed
   */
  void fill(List<byte[]> contents) throws ProtocolException {
    // None if the call was refused: then nothing has happened to them.
    if (contents.isEmpty()) {
      return;
    }
    if (contents.size() != arrays.length) {
      throw new ProtocolException("other arrays than it was given");
    }
    for (int i = 0; i < arrays.length; i++) {
      if (contents.get(i).length != NumberArrays.size(arrays[i])) {
        throw new ProtocolException("an array of another length");
      }
    }
    for (int i = 0; i < arrays.length; i++) {
      NumberArrays.fill(arrays[i], contents.get(i));
    }
  }
}
