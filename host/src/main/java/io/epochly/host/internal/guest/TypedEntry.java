package io.epochly.host.internal.guest;

import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import java.util.OptionalLong;
import org.graalvm.polyglot.Value;

/** The door of {@code typed.py}: calls of the host's interfaces, with data in and out. */
final class TypedEntry {
  private final Bridge bridge;
  private final Value serve;
  private final long largest;

  private TypedEntry(Bridge bridge, Value serve, long largest) {
    this.bridge = bridge;
    this.serve = serve;
    this.largest = largest;
  }

  static TypedEntry load(Bridge bridge, OptionalLong limit, Object preparer) {
    Value codec = bridge.load("data.py");
    long largest = limit.orElse(Integer.MAX_VALUE);
    Value serve =
        bridge
            .loadCaller("typed.py")
            .getHashValue("install")
            .execute(
                bridge.function("find"),
                codec.getHashValue("encode"),
                codec.getHashValue("decode"),
                codec.getHashValue("TooLarge"),
                bridge.function("numbers"),
                bridge.function("raw_bytes"),
                bridge.function("describe"),
                largest,
                preparer);
    return new TypedEntry(bridge, serve, largest);
  }

  byte[] call(byte[] request) {
    return bridge.guarded(
        () -> {
          Value answer = serve.execute(Bridge.textOf(request));
          if (answer.isNull()) {
            throw new ResourceExhaustedException(Limit.RESULT, largest);
          }
          return Bridge.bytesOf(answer);
        });
  }
}
