package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program as text, of which each graph makes a file for TornadoVM with a kernel of its own. */
final class TornadoProgram implements DeviceProgram {
  /** The kernel of a graph. */
  static final String KERNEL = "graph";

  /** An entry that does nothing. */
  static final String NOTHING = "nothing";

  /** An entry that copies so many longs of one array to another. */
  static final String COPY = "copy_longs";

  /**
   * The number before those of a task for it to run; for it to do nothing; else it erases all
   * arrays, of which the longs are told by the numbers from there on.
   */
  static final long RUN = 0;

  static final long REST = -1;

  private static final String BEHIND =
      "\n#define ERASE(p, at) if (ITEM_X < numbers[2 + at]) { ((GLOBAL I *)p)[2 + ITEM_X] = 0; }"
          + "\nENTRY void "
          + NOTHING
          + "(FIRST(I, none) END) { }\nENTRY void "
          + COPY
          + "(FIRST(I, from) ARRAY(1, I, to) NUMBER(I, count) END) {"
          + " TAKE_ARRAY(0, I, from) TAKE_ARRAY(1, I, to) TAKE_I(0, count)"
          + " if (ITEM_X < count) { to[ITEM_X] = from[ITEM_X]; } }\n";

  private final TornadoDevice device;
  private final String source;

  TornadoProgram(TornadoDevice device, String source) {
    this.device = device;
    this.source = source;
  }

  /** A new file for a graph; TornadoVM reads it when the graph runs for the first time. */
  Path file(int arrays, List<String> calls) {
    try {
      Path file = Files.createTempFile("graph", ".cl");
      return Files.writeString(file, text(source, arrays, calls));
    } catch (IOException e) {
      throw new DeviceException("a program cannot be kept for TornadoVM: " + e.getMessage(), e);
    }
  }

  /**
   * A program with the kernel of a graph.
   *
   * @param arrays how many arrays the graph has
   * @param calls of entries, as {@link GraphShape#calls} has them
   */
  static String text(String source, int arrays, List<String> calls) {
    StringBuilder text = new StringBuilder("#define TORNADOVM\n").append(source).append(BEHIND);
    text.append("\nKERNEL void ").append(KERNEL).append("(VM_HEAD");
    for (int i = 0; i < arrays; i++) {
      text.append(", GLOBAL U8 *b").append(i);
    }
    text.append(", GLOBAL I *numbers, I which, I at) {\n  GROUP_MEMORY\n");
    text.append(
        "  I lengths = numbers[2 + at];\n  if (lengths == " + RUN + ") {\n    switch (which) {\n");
    for (int i = 0; i < calls.size(); i++) {
      text.append("      case ").append(i).append(": ").append(calls.get(i)).append("; break;\n");
    }
    text.append("    }\n  } else if (lengths != " + REST + ") {\n");
    for (int i = 0; i < arrays; i++) {
      text.append("    ERASE(b").append(i).append(", lengths + ").append(i).append(")\n");
    }
    return text.append("  }\n}\n").toString();
  }

  @Override
  public void close() {
    device.close(this);
  }
}
