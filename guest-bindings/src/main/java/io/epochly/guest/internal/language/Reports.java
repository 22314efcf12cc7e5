package io.epochly.guest.internal.language;

import io.epochly.guest.FunctionReport;
import io.epochly.guest.FunctionReport.Kind;
import io.epochly.guest.FunctionReport.Remark;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.frontend.FunctionLines;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.graalpy.GuestArray;
import io.epochly.guest.internal.runtime.GuestRuntime;
import io.epochly.guest.internal.runtime.OptimizedCode;
import io.epochly.guest.internal.runtime.Version;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes reports of what the runtime knows, for the host and, as sequences, for the Python package.
 */
public final class Reports {
  private final GuestRuntime runtime;
  private final FunctionLines lines = new FunctionLines();

  public Reports(GuestRuntime runtime) {
    this.runtime = runtime;
  }

  /** One sequence per piece of code. */
  GuestArray stats() {
    return GuestArray.of(runtime.codes().stream().map(this::stats).toList());
  }

  private GuestArray stats(OptimizedCode code) {
    OptimizedCode.Counts counts = code.counts();
    return GuestArray.of(
        counts.qualname(),
        counts.calls(),
        counts.compiledCalls(),
        counts.fallbackCalls(),
        counts.compileMillis(),
        counts.plainMillis(),
        onSeveralCores(code),
        loopRuns(code),
        counts.realizedLevel(),
        counts.lastFallbackReason().orElse(""));
  }

  /** How often loops of its kernels ran on several cores. */
  private static long onSeveralCores(OptimizedCode code) {
    return code.allVersions().stream()
        .flatMap(version -> version.kernel().stream())
        .flatMap(kernel -> kernel.splits().stream())
        .mapToLong(SplitReport::onSeveral)
        .sum();
  }

  /**
   * Of each loop of each version that may run on several cores: its line, runs on one core and on
   * several, nanoseconds of a step on one and on several (NaN while not known), whether the last
   * run was on several, why, and how often a test before it kept it whole.
   */
  private static GuestArray loopRuns(OptimizedCode code) {
    return GuestArray.of(
        code.allVersions().stream()
            .flatMap(version -> version.kernel().stream())
            .flatMap(kernel -> LoopRuns.all(kernel.splits()).stream())
            .map(
                runs ->
                    GuestArray.of(
                        runs.position().line(),
                        runs.onOne(),
                        runs.onSeveral(),
                        runs.nanosOnOne().orElse(Double.NaN),
                        runs.nanosOnSeveral().orElse(Double.NaN),
                        runs.lastOnSeveral(),
                        runs.last().name().toLowerCase(Locale.ROOT),
                        runs.timesKeptWhole()))
            .toList());
  }

  /** One report per piece of code, in the order in which they were decorated. */
  public List<FunctionReport> all() {
    return runtime.codes().stream().map(this::report).toList();
  }

  /**
   * name, file, first line, compiled, level, versions (signature, milliseconds to compile, calls,
   * bail-outs), remarks (kind, text, line, columns, count), first line that there is the text of,
   * lines, and the whole as text.
   */
  GuestArray explain(OptimizedCode code) {
    FunctionReport report = report(code);
    return GuestArray.of(
        report.name(),
        report.file(),
        report.firstLine(),
        report.compiled(),
        report.level(),
        GuestArray.of(
            report.versions().stream()
                .filter(version -> version.kernel().isPresent())
                .map(v -> GuestArray.of(v.signature(), v.compileMillis(), v.calls(), v.bailOuts()))
                .toList()),
        GuestArray.of(
            report.remarks().stream()
                .map(
                    r ->
                        GuestArray.of(
                            r.kind().name(),
                            r.text(),
                            r.line(),
                            GuestArray.of(r.columns()),
                            r.count()))
                .toList()),
        report.source().isEmpty() ? 0 : report.source().firstKey(),
        GuestArray.of(List.copyOf(report.source().values())),
        report.text(FunctionReport.Style.PLAIN));
  }

  private FunctionReport report(OptimizedCode code) {
    OptimizedCode.Description description = code.description();
    List<Version> versions = code.allVersions();
    List<Remark> remarks = new ArrayList<>(loops(versions));
    remarks.addAll(reasons(code));
    for (Version version : versions) {
      if (version.kernel().isPresent()) {
        version.reasons().forEach(r -> remarks.add(remark(Kind.NOTE, r, 0)));
      }
      String subject = "(" + signature(version) + "): ";
      if (version.copied()) {
        remarks.add(
            remark(
                Kind.NOTE,
                new Reason(
                    subject
                        + "generic storage copied in and out; build the list from values of one"
                        + " type, as [0.0] * n",
                    Position.NONE),
                0));
      }
      if (version.resting()) {
        remarks.add(
            remark(
                Kind.NOTE,
                new Reason(subject + "kept bailing out, not tried for a while", Position.NONE),
                0));
      }
    }
    return new FunctionReport(
        description.qualname(),
        description.file(),
        description.firstLine(),
        versions.stream().anyMatch(v -> v.kernel().isPresent() && !v.resting()),
        code.counts().realizedLevel(),
        versions.stream().map(Reports::version).toList(),
        remarks,
        description.source().map(s -> source(s, remarks)).orElseGet(TreeMap::new));
  }

