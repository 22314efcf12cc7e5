package io.epochly.guest.internal.runtime;

import io.epochly.guest.FallbackKind;
import io.epochly.guest.GuestMetrics;
import io.epochly.guest.internal.frontend.CompileOptions;
import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.kernels.ir.Position;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one optimized piece of code: its compiled versions and what its calls did. The
 * closures made of one nested function share it. Guarded by the lock that calls are made under.
 */
public final class OptimizedCode {
  /** What the decorator was told. */
  public record Options(
      OptionalInt level, boolean parallel, boolean fastmath, Optional<String> device) {
    CompileOptions forCompiler() {
      return new CompileOptions(fastmath);
    }
  }

  /** A function as the guest describes it. {@code source} is absent where its text is. */
  public record Description(
      String qualname,
      String file,
      int firstLine,
      List<String> parameters,
      Optional<FunctionSource> source,
      Optional<String> refusal,
      Options options) {
    public Description {
      parameters = List.copyOf(parameters);
    }
  }

  /** More versions than this are a sign that types do not settle. */
  static final int MAX_VERSIONS = 8;

  /** Versions that were compiled and dropped count too, so that compiling has an end. */
  static final int MAX_COMPILATIONS = 32;

  private static final FallbackKind[] KINDS = FallbackKind.values();

  private final Description description;
  private Version[] versions = {};
  private int compilations;
  private long calls;
  private long compiledCalls;
  private long fallbackCalls;

  /** By threads outside of the guest, of versions that were dropped. */
  private long droppedDirectCalls;

  private final long[] fallbackKinds = new long[KINDS.length];
  private long compileNanos;
  private long plainNanos;
  private int realizedLevel;
  private Optional<String> lastFallbackReason = Optional.empty();
  private final Map<CompileOutcome.Reason, Long> fallbacks = new LinkedHashMap<>();

  OptimizedCode(Description description) {
    this.description = description;
  }

  public Description description() {
    return description;
  }

  Version[] versions() {
    return versions;
  }

  void called() {
    calls++;
  }

  /** How often it was called. */
  long calls() {
    return calls + directCalls();
  }

  /** Those by threads outside of the guest; its kernels answered them all. */
  private long directCalls() {
    long sum = droppedDirectCalls;
    for (Version version : versions) {
      sum += version.directCalls();
    }
    return sum;
  }

  void ranCompiled(Version version, int level) {
    compiledCalls++;
    realizedLevel = level;
    if (versions.length > 1 && versions[0] != version) {
      moveToFront(version);
    }
  }

  private void moveToFront(Version version) {
    for (int i = 1; i < versions.length; i++) {
      if (versions[i] == version) {
        System.arraycopy(versions, 0, versions, 1, i);
        versions[0] = version;
        return;
      }
    }
  }

  /** Counts a call that the plain function answers. */
  void ranPlain(int level, FallbackKind kind, String reason, Position position) {
    fallbackCalls++;
    fallbackKinds[kind.ordinal()]++;
    realizedLevel = level;
    if (lastFallbackReason.isEmpty() || !lastFallbackReason.get().equals(reason)) {
      lastFallbackReason = Optional.of(reason);
    }
    CompileOutcome.Reason key = new CompileOutcome.Reason(reason, position);
    Long count = fallbacks.get(key);
    if (count != null || fallbacks.size() < 64) {
      fallbacks.put(key, count == null ? 1 : count + 1);
    }
  }

  /** Counts a call that was only watched. */
  void ranWatched() {
    realizedLevel = 0;
  }

  public void addPlainNanos(long nanos) {
    plainNanos += nanos;
  }

  /** Why no further version may be compiled, if so. */
  @Nullable String fullReason() {
    if (versions.length >= MAX_VERSIONS) {
      return "it has been compiled for "
          + MAX_VERSIONS
          + " signatures already; call it with fewer combinations of types";
    }
    if (compilations >= MAX_COMPILATIONS) {
      return "it has been compiled "
          + MAX_COMPILATIONS
          + " times already, because what it refers to keeps changing";
    }
    return null;
  }

  void add(Version version, long nanos) {
    compilations++;
    compileNanos += nanos;
    version.compiledIn(nanos);
    Version[] more = new Version[versions.length + 1];
    more[0] = version;
    System.arraycopy(versions, 0, more, 1, versions.length);
    versions = more;
  }

  void remove(Version version) {
    droppedDirectCalls += version.directCalls();
    List<Version> rest = new ArrayList<>(List.of(versions));
    rest.remove(version);
    versions = rest.toArray(Version[]::new);
  }

  /** What {@code stats()} tells of it. */
  public record Counts(
      String qualname,
      long calls,
      long compiledCalls,
      long fallbackCalls,
      double compileMillis,
      double plainMillis,
      int realizedLevel,
      Optional<String> lastFallbackReason) {}

  public Counts counts() {
    long direct = directCalls();
    return new Counts(
        description.qualname(),
        calls + direct,
        compiledCalls + direct,
        fallbackCalls,
        compileNanos / 1e6,
        plainNanos / 1e6,
        realizedLevel,
        lastFallbackReason);
  }

  /**
   * Its part of the guest's metrics. May be asked without the lock: then calls that run meanwhile
   * are counted or not.
   */
  GuestMetrics metrics() {
    Map<FallbackKind, Long> kinds = new EnumMap<>(FallbackKind.class);
    for (FallbackKind kind : KINDS) {
      long count = fallbackKinds[kind.ordinal()];
      if (count > 0) {
        kinds.put(kind, count);
      }
    }
    long direct = directCalls();
    return new GuestMetrics(
        calls + direct,
        compiledCalls + direct,
        kinds,
        compileNanos / 1e9,
        GuestMetrics.Devices.none(),
        0);
  }

  /** Why calls ran the plain function, and how often. */
  public Map<CompileOutcome.Reason, Long> fallbacks() {
    return new LinkedHashMap<>(fallbacks);
  }

  /** The versions, latest used first. */
  public List<Version> allVersions() {
    return List.of(versions);
  }
}
