package io.epochly.kernels.device;

import java.util.Locale;

/** What devices are reached through, the most wanted first. */
public enum DeviceProvider {
  /** TornadoVM, where its SDK is installed. */
  TORNADO,
  /** The platform's OpenCL drivers. */
  OPENCL;

  /** Its name in what people read: {@code tornado}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
