package io.epochly.host.internal.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochly.host.LicenceState;
import io.epochly.host.internal.guest.Versions;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.status.FoundStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFilesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final long PID = ProcessHandle.current().pid();
  private static final String START = ProcessStart.of(PID).orElseThrow();
  private static final long NOBODY = 999_999_999;

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = RuntimeFolder.open(parent.resolve("run")).path();
  }

  private Path write(long pid, String id, String start, Instant written) throws IOException {
    HostStatus status =
        new HostStatus(
            Versions.load(),
            true,
            4,
            false,
            false,
            new LicenceState.None(),
            new HostMeter().read(),
            Optional.empty(),
            List.of());
    Writing writing = new Writing(pid, id, start, NOW, written, Duration.ofSeconds(5));
    return Files.writeString(folder.resolve(pid + "-" + id + ".json"), status.json(writing));
  }

  private State only() throws IOException {
    List<FoundStatus> found = StatusFiles.read(folder, NOW);
    assertThat(found).hasSize(1);
    return found.getFirst().state();
  }

  @Test
  void aHostThatWroteInTheLastThreePeriodsRuns() throws IOException {
    write(PID, "00000001", START, NOW.minusSeconds(15));
    assertThat(only()).isEqualTo(State.RUNNING);
  }

  @Test
  void aHostThatWroteEarlierIsSilentAndSoIsOneFromTheFuture() throws IOException {
    write(PID, "00000001", START, NOW.minusSeconds(16));
    assertThat(only()).isEqualTo(State.SILENT);
    write(PID, "00000001", START, NOW.plusSeconds(16));
    assertThat(only()).isEqualTo(State.SILENT);
  }

  @Test
  void aProcessOfTheSameNumberIsNotTheSameProcess() throws IOException {
    write(PID, "00000001", START + "0", NOW);
    assertThat(only()).isEqualTo(State.ENDED);
  }

  @Test
  void aProcessThatIsGoneHasEnded() throws IOException {
    write(NOBODY, "00000001", "1", NOW);
    assertThat(only()).isEqualTo(State.ENDED);
  }

  @Test
  void severalHostsAreListedByProcess() throws IOException {
    write(NOBODY, "00000003", "1", NOW);
    write(PID, "00000001", START, NOW);
    write(PID, "00000002", START, NOW);
    assertThat(StatusFiles.read(folder, NOW))
        .extracting(FoundStatus::state)
        .containsExactly(State.RUNNING, State.RUNNING, State.ENDED);
  }

  @Test
  void whatIsNoStatusIsNotTakenForOne() throws IOException {
    Path file = folder.resolve(PID + "-00000001.json");
    for (String text :
        List.of(
            "",
            "{",
            "[]",
            "{\"format\": 2, \"written\": \"2026-06-01T12:00:00Z\"}",
            " ".repeat(70_000) + "{}")) {
      Files.writeString(file, text);
      assertThat(only()).as(text.strip()).isEqualTo(State.UNREADABLE);
    }
    Files.delete(file);
    Path status = write(PID, "00000002", START, NOW);
    Path elsewhere = Files.move(status, parent.resolve("elsewhere"));
    Files.createSymbolicLink(status, elsewhere);
    assertThat(only()).isEqualTo(State.UNREADABLE);
    // Another process's file under this one's name.
    Files.delete(status);
    Files.move(elsewhere, folder.resolve(NOBODY + "-00000002.json"));
    assertThat(only()).isEqualTo(State.UNREADABLE);
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Path own = write(PID, "00000001", START, NOW);
    Path gone = write(NOBODY, "00000001", "1", NOW);
    Path earlier = write(PID, "00000002", START + "0", NOW);
    Path draft = Files.createFile(folder.resolve(NOBODY + "-00000001.json.new"));
    Path ownDraft = Files.createFile(folder.resolve(PID + "-00000001.json.new"));
    Path other = Files.createFile(folder.resolve("emergency_disable"));
    Path json = Files.writeString(folder.resolve("notes.json"), "{}");
    StatusFiles.removeAbandoned(new RuntimeFolder(folder));
    assertThat(own).exists();
    assertThat(ownDraft).exists();
    assertThat(other).exists();
    assertThat(json).exists();
    assertThat(gone).doesNotExist();
    assertThat(earlier).doesNotExist();
    assertThat(draft).doesNotExist();
    Files.delete(own);
    assertThat(StatusFiles.read(folder, NOW)).isEmpty();
  }

  @Test
  void aFolderThatOthersMayUseIsRefused() throws IOException {
    for (String mode : List.of("rwxr-x---", "rwx-----x", "rwxrwxrwx")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> StatusFiles.read(folder, NOW)).hasMessageContaining("chmod 700");
      assertThatThrownBy(() -> RuntimeFolder.open(folder)).hasMessageContaining("chmod 700");
    }
  }

  @Test
  void aFolderOfSomebodyElseIsReadByRootAndNotWrittenTo() throws IOException {
    assumeTrue(
        (Integer) Files.getAttribute(folder, "unix:uid") == 0, "needs root, to give a folder away");
    Files.setAttribute(folder, "unix:uid", 1000);
    assertThat(StatusFiles.read(folder, NOW)).isEmpty();
    assertThatThrownBy(() -> RuntimeFolder.open(folder))
        .hasMessageContaining("belongs to uid 1000 and not to you (uid 0)");
  }

  @Test
  void aLinkOrAFileIsNoFolder() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    Path file = Files.createFile(parent.resolve("file"));
    for (Path place : List.of(link, file)) {
      assertThatThrownBy(() -> RuntimeFolder.open(place)).hasMessageContaining("is no folder");
    }
    assertThatThrownBy(() -> StatusFiles.read(parent.resolve("missing"), NOW))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> RuntimeFolder.open(parent.resolve("missing/run")))
        .hasMessageContaining("is not there");
  }
}
