package io.epochly.host.internal.worker;

import java.io.IOException;

/** Bytes that are no message, or not one that may come now. */
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}
