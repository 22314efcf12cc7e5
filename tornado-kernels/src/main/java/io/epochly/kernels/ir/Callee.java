package io.epochly.kernels.ir;

/** The name of a function inside a kernel. Identity is what counts. */
public final class Callee {
  private final String name;

  public Callee(String name) {
    this.name = name;
  }

  /** For messages and listings. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
