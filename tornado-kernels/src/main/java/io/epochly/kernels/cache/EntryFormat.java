package io.epochly.kernels.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * An entry as a file: magic, version, length of the content, SHA-256 of key, length and content,
 * content, and nothing behind it. With the key in the checksum an entry under another's name is
 * damaged.
 */
final class EntryFormat {
  /** "EPOCHLYC" in ASCII. */
  private static final long MAGIC = 0x45504f43484c5943L;

  private static final int VERSION = 1;
  private static final int CHECKSUM_BYTES = 32;
  static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES + CHECKSUM_BYTES;

  private EntryFormat() {}

  static ByteBuffer encode(CacheKey key, byte[] content) {
    return ByteBuffer.allocate(Math.addExact(HEADER_BYTES, content.length))
        .putLong(MAGIC)
        .putInt(VERSION)
        .putLong(content.length)
        .put(checksum(key, content))
        .put(content)
        .flip();
  }

  /** The content, if these bytes are exactly what {@link #encode} gave. */
  static Optional<byte[]> decode(CacheKey key, ByteBuffer file) {
    if (file.remaining() < HEADER_BYTES
        || file.getLong() != MAGIC
        || file.getInt() != VERSION
        || file.getLong() != file.remaining() - CHECKSUM_BYTES) {
      return Optional.empty();
    }
    byte[] checksum = new byte[CHECKSUM_BYTES];
    file.get(checksum);
    byte[] content = new byte[file.remaining()];
    file.get(content);
    return MessageDigest.isEqual(checksum, checksum(key, content))
        ? Optional.of(content)
        : Optional.empty();
  }

  private static byte[] checksum(CacheKey key, byte[] content) {
    MessageDigest sha = Digests.sha256();
    sha.update(key.digest());
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(content.length).flip());
    return sha.digest(content);
  }
}
