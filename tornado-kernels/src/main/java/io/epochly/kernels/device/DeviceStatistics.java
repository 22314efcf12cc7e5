package io.epochly.kernels.device;

/**
 * What a queue has had its device do.
 *
 * @param launches as the driver's events count them, and their time
 * @param opened how often a device was opened; more than once when one was lost
 * @param compiled programs
 */
public record DeviceStatistics(
    long calls,
    LaunchTimes launches,
    long uploads,
    long uploadedBytes,
    long downloads,
    long downloadedBytes,
    long opened,
    long compiled) {
  static final DeviceStatistics NONE = new DeviceStatistics(0, LaunchTimes.NONE, 0, 0, 0, 0, 0, 0);
}
