package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What updates and scanners go by. */
final class UpdateClaims {
  private UpdateClaims() {}

  static void add(Checks checks) {
    checks
        .section("Updates")
        .claim("The version is told", UpdateClaims::version)
        .claim("An installation can be checked by the doctor", UpdateClaims::doctor)
        .claim(
            "The SBOM that scanners read has each jar that is shipped, by its digest",
            UpdateClaims::sbom);
  }

  static String version(Stage stage) throws IOException, InterruptedException {
    Finished run = stage.launcher().run(Map.of(), "--version").ok();
    require(run.out().matches("epochly-host \\S+ \\(.*GraalPy .*\\)\n"), "it says %s", run.out());
    return run.out().strip();
  }

  private static String doctor(Stage stage) throws IOException, InterruptedException {
    Finished run = stage.container().doctor();
    require(
        run.status() <= 1 && run.out().startsWith("{"),
        "it gave %d: %s",
        run.status(),
        run.all().strip());
    return "beside the service it gave %d and its findings".formatted(run.status());
  }

  static String sbom(Stage stage) throws IOException {
    Path home = stage.launcher().home();
    String sbom = Launcher.text(home.resolve("sbom.cdx.json"));
    List<String> missing = new ArrayList<>();
    int count = 0;
    for (String folder : List.of("lib", "jit")) {
      try (Stream<Path> files = Files.list(home.resolve(folder))) {
        for (Path jar : files.toList()) {
          count++;
          if (!sbom.contains(sha256(jar))) {
            missing.add(jar.getFileName().toString());
          }
        }
      }
    }
    // What the SBOM is of, and what the build compiles from python-resources.
    missing.removeIf(name -> name.matches("host-.*\\.jar|python-bytecode\\.jar"));
    requireNone(missing, "jars that the SBOM lacks");
    return count + " jars were looked up by SHA-256 in sbom.cdx.json";
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
