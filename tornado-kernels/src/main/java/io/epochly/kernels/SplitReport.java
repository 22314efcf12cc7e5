package io.epochly.kernels;

import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.ir.Position;
import java.util.Map;

/**
 * How often a loop that may run in pieces did so, and what that took.
 *
 * @param position the loop
 * @param onOne runs on the caller's core alone that were long enough to ask
 * @param onSeveral runs on several cores
 * @param nanosOnOne what a step took lately on one core, in nanoseconds; NaN while not known
 * @param nanosOnSeveral what a step took lately on several cores, without the start of a run
 * @param last why the last such run was given its cores
 * @param lastOnSeveral whether these were several
 * @param keptWhole how often the loop was long enough and ran whole, by what a test found
 */
public record SplitReport(
    Position position,
    long onOne,
    long onSeveral,
    double nanosOnOne,
    double nanosOnSeveral,
    Choice last,
    boolean lastOnSeveral,
    Map<Dependence, Long> keptWhole) {
  public SplitReport {
    keptWhole = Map.copyOf(keptWhole);
  }

  /** Why a run is given one core or several. */
  public enum Choice {
    /** Nothing was chosen yet, or there is no choice. */
    NONE,
    /** What a step takes is not known yet and was guessed. */
    GUESSED,
    /** Several cores, before one is tried, while code is compiled. */
    SETTLING,
    /** What is thought to be slower is tried again. */
    TRIED,
    /** It took less in earlier runs. */
    MEASURED
  }
}
