package io.epochly.guest.internal.language;

import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.graalpy.GuestArray;
import io.epochly.guest.internal.runtime.GuestRuntime;
import io.epochly.guest.internal.runtime.OptimizedCode;
import io.epochly.guest.internal.runtime.Version;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts what the runtime knows into the sequences that the Python package makes its reports of. */
final class Reports {
  private final GuestRuntime runtime;

  Reports(GuestRuntime runtime) {
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
        counts.realizedLevel(),
        counts.lastFallbackReason().orElse(""));
  }

  /**
   * qualname, file, first line, source text, level, versions (signature, compiled, copied,
   * resting), reasons (text, line, column, count), notes and loops (text, line, column).
   */
  GuestArray explain(OptimizedCode code) {
    OptimizedCode.Description description = code.description();
    List<GuestArray> versions = new ArrayList<>();
    List<GuestArray> reasons = new ArrayList<>();
    List<GuestArray> notes = new ArrayList<>();
    List<GuestArray> loops = new ArrayList<>();
    description
        .refusal()
        .ifPresent(r -> reasons.add(reason(r, new Position(description.firstLine(), 0), 0)));
    for (Version version : code.allVersions()) {
      versions.add(
          GuestArray.of(
              signature(version),
              version.kernel().isPresent(),
              version.copied(),
              version.resting()));
      for (Reason reason : version.reasons()) {
        if (version.kernel().isPresent()) {
          notes.add(GuestArray.of(reason.text(), reason.position().line(), column(reason)));
        } else {
          reasons.add(reason(reason.text(), reason.position(), 0));
        }
      }
    }
    code.allVersions().stream()
        .filter(v -> v.kernel().isPresent())
        .findFirst()
        .ifPresent(v -> v.loops().forEach(loop -> loops.add(loop(loop))));
    code.fallbacks()
        .forEach((reason, count) -> reasons.add(reason(reason.text(), reason.position(), count)));
    return GuestArray.of(
        description.qualname(),
        description.file(),
        description.firstLine(),
        description.source().map(s -> s.text()).orElse(""),
        code.counts().realizedLevel(),
        GuestArray.of(versions),
        GuestArray.of(reasons),
        GuestArray.of(notes),
        GuestArray.of(loops));
  }

  private static int column(Reason reason) {
    return reason.position().column();
  }

  private static GuestArray reason(String text, Position position, long count) {
    return GuestArray.of(text, position.line(), position.column(), count);
  }

  private static GuestArray loop(LoopNote loop) {
    return GuestArray.of(loop.text(), loop.position().line(), loop.position().column());
  }

  private static String signature(Version version) {
    return version.signature().stream().map(Reports::name).collect(Collectors.joining(", "));
  }

  private static String name(Type type) {
    return switch (type) {
      case ScalarType.BOOL -> "bool";
      case ScalarType.INT -> "int";
      case ScalarType.FLOAT -> "float";
      case ArrayType array when array.storage().isBuffer() ->
          "buffer[%s%s%s]"
              .formatted(
                  array.storage().name().toLowerCase(java.util.Locale.ROOT),
                  array.rank() > 1 ? ", " + array.rank() + "-D" : "",
                  array.store() == ArrayType.StoreRule.READ_ONLY ? ", read-only" : "");
      case ArrayType array ->
          "list[".repeat(array.rank())
              + switch (array.storage()) {
                case DOUBLES -> "float";
                case LONGS -> "int64";
                case INTS -> "int32";
                case BOOLS -> "bool";
                case I8, U8, I16, U16, I32, U32, I64, U64, F32, F64, BOOL8 -> "?";
              }
              + "]".repeat(array.rank());
    };
  }
}
