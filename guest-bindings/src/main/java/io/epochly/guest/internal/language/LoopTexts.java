package io.epochly.guest.internal.language;

import io.epochly.guest.FunctionReport.Kind;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.guest.internal.runtime.Version;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Check;
import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.LoopReport.Finding;
import io.epochly.kernels.LoopReport.Obstacle;
import io.epochly.kernels.LoopReport.Verdict;
import io.epochly.kernels.LoopReport.Way;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Words what became of the loops of one version, and of the checks in them. */
final class LoopTexts {
  /** A text about some columns of a line. */
  record Text(Kind kind, int line, List<Integer> columns, String text) {
    Text {
      columns = List.copyOf(columns);
    }
  }

  /** What several checks of one line have in common: what is said before and after their names. */
  private record Group(Kind kind, int line, String before, String after) {}

  private final ExprText expressions;
  private final Set<String> parameters;
  private final List<SplitReport> splits;

  /** The names of the checks of a group, by the columns that they stand at. */
  private final Map<Group, SortedMap<Integer, Set<String>>> groups = new LinkedHashMap<>();

  private LoopTexts(CompiledKernel kernel) {
    this.expressions = new ExprText(kernel.source());
    this.parameters =
        kernel.source().params().stream()
            .filter(ArrayParam.class::isInstance)
            .map(param -> ((ArrayParam) param).name())
            .collect(Collectors.toSet());
    this.splits = kernel.splits();
  }

  /** One text per loop, and one per line and kind of check in them. */
  static List<Text> of(Version version) {
    Optional<CompiledKernel> kernel = version.kernel();
    if (kernel.isEmpty()) {
      return version.loops().stream().map(LoopTexts::plain).toList();
    }
    return new LoopTexts(kernel.get()).texts(kernel.get().loops(), version.loops());
  }

  private static Text plain(LoopNote note) {
    return new Text(
        Kind.LOOP, note.position().line(), List.of(note.position().column()), note.text());
  }

  private List<Text> texts(List<LoopReport> reports, List<LoopNote> notes) {
    Map<Position, List<LoopReport>> byLoop = new LinkedHashMap<>();
    reports.forEach(r -> byLoop.computeIfAbsent(r.position(), _ -> new ArrayList<>()).add(r));
    List<Text> result = new ArrayList<>();
    for (LoopNote note : notes) {
      List<LoopReport> own = byLoop.getOrDefault(note.position(), List.of());
      result.add(
          new Text(
              Kind.LOOP,
              note.position().line(),
              List.of(note.position().column()),
              note.text() + summary(own)));
    }
    reports.forEach(report -> report.findings().forEach(this::finding));
    groups.forEach(
        (group, members) ->
            result.add(
                new Text(
                    group.kind(),
                    group.line(),
                    List.copyOf(members.keySet()),
                    group.before()
                        + members.values().stream()
                            .flatMap(Set::stream)
                            .distinct()
                            .collect(Collectors.joining(", "))
                        + group.after())));
    return result;
  }

  /** How the loop counts, and how many of its checks are gone. */
  private String summary(List<LoopReport> loops) {
    Set<String> counters = new LinkedHashSet<>();
    int removed = 0;
    int all = 0;
    Set<Way> ways = EnumSet.noneOf(Way.class);
    for (LoopReport loop : loops) {
      ways.addAll(loop.ways());
      for (Finding finding : loop.findings()) {
        switch (finding.check()) {
          case Check.Counter _ -> counters.add(counter(finding.verdict()));
          case Check.Other _, Check.Wrap _ -> {}
          case Check.Bounds _, Check.Overflow _, Check.Divisor _ -> {
            all++;
            removed += finding.verdict() instanceof Verdict.Proven ? 1 : 0;
          }
        }
      }
    }
    return (counters.isEmpty() ? "" : ", " + String.join(" or ", counters))
        + (all == 0 ? "" : ", " + removed + " of " + all + (all == 1 ? " check" : " checks"))
        + (all == 0 ? "" : " removed")
        + ways.stream().map(LoopTexts::way).collect(Collectors.joining())
        + (ways.contains(Way.OVER_CORES) ? onCores(loops.getFirst().position()) : onOneCore(loops));
  }

  /**
   * On how many cores a loop ran and what that took; runs that were too short to ask are not
   * counted.
   */
  private String onCores(Position loop) {
    LoopRuns runs = LoopRuns.of(splits, loop);
    long all = runs.onOne() + runs.onSeveral();
    return ", may run on several cores"
        + (all == 0 ? "" : " (" + runs.onSeveral() + " of " + all + " longer runs did)")
        + cost(runs)
        + runs.keptWhole().entrySet().stream()
            .map(kept -> ", on one core " + times(kept.getValue()) + ": " + why(kept.getKey()))
            .collect(Collectors.joining());
  }

  /** What a step took, and why the last run was given its cores. */
  private static String cost(LoopRuns runs) {
    List<String> took = new ArrayList<>();
    runs.nanosOnOne().ifPresent(nanos -> took.add("on one core " + nanos(nanos)));
    runs.nanosOnSeveral().ifPresent(nanos -> took.add("on several " + nanos(nanos)));
    String cost = took.stream().map(text -> ", " + text).collect(Collectors.joining());
    return switch (runs.last()) {
      case NONE -> cost;
      case GUESSED -> cost + last(runs) + "by a guess";
      case SETTLING -> cost + last(runs) + "until its code is compiled";
      case TRIED -> cost + last(runs) + "to try it";
      case MEASURED -> cost + last(runs) + "as measured";
    };
  }

