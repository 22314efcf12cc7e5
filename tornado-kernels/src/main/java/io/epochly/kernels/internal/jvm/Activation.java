package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Poll;

/** One run of a kernel that has functions: what all of them share. Generated code uses it. */
final class Activation {
  /**
   * Calls nested deeper are left to the guest, whose own stack may end: plain calls were seen to
   * fit a stack of one mebibyte some 140 to 190 deep.
   */
  private static final int MAX_DEPTH = 100;

  /** Calls between two polls. */
  private static final int CALLS = 4096;

  final Poll poll;
  final Object[] operands;
  private int depth;
  private int fuel = CALLS;

  Activation(Poll poll, Object[] operands) {
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

  void burn() {
    if (--fuel < 0) {
      poll.poll();
      fuel = CALLS;
    }
  }
}
