package io.epochly.host.internal.typed;

import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import java.util.List;

/**
 * A function of the guest that {@code typed.py} holds.
 *
 * @param number which of those that it holds
 * @param least the fewest arguments it takes by position
 * @param most the most, or -1
 * @param keywords what it must be given by keyword
 * @param signature as Python has it, without the values of defaults
 * @param optimized whether it may have a kernel
 */
record BoundFunction(
    long number, long least, long most, List<?> keywords, String signature, boolean optimized) {
  private static final int LONGEST_SIGNATURE = 200;

  /**
   * Has the guest look up a function.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static BoundFunction find(Exchange guest, String name) {
    List<?> answer = Outcome.list(guest.ask(request(name)));
    try {
      return switch ((String) answer.getFirst()) {
        case "bound" -> of(name, answer);
        case "uncallable" ->
            throw new IllegalArgumentException(
                "'%s' of the guest is a %s, not a function".formatted(name, answer.get(1)));
        default ->
            throw new IllegalArgumentException(
                "the guest has no function '%s': run what defines it in __main__ first"
                    .formatted(name));
      };
    } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
      throw Outcome.noAnswer(e);
    }
  }

  private static byte[] request(String name) {
    try {
      return Data.encode(List.of("bind", name));
    } catch (BadDataException e) {
      throw new IllegalStateException("strings are data", e);
    }
  }

  private static BoundFunction of(String name, List<?> answer) {
    String parameters = (String) answer.get(5);
    String shown =
        parameters.length() <= LONGEST_SIGNATURE
            ? parameters
            : parameters.substring(0, LONGEST_SIGNATURE) + "...";
    return new BoundFunction(
        (Long) answer.get(1),
        (Long) answer.get(2),
        (Long) answer.get(3),
        (List<?>) answer.get(4),
        "%s(%s)".formatted(name, shown),
        (Boolean) answer.get(6));
  }

  boolean takes(int arguments) {
    return arguments >= least && (most < 0 || arguments <= most) && keywords.isEmpty();
  }

  /** How many arguments it takes, in words. */
  String arity() {
    String count =
        most < 0
            ? least + " or more"
            : least == most ? Long.toString(least) : "%d to %d".formatted(least, most);
    return keywords.isEmpty()
        ? "takes %s by position".formatted(count)
        : "takes %s by position and needs others by keyword".formatted(count);
  }
}
