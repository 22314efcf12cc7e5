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

  /** Its elements, where they lie; it is one of numbers. */
  public ArrayArg elements() {
    Object base = operand.base;
    Object lengths = operand.lengths;
    int length = 0;
    for (int index : path) {
      base = ((Object[]) base)[index];
      if (lengths instanceof int[] innermost) {
        length = innermost[index];
      } else {
        lengths = ((Object[]) lengths)[index];
      }
    }
    return ArrayArg.flat(base, length);
  }

  @Override
  public String toString() {
    return "row " + Arrays.toString(path) + " of an operand";
  }
}
