package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a look from outside is made with. */
final class Tools {
  private Tools() {}

  static void requireStrace() throws InterruptedException {
    require("strace, and leave to trace", "strace", "-o", "/dev/null", "true");
  }

  static void requireNamespaces() throws InterruptedException {
    require("unshare (util-linux), and user namespaces", "unshare", "-rn", "true");
  }

  static void requireBubblewrap() throws InterruptedException {
    require(
        "bubblewrap, and user namespaces",
        "bwrap",
        "--unshare-user",
        "--ro-bind",
        "/",
        "/",
        "true");
  }

  private static void require(String what, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return;
      }
    } catch (IOException e) {
      throw new MissingToolException("needs " + what);
    }
    throw new MissingToolException("needs " + what);
  }

  /** It lies where only root looks for programs. */
  static Path logrotate() {
    return Stream.of("/usr/sbin/logrotate", "/usr/bin/logrotate")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new MissingToolException("needs logrotate"));
  }
}
