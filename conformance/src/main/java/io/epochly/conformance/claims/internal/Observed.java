package io.epochly.conformance.claims.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is looked at once, for all claims that go by it; so is its failure. */
final class Observed<T> {
  /** The look. */
  @FunctionalInterface
  interface Look<T> {
    T look() throws IOException, InterruptedException;
  }

  private final Look<T> look;
  private @Nullable T seen;
  private @Nullable Exception failure;

  Observed(Look<T> look) {
    this.look = look;
  }

  T get() throws IOException, InterruptedException {
    if (seen == null && failure == null) {
      try {
        seen = look.look();
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
    }
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (seen == null) {
      throw new IllegalStateException("a look that gave nothing");
    }
    return seen;
  }
}
