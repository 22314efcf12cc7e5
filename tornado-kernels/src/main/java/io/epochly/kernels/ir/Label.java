package io.epochly.kernels.ir;

/**
 * Names a loop or block, so that {@link Stmt.Break} and {@link Stmt.Continue} can leave it.
 * Identity is what counts.
 */
public final class Label {
  private final String name;
  private final boolean anyOrder;

  public Label(String name) {
    this(name, false);
  }

  private Label(String name, boolean anyOrder) {
    this.name = name;
    this.anyOrder = anyOrder;
  }

  /** The name of a loop whose iterations may run in any order, as its writer says. */
  public static Label inAnyOrder(String name) {
    return new Label(name, true);
  }

  public boolean isInAnyOrder() {
    return anyOrder;
  }

  @Override
  public String toString() {
    return name;
  }
}
