package io.epochly.host.internal.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages over a pair of streams: one family in, another out. */
final class Channel<I, O> {
  /**
   * {@code "#\n# "}, with which a JVM begins to tell on its standard output that it has crashed.
   */
  private static final int CRASH = 0x230A2320;

  private final Class<I> incoming;
  private final Class<O> outgoing;
  private final int largest;
  private final DataInputStream in;
  private final DataOutputStream out;

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
   * @throws CrashException if its JVM is ending by a crash
   * @throws ProtocolException if it sent something else
   */
  I receive() throws IOException {
    int length = in.readInt();
    if (length == CRASH) {
      throw new CrashException();
    }
    if (length < 0 || length > largest) {
      throw new ProtocolException("a message of %d bytes".formatted(length & 0xFFFF_FFFFL));
    }
    // In parts, so that a length that lies does not make this side allocate.
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return Wire.decode(incoming, bytes);
  }
}
