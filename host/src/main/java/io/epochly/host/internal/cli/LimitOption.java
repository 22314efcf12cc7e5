package io.epochly.host.internal.cli;

import io.epochly.host.Limit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A limit as the command line gives it: {@code heap=512m}.
 *
 * @param value in the limit's own unit
 */
record LimitOption(Limit limit, long value) {
  private static final Pattern FORM = Pattern.compile("([a-z-]+)=(\\d{1,15})([a-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
  private static final Map<String, Long> MILLISECONDS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  /** Reads one. */
  static LimitOption parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("write NAME=VALUE, as wall-time=10s or heap=512m");
    }
    Limit limit =
        Arrays.stream(Limit.values())
            .filter(candidate -> name(candidate).equals(matcher.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no limit '%s': there are %s"
                            .formatted(
                                matcher.group(1),
                                Arrays.stream(Limit.values())
                                    .map(LimitOption::name)
                                    .collect(Collectors.joining(", ")))));
    boolean time = limit == Limit.WALL_TIME || limit == Limit.CPU_TIME;
    Long unit = (time ? MILLISECONDS : BYTES).get(matcher.group(3));
    if (unit == null) {
      throw new IllegalArgumentException(
          "%s counts %s"
              .formatted(
                  name(limit),
                  time ? "time: write ms, s, m or h" : "bytes: write k, m, g or nothing"));
    }
    long value = Math.multiplyExact(Long.parseLong(matcher.group(2)), unit);
    // The kernel counts in whole seconds.
    return new LimitOption(limit, limit == Limit.CPU_TIME ? Math.ceilDiv(value, 1_000) : value);
  }

  private static String name(Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For the option. */
  static final class Converter implements ITypeConverter<LimitOption> {
    @Override
    public LimitOption convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
