package io.epochly.kernels;

import java.util.List;

/**
 * A result that is a new list of lists. Its rows are {@link ArrayArg}, {@link OperandRow} or {@link
 * NestedList}; a row that stands in several places is one object.
 */
public final class NestedList {
  private final List<Object> rows;

  public NestedList(List<Object> rows) {
    this.rows = List.copyOf(rows);
  }

  public List<Object> rows() {
    return rows;
  }
}
