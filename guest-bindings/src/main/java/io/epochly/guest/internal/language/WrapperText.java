package io.epochly.guest.internal.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Python text of the function that stands for an optimized one: the same parameters, so that
 * Python binds them and words its complaints as for the plain function; then the kernel is asked,
 * and if it declines, the plain function is called. The same shape of function gives the same text,
 * which Python then compiles once.
 */
final class WrapperText {
  /** What the text wants as arguments, in this order, when it is evaluated. */
  static final List<String> ARGUMENTS =
      List.of("kernel", "plain_function", "plain", "timed", "clock", "record", "defaults", "named");

  /**
   * The parameters of a function.
   *
   * @param positional positional-only ones first
   * @param positionalOnly how many of them are positional-only
   * @param defaults how many of them have defaults, counted from the last
   * @param named keyword-only ones
   * @param namedDefaults those of them that have defaults
   * @param rest the name behind {@code *}, or empty
   * @param others the name behind {@code **}, or empty
   */
  record Parameters(
      List<String> positional,
      int positionalOnly,
      int defaults,
      List<String> named,
      Set<String> namedDefaults,
      String rest,
      String others) {
    Parameters {
      positional = List.copyOf(positional);
      named = List.copyOf(named);
      namedDefaults = Set.copyOf(namedDefaults);
    }
  }

  private final Parameters parameters;
  private final String prefix;

  WrapperText(Parameters parameters) {
    this.parameters = parameters;
    Set<String> taken = new HashSet<>(parameters.positional());
    taken.addAll(parameters.named());
    taken.add(parameters.rest());
    taken.add(parameters.others());
    String free = "_";
    while (collides(taken, free)) {
      free += "_";
    }
    this.prefix = free;
  }

  private static boolean collides(Set<String> taken, String prefix) {
    return ARGUMENTS.stream().anyMatch(name -> taken.contains(prefix + name))
        || taken.contains(prefix + "result")
        || taken.contains(prefix + "start");
  }

  /** The names that the text takes, in the order of {@link #ARGUMENTS}. */
  List<String> argumentNames() {
    return ARGUMENTS.stream().map(name -> prefix + name).toList();
  }

  /**
   * @param name the name of the function, if it is an identifier
   * @param callKernel false for a function that a kernel cannot take the arguments of
   */
  String text(String name, boolean callKernel) {
    List<String> passed = new ArrayList<>(parameters.positional());
    passed.addAll(parameters.named());
    String operands = callKernel ? String.join(", ", passed) : "";
    String forward = forward();
    return """
        def %1$s(%2$s):
            %3$sresult = %3$skernel(%4$s)
            if %3$sresult is %3$splain:
                return %3$splain_function(%5$s)
            if %3$sresult is %3$stimed:
                %3$sstart = %3$sclock()
                try:
                    return %3$splain_function(%5$s)
                finally:
                    %3$srecord(%3$skernel, %3$sclock() - %3$sstart)
            return %3$sresult
        %1$s
        """
        .formatted(name, declare(), prefix, operands, forward);
  }

  private String declare() {
    List<String> parts = new ArrayList<>();
    List<String> positional = parameters.positional();
    int firstDefault = positional.size() - parameters.defaults();
    for (int i = 0; i < positional.size(); i++) {
      String part = positional.get(i);
      if (i >= firstDefault) {
        part += "=%sdefaults[%d]".formatted(prefix, i - firstDefault);
      }
      parts.add(part);
      if (i + 1 == parameters.positionalOnly()) {
        parts.add("/");
      }
    }
    if (!parameters.rest().isEmpty()) {
      parts.add("*" + parameters.rest());
    } else if (!parameters.named().isEmpty()) {
      parts.add("*");
    }
    for (String named : parameters.named()) {
      parts.add(
          parameters.namedDefaults().contains(named)
              ? "%s=%snamed['%s']".formatted(named, prefix, named)
              : named);
    }
    if (!parameters.others().isEmpty()) {
      parts.add("**" + parameters.others());
    }
    return String.join(", ", parts);
  }

  private String forward() {
    List<String> parts = new ArrayList<>(parameters.positional());
    if (!parameters.rest().isEmpty()) {
      parts.add("*" + parameters.rest());
    }
    parts.addAll(parameters.named().stream().map(n -> n + "=" + n).collect(Collectors.toList()));
    if (!parameters.others().isEmpty()) {
      parts.add("**" + parameters.others());
    }
    return String.join(", ", parts);
  }
}
