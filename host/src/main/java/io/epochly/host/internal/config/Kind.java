package io.epochly.host.internal.config;

import io.epochly.host.internal.io.Secret;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What values a setting has, and how they are read from a program, a variable or a file. */
sealed interface Kind {
  /**
   * The value in its one form: a Boolean, Long, String, Path or {@link Secret}.
   *
   * @param folder what relative paths start from
   * @throws BadValueException with what is accepted, and nothing of the value
   */
  Object read(Object raw, Path folder) throws BadValueException;

  /** True or false. */
  record Flag() implements Kind {
    @Override
    public Boolean read(Object raw, Path folder) throws BadValueException {
      return switch (raw) {
        case Boolean value -> value;
        case String text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "1", "true", "yes", "on" -> true;
              case "0", "false", "no", "off" -> false;
              default -> throw new BadValueException("1, true, yes or on, or 0, false, no or off");
            };
        default -> throw new BadValueException("true or false");
      };
    }
  }

  /** A whole number of a range. */
  record Whole(long least, long most) implements Kind {
    @Override
    public Long read(Object raw, Path folder) throws BadValueException {
      Optional<Long> value = wholeNumber(raw);
      if (value.isEmpty() || value.get() < least || value.get() > most) {
        throw new BadValueException("a whole number from %d to %d".formatted(least, most));
      }
      return value.get();
    }
  }

  /** A number of bytes, in texts also as {@code 512k}, {@code 128m} or {@code 2g}. */
  record Bytes() implements Kind {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kmg]?)");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30);
    private static final int MOST_GIGABYTES = 1 << 10;

    @Override
    public Long read(Object raw, Path folder) throws BadValueException {
      Optional<Long> value = raw instanceof String text ? scaled(text) : wholeNumber(raw);
      if (value.isEmpty() || value.get() < 0 || value.get() > (long) MOST_GIGABYTES << 30) {
        throw new BadValueException(
            "a number of bytes up to %dg, as 134217728 or \"128m\"".formatted(MOST_GIGABYTES));
      }
      return value.get();
    }

    private static Optional<Long> scaled(String text) {
      Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long count = Long.parseLong(matcher.group(1));
      int shift = SHIFTS.get(matcher.group(2));
      // Twelve digits and a g still fit, but for the last bits.
      return count > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(count << shift);
    }
  }

  /** One of some words. */
  record Choice(List<String> words) implements Kind {
    @Override
    public String read(Object raw, Path folder) throws BadValueException {
      if (raw instanceof String text) {
        for (String word : words) {
          if (word.equalsIgnoreCase(text.strip())) {
            return word;
          }
        }
      }
      throw new BadValueException(String.join(", ", words));
    }
  }

  /** A file or folder. */
  record Place() implements Kind {
    @Override
    public Path read(Object raw, Path folder) throws BadValueException {
      try {
        return switch (raw) {
          case Path path when !path.toString().isEmpty() -> folder.resolve(path).normalize();
          case String text when !text.isBlank() -> folder.resolve(text.strip()).normalize();
          default -> throw new BadValueException("a path");
        };
      } catch (InvalidPathException e) {
        throw new BadValueException("a path that this system can name");
      }
    }
  }

  /** An address of a network, in digits: no name is looked up. */
  record Address() implements Kind {
    @Override
    public String read(Object raw, Path folder) throws BadValueException {
      if (raw instanceof String text) {
        try {
          return InetAddress.ofLiteral(text.strip()).getHostAddress();
        } catch (IllegalArgumentException e) {
          // Told below, without the value.
        }
      }
      throw new BadValueException("an address in digits, as 127.0.0.1");
    }
  }

  /** A text that is never shown. */
  record Hidden() implements Kind {
    @Override
    public Secret read(Object raw, Path folder) throws BadValueException {
      if (raw instanceof String text && !text.isBlank()) {
        return new Secret(text.strip());
      }
      throw new BadValueException("a text that is not empty");
    }
  }

  private static Optional<Long> wholeNumber(Object raw) {
    return switch (raw) {
      case Long value -> Optional.of(value);
      case Integer value -> Optional.of((long) value);
      case String text -> {
        try {
          yield Optional.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
          yield Optional.empty();
        }
      }
      default -> Optional.empty();
    };
  }
}
