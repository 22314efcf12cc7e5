package io.epochly.kernels.java;

import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Cause;
import io.epochly.kernels.LoopReport.Check;
import io.epochly.kernels.LoopReport.Verdict;
import io.epochly.kernels.LoopReport.Way;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** Words what the passes found out about the loops of a kernel, a loop a line. */
final class LoopLines {
  private final CompiledKernel kernel;
  private final StringBuilder text = new StringBuilder();

  LoopLines(CompiledKernel kernel) {
    this.kernel = kernel;
  }

  String text() {
    kernel.loops().forEach(this::loop);
    return text.toString();
  }

  private void loop(LoopReport loop) {
    text.append("  line ").append(loop.position().line()).append(": ");
    text.append(loop.counted() ? "counted loop" : "loop");
    long asked = loop.findings().stream().filter(f -> isOfElements(f.check())).count();
    long gone =
        loop.findings().stream()
            .filter(f -> isOfElements(f.check()) && f.verdict() instanceof Verdict.Proven)
            .count();
    if (asked > 0) {
      text.append(", ").append(gone).append(" of ").append(asked).append(" checks removed");
    }
    for (Way way : new TreeSet<>(loop.ways())) {
      text.append(
          switch (way) {
            case SIDE_BY_SIDE -> ", iterations side by side";
            case CHECKED_BEHIND -> ", divisions checked behind it";
            case OVER_CORES -> ", over cores";
          });
    }
    text.append('\n');
    loop.dependence()
        .filter(_ -> !loop.ways().contains(Way.OVER_CORES))
        .ifPresent(d -> text.append("    not over cores: ").append(why(d)).append('\n'));
    Set<String> kept = new LinkedHashSet<>();
    for (LoopReport.Finding finding : loop.findings()) {
      String name =
          switch (finding.check()) {
            case Check.Bounds(var array, var _, int _) -> "bounds of " + array.name();
            case Check.Divisor _ -> "a divisor";
            default -> "";
          };
      Set<Cause> causes = new LinkedHashSet<>();
      switch (finding.verdict()) {
        case Verdict.Kept(var obstacle) -> causes.add(obstacle.cause());
        case Verdict.NotNegative(var obstacle) -> causes.add(obstacle.cause());
        case Verdict.Proven _ -> {}
      }
      if (!name.isEmpty()) {
        causes.forEach(
            cause ->
                kept.add(
                    "    line "
                        + finding.position().line()
                        + ": "
                        + name
                        + " checked: "
                        + why(cause)
                        + '\n'));
      }
    }
    kept.forEach(text::append);
  }

  private static boolean isOfElements(Check check) {
    return check instanceof Check.Bounds || check instanceof Check.Divisor;
  }

  private static String why(LoopReport.Dependence d) {
    String at = d.position().line() == 0 ? "" : " (line " + d.position().line() + ")";
    return switch (d.kind()) {
          case CARRIED -> "an iteration reads " + d.name() + " as one before it left it";
          case ORDER -> "the order counts in which " + d.name() + " is summed up";
          case READ_BEHIND ->
              "what the last iteration leaves in " + d.name() + " is read behind it";
          case ELEMENT -> "an iteration may use an element of " + d.name() + " that another stores";
          case ROWS -> "rows of " + d.name() + " are one";
          case ALIAS -> d.name() + " and " + d.other() + " are one, or share rows";
          case LIST -> d.name() + " becomes another array";
          case CALL -> "it calls " + d.name();
          case LEAVES -> "it may be left before its end";
          case NOT_COUNTED -> "how often it runs is not known before it";
          case GUARDS -> "too much would have to be tested before it";
        }
        + at;
  }

  private static String why(Cause cause) {
    return switch (cause) {
      case LOADED -> "a value read from an array decides";
      case CHANGES -> "a variable changes in no way that bounds it";
      case CHANGES_IN_WHILE -> "a variable changes in a loop of unknown length";
      case UNKNOWN_RESULT -> "nothing is known of a result";
      case OVERFLOW -> "an int may wrap around";
      case NEGATIVE -> "it may be negative";
      case NOT_POSITIVE -> "it may be zero or negative";
      case LARGE -> "it may be too large";
      case ROW_LENGTH -> "the length of the row is known only there";
      case LIST_CHANGES -> "the array may become another one";
      case STEP -> "the step is not constant";
      case NOT_COUNTED -> "no counted loop is around it";
      case SIZE -> "the kernel would become too large";
      case ALWAYS -> "it always is";
    };
  }
}
