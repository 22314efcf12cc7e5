package io.epochly.host.internal.config;

import java.nio.file.Path;

/** Where a value comes from. */
public sealed interface Source {
  /** Whether what comes from here counts, where another says something else. */
  default boolean outranks(Source other) {
    return rank() > other.rank();
  }

  private int rank() {
    return switch (this) {
      case Default() -> 0;
      case File file -> 1;
      case Environment environment -> 2;
      case Code() -> 3;
    };
  }

  /** The program set it. */
  record Code() implements Source {
    @Override
    public String toString() {
      return "code";
    }
  }

  /** A variable of the environment. */
  record Environment(String variable) implements Source {
    @Override
    public String toString() {
      return variable;
    }
  }

  /**
   * A file.
   *
   * @param line counted from 1; 0 where it could not be told
   */
  record File(Path path, int line) implements Source {
    @Override
    public String toString() {
      return line == 0 ? path.toString() : path + ", line " + line;
    }
  }

  /** Nobody set it. */
  record Default() implements Source {
    @Override
    public String toString() {
      return "default";
    }
  }
}
