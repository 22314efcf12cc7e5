package io.epochly.host.internal.policy;

import io.epochly.host.Limit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A limit as people write it: {@code heap=512m}, {@code wall-time=10s}.
 *
 * @param value in the limit's own unit
 */
public record LimitValue(Limit limit, long value) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})([a-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
  private static final Map<String, Long> MILLISECONDS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  /** Reads both at once. */
  public static LimitValue parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("write NAME=VALUE, as wall-time=10s or heap=512m");
    }
    return parse(text.substring(0, equals), text.substring(equals + 1));
  }

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException if there is none of the name, or the value is none of it
   */
  public static LimitValue parse(String name, String text) {
    Limit limit =
        Arrays.stream(Limit.values())
            .filter(candidate -> name(candidate).equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no limit '%s': there are %s"
                            .formatted(
                                name,
                                Arrays.stream(Limit.values())
                                    .map(LimitValue::name)
                                    .collect(Collectors.joining(", ")))));
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s is to be a number with a unit, as 10s or 512m".formatted(name));
    }
    boolean time = limit == Limit.WALL_TIME || limit == Limit.CPU_TIME;
    Long unit = (time ? MILLISECONDS : BYTES).get(matcher.group(2));
    if (unit == null) {
      throw new IllegalArgumentException(
          "%s counts %s"
              .formatted(
                  name(limit),
                  time ? "time: write ms, s, m or h" : "bytes: write k, m, g or nothing"));
    }
    long value = times(Long.parseLong(matcher.group(1)), unit, name);
    // The kernel counts in whole seconds.
    return new LimitValue(limit, limit == Limit.CPU_TIME ? Math.ceilDiv(value, 1_000) : value);
  }

  private static long times(long count, long unit, String name) {
    if (count > Long.MAX_VALUE / unit) {
      throw new IllegalArgumentException(name + " is too large");
    }
    return count * unit;
  }

  private static String name(Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
