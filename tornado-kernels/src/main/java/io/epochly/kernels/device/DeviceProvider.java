package io.epochly.kernels.device;

import java.util.Locale;

/** What devices are reached through, the most wanted first. */
public enum DeviceProvider {
  /** TornadoVM, where its SDK is installed. */
  TORNADO,
  /** The platform's OpenCL drivers. */
  OPENCL;

  /**
   * Whether a launch may take seconds, as something is built for arrays of lengths that are new to
   * the process.
   */
  public boolean buildsForCalls() {
    return this == TORNADO;
  }

  /** Its name in what people read: {@code tornado}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
