package io.epochly.host.internal.bench.start;

import java.io.IOException;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;

/** GraalPy as its own documentation embeds it: what starts are compared with. */
public final class PlainGraalPy {
  private PlainGraalPy() {}

  /**
   * Runs the script that is the only argument.
   *
   * @throws IOException if it cannot be read
   */
  public static void main(String[] args) throws IOException {
    try (Context context = Context.newBuilder("python").allowAllAccess(true).build()) {
      context.eval(Source.newBuilder("python", Path.of(args[0]).toFile()).build());
    }
  }
}
