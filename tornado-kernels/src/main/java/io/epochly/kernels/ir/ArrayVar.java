package io.epochly.kernels.ir;

/**
 * A local variable that refers to a list, or to a list of lists: to a new one, to an array
 * parameter of a typed storage, or to a row of one of these. Identity is what counts. Two variables
 * may refer to one list.
 */
public final class ArrayVar implements ArrayRef {
  private final String name;
  private final ArrayType type;

  public ArrayVar(String name, ArrayType type) {
    if (type.storage().isBuffer() || type.storage().isMemory()) {
      throw new IllegalArgumentException("a variable cannot refer to " + type);
    }
    this.name = name;
    this.type = type;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ArrayType type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }
}
