package io.epochly.kernels.device;

/** There is not as much memory on a device as was asked for, or it may not be taken. */
public final class OutOfDeviceMemoryException extends DeviceException {
  private static final long serialVersionUID = 1L;

  public OutOfDeviceMemoryException(String message) {
    super(message);
  }
}
