package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts of a program write of themselves. */
class StatusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private EpochlyHost host() {
    Configuration configuration =
        Configuration.builder()
            .environment(Map.of("XDG_RUNTIME_DIR", folder.toString()))
            .folder(folder)
            .build();
    return EpochlyHost.builder().configuration(configuration).build();
  }

  private List<Path> files() throws IOException {
    Path own = folder.resolve("epochly");
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(own)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  private void awaitFiles(int count) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (files().size() != count) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }
  }

  @Test
  void aHostThatIsClosedSoonOpensNothing() throws Exception {
    host().close();
    // Longer than it would have waited.
    Thread.sleep(Duration.ofSeconds(4));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatWasRemovedIsMadeAgain() throws Exception {
    try (EpochlyHost host = host()) {
      awaitFiles(1);
      Files.delete(files().getFirst());
      Files.delete(folder.resolve("epochly"));
      awaitFiles(1);
      assertThat(host.emergencyDisabled()).isFalse();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void eachHostOfAProcessHasAFileUntilItIsClosed() throws Exception {
    EpochlyHost first = host();
    try (EpochlyHost second = host()) {
      awaitFiles(2);
      assertThat(files())
          .allMatch(
              file ->
                  file.getFileName().toString().startsWith(ProcessHandle.current().pid() + "-"));
      assertThat(second.emergencyDisabled()).isFalse();
      first.close();
      awaitFiles(1);
      first.close();
    }
    assertThat(files()).isEmpty();
  }
}
