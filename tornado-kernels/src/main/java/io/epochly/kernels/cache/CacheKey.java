package io.epochly.kernels.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** What an entry is found by: a digest of everything that its bytes depend on. */
public final class CacheKey {
  private final byte[] digest;

  private CacheKey(byte[] digest) {
    this.digest = digest;
  }

  /**
   * A key of parts that are all taken as they are; one that does not matter is empty.
   *
   * @param kind what the entry is, such as {@code "opencl program"}
   * @param compiler name and version of what made it
   * @param jdk vendor and version of the JDK that it is for
   * @param cpu the processor or device that it is for
   * @param options of the compiler
   * @param content what it was made from
   */
  public static CacheKey of(
      String kind, String compiler, String jdk, String cpu, String options, byte[] content) {
    MessageDigest sha = Digests.sha256();
    for (String part : new String[] {kind, compiler, jdk, cpu, options}) {
      add(sha, part.getBytes(StandardCharsets.UTF_8));
    }
    add(sha, content);
    return new CacheKey(sha.digest());
  }

  /** With its length, so that no two lists of parts give the same bytes. */
  private static void add(MessageDigest sha, byte[] part) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    sha.update(part);
  }

  byte[] digest() {
    return digest.clone();
  }

  /** The name of the entry's file: 64 hexadecimal digits. */
  String fileName() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey key && Arrays.equals(digest, key.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return fileName();
  }
}
