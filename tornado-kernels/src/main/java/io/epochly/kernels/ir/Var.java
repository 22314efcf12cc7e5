package io.epochly.kernels.ir;

/**
 * A local variable of a kernel; identity is what counts. A guest variable that holds values of
 * several types becomes one of these per type, and one more that tells which is current.
 */
public final class Var {
  private final String name;
  private final ScalarType type;
  private final boolean small;

  public Var(String name, ScalarType type) {
    this(name, type, false);
  }

  private Var(String name, ScalarType type, boolean small) {
    this.name = name;
    this.type = type;
    this.small = small;
  }

  /**
   * A variable that never holds but ints of 32 bits, or binary32 numbers: who makes it sees to
   * that.
   */
  public static Var small(String name, ScalarType type) {
    return new Var(name, type, true);
  }

  /** Another variable of the same kind. */
  public Var another(String otherName) {
    return new Var(otherName, type, small);
  }

  public boolean isSmall() {
    return small;
  }

  public String name() {
    return name;
  }

  public ScalarType type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }
}
