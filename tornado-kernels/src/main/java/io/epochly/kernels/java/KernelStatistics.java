package io.epochly.kernels.java;

import io.epochly.kernels.SplitReport;
import java.util.List;

/**
 * What became of the calls of a kernel so far.
 *
 * @param compiled calls that the kernel has done
 * @param onDevice those of them that a device has run
 * @param plain calls that the method itself has done, those after a bail-out, and those that it
 *     does quicker, included
 * @param bailedOut calls that the kernel has begun and left to the method
 * @param splits how loops that may run over cores did
 */
public record KernelStatistics(
    long compiled, long onDevice, long plain, long bailedOut, List<SplitReport> splits) {
  public KernelStatistics {
    splits = List.copyOf(splits);
  }
}
