package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import io.epochly.conformance.attacks.Attack.Footing;
import io.epochly.conformance.attacks.Attack.Mark;
import io.epochly.conformance.attacks.Control;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments that a program starts with: {@code # key: value}, a line each. */
final class Header {
  private static final Pattern LINE = Pattern.compile("# ([a-z ]+): (.+)");
  private static final Pattern ONLY = Pattern.compile("(context|process) \\((.+)\\)");
  private static final Pattern LIMIT = Pattern.compile("([a-z-]+)=(\\d+)(k|m|g|)");
  private static final Set<String> KEYS =
      Set.of(
          "tries",
          "stopped by",
          "control",
          "evidence",
          "denied",
          "footing",
          "limits",
          "only",
          "marks");

  private final String id;
  private final Map<String, String> fields = new LinkedHashMap<>();

  private Header(String id) {
    this.id = id;
  }

  static Attack parse(String group, String name, String text) {
    Header header = new Header(group + "/" + name);
    // Of a field that goes on for several lines the further ones are indented.
    String last = "";
    for (String line : text.lines().takeWhile(line -> line.startsWith("#")).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (line.startsWith("#   ") && !last.isEmpty()) {
        header.fields.merge(last, line.substring(1).strip(), (one, other) -> one + " " + other);
      } else if (matcher.matches() && KEYS.contains(matcher.group(1))) {
        last = matcher.group(1);
        header.fields.put(last, matcher.group(2).strip());
      } else {
        throw header.bad("has the line '%s'".formatted(line));
      }
    }
    return header.attack(group, name, text);
  }

  private Attack attack(String group, String name, String text) {
    if (!text.contains("\ndef attack(scene):")) {
      throw bad("defines no attack(scene)");
    }
    return new Attack(
        group,
        name,
        required("tries"),
        required("stopped by"),
        constant(Control.class, required("control")),
        Evidence.checked(required("evidence"), id),
        List.of(required("denied").split(" ")),
        constant(Footing.class, fields.getOrDefault("footing", "none")),
        limits(),
        notApplicable(),
        marks(),
        text);
  }

  private Map<Isolation, String> notApplicable() {
    Map<Isolation, String> reasons = new EnumMap<>(Isolation.class);
    String only = fields.get("only");
    if (only != null) {
      Matcher matcher = ONLY.matcher(only);
      if (!matcher.matches()) {
        throw bad("says 'only: %s'; the form is 'only: process (why not context)'".formatted(only));
      }
      for (Isolation isolation : Isolation.values()) {
        if (isolation != constant(Isolation.class, matcher.group(1))) {
          reasons.put(isolation, matcher.group(2));
        }
      }
    }
    return reasons;
  }

  private Map<Limit, Long> limits() {
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    for (String limit : list("limits")) {
      Matcher matcher = LIMIT.matcher(limit);
      if (!matcher.matches()) {
        throw bad("has the limit '%s'".formatted(limit));
      }
      int shift = List.of("", "k", "m", "g").indexOf(matcher.group(3)) * 10;
      limits.put(
          constant(Limit.class, matcher.group(1)), Long.parseLong(matcher.group(2)) << shift);
    }
    return limits;
  }

  private Set<Mark> marks() {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    list("marks").forEach(mark -> marks.add(constant(Mark.class, mark)));
    return marks;
  }

  private List<String> list(String key) {
    String value = fields.get(key);
    return value == null ? List.of() : new ArrayList<>(List.of(value.split(" ")));
  }

  private String required(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw bad("has no line '# %s: '".formatted(key));
    }
    return value;
  }

  private <E extends Enum<E>> E constant(Class<E> type, String label) {
    try {
      return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw bad(
          "says '%s', which is none of %s"
              .formatted(label, Arrays.toString(type.getEnumConstants())));
    }
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("the header of the attack " + id + " " + what);
  }
}
