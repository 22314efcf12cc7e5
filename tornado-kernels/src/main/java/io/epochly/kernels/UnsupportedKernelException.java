package io.epochly.kernels;

/** A backend cannot run this kernel; the message says why. */
public final class UnsupportedKernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedKernelException(String message) {
    super(message);
  }
}
