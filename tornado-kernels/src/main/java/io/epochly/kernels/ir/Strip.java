package io.epochly.kernels.ir;

/**
 * Room for the values that a variable takes in each of up to {@link #LANES} iterations of a loop
 * that run side by side; the variable expanded over a strip of the loop. Identity is what counts.
 */
public final class Strip {
  /**
   * How many iterations run side by side: enough to hide the cost of a loop, few enough to stay in
   * cache.
   */
  public static final int LANES = 512;

  private final String name;
  private final ScalarType type;

  /**
   * @throws IllegalArgumentException for bools, which have no strips
   */
  public Strip(String name, ScalarType type) {
    if (type == ScalarType.BOOL) {
      throw new IllegalArgumentException("no strip of bools: " + name);
    }
    this.name = name;
    this.type = type;
  }

  public ScalarType type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }
}
