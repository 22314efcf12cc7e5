package io.epochly.host.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is done to a place in a granted folder happens there, also if a folder on the way is swapped
 * for a link that leads out after the path was judged; by descriptors and without them.
 */
class DiskEntryTest {
  @TempDir private Path folder;

  private Path granted;
  private Path outside;
  private Path way;

  private enum Means {
    DESCRIPTORS {
      @Override
      DiskEntry reach(Path granted, Path real) throws IOException {
        assumeTrue(
            Descriptor.isPossible(), "no descriptors here: native access or /proc is missing");
        return PinnedEntry.of(granted, real);
      }
    },
    SECURE_FOLDERS {
      @Override
      DiskEntry reach(Path granted, Path real) throws IOException {
        return HeldFolder.of(granted, real, true);
      }
    };

    abstract DiskEntry reach(Path granted, Path real) throws IOException;
  }

  @BeforeEach
  void furnish() throws IOException {
    Path root = folder.toRealPath();
    outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("file"), "not the guest's");
    Files.createSymbolicLink(outside.resolve("link"), Path.of("elsewhere"));
    granted = Files.createDirectory(root.resolve("granted"));
    way = Files.createDirectory(granted.resolve("way"));
    Files.writeString(way.resolve("file"), "the guest's own");
    Files.createSymbolicLink(way.resolve("link"), Path.of("file"));
  }

  /** As somebody does between the check of a path and its use. */
  private void swap() throws IOException {
    Files.move(way, granted.resolve("moved"));
    Files.createSymbolicLink(way, outside);
  }

  private Path own() {
    return granted.resolve("moved");
  }

  @ParameterizedTest
  @EnumSource
  void aFolderIsMadeWhereItWasToBeMade(Means means) throws IOException {
    try (DiskEntry made = means.reach(granted, way.resolve("made"))) {
      swap();
      made.createDirectory(
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    assertThat(own().resolve("made")).isDirectory();
    assertThat(Files.getPosixFilePermissions(own().resolve("made"))).hasSize(3);
    assertThat(outside.resolve("made")).doesNotExist();
    try (Stream<Path> left = Files.list(granted)) {
      assertThat(left).containsExactlyInAnyOrder(way, own());
    }
    // By the path it would have been made outside.
    try (DiskEntry made = new DiskEntry.ByPath(way.resolve("made"))) {
      made.createDirectory();
    }
    assertThat(outside.resolve("made")).isDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void attributesAreSetOfTheFileThatWasMeant(Means means) throws IOException {
    FileTime time = FileTime.fromMillis(5_000);
    try (DiskEntry file = means.reach(granted, way.resolve("file"))) {
      swap();
      file.setAttribute("posix:permissions", PosixFilePermissions.fromString("rw-------"));
      file.setAttribute("lastModifiedTime", time);
      file.setAttribute("lastAccessTime", time);
    }
    assertThat(Files.getLastModifiedTime(own().resolve("file"))).isEqualTo(time);
    assertThat(Files.getAttribute(own().resolve("file"), "lastAccessTime")).isEqualTo(time);
    assertThat(Files.getPosixFilePermissions(own().resolve("file"))).hasSize(2);
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isNotEqualTo(time);
    // By the path they would have been set outside.
    try (DiskEntry file = new DiskEntry.ByPath(way.resolve("file"))) {
      file.setAttribute("lastModifiedTime", time);
    }
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(time);
  }

  @ParameterizedTest
  @EnumSource
  void attributesAreReadOfTheFileThatWasMeantOrNotAtAll(Means means) throws IOException {
    Object own = Files.getAttribute(way.resolve("file"), "unix:ino");
    try (DiskEntry file = means.reach(granted, way.resolve("file"))) {
      assertThat(file.readAttributes("unix:ino,isSymbolicLink"))
          .containsOnlyKeys("ino", "isSymbolicLink")
          .containsEntry("ino", own);
      assertThat(file.readAttributes("size,fileKey")).containsOnlyKeys("size", "fileKey");
      assertThat(file.readAttributes("posix:*")).containsKeys("permissions", "fileKey", "size");
      swap();
      if (means == Means.DESCRIPTORS) {
        assertThat(file.readAttributes("unix:ino,isSymbolicLink"))
            .containsEntry("ino", own)
            .containsEntry("isSymbolicLink", false);
      } else {
        assertThatThrownBy(() -> file.readAttributes("unix:ino"))
            .isInstanceOf(AccessDeniedException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLinkIsTheOneThatWasMeantOrNotRead(Means means) throws IOException {
    try (DiskEntry link = means.reach(granted, way.resolve("link"))) {
      swap();
      if (means == Means.DESCRIPTORS) {
        assertThat(link.readSymbolicLink()).isEqualTo(Path.of("file"));
      } else {
        assertThatThrownBy(link::readSymbolicLink).isInstanceOf(AccessDeniedException.class);
      }
    }
    assumeTrue(means == Means.DESCRIPTORS, "read in the grant itself only");
    try (DiskEntry link = means.reach(granted, own())) {
      assertThatThrownBy(link::readSymbolicLink).isInstanceOf(NotLinkException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMissingIsMissingWhateverLiesOutside(Means means) throws IOException {
    Files.delete(way.resolve("file"));
    try (DiskEntry file = means.reach(granted, way.resolve("file"))) {
      swap();
      assertThatThrownBy(() -> file.checkAccess(Set.of(AccessMode.READ)))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> file.readAttributes("size")).isInstanceOf(NoSuchFileException.class);
    }
    // Nor is it told that something is missing outside that is there.
    Files.createFile(own().resolve("here"));
    Files.delete(way);
    Files.move(own(), way);
    try (DiskEntry file = means.reach(granted, way.resolve("here"))) {
      swap();
      if (means == Means.DESCRIPTORS) {
        assertThat(file.readAttributes("size")).containsKey("size");
      } else {
        assertThatThrownBy(() -> file.readAttributes("size"))
            .isInstanceOf(AccessDeniedException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFolderThatHasBecomeALinkIsNotFollowed(Means means) throws IOException {
    swap();
    assertThatThrownBy(
            () -> {
              try (DiskEntry file = means.reach(granted, way.resolve("file"))) {
                file.readAttributes("*");
              }
            })
        .isInstanceOf(
            means == Means.DESCRIPTORS ? NotDirectoryException.class : FileSystemException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatHasBecomeALinkIsNotFollowed(Means means) throws IOException {
    Files.delete(way.resolve("file"));
    Files.createSymbolicLink(way.resolve("file"), outside.resolve("file"));
    FileTime before = Files.getLastModifiedTime(outside.resolve("file"));
    try (DiskEntry file = means.reach(granted, way.resolve("file"))) {
      try {
        // The times are the link's own then, which has no permissions.
        file.setAttribute("lastModifiedTime", FileTime.fromMillis(5_000));
      } catch (AccessDeniedException e) {
        assertThat(means).isEqualTo(Means.SECURE_FOLDERS);
      }
      assertThatThrownBy(
              () ->
                  file.setAttribute(
                      "posix:permissions", PosixFilePermissions.fromString("---------")))
          .isInstanceOf(IOException.class);
    }
    assertThat(Files.getPosixFilePermissions(outside.resolve("file"))).isNotEmpty();
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aFolderIsNotMadeTwiceNorInNoFolder(Means means) throws IOException {
    Path file = way.resolve("file");
    try (DiskEntry entry = means.reach(granted, file)) {
      assertThatThrownBy(entry::createDirectory)
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessage(file.toString());
    }
    Path lost = way.resolve("missing-" + UUID.randomUUID()).resolve("made");
    assertThatThrownBy(
            () -> {
              try (DiskEntry entry = means.reach(granted, lost)) {
                entry.createDirectory();
              }
            })
        .isInstanceOf(NoSuchFileException.class);
    Path gone = Files.createDirectory(way.resolve("gone"));
    try (DiskEntry entry = means.reach(granted, gone.resolve("made"))) {
      Files.delete(gone);
      assertThatThrownBy(entry::createDirectory).isInstanceOf(NoSuchFileException.class);
    }
    try (Stream<Path> left = Files.list(granted)) {
      assertThat(left).containsExactly(way);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pathsAreWalkedFromTheGrant(Means means) {
    assertThatThrownBy(() -> means.reach(granted, way.resolve("file/made")).close())
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void namesInTheGrantItselfAreNotFollowedEither() throws IOException {
    Path link = granted.resolve("link");
    Files.createSymbolicLink(link, outside.resolve("file"));
    FileTime before = Files.getLastModifiedTime(outside.resolve("file"));
    Grants grants = new Grants(List.of(new Grant(granted, granted, Grant.Access.WRITE)));
    try (DiskEntry entry = grants.reach(link)) {
      assertThat(entry).isInstanceOf(InGranted.class);
      assertThat(entry.readAttributes("isSymbolicLink")).containsEntry("isSymbolicLink", true);
      assertThat(entry.readSymbolicLink()).isEqualTo(outside.resolve("file"));
      assertThatThrownBy(entry::createDirectory).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(
              () ->
                  entry.setAttribute(
                      "posix:permissions", PosixFilePermissions.fromString("---------")))
          .isInstanceOf(IOException.class);
      entry.setAttribute("lastModifiedTime", FileTime.fromMillis(5_000));
    } catch (AccessDeniedException e) {
      assertThat(Descriptor.isPossible()).isFalse();
    }
    assertThat(Files.getPosixFilePermissions(outside.resolve("file"))).isNotEmpty();
    assertThat(Files.getLastModifiedTime(outside.resolve("file"))).isEqualTo(before);
    try (DiskEntry entry = grants.reach(way.resolve("file"))) {
      assertThat(entry).isNotInstanceOf(InGranted.class);
    }
  }

  @Test
  void whatWasGrantedItselfIsNotMoved() throws IOException {
    Path nested = Files.createDirectory(granted.resolve("nested"));
    GuestFileSystem files =
        new GuestFileSystem(
            StandardLibrary.load(),
            List.of(
                new Grant(granted, granted, Grant.Access.WRITE),
                new Grant(outside, outside, Grant.Access.WRITE),
                new Grant(nested, nested, Grant.Access.READ)),
            granted);
    assertThatThrownBy(() -> files.move(granted, outside.resolve("away")))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> files.move(way, outside)).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> files.move(nested, way.resolve("away")))
        .isInstanceOf(AccessDeniedException.class);
    files.move(way, outside.resolve("way"));
    assertThat(outside.resolve("way/file")).exists();
  }

  @Test
  void aFolderIsNotMadeByWayOfOneThatIsGrantedForReading() throws IOException {
    try (DiskEntry entry = HeldFolder.of(granted, way.resolve("made"), false)) {
      assertThatThrownBy(entry::createDirectory).isInstanceOf(AccessDeniedException.class);
    }
    try (Stream<Path> left = Files.list(granted)) {
      assertThat(left).containsExactly(way);
    }
  }

  @Test
  void errorsNameThePlaceAndNotTheDescriptor() {
    assumeTrue(Descriptor.isPossible(), "no descriptors here: native access or /proc is missing");
    Path missing = way.resolve("missing/made");
    assertThatThrownBy(
            () -> {
              try (DiskEntry entry = PinnedEntry.of(granted, missing)) {
                entry.createDirectory();
              }
            })
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
  }
}
