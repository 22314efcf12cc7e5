package io.epochly.host.internal.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps a guest that prints to a terminal from commanding it: from typing for the user by asking it
 * questions, from its clipboard and its title. Text, colours and what progress bars need pass:
 * moves of the cursor, erasing, hiding the cursor. Of all else the control character is shown as a
 * symbol, and what follows as the text that it is.
 */
final class TerminalFilter extends FilterOutputStream {
  private static final int ESCAPE = 0x1B;

  /** In UTF-8, the first byte of the control characters from U+0080 to U+009F. */
  private static final int LATIN = 0xC2;

  /** {@code U+2400} is the symbol of the control character 0. */
  private static final int SYMBOLS = 0x2400;

  private static final String FINALS = "ABCDEFGJKm";
  private static final String PASSED = "\t\n\r\b\u0007\u000b\f";

  /** Longer than any sequence that passes has reason to be. */
  private static final int LONGEST = 40;

  /** What may become a sequence that passes. */
  private final byte[] held = new byte[LONGEST];

  private int count;

  TerminalFilter(OutputStream terminal) {
    super(terminal);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    for (int i = offset; i < offset + length; i++) {
      int next = bytes[i] & 0xFF;
      if (count == 0 && isHarmless(next)) {
        continue;
      }
      out.write(bytes, start, i - start);
      take(next);
      start = i + 1;
    }
    out.write(bytes, start, offset + length - start);
  }

  private static boolean isHarmless(int b) {
    return b >= 0x20 ? b != LATIN : PASSED.indexOf(b) >= 0;
  }

  private void take(int next) throws IOException {
    if (count == 0) {
      if (next == ESCAPE || next == LATIN) {
        held[count++] = (byte) next;
      } else if (isHarmless(next)) {
        out.write(next);
      } else {
        show(next);
      }
    } else if ((held[0] & 0xFF) == LATIN) {
      count = 0;
      if (next >= 0x80 && next < 0xA0) {
        out.write("\uFFFD".getBytes(StandardCharsets.UTF_8));
      } else {
        out.write(LATIN);
        take(next);
      }
    } else if (isPart(next) && count < LONGEST) {
      held[count++] = (byte) next;
      if (count > 2 && next >= 0x40) {
        sequence();
      }
    } else {
      giveUp();
      take(next);
    }
  }

  /** Whether a byte may stand behind those that are held: {@code ESC [ parameters final}. */
  private boolean isPart(int next) {
    return count == 1 ? next == '[' : next >= 0x20 && next < 0x7F;
  }

  private void sequence() throws IOException {
    String text = new String(held, 2, count - 2, StandardCharsets.US_ASCII);
    String parameters = text.substring(0, text.length() - 1);
    boolean passes =
        text.equals("?25l")
            || text.equals("?25h")
            || FINALS.indexOf(text.charAt(text.length() - 1)) >= 0
                && parameters.chars().allMatch(c -> c >= '0' && c <= ';');
    if (passes) {
      out.write(held, 0, count);
      count = 0;
    } else {
      giveUp();
    }
  }

  /** Shows what is held as text. */
  private void giveUp() throws IOException {
    byte[] text = Arrays.copyOfRange(held, 1, count);
    int first = held[0];
    count = 0;
    if (first == ESCAPE) {
      show(ESCAPE);
    } else {
      out.write(first);
    }
    out.write(text);
  }

  private void show(int control) throws IOException {
    out.write(Character.toString(SYMBOLS + control).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void close() throws IOException {
    if (count > 0) {
      giveUp();
    }
    super.close();
  }
}
