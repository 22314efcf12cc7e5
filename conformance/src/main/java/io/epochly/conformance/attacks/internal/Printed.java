package io.epochly.conformance.attacks.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a guest prints: all of it counted, the start of it kept. */
final class Printed extends OutputStream {
  private static final int KEPT = 1 << 18;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long count;

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    count += length;
    kept.write(bytes, offset, Math.min(length, KEPT - kept.size()));
  }

  synchronized void forget() {
    kept.reset();
    count = 0;
  }

  synchronized long count() {
    return count;
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
