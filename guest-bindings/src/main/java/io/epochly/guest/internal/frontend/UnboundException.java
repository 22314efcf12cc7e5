package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.Position;

/**
 * A name that is certainly not bound where it is read: whoever gets there raises in the guest, so
 * that nothing behind it has to be lowered. Only the code that runs whenever the name is read may
 * be given up for it; see {@link KernelWriter#unlessUnbound}.
 */
final class UnboundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  UnboundException(String name, Position position) {
    super(name, null, false, false);
    this.position = position;
  }

  Position position() {
    return position;
  }
}
