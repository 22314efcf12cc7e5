package io.epochly.host.internal.worker;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.Reference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that stays in the worker, but for what is small. */
final class HeldValue implements Reference {
  private final ProcessSession session;
  private final Reply.Held held;
  private final Optional<Object> small;

  HeldValue(ProcessSession session, Reply.Held held) {
    this.session = session;
    this.held = held;
    this.small = small(held);
  }

  private Optional<Object> small(Reply.Held held) {
    if (held.content().length == 0) {
      return Optional.empty();
    }
    Object value = decoded(held.content());
    boolean right =
        switch (held.type()) {
          case "bool" -> value instanceof Boolean;
          case "int" -> value instanceof Long;
          case "float" -> value instanceof Double;
          case "str" -> value instanceof String;
          default -> value == null;
        };
    if (!right) {
      throw session.violated("a value of another type");
    }
    return Optional.ofNullable(value);
  }

  private @Nullable Object decoded(byte[] data) {
    try {
      return Data.decode(data);
    } catch (BadDataException e) {
      throw session.violated("no data");
    }
  }

  @Override
  public boolean isNone() {
    return held.type().equals("NoneType");
  }

  @Override
  public Optional<Object> small() {
    return small;
  }

  @Override
  public String type() {
    return held.type();
  }

  @Override
  public boolean asBoolean() {
    return scalar(Request.Kind.BOOL, Boolean.class);
  }

  @Override
  public long asLong() {
    return scalar(Request.Kind.INT, Long.class);
  }

  @Override
  public double asDouble() {
    return scalar(Request.Kind.FLOAT, Double.class);
  }

  @Override
  public String asString() {
    return scalar(Request.Kind.STR, String.class);
  }

  @Override
  public double[] asDoubles() {
    return read(Request.Kind.FLOATS, double[].class);
  }

  @Override
  public long[] asLongs() {
    return read(Request.Kind.INTS, long[].class);
  }

  @Override
  public byte[] asBytes() {
    return read(Request.Kind.BYTES, byte[].class);
  }

  @Override
  public String text() {
    return read(Request.Kind.TEXT, String.class);
  }

  private <T> T scalar(Request.Kind kind, Class<T> type) {
    return small.filter(type::isInstance).map(type::cast).orElseGet(() -> read(kind, type));
  }

  private <T> T read(Request.Kind kind, Class<T> type) {
    return switch (session.ask(new Request.Read(held.id(), kind.ordinal()))) {
      case Reply.Content(byte[] data) -> {
        Object value = decoded(data);
        if (!type.isInstance(value)) {
          throw session.violated("a value of another type");
        }
        yield type.cast(value);
      }
      case Reply.WrongKind(String message) -> throw new ClassCastException(message);
      case Reply.Failed(Reply.Failure failure, List<byte[]> arrays) ->
          throw session.failure(failure);
      default -> throw session.violated("another answer to a read");
    };
  }
}
