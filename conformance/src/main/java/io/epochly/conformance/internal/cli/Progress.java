package io.epochly.conformance.internal.cli;

/** One line on a terminal that tells how far a suite is; nothing elsewhere. */
final class Progress implements AutoCloseable {
  /** By the launcher, which can tell. */
  private static final String TERMINALS = "epochly.terminals";

  private static final String ERASE = "\r\u001b[K";

  private final boolean shown;
  private final int total;
  private int done;

  private Progress(boolean shown, int total) {
    this.shown = shown;
    this.total = total;
  }

  static Progress of(int total) {
    return new Progress(System.getProperty(TERMINALS, "").contains("err"), total);
  }

  void next(String what) {
    done++;
    if (shown) {
      System.err.printf("%s%d/%d %s", ERASE, done, total, what);
      System.err.flush();
    }
  }

  @Override
  public void close() {
    if (shown) {
      System.err.print(ERASE);
      System.err.flush();
    }
  }
}
