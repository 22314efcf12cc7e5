package io.epochly.kernels.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache folder is refused for, and what is made of it. */
class TrustedFolderTest {
  @TempDir Path temporary;

  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void onlyOursMayWrite() throws IOException {
    Modes.chmod(0755, temporary);
  }

  @Test
  void aMissingFolderIsMadeWithAllThatIsMissingOnTheWay() throws IOException {
    Path folder = temporary.resolve("a/b/c");

    assertThat(opened(folder).path()).isEqualTo(folder.toRealPath());

    for (Path made : List.of(folder, folder.getParent(), folder.getParent().getParent())) {
      assertThat(Modes.mode(made) & ~0750).as("bits beyond 0750 of %s", made).isZero();
      assertThat(Modes.mode(made) & 0700).isEqualTo(0700);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0700, 0750, 0755, 0711})
  void aFolderThatOthersCannotWriteIsTaken(int mode) throws IOException {
    opened(Modes.chmod(mode, Files.createDirectory(temporary.resolve("cache"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0770, 0707, 0777, 0702, 0720})
  void aFolderThatOthersMayWriteIsRefused(int mode) throws IOException {
    Path folder = Modes.chmod(mode, Files.createDirectory(temporary.resolve("cache")));

    assertThat(refused(folder))
        .startsWith(folder + " may be written by others (owner uid " + Modes.user())
        .contains("mode %04o".formatted(mode))
        .contains("chmod go-w " + folder)
        .contains(CacheFolder.VARIABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0770, 0777})
  void aComponentThatOthersMayWriteIsRefusedAndNothingMadeInIt(int mode) throws IOException {
    Path open = Modes.chmod(mode, Files.createDirectory(temporary.resolve("open")));

    assertThat(refused(open.resolve("a/b"))).startsWith(open + " may be written by others");
    assertThat(open).isEmptyDirectory();
  }

  @Test
  void aStickyFolderMayLieOnTheWay() throws IOException {
    Path sticky = Modes.chmod(01777, Files.createDirectory(temporary.resolve("sticky")));

    opened(sticky.resolve("cache"));
  }

  @Test
  void aStickyFolderIsNoCacheItself() throws IOException {
    Path sticky = Modes.chmod(01777, Files.createDirectory(temporary.resolve("sticky")));

    assertThat(refused(sticky)).startsWith("anyone may put files into " + sticky);
  }

  @Test
  void aFileOnTheWayIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThat(refused(file)).startsWith(file + " is not a folder");
    assertThat(refused(file.resolve("cache"))).startsWith(file + " is not a folder");
  }

  @Test
  void linksAreFollowedToTheRealPath() throws IOException {
    Path real = Files.createDirectory(temporary.resolve("real"));
    Files.createSymbolicLink(temporary.resolve("absolute"), real.toAbsolutePath());
    Files.createSymbolicLink(temporary.resolve("relative"), Path.of("absolute"));

    assertThat(opened(temporary.resolve("relative/cache")).path())
        .isEqualTo(real.toRealPath().resolve("cache"));
    assertThat(opened(temporary.resolve("relative/../cache")).path())
        .isEqualTo(temporary.toRealPath().resolve("cache"));
  }

  @Test
  void whatALinkLeadsThroughIsCheckedToo() throws IOException {
    Path open = Modes.chmod(0777, Files.createDirectory(temporary.resolve("open")));
    Path behind = Modes.chmod(0700, Files.createDirectory(open.resolve("behind")));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), behind);

    assertThat(refused(link)).startsWith(open + " may be written by others");
    assertThat(refused(link.resolve("../../cache"))).startsWith(open + " may be written");
  }

