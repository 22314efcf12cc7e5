package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the sources alone make the jars what they are: not the time, the place or the language. */
class ReproducibleBuildIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String VERSION_OF_JARS =
      "-" + System.getProperty("epochly.version") + ".jar";

  @TempDir private Path folder;

  @Test
  void aSecondBuildElsewhereMakesTheSameJars() throws Exception {
    for (String part : List.of("pom.xml", ".mvn", "conformance/attacks")) {
      copy(part);
    }
    for (String module : List.of("tornado-kernels", "guest-bindings", "host", "conformance")) {
      copy(module + "/pom.xml");
      copy(module + "/src/main");
    }
    build();
    List<String> differing = new ArrayList<>();
    for (String jar :
        List.of(
            "tornado-kernels/target/tornado-kernels",
            "guest-bindings/target/guest-bindings",
            "host/target/dist/lib/host",
            "host/target/dist/conformance/conformance")) {
      Path first = ROOT.resolve(jar + VERSION_OF_JARS);
      Path second = folder.resolve(jar + VERSION_OF_JARS);
      assertThat(second).exists();
      if (Files.mismatch(first, second) >= 0) {
        differing.add(jar);
      }
    }
    assertThat(differing).isEmpty();
  }

  private void copy(String part) throws IOException {
    Path source = ROOT.resolve(part);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(ROOT.relativize(file));
        Files.createDirectories(target.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private void build() throws Exception {
    Path log = folder.resolve("build.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                System.getProperty("maven.home") + "/bin/mvn",
                "--offline",
                "--batch-mode",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "-Dspotless.check.skip=true",
                "process-classes",
                "jar:jar")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("TZ", "Pacific/Kiritimati");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
