package io.epochly.host.internal.typed;

import io.epochly.host.GuestDeadException;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import java.util.List;
import java.util.Optional;

/** How a call ended, as {@code typed.py} tells it, from whoever that comes. */
sealed interface Outcome {
  /** It returned: an array's elements, or a value as data. */
  record Returned(byte[] content) implements Outcome {}

  /** It returned what cannot cross as it is declared. */
  record Unfit(String reason) implements Outcome {}

  /** It raised. */
  record Raised(String type, String detail, String traceback) implements Outcome {}

  /**
   * What a call gave.
   *
   * @param arrays what those of the host are to hold; empty where the guest changed the length
   */
  record Answer(Outcome outcome, List<Optional<byte[]>> arrays) {}

  /**
   * Reads an answer.
   *
   * @throws GuestDeadException if it is none
   */
  static Answer read(byte[] bytes, int arrays) {
    List<?> parts = list(bytes);
    try {
      List<?> words = (List<?>) parts.get(0);
      Outcome outcome =
          switch ((String) words.get(0)) {
            case "value" -> new Returned((byte[]) words.get(1));
            case "unfit" -> new Unfit((String) words.get(1));
            default ->
                new Raised((String) words.get(1), (String) words.get(2), (String) words.get(3));
          };
      List<Optional<byte[]>> contents =
          ((List<?>) parts.get(1))
              .stream().map(each -> Optional.ofNullable((byte[]) each)).toList();
      if (contents.size() != arrays) {
        throw noAnswer(new IllegalArgumentException("other arrays than it was given"));
      }
      return new Answer(outcome, contents);
    } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
      throw noAnswer(e);
    }
  }

  /** The list that an answer is. */
  static List<?> list(byte[] bytes) {
    try {
      if (Data.decode(bytes) instanceof List<?> parts) {
        return parts;
      }
      throw noAnswer(new ClassCastException("no list"));
    } catch (BadDataException e) {
      throw noAnswer(e);
    }
  }

  /** What a caller hears whose guest does not keep to the protocol. */
  static GuestDeadException noAnswer(Exception cause) {
    return new GuestDeadException("the guest's process sent what is no answer to a call", cause);
  }
}