  @Test
  void aCircleOfLinksIsRefused() throws IOException {
    Files.createSymbolicLink(temporary.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(temporary.resolve("two"), Path.of("one"));

    assertThat(refused(temporary.resolve("one"))).contains("too many symbolic links");
  }

  @Test
  void whatBelongsToSomebodyElseIsRefused() throws IOException {
    assumeTrue(Modes.isRoot(), "only root can give a folder away");
    Path theirs = Files.createDirectory(temporary.resolve("theirs"));
    Path within = Files.createDirectory(theirs.resolve("cache"));
    Modes.chown(Modes.SOMEBODY, theirs);

    assertThat(refused(within))
        .startsWith(theirs + " belongs neither to you (uid 0) nor to root (owner uid 54321")
        .contains("chown");
  }

  @Test
  void aLinkOfSomebodyElseIsRefusedWhereverItLeads() throws IOException {
    assumeTrue(Modes.isRoot(), "only root can give a link away");
    Path sticky = Modes.chmod(01777, Files.createDirectory(temporary.resolve("sticky")));
    Path good = Files.createDirectory(temporary.resolve("good"));
    Path link = Files.createSymbolicLink(sticky.resolve("cache"), good);
    Modes.chown(Modes.SOMEBODY, link);

    assertThat(refused(link)).startsWith(link + " belongs neither to you");
  }

  @Test
  void whatIsNeitherOfThisUserNorOfRootIsRefusedForAnyUser() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("cache"));
    if (Modes.isRoot()) {
      Modes.chown(Modes.SOMEBODY, folder);
    }
    int stranger = Modes.SOMEBODY + 1;

    assertThat(CacheFolder.open(folder, stranger, 1 << 20, warnings::add))
        .isInstanceOfSatisfying(
            CacheOpening.Refused.class,
            answer -> assertThat(answer.reason()).contains("belongs neither to you (uid 54322)"));
  }

  @Test
  void aFileSystemWithoutOwnersIsRefused() throws IOException {
    URI zip = URI.create("jar:" + temporary.resolve("a.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThat(refused(files.getPath("/cache"))).contains("without POSIX owners and modes");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() {
    assertThat(refused(Path.of("/proc/epochly"))).contains("/proc/epochly cannot be used");
  }

  @Test
  void theVariableNamesTheFolder() throws RefusedException {
    assertThat(
            CacheLocation.of(
                Map.of(CacheFolder.VARIABLE, "/a/b", "XDG_CACHE_HOME", "/x", "HOME", "/home/u")))
        .isEqualTo(Path.of("/a/b"));
    assertThat(CacheLocation.of(Map.of(CacheFolder.VARIABLE, "b")))
        .isEqualTo(Path.of("b").toAbsolutePath());
  }

  @Test
  void withoutTheVariableTheFolderIsAmongTheUsersCaches() throws RefusedException {
    assertThat(CacheLocation.of(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/home/u")))
        .isEqualTo(Path.of("/x/epochly"));
    assertThat(CacheLocation.of(Map.of("XDG_CACHE_HOME", "x", "HOME", "/home/u")))
        .isEqualTo(Path.of("/home/u/.cache/epochly"));
    assertThat(CacheLocation.of(Map.of(CacheFolder.VARIABLE, "", "HOME", "/home/u")))
        .isEqualTo(Path.of("/home/u/.cache/epochly"));
  }

  @Test
  void withoutAHomeTheReasonSaysWhatToSet() {
    assertThat(CacheFolder.open(Map.of(), warnings::add))
        .isInstanceOfSatisfying(
            CacheOpening.Refused.class,
            answer -> assertThat(answer.reason()).contains("HOME").contains(CacheFolder.VARIABLE));
  }

  private CacheFolder opened(Path folder) {
    return switch (CacheFolder.open(folder, warnings::add)) {
      case CacheOpening.Opened(CacheFolder cache) -> cache;
      case CacheOpening.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private String refused(Path folder) {
    return switch (CacheFolder.open(folder, warnings::add)) {
      case CacheOpening.Opened(CacheFolder cache) -> throw new AssertionError(cache.path());
      case CacheOpening.Refused(String reason) -> reason;
    };
  }
}
