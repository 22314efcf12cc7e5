package io.epochly.kernels.device;

/** A program that a device's driver has compiled. */
public interface DeviceProgram extends AutoCloseable {
  /** Gives back what the driver keeps for it. */
  @Override
  void close();
}
