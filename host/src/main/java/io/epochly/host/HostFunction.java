package io.epochly.host;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function of the host that a guest may call as {@code epochly.host.NAME(...)}, at either
 * strength. Only data crosses: what arrives is a copy that the guest cannot change any more, and
 * what is returned is copied too. It runs while the host waits for its call, on that thread or on
 * the guest's own.
 *
 * <pre>{@code
 * HostFunction price =
 *     HostFunction.of(
 *         "price", List.of(String.class), Double.class, arguments -> prices.get(arguments.get(0)));
 * GuestPolicy policy = GuestPolicy.builder().allowFunction(price).build();
 * }</pre>
 *
 * <p>The types, in Java and in Python: {@code Boolean} bool, {@code Long} and {@code BigInteger}
 * int, {@code Double} float (an int that is a double exactly will do), {@code String} str, {@code
 * byte[]} bytes and bytearray, {@code long[]} and {@code double[]} array.array of 'q' and 'd',
 * {@code List} list and tuple, {@code Set} set and frozenset, {@code Map} dict; for a result also
 * {@code Void} None. What collections hold is of these types, or {@code null} for None.
 *
 * @param name an identifier
 * @param parameters the types of the arguments
 * @param result the type of the result
 * @param body what it does
 */
public record HostFunction(
    String name, List<Class<?>> parameters, Class<?> result, HostFunction.Body body) {

  /** What a host function does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs it. Whatever it throws, the guest gets a RuntimeException that names the function and
     * tells nothing of the cause, unless it is a {@link RefusedException}.
     */
    @Nullable Object call(List<Object> arguments) throws Exception;
  }

  /** Refuses a guest's call with words that are meant for the guest, which gets a ValueError. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Refuses with these words. */
    public RefusedException(String message) {
      super(message);
    }
  }

  private static final Set<Class<?>> TYPES =
      Set.of(
          Boolean.class,
          Long.class,
          BigInteger.class,
          Double.class,
          String.class,
          byte[].class,
          long[].class,
          double[].class,
          List.class,
          Set.class,
          Map.class);

  /**
   * A function for guests.
   *
   * @throws IllegalArgumentException if its name or a type is none that guests can be given
   */
  public HostFunction {
    parameters = List.copyOf(parameters);
    if (name.isEmpty()
        || !Character.isJavaIdentifierStart(name.charAt(0))
        || !name.chars().allMatch(c -> c == '_' || c < 128 && Character.isLetterOrDigit(c))
        || name.startsWith("_")) {
      throw new IllegalArgumentException(
          "'%s' cannot name a host function: use letters, digits and _, a letter first"
              .formatted(name));
    }
    List<Class<?>> all = new ArrayList<>(parameters);
    if (result != Void.class) {
      all.add(result);
    }
    for (Class<?> type : all) {
      if (!TYPES.contains(type)) {
        throw new IllegalArgumentException(
            "host function '%s' cannot take or return %s: the types that can cross are Boolean,"
                    .formatted(name, type.getTypeName())
                + " Long, BigInteger, Double, String, byte[], long[], double[], List, Set and Map");
      }
    }
  }

  /** A host function. */
  public static HostFunction of(
      String name, List<Class<?>> parameters, Class<?> result, Body body) {
    return new HostFunction(name, parameters, result, body);
  }
}