  private static FunctionReport.Version version(Version version) {
    return new FunctionReport.Version(
        signature(version),
        version.resting(),
        version.copied(),
        version.compileNanos() / 1e6,
        version.calls(),
        version.bailOuts().values().stream().mapToLong(Long::longValue).sum(),
        version.kernel());
  }

  private static Remark remark(Kind kind, Reason reason, long count) {
    Position position = reason.position();
    return new Remark(kind, position.line(), List.of(position.column()), reason.text(), count);
  }

  /** Why calls ran plain: each reason once, whether it was found compiling, calling or running. */
  private static List<Remark> reasons(OptimizedCode code) {
    Map<Reason, Long> counts = new LinkedHashMap<>();
    Map<Reason, Long> bailOuts = new HashMap<>();
    OptimizedCode.Description description = code.description();
    description
        .refusal()
        .ifPresent(
            text -> counts.put(new Reason(text, new Position(description.firstLine(), 0)), 0L));
    for (Version version : code.allVersions()) {
      version.bailOuts().forEach((reason, count) -> bailOuts.merge(reason, count, Long::sum));
      if (version.kernel().isEmpty()) {
        version.reasons().forEach(reason -> counts.putIfAbsent(reason, 0L));
      }
    }
    code.fallbacks().forEach((reason, count) -> counts.merge(reason, count, Long::sum));
    List<Remark> result = new ArrayList<>();
    counts.forEach(
        (reason, count) ->
            result.add(
                remark(bailOuts.containsKey(reason) ? Kind.BAIL_OUT : Kind.REASON, reason, count)));
    return result;
  }

  /** What is true of every version stands once; what is not names the versions it is true of. */
  private static List<Remark> loops(List<Version> versions) {
    Map<LoopTexts.Text, List<Version>> texts = new LinkedHashMap<>();
    long told = 0;
    for (Version version : versions) {
      List<LoopTexts.Text> own = LoopTexts.of(version);
      told += own.isEmpty() ? 0 : 1;
      own.forEach(text -> texts.computeIfAbsent(text, _ -> new ArrayList<>()).add(version));
    }
    List<Remark> result = new ArrayList<>();
    for (Map.Entry<LoopTexts.Text, List<Version>> entry : texts.entrySet()) {
      LoopTexts.Text text = entry.getKey();
      String whose =
          entry.getValue().size() == told
              ? ""
              : entry.getValue().stream()
                  .map(version -> "(" + signature(version) + ")")
                  .distinct()
                  .collect(Collectors.joining(", ", "", ": "));
      result.add(new Remark(text.kind(), text.line(), text.columns(), whose + text.text(), 0));
    }
    return result;
  }

  /** The function's lines; where its end is not found, those up to the last remark. */
  private SortedMap<Integer, String> source(FunctionSource source, List<Remark> remarks) {
    List<String> all = source.text().lines().toList();
    int first = source.firstLine();
    int last =
        lines
            .last(source)
            .orElseGet(() -> remarks.stream().mapToInt(Remark::line).reduce(first, Math::max));
    SortedMap<Integer, String> result = new TreeMap<>();
    for (int line = Math.max(first, 1); line <= Math.min(last, all.size()); line++) {
      result.put(line, all.get(line - 1));
    }
    return result;
  }

  private static String signature(Version version) {
    return version.signature().stream().map(Reports::name).collect(Collectors.joining(", "));
  }

  private static String name(Type type) {
    return switch (type) {
      case OpaqueType.OBJECT -> "object";
      case ScalarType.BOOL -> "bool";
      case ScalarType.INT -> "int";
      case ScalarType.FLOAT -> "float";
      case CompoundType.COMPLEX -> "complex";
      case CompoundType.TEXT -> "str";
      case CompoundType.COMPLEX_LIST -> "list[complex]";
      case ArrayType array when array.store() == ArrayType.StoreRule.CONVERT_PARTS ->
          "array[complex128%s]".formatted(array.rank() > 2 ? ", " + (array.rank() - 1) + "-D" : "");
      case ArrayType array when array.storage().isBuffer() ->
          "%s[%s%s%s]"
              .formatted(
                  array.store() == ArrayType.StoreRule.CONVERT_ROWS ? "array" : "buffer",
                  array.storage().name().toLowerCase(Locale.ROOT),
                  array.rank() > 1 ? ", " + array.rank() + "-D" : "",
                  array.store() == ArrayType.StoreRule.READ_ONLY ? ", read-only" : "");
      case ArrayType array ->
          "list[".repeat(array.rank())
              + switch (array.storage()) {
                case DOUBLES -> "float";
                case LONGS -> "int64";
                case INTS -> "int32";
                case BOOLS -> "bool";
                default -> "?";
              }
              + "]".repeat(array.rank());
    };
  }
}
