package io.epochly.host.internal.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages over a pair of streams: one family in, another out. */
final class Channel<I, O> {
  /** With what each line begins in which a JVM tells, on its standard output, of its crash. */
  private static final char CRASH_LINE = '#';

  /** Some of those lines; each is written in one go. */
  private static final List<String> CRASH_LINES =
      List.of("the Java Runtime Environment", "# Java VM: ", "# Problematic frame:");

  private static final int LONGEST_CRASH_LINE = 1 << 8;

  private final Class<I> incoming;
  private final Class<O> outgoing;
  private final int largest;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** What came last, if it is no message. */
  private byte[] noMessage = {};

  /**
   * @param largest the largest message, in bytes, that is read
   */
  Channel(Class<I> incoming, Class<O> outgoing, InputStream in, OutputStream out, int largest) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.largest = largest;
    this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
  }

  /** Any thread may send. */
  synchronized void send(O message) throws IOException {
    byte[] bytes = Wire.encode(outgoing, message);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /**
   * The next message; one thread receives.
   *
   * @throws EOFException if the other side is gone
   * @throws ProtocolException if it sent something else
   */
  I receive() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > largest) {
      noMessage = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
      throw new ProtocolException("a message of %d bytes".formatted(length & 0xFFFF_FFFFL));
    }
    // In parts, so that a length that lies does not make this side allocate.
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      noMessage = bytes;
      throw new EOFException();
    }
    try {
      return Wire.decode(incoming, bytes);
    } catch (ProtocolException e) {
      noMessage = bytes;
      throw e;
    }
  }

  /** Whether what came last, and was no message, may be of a JVM that tells of its crash. */
  boolean maybeCrash() {
    return latin(noMessage).indexOf(CRASH_LINE) >= 0;
  }

  /**
   * Whether it is. A JVM writes of its crash between the messages of threads that still run, so
   * this reads on, until the other side is gone.
   */
  boolean isCrash() throws IOException {
    String text = latin(noMessage);
    byte[] more = {1};
    while (CRASH_LINES.stream().noneMatch(text::contains)) {
      if (more.length == 0) {
        return false;
      }
      more = in.readNBytes(LONGEST_CRASH_LINE);
      String end = text.substring(Math.max(0, text.length() - LONGEST_CRASH_LINE));
      text = end + latin(more);
    }
    return true;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
