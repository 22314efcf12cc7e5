package io.epochly.kernels.device;

/**
 * The process of the device has ended on which an array lay; the message says which one, why, and
 * what to do.
 */
public final class DeviceArrayLostException extends DeviceException {
  private static final long serialVersionUID = 1L;

  public DeviceArrayLostException(String message) {
    super(message);
  }
}
