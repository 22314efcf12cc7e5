package io.epochly.kernels;

import io.epochly.kernels.ir.Position;

/**
 * How often a loop that may run in pieces did so.
 *
 * @param position the loop
 * @param onOne runs on the caller's core alone that were long enough to ask
 * @param onSeveral runs on several cores
 * @param nanosOnOne what a step took lately on one core, in nanoseconds; NaN while not known
 * @param nanosOnSeveral what a step took lately on several cores, without the start of a run
 */
public record SplitReport(
    Position position, long onOne, long onSeveral, double nanosOnOne, double nanosOnSeveral) {}
