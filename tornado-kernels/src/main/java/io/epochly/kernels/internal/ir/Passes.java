package io.epochly.kernels.internal.ir;

import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a kernel from what the frontend wrote to what the backend reads: passes by name, one
 * after the other. What comes in and what goes out is verified; where {@link #VERIFY} is set, so is
 * what lies between.
 */
public final class Passes {
  /** The system property that has kernels verified after every pass, as in tests. */
  public static final String VERIFY = "epochly.kernels.verify";

  /** What may be left out when the kernel becomes too large by it. */
  private static final Pass LOOP_VERSIONS = new Pass("loop versions", LoopVersions::apply);

  private final List<Pass> passes;
  private final boolean verifyEach;

  private Passes(List<Pass> passes) {
    this.passes = List.copyOf(passes);
    this.verifyEach = Boolean.getBoolean(VERIFY);
  }

  /** The passes that kernels go through if nobody asks for others. */
  public static Passes standard() {
    return new Passes(List.of(LOOP_VERSIONS));
  }

  /** These passes with another one before them. */
  public Passes withFirst(Pass pass) {
    List<Pass> more = new ArrayList<>(passes);
    more.addFirst(pass);
    return new Passes(more);
  }

  /** These passes with another one behind them. */
  public Passes withLast(Pass pass) {
    List<Pass> more = new ArrayList<>(passes);
    more.addLast(pass);
    return new Passes(more);
  }

  /** These passes without those that let code stand twice. */
  public Passes withoutCopies() {
    return new Passes(passes.stream().filter(pass -> pass != LOOP_VERSIONS).toList());
  }

  /**
   * What the last pass gives.
   *
   * @throws IllegalArgumentException when a kernel is not well formed; the message says where, and
   *     which pass it came out of
   */
  public Kernel run(Kernel kernel) {
    Verifier.verify(kernel);
    Kernel current = kernel;
    for (Pass pass : passes) {
      current = pass.rewrite().apply(current);
      if (verifyEach || pass == passes.getLast()) {
        verify(current, pass);
      }
    }
    return current;
  }

  private static void verify(Kernel kernel, Pass pass) {
    try {
      Verifier.verify(kernel);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + " (after the pass '" + pass.name() + "')", e);
    }
  }
}
