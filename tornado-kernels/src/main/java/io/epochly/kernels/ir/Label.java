package io.epochly.kernels.ir;

/** Names a loop or block, so that {@link Stmt.Break} and {@link Stmt.Continue} can leave it. */
public final class Label {
  private final String name;

  public Label(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
