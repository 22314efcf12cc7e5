package io.epochly.host.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is done to a place in a granted folder happens there, also if a folder on the way is swapped
 * for a link that leads out after the path was judged.
 */
class GrantsTest {
  @TempDir private Path folder;

  private Path granted;
  private Path outside;
  private Path way;
  private Grants grants;

  @BeforeEach
  void furnish() throws IOException {
    assumeTrue(Descriptor.isPossible(), "no descriptors here: native access or /proc is missing");
    Path root = folder.toRealPath();
    outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("file"), "not the guest's");
    granted = Files.createDirectory(root.resolve("granted"));
    way = Files.createDirectory(granted.resolve("way"));
    Files.writeString(way.resolve("file"), "the guest's own");
    grants = new Grants(List.of(new Grant(granted, granted, Grant.Access.WRITE)));
  }

  /** As somebody does between the check of a path and its use. */
  private void swap() throws IOException {
    Files.move(way, granted.resolve("moved"));
    Files.createSymbolicLink(way, outside);
  }

  private Path own() {
    return granted.resolve("moved");
  }

  @Test
  void aFolderIsMadeWhereItWasToBeMade() throws IOException {
    grants.byName(
        way.resolve("made"),
        (place, _) -> {
          swap();
          return Files.createDirectory(place);
        });
    assertThat(own().resolve("made")).isDirectory();
    assertThat(outside.resolve("made")).doesNotExist();
    // By the path it would have been made outside.
    Files.createDirectory(way.resolve("made"));
    assertThat(outside.resolve("made")).isDirectory();
  }

  @Test
  void attributesAreThoseOfTheFileThatWasMeant() throws IOException {
    FileTime time = FileTime.fromMillis(5_000);
    grants.itself(
        way.resolve("file"),
        (place, how) -> {
          swap();
          Files.setAttribute(
              place, "posix:permissions", PosixFilePermissions.fromString("rw-------"), how);
          return Files.setAttribute(place, "lastModifiedTime", time, how);
        });
    assertThat(Files.getLastModifiedTime(own().resolve("file"))).isEqualTo(time);
    assertThat(Files.getPosixFilePermissions(own().resolve("file"))).hasSize(2);
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isNotEqualTo(time);
    // By the path they would have been set outside.
    Files.setAttribute(way.resolve("file"), "lastModifiedTime", time);
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(time);
  }

  @Test
  void whatIsReadIsReadOfTheFileThatWasMeant() throws IOException {
    Files.createSymbolicLink(way.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(outside.resolve("link"), Path.of("elsewhere"));
    Object own = Files.getAttribute(way.resolve("file"), "unix:ino");
    Map<String, Object> read =
        grants.byName(
            way.resolve("file"),
            (place, how) -> {
              swap();
              return Files.readAttributes(place, "unix:ino,isSymbolicLink", how);
            });
    assertThat(read).containsEntry("ino", own).containsEntry("isSymbolicLink", false);
    Files.delete(way);
    Files.move(own(), way);
    Path target =
        grants.byName(
            way.resolve("link"),
            (place, _) -> {
              swap();
              return Files.readSymbolicLink(place);
            });
    assertThat(target).isEqualTo(Path.of("file"));
  }

  @Test
  void aFolderThatHasBecomeALinkIsNotFollowed() throws IOException {
    swap();
    assertThatThrownBy(
            () ->
                grants.byName(
                    way.resolve("file"), (place, how) -> Files.readAttributes(place, "*", how)))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void aFileThatHasBecomeALinkIsNotFollowed() throws IOException {
    Files.delete(way.resolve("file"));
    Files.createSymbolicLink(way.resolve("file"), outside.resolve("file"));
    FileTime before = Files.getLastModifiedTime(outside.resolve("file"));
    // The times are the link's own then, which has no permissions.
    grants.itself(
        way.resolve("file"),
        (place, how) ->
            Files.setAttribute(place, "lastModifiedTime", FileTime.fromMillis(5_000), how));
    assertThatThrownBy(
            () ->
                grants.itself(
                    way.resolve("file"),
                    (place, how) ->
                        Files.setAttribute(
                            place,
                            "posix:permissions",
                            PosixFilePermissions.fromString("---------"),
                            how)))
        .isInstanceOf(IOException.class);
    assertThat(Files.getPosixFilePermissions(outside.resolve("file"))).isNotEmpty();
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(before);
  }

  @Test
  void errorsNameThePlaceAndNotTheDescriptor() {
    Path missing = way.resolve("missing/made");
    assertThatThrownBy(() -> grants.byName(missing, (place, _) -> Files.createDirectory(place)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
    assertThatThrownBy(
            () -> grants.byName(way.resolve("file"), (place, _) -> Files.createDirectory(place)))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(way.resolve("file").toString());
  }
}
