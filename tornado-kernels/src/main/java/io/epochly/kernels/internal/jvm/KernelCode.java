package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import io.epochly.kernels.SplitReport;
import java.lang.constant.ClassDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a generated class extends. */
abstract class KernelCode {
  /** The class that a kernel's code is generated as. */
  static final ClassDesc GENERATED =
      ClassDesc.of(KernelCode.class.getPackageName(), "CompiledCode");

  /** Most steps between two polls: iterations, and what {@link CodeGenerator} counts as some. */
  static final int CHUNK = 8192;

  private SplitSite.All sites = SplitSite.All.NONE;
  private @Nullable LoopRunner runner;

  abstract Object run(Poll poll, Object[] operands, Cores cores);

  /** Whether it may run for so long that it polls. */
  abstract boolean polls();

  /**
   * Runs iterations of a loop that is split.
   *
   * @param captured what the loop reads of the kernel's variables, numbers first
   * @return the results of the piece, null where it has none
   */
  Object @Nullable [] part(int site, Object[] captured, long from, long to, Activation activation) {
    throw new IllegalStateException("a kernel without split loops");
  }

  /** Called once, before the code runs. */
  final void splitAt(SplitSite.All all) {
    sites = all;
  }

  /** The same code once more, for one run that differs by a field. */
  final KernelCode another() {
    try {
      KernelCode result = getClass().getDeclaredConstructor().newInstance();
      result.sites = sites;
      return result;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated code has a constructor", e);
    }
  }

  /** Called once, before the code runs: another one than the cores runs the loops. */
  final void runLoopsBy(LoopRunner loopRunner) {
    runner = loopRunner;
  }

  final List<SplitReport> splits() {
    return sites.reports();
  }

  /** Called by generated code: runs a loop in pieces; what these give, combined. */
  final Object @Nullable [] split(
      int site,
      Cores cores,
      long start,
      long stop,
      long step,
      long work,
      Object[] captured,
      Poll poll,
      Object[] operands) {
    LoopRunner elsewhere = runner;
    if (elsewhere != null) {
      Object[] plain = captured.clone();
      for (int i = 0; i < plain.length; i++) {
        plain[i] = plain[i] instanceof Lists list ? list.result() : plain[i];
      }
      return elsewhere.run(site, start, trips(start, stop, step), work, plain, operands);
    }
    SplitSite where = sites.splits().get(site);
    Pieces pieces =
        new Pieces(
            start,
            step,
            trips(start, stop, step),
            (from, to, polled) ->
                part(site, captured, from, to, new Activation(RequestedPoll.of(polled), operands)));
    return where.run(pieces, cores, work, poll);
  }

  /** Called by generated code: a loop runs whole, as a test before it failed. */
  final void keptWhole(int place) {
    sites.wholes().get(place).count().increment();
  }

  /** Called by generated code: the bail-out for an exception that a routine threw at a site. */
  static BailOut bail(RuntimeException thrown, BailOut[] sites, int site) {
    BailOut planned = sites[site];
    return thrown instanceof Signal signal && signal.reason() != planned.reason()
        ? new BailOut(signal.reason(), planned.position(), planned.parameter())
        : planned;
  }

  /**
   * Called by generated code: how often {@code for i in range(start, stop, step)} runs, saturated.
   */
  static long trips(long start, long stop, long step) {
    if (step > 0 ? start >= stop : start <= stop) {
      return 0;
    }
    long distance = step > 0 ? stop - 1 - start : start - 1 - stop;
    long trips =
        step == Long.MIN_VALUE
            ? (distance < 0 ? 1 : 0)
            : Long.divideUnsigned(distance, Math.abs(step));
    return trips < 0 || trips == Long.MAX_VALUE ? Long.MAX_VALUE : trips + 1;
  }
}
