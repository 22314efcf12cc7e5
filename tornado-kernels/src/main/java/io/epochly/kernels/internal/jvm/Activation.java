package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.RequestedPoll;

/** One run of a kernel that has functions: what all of them share. Generated code uses it. */
final class Activation {
  /**
   * Calls nested deeper are left to the guest, whose own stack may end: plain calls were seen to
   * fit a stack of one mebibyte some 140 to 190 deep.
   */
  private static final int MAX_DEPTH = 100;

  /** A call counts as so many steps. */
  private static final int CALL = 2;

  final RequestedPoll poll;
  final Object[] operands;
  private int depth;
  private int fuel = KernelCode.CHUNK;

  Activation(RequestedPoll poll, Object[] operands) {
    this.poll = poll;
    this.operands = operands;
  }

  static void enter(Activation activation, int frames) {
    activation.depth += frames;
    if (activation.depth > MAX_DEPTH) {
      throw Signal.DEPTH;
    }
  }

  void leave(int frames) {
    depth -= frames;
  }

  void call() {
    burn(CALL);
  }

  /**
   * What a function has done since it polled last: by itself that may be too little for a poll,
   * however often it is called.
   */
  void burn(int steps) {
    fuel -= steps;
    if (fuel < 0) {
      fuel = KernelCode.CHUNK;
      if (poll.isWanted()) {
        poll.poll();
      }
    }
  }
}
