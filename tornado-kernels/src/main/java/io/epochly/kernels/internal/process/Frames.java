package io.epochly.kernels.internal.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Frames on a stream: a length, then so many bytes. */
final class Frames {
  /** Programs are the largest content, and far smaller. */
  private static final int LONGEST = 64 << 20;

  private Frames() {}

  static void write(DataOutputStream out, byte[] frame) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
  }

  /**
   * The next frame.
   *
   * @throws java.io.EOFException when there is none any more
   */
  static DataInputStream read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("a frame of " + length + " bytes");
    }
    byte[] frame = new byte[length];
    in.readFully(frame);
    return new DataInputStream(new ByteArrayInputStream(frame));
  }
}
