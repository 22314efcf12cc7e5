package io.epochly.host.internal.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An engine that can run the cases too. */
public enum PeerKind {
  /** The C file beside the Python file. */
  GCC("gcc"),
  /** The same on all cores, as its pragmas say. */
  GCC_OPENMP("gcc"),
  NUMBA("python3"),
  /** Numba with prange in the lines of the file that are marked {@code # any order}. */
  NUMBA_PARALLEL("python3"),
  PYPY("pypy3"),
  /** CPython, without any compiler. */
  PYTHON("python3");

  private final String program;

  PeerKind(String program) {
    this.program = program;
  }

  /** The name that users know it by. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What has to be on the {@code PATH} for it. */
  String program() {
    return program;
  }

  public static Optional<PeerKind> named(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findAny();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(PeerKind::label).toList();
  }
}
