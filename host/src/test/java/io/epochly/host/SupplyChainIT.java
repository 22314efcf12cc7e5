package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the distribution says that it consists of, against what it consists of. */
class SupplyChainIT {
  private static final Path DIST = Path.of("target/dist");

  private static JsonNode sbom;

  @BeforeAll
  static void read() throws IOException {
    sbom = new ObjectMapper().readTree(DIST.resolve("sbom.cdx.json").toFile());
  }

  private static Map<String, String> jars() throws Exception {
    Map<String, String> jars = new TreeMap<>();
    for (String folder : List.of("lib", "jit")) {
      try (Stream<Path> files = Files.list(DIST.resolve(folder))) {
        for (Path file : files.toList()) {
          MessageDigest digest = MessageDigest.getInstance("SHA-256");
          jars.put(
              HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))),
              file.getFileName().toString());
        }
      }
    }
    return jars;
  }

  private static String sha256(JsonNode component) {
    return component
        .at("/hashes")
        .valueStream()
        .filter(hash -> hash.at("/alg").asText().equals("SHA-256"))
        .findFirst()
        .orElseThrow()
        .at("/content")
        .asText();
  }

  @Test
  void theSbomHasEachJarWithItsDigestAndNoOther() throws Exception {
    Map<String, String> jars = jars();
    List<String> missing = new ArrayList<>();
    for (JsonNode component : sbom.at("/components")) {
      // A POM brings dependencies and has no file.
      if (jars.remove(sha256(component)) == null
          && !component.at("/purl").asText().endsWith("?type=pom")) {
        missing.add(component.at("/purl").asText());
      }
    }
    assertThat(missing).isEmpty();
    // What the SBOM is of, and what is compiled from python-resources.
    assertThat(jars.values())
        .containsExactlyInAnyOrder(
            "python-bytecode.jar",
            "host-" + sbom.at("/metadata/component/version").asText() + ".jar");
  }

  @Test
  void eachComponentHasALicenceAndIsInTheListOfThirdParties() throws Exception {
    String thirdParties = Files.readString(DIST.resolve("THIRD-PARTY.txt"));
    assertThat(sbom.at("/components").size()).isGreaterThan(20);
    for (JsonNode component : sbom.at("/components")) {
      String name =
          "%s:%s:%s"
              .formatted(
                  text(component, "group"), text(component, "name"), text(component, "version"));
      assertThat(component.at("/licenses").size()).as(name).isPositive();
      assertThat(thirdParties).contains("(" + name + " - ");
    }
  }

  private static String text(JsonNode component, String field) {
    return component.path(field).asText();
  }
}