  private static String last(LoopRuns runs) {
    return ", the last run on " + (runs.lastOnSeveral() ? "several " : "one ");
  }

  private static String nanos(double ofStep) {
    return String.format(Locale.ROOT, ofStep < 0.1 ? "%.3f ns a step" : "%.1f ns a step", ofStep);
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private String onOneCore(List<LoopReport> loops) {
    return loops.stream()
        .flatMap(loop -> loop.dependence().stream())
        .findFirst()
        .map(dependence -> ", on one core: " + why(dependence))
        .orElse("");
  }

  /** What a dependence is about; what the compiler keeps for itself has no name for the guest. */
  private String name(String name, String otherwise) {
    return name.indexOf('.') >= 0 || parameters.contains(name)
        ? ExprText.guestName(name)
        : otherwise;
  }

  private String why(Dependence dependence) {
    String value = name(dependence.name(), "a value");
    String list = name(dependence.name(), "a list");
    int line = dependence.position().line();
    String at = line > 0 ? " (line " + line + ")" : "";
    return switch (dependence.kind()) {
      case CARRIED -> value + " goes from one iteration to the next" + at;
      case ORDER ->
          value + " adds up floats, whose order counts; with epochly.prange it need not" + at;
      case READ_BEHIND -> value + " is read behind the loop" + at;
      case ELEMENT -> "an element of " + list + " may be that of several iterations" + at;
      case ROWS -> "rows of " + list + " are one, or its elements overlap" + at;
      case ALIAS ->
          list
              + " and "
              + name(dependence.other(), "another list")
              + " are one, or share rows or memory"
              + at;
      case LIST -> list + " gets other elements or rows" + at;
      case CALL -> "it calls " + ExprText.guestName(dependence.name()) + ", which uses lists" + at;
      case LEAVES -> "it may end before its range does";
      case NOT_COUNTED -> "it is not known before how often it runs";
      case GUARDS -> "too much would have to be tested before";
    };
  }

  private static String way(Way way) {
    return switch (way) {
      case SIDE_BY_SIDE -> ", iterations side by side";
      case CHECKED_BEHIND -> ", divisions checked behind the loop";
      case OVER_CORES -> "";
    };
  }

  private String counter(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Proven _ -> "32-bit counter";
      case Verdict.NotNegative(Obstacle obstacle) -> "64-bit counter (" + why(obstacle) + ")";
      case Verdict.Kept(Obstacle obstacle) -> "64-bit counter (" + why(obstacle) + ")";
    };
  }

  private void finding(Finding finding) {
    switch (finding.check()) {
      case Check.Counter _, Check.Wrap _ -> {}
      case Check.Bounds c -> {
        // Of an index along an inner axis, the outer ones tell which row is meant.
        String name = expressions.element(c.array(), c.indices().subList(0, c.axis() + 1));
        group(finding, "bounds of ", name, " checked: ");
      }
      case Check.Overflow(Expr operation) ->
          group(finding, "64 bits of ", expressions.text(operation), " checked: ");
      case Check.Divisor(Expr.Binary operation) ->
          group(finding, "divisor of ", expressions.text(operation), " checked: ");
      case Check.Other(Expr operation) ->
          group(finding, subject(operation), expressions.text(operation), " checked: ");
    }
  }

  private static String subject(Expr operation) {
    return operation instanceof Expr.Binary e
        ? switch (e.op()) {
          case INT_TRUEDIV, FLOAT_DIV, FLOAT_FLOORDIV, FLOAT_MOD -> "divisor of ";
          default -> "result of ";
        }
        : "result of ";
  }

  private void group(Finding finding, String before, String name, String checked) {
    String after =
        switch (finding.verdict()) {
          case Verdict.Proven(Position loop, boolean conditional) ->
              conditional ? " proven before the loop at line " + loop.line() : " proven";
          case Verdict.NotNegative(Obstacle obstacle) ->
              " proven at the start, checked at the end: " + why(obstacle);
          case Verdict.Kept(Obstacle obstacle) -> checked + why(obstacle);
        };
    Kind kind = finding.verdict() instanceof Verdict.Proven ? Kind.REMOVED : Kind.KEPT;
    groups
        .computeIfAbsent(
            new Group(kind, finding.position().line(), before, after), _ -> new TreeMap<>())
        .computeIfAbsent(finding.position().column(), _ -> new LinkedHashSet<>())
        .add(name);
  }

  private String why(Obstacle obstacle) {
    String about = obstacle.about().map(expressions::text).orElse("it");
    return switch (obstacle.cause()) {
      case LOADED -> "it depends on " + about + ", a value that is loaded";
      case CHANGES -> about + " changes in the loop, with no bound that is known before";
      case CHANGES_IN_WHILE -> about + " changes in a loop that runs nobody knows how often";
      case UNKNOWN_RESULT -> "nothing is known before about the result of " + about;
      case OVERFLOW -> about + " may leave 64 bits";
      case NEGATIVE -> about + " may be negative";
      case NOT_POSITIVE -> about + " may be zero or negative";
      case LARGE -> about + " may be large";
      case ROW_LENGTH -> "the length of a row is known only when it is reached";
      case LIST_CHANGES -> "it may be another list, or have another length, each time";
      case STEP -> "the step is not a small constant";
      case NOT_COUNTED -> "no loop over a range or a list is around it";
      case SIZE -> "without the check beside it the function would be too large";
      case ALWAYS -> "always";
    };
  }
}
