package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.strings.TruffleString;
import io.epochly.kernels.ArrayArg;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns the guest's strs into operands of kernels and back: a code point per character. */
final class Texts {
  private Texts() {}

  static ArrayArg operand(TruffleString text) {
    byte[] bytes =
        text.switchEncodingUncached(TruffleString.Encoding.UTF_32)
            .copyToByteArrayUncached(TruffleString.Encoding.UTF_32);
    int[] codePoints = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(codePoints);
    return ArrayArg.flat(codePoints, codePoints.length);
  }

  static TruffleString guest(long[] codePoints) {
    int[] narrow = new int[codePoints.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (int) codePoints[i];
    }
    return TruffleString.fromIntArrayUTF32Uncached(narrow);
  }
}
