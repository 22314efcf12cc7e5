package io.epochly.kernels.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** A user of a folder among others: puts and gets the same few keys, and judges what it finds. */
final class SharedUse {
  private static final int KEYS = 6;
  private static final int CONTENT_BYTES = 20_000;

  private SharedUse() {}

  /** In a JVM of its own: shell command before it, folder, rounds, seed. */
  static Process fork(String before, Path folder, int rounds, int seed) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            before + "; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SharedUse.class.getName(),
            folder.toString(),
            Integer.toString(rounds),
            Integer.toString(seed))
        .redirectErrorStream(true)
        .start();
  }

  static void main(String[] args) {
    CacheFolder cache =
        switch (CacheFolder.open(
            Path.of(args[0]),
            Modes.user(),
            1 << 20,
            warning -> {
              throw new AssertionError(warning);
            })) {
          case CacheOpening.Opened(CacheFolder opened) -> opened;
          case CacheOpening.Refused(String reason) -> throw new AssertionError(reason);
        };
    if (run(cache, Integer.parseInt(args[1]), Integer.parseInt(args[2])) == 0) {
      throw new AssertionError("found nothing");
    }
  }

  /** How many entries were found. */
  static int run(CacheFolder cache, int rounds, int seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int i = 0; i < rounds; i++) {
      int name = random.nextInt(KEYS);
      CacheKey key = CacheKey.of("shared", "", "", "", "", new byte[] {(byte) name});
      if (random.nextInt(3) == 0 && !cache.put(key, content(name, random.nextInt()))) {
        throw new AssertionError("the put of " + name + " failed");
      }
      Optional<byte[]> content = cache.get(key);
      if (content.isPresent()) {
        found++;
        check(name, content.get());
      }
    }
    return found;
  }

  private static byte[] content(int name, int stamp) {
    ByteBuffer content = ByteBuffer.allocate(CONTENT_BYTES).putInt(name);
    while (content.hasRemaining()) {
      content.putInt(stamp);
    }
    return content.array();
  }

  private static void check(int name, byte[] bytes) {
    ByteBuffer content = ByteBuffer.wrap(bytes);
    int stamp = content.getInt(Integer.BYTES);
    if (bytes.length != CONTENT_BYTES || content.getInt() != name) {
      throw new AssertionError("another entry than " + name);
    }
    while (content.hasRemaining()) {
      if (content.getInt() != stamp) {
        throw new AssertionError("a mix of entries under " + name);
      }
    }
  }
}
