package io.epochly.kernels.ir;

/**
 * A place in the source of a kernel.
 *
 * @param line from 1; 0 when unknown
 * @param column from 0, as Python's {@code col_offset}
 */
public record Position(int line, int column) implements Comparable<Position> {
  /** No place in particular. */
  public static final Position NONE = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
