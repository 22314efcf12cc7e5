package io.epochly.kernels.ir;

/**
 * A local variable of a kernel; identity is what counts. A guest variable that holds values of
 * several types becomes one of these per type, and one more that tells which is current.
 */
public final class Var {
  private final String name;
  private final ScalarType type;

  public Var(String name, ScalarType type) {
    this.name = name;
    this.type = type;
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
