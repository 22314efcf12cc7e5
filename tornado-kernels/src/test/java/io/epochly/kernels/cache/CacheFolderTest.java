package io.epochly.kernels.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a cache folder is what was put in, or nothing. */
class CacheFolderTest {
  private static final long BOUND = 1 << 20;

  @TempDir Path temporary;

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private Path folder;
  private CacheFolder cache;

  @BeforeEach
  void open() throws IOException {
    Modes.chmod(0755, temporary);
    folder = temporary.resolve("cache");
    cache = opened(BOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, (int) (BOUND / 16) - EntryFormat.HEADER_BYTES})
  void anEntryComesBack(int size) {
    byte[] content = content(size, 7);

    assertThat(cache.put(key("a"), content)).isTrue();

    assertThat(cache.get(key("a"))).hasValue(content);
    assertThat(opened(BOUND).get(key("a"))).hasValue(content);
    assertThat(cache.get(key("b"))).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void theLastEntryUnderAKeyIsTheOneThatCounts() {
    cache.put(key("a"), content(10, 1));
    cache.put(key("a"), content(20, 2));

    assertThat(cache.get(key("a"))).hasValue(content(20, 2));
  }

  @Test
  void anEntryIsAFileThatOthersCannotWriteAndNothingElseIsLeft() throws IOException {
    cache.put(key("a"), content(10, 1));

    assertThat(folder).isDirectoryContaining(file("a")::equals);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
    assertThat(Modes.mode(file("a")) & ~0640).isZero();
  }

  @Test
  void aTruncatedEntryIsAbsentAndRemoved() throws IOException {
    cache.put(key("a"), content(100, 1));
    byte[] whole = Files.readAllBytes(file("a"));

    for (int length = 0; length < whole.length; length++) {
      Files.write(file("a"), Arrays.copyOf(whole, length));

      assertThat(cache.get(key("a"))).as("the first %d bytes", length).isEmpty();
      assertThat(file("a")).doesNotExist();
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void anEntryWithAnyBitChangedIsAbsentAndRemoved() throws IOException {
    cache.put(key("a"), content(40, 1));
    byte[] whole = Files.readAllBytes(file("a"));

    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file("a"), damaged);

      assertThat(cache.get(key("a"))).as("bit %d", bit).isEmpty();
      assertThat(file("a")).doesNotExist();
    }
    Files.write(file("a"), whole);
    assertThat(cache.get(key("a"))).hasValue(content(40, 1));
  }

  @Test
  void anEntryWithBytesBehindItIsAbsent() throws IOException {
    cache.put(key("a"), content(40, 1));
    Files.write(file("a"), Arrays.copyOf(Files.readAllBytes(file("a")), 200));

    assertThat(cache.get(key("a"))).isEmpty();
  }

  @Test
  void aFileTooLargeForAnEntryIsNotRead() throws IOException {
    Files.write(file("a"), new byte[(int) BOUND]);

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void anEntryUnderAnothersNameIsAbsent() throws IOException {
    cache.put(key("a"), content(40, 1));
    Files.move(file("a"), file("b"));

    assertThat(cache.get(key("b"))).isEmpty();
  }

  @Test
  void aLinkIsAbsentAndRemovedButNotWhatItLeadsTo() throws IOException {
    cache.put(key("a"), content(40, 1));
    Path moved = Files.move(file("a"), temporary.resolve("moved"));
    Files.createSymbolicLink(file("a"), moved);

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(file("a")).doesNotExist();
    assertThat(moved).exists();
  }

  @Test
  void aLinkIsReplacedAndNotWrittenThrough() throws IOException {
    Path target = Files.writeString(temporary.resolve("target"), "precious");
    Files.createSymbolicLink(file("a"), target);

    assertThat(cache.put(key("a"), content(40, 1))).isTrue();

    assertThat(target).hasContent("precious");
    assertThat(Files.isRegularFile(file("a"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(cache.get(key("a"))).hasValue(content(40, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0660, 0606, 0642})
  void anEntryThatOthersMayWriteIsAbsentAndRemoved(int mode) throws IOException {
    cache.put(key("a"), content(40, 1));
    Modes.chmod(mode, file("a"));

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void anEntryOfSomebodyElseIsAbsentAndLeftAlone() throws IOException {
    assumeTrue(Modes.isRoot(), "only root can give a file away");
    cache.put(key("a"), content(40, 1));
    Modes.chown(Modes.SOMEBODY, file("a"));

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(file("a")).exists();
    assertThat(cache.put(key("a"), content(40, 1))).isTrue();
    assertThat(cache.get(key("a"))).hasValue(content(40, 1));
  }

  @Test
  void aFolderInThePlaceOfAnEntryIsAbsentAndThenEndsTheUseOfTheCache() throws IOException {
    Files.createDirectory(file("a"));

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(warnings).isEmpty();
    assertThat(cache.put(key("a"), content(1, 1))).isFalse();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void aFolderThatFailsWarnsOnceAndIsOff() throws IOException {
    cache.put(key("a"), content(40, 1));
    Files.delete(file("a"));
    Files.delete(folder);

    assertThat(cache.put(key("a"), content(40, 1))).isFalse();
    assertThat(cache.put(key("b"), content(40, 1))).isFalse();
    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(folder.toString())
        .contains("not used any more");
  }

  @Test
  void anInterruptedThreadMissesButTheCacheStaysOn() {
    cache.put(key("a"), content(40, 1));

    Thread.currentThread().interrupt();
    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(cache.put(key("b"), content(40, 1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();

    assertThat(cache.get(key("a"))).hasValue(content(40, 1));
    assertThat(folder).isDirectoryNotContaining("glob:**/.unfinished-*");
    assertThat(warnings).isEmpty();
  }

  @Test
  void theEntriesUsedLongestAgoMakeRoom() throws IOException {
    int size = (int) BOUND / 32;
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "entry" + i).toList();
    Instant start = Instant.now().minus(Duration.ofDays(1));
    for (int i = 0; i < names.size(); i++) {
      cache.put(key(names.get(i)), content(size, i));
      if (Files.exists(file(names.get(i)))) {
        Files.setLastModifiedTime(
            file(names.get(i)), FileTime.from(start.plus(Duration.ofSeconds(i))));
      }
      assertThat(total()).isLessThanOrEqualTo(BOUND);
      // The first one stays in use all the time.
      assertThat(cache.get(key(names.getFirst()))).isPresent();
    }

    assertThat(total()).isGreaterThan(BOUND / 2);
    assertThat(cache.get(key(names.getLast()))).isPresent();
    assertThat(cache.get(key(names.get(1)))).isEmpty();
  }

  @Test
  void whatIsNoEntryIsNeitherCountedNorRemoved() throws IOException {
    Path other = Files.write(folder.resolve("host.aot"), new byte[2 * (int) BOUND]);
    Path busy = Files.createFile(folder.resolve(".unfinished-busy"));
    Path abandoned = Files.createFile(folder.resolve(".unfinished-abandoned"));
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    assertThat(cache.put(key("a"), content(40, 1))).isTrue();

    assertThat(other).exists();
    assertThat(busy).exists();
    assertThat(abandoned).doesNotExist();
    assertThat(cache.get(key("a"))).isPresent();
  }

  @Test
  void anEntryBeyondItsShareIsNotKept() {
    assertThat(cache.put(key("a"), content((int) BOUND / 16, 1))).isFalse();
    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void manyThreadsOnTheSameKeysFindNothingOrAWholeEntry() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> work =
          IntStream.range(0, 8)
              .<Callable<Integer>>mapToObj(i -> () -> SharedUse.run(opened(BOUND), 300, i))
              .toList();
      for (Future<Integer> found : threads.invokeAll(work)) {
        assertThat(found.get()).isPositive();
      }
    }
    assertThat(warnings).isEmpty();
    assertThat(total()).isLessThanOrEqualTo(2 * BOUND);
  }

  @Test
  void severalProcessesOnTheSameKeysFindNothingOrAWholeEntry() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(SharedUse.fork("umask 022", folder, 400, i));
    }
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**/.unfinished-*");
  }

  @Test
  void whateverTheUmaskOthersGetNoMoreThanToRead() throws Exception {
    Path open = temporary.resolve("one/two");
    Process process = SharedUse.fork("umask 0", open, 20, 0);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(Modes.mode(open)).isEqualTo(0750);
    assertThat(Modes.mode(open.getParent())).isEqualTo(0750);
    try (Stream<Path> files = Files.list(open)) {
      for (Path file : files.toList()) {
        assertThat(Modes.mode(file)).isEqualTo(0640);
      }
    }
  }

  @Test
  void everyPartOfAKeyCountsAndSoDoesWhereItEnds() {
    byte[] content = {1};

    assertThat(
            Stream.of(
                    CacheKey.of("k", "c", "j", "p", "o", content),
                    CacheKey.of("kc", "", "j", "p", "o", content),
                    CacheKey.of("k", "cj", "", "p", "o", content),
                    CacheKey.of("k", "c", "jp", "", "o", content),
                    CacheKey.of("k", "c", "j", "po", "", content),
                    CacheKey.of("k", "c", "j", "p", "o\u0001", new byte[0]),
                    CacheKey.of("k", "c", "j", "p", "o", new byte[] {2}))
                .distinct())
        .hasSize(7);
    assertThat(CacheKey.of("k", "c", "j", "p", "o", content))
        .isEqualTo(CacheKey.of("k", "c", "j", "p", "o", content.clone()));
  }

  private CacheFolder opened(long bound) {
    return switch (CacheFolder.open(folder, Modes.user(), bound, warnings::add)) {
      case CacheOpening.Opened(CacheFolder opened) -> opened;
      case CacheOpening.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private long total() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private Path file(String name) {
    return folder.resolve(key(name).fileName());
  }

  private static CacheKey key(String name) {
    return CacheKey.of("test", "", "", "", "", name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] content(int size, int seed) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i * 31 + seed);
    }
    return content;
  }
}
