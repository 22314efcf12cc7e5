package io.epochly.kernels.device;

/**
 * What a queue has had its device do.
 *
 * @param launches as the driver's events count them, and their time
 * @param uploads of arrays, those that stay on the device included; so with downloads
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
  /** Nothing yet. */
  public static final DeviceStatistics NONE =
      new DeviceStatistics(0, LaunchTimes.NONE, 0, 0, 0, 0, 0, 0);

  /** These and what was done since. */
  public DeviceStatistics plus(DeviceStatistics more) {
    return new DeviceStatistics(
        calls + more.calls,
        launches.plus(more.launches),
        uploads + more.uploads,
        uploadedBytes + more.uploadedBytes,
        downloads + more.downloads,
        downloadedBytes + more.downloadedBytes,
        opened + more.opened,
        compiled + more.compiled);
  }
}
