package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The way of a kernel from what the frontend wrote to what the backend reads: passes by name, one
 * after the other. What comes in and what goes out is verified; where {@link #VERIFY} is set, so is
 * what lies between.
 */
public final class Passes {
  /** The system property that has kernels verified after every pass, as in tests. */
  public static final String VERIFY = "epochly.kernels.verify";

  private final List<Step> steps;
  private final boolean verifyEach;

  /** What passes find out about loops. */
  private static final class Findings {
    private final List<LoopReport> loops = new ArrayList<>();
    private final Map<Position, LoopReport.Dependence> dependences = new HashMap<>();
  }

  /** One pass; what it finds out about loops, it tells. */
  private sealed interface Step {
    String name();

    Kernel apply(Kernel kernel, Findings findings);

    /**
     * A pass that knows of kernels only.
     *
     * @param copies whether it lets code stand twice
     */
    record Plain(Pass pass, boolean copies) implements Step {
      @Override
      public String name() {
        return pass.name();
      }

      @Override
      public Kernel apply(Kernel kernel, Findings findings) {
        return pass.rewrite().apply(kernel);
      }
    }

    /**
     * Lets loops stand twice, once with fewer checks.
     *
     * @param ragged whether they stand once more for rows of different lengths
     */
    record VersionLoops(boolean ragged) implements Step {
      @Override
      public String name() {
        return "loop versions";
      }

      @Override
      public Kernel apply(Kernel kernel, Findings findings) {
        LoopVersions.Versioned versioned = LoopVersions.apply(kernel, ragged);
        findings.loops.addAll(versioned.loops());
        return versioned.kernel();
      }
    }

    /** Lets loops run in pieces. */
    record SplitLoops(boolean forDevices) implements Step {
      @Override
      public String name() {
        return "splitting";
      }

      @Override
      public Kernel apply(Kernel kernel, Findings findings) {
        Splitting.Split split = forDevices ? Splitting.forDevices(kernel) : Splitting.apply(kernel);
        findings.dependences.putAll(split.dependences());
        return split.kernel();
      }
    }

    /** Stands for the passes that would make a kernel too large. */
    record LeaveLoops() implements Step {
      @Override
      public String name() {
        return "loops as they are";
      }

      @Override
      public Kernel apply(Kernel kernel, Findings findings) {
        findings.loops.addAll(CheckSites.unproven(kernel, LoopReport.Cause.SIZE));
        return kernel;
      }
    }
  }

  private Passes(List<Step> steps) {
    this.steps = List.copyOf(steps);
    this.verifyEach = Boolean.getBoolean(VERIFY);
  }

  /** The passes that kernels go through if nobody asks for others. */
  public static Passes standard() {
    return new Passes(
        List.of(
            new Step.Plain(new Pass("presized lists", PresizedLists::apply), false),
            new Step.VersionLoops(true),
            new Step.Plain(new Pass("dead assignments", DeadAssignments::remove), false),
            new Step.Plain(new Pass("direct lists", DirectLists::apply), false),
            new Step.Plain(new Pass("stored sums", StoredSums::apply), false),
            new Step.Plain(new Pass("running extremes", RunningExtremes::apply), false),
            new Step.Plain(new Pass("short circuits", ShortCircuits::apply), false),
            new Step.Plain(new Pass("fresh variables", FreshVariables::apply), false),
            new Step.SplitLoops(false),
            new Step.Plain(new Pass("deferred checks", DeferredChecks::apply), true),
            new Step.Plain(new Pass("strip mining", StripMining::apply), true),
            new Step.Plain(new Pass("recurrences", Recurrences::apply), false)));
  }

  /** The passes for devices: loops are split however short they are, and not vectorised. */
  public static Passes forDevices() {
    return new Passes(
        List.of(
            new Step.Plain(new Pass("presized lists", PresizedLists::apply), false),
            new Step.VersionLoops(true),
            new Step.Plain(new Pass("dead assignments", DeadAssignments::remove), false),
            new Step.Plain(new Pass("stored sums", StoredSums::apply), false),
            new Step.Plain(new Pass("running extremes", RunningExtremes::apply), false),
            new Step.Plain(new Pass("fresh variables", FreshVariables::apply), false),
            new Step.SplitLoops(true)));
  }

  /** These passes with another one before them. */
  public Passes withFirst(Pass pass) {
    List<Step> more = new ArrayList<>(steps);
    more.addFirst(new Step.Plain(pass, false));
    return new Passes(more);
  }

  /** These passes with another one behind them. */
  public Passes withLast(Pass pass) {
    List<Step> more = new ArrayList<>(steps);
    more.addLast(new Step.Plain(pass, false));
    return new Passes(more);
  }

  /** The names of these passes, in their order. */
  private List<String> names() {
    return steps.stream().map(Step::name).toList();
  }

  /**
   * These passes without one of them.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public Passes without(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException("no pass '" + name + "'; there are " + names());
    }
    return new Passes(
        steps.stream()
            .map(
                s ->
                    s instanceof Step.VersionLoops && s.name().equals(name)
                        ? new Step.LeaveLoops()
                        : s)
            .filter(s -> !s.name().equals(name))
            .toList());
  }

  /** These passes without code of its own for rows of different lengths. */
  public Passes withoutRagged() {
    return new Passes(
        steps.stream()
            .map(step -> step instanceof Step.VersionLoops ? new Step.VersionLoops(false) : step)
            .toList());
  }

  /** These passes without those that let loops stand twice to have them vectorised. */
  public Passes withoutVectors() {
    return new Passes(
        steps.stream()
            .filter(
                step ->
                    !(step instanceof Step.Plain plain && plain.copies()
                        || step instanceof Step.SplitLoops))
            .toList());
  }

  /** These passes without those that let code stand twice. */
  public Passes withoutCopies() {
    return new Passes(
        withoutVectors().steps.stream()
            .map(step -> step instanceof Step.VersionLoops ? new Step.LeaveLoops() : step)
            .toList());
  }

  /**
   * What the passes made of a kernel.
   *
   * @param source the kernel as it came
   * @param kernel what the last pass gave
   */
  public record Passed(Kernel source, Kernel kernel, List<LoopReport> loops) {
    public Passed {
      loops = List.copyOf(loops);
    }
  }

  /** The kernel as code is written for it: what hardly ever runs stands apart. */
  public static Kernel apart(Kernel kernel) {
    Kernel result = Outlining.apply(kernel);
    if (Boolean.getBoolean(VERIFY)) {
      Verifier.verify(result);
    }
    return result;
  }

  /**
   * What the passes make of a kernel.
   *
   * @throws IllegalArgumentException when a kernel is not well formed; the message says where, and
   *     which pass it came out of
   */
  public Passed run(Kernel kernel) {
    Set<Var> open = Verifier.verify(kernel);
    Findings findings = new Findings();
    Kernel current = kernel;
    for (Step step : steps) {
      current = step.apply(current, findings);
      if (verifyEach || step == steps.getLast()) {
        open = verify(current, open, step);
      }
    }
    return new Passed(kernel, current, Ways.added(findings.loops, findings.dependences, current));
  }

  private static Set<Var> verify(Kernel kernel, Set<Var> open, Step step) {
    try {
      return Verifier.verify(kernel, open);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + " (after the pass '" + step.name() + "')", e);
    }
  }
}
