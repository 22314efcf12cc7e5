package io.epochly.kernels;

import java.util.Arrays;

/** A result that is a row of an operand: the one that {@code path} leads to, an index per axis. */
public final class OperandRow {
  private final ArrayArg operand;
  private final int[] path;

  public OperandRow(ArrayArg operand, int[] path) {
    this.operand = operand;
    this.path = path.clone();
  }

  public ArrayArg operand() {
    return operand;
  }

  /** The index along each axis, none of them negative. */
  public int[] path() {
    return path.clone();
  }

  @Override
  public String toString() {
    return "row " + Arrays.toString(path) + " of an operand";
  }
}
