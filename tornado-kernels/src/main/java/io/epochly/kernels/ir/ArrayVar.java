package io.epochly.kernels.ir;

/**
 * A local variable that refers to a list: to a new one, or to an array parameter of one dimension
 * and a typed storage. Identity is what counts. Two variables may refer to one list.
 */
public final class ArrayVar implements ArrayRef {
  private final String name;
  private final ArrayType type;

  public ArrayVar(String name, ArrayType type) {
    if (type.rank() != 1 || type.storage().isBuffer()) {
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
