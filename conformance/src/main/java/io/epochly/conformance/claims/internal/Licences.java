package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A pair of keys and licences that were made with it, by the commands of an operator.
 *
 * @param keys the folder with the public key
 * @param valid a licence that holds
 * @param expired one that does no longer
 */
record Licences(Path keys, String valid, String expired) {
  static Licences make(Launcher launcher) throws IOException, InterruptedException {
    Path secret = launcher.folder().resolve("issuer");
    launcher.run(Map.of(), "license", "keygen", "--out", secret.toString()).ok();
    Path keys = Files.createDirectory(launcher.folder().resolve("keys"));
    try (Stream<Path> files = Files.list(secret)) {
      for (Path pem : files.filter(file -> file.toString().endsWith(".pem")).toList()) {
        Files.copy(pem, keys.resolve(pem.getFileName()));
      }
    }
    return new Licences(
        keys,
        issue(launcher, secret, "2020-01-01", "2999-01-01"),
        issue(launcher, secret, "2020-01-01", "2020-02-01"));
  }

  private static String issue(Launcher launcher, Path secret, String from, String to)
      throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(secret)) {
      Path key = files.filter(file -> file.toString().endsWith(".key")).findFirst().orElseThrow();
      return launcher
          .run(
              Map.of(),
              "license",
              "issue",
              "--key",
              key.toString(),
              "--subject",
              "Claims",
              "--not-before",
              from,
              "--expires",
              to)
          .ok()
          .out()
          .strip();
    }
  }

  /** The valid one with its signature's end changed. */
  String forged() {
    return valid.substring(0, valid.length() - 1) + (valid.endsWith("A") ? "Q" : "A");
  }

  /** What nobody may see of the valid one: all but its last characters. */
  String secret() {
    return valid.substring(valid.length() - 34, valid.length() - 4);
  }

  /** What a host needs that wants a licence, but for the licence. */
  Map<String, String> required() {
    return Map.of(
        "EPOCHLY_LICENSE_REQUIRED", "true", "EPOCHLY_LICENSE_PUBLIC_KEYS", keys.toString());
  }
}
