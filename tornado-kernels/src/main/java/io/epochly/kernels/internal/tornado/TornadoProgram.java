package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A program in files, where TornadoVM reads it whenever a graph with an entry of it is built: one
 * for each way in which arguments were the same array, which tasks of TornadoVM cannot be given
 * twice.
 */
final class TornadoProgram implements DeviceProgram {
  /** An entry that does nothing. */
  static final String NOTHING = "nothing";

  private static final String BEHIND = "\nENTRY void " + NOTHING + "(FIRST(I, none) END) { }\n";

  /** Where a text uses the array of a place. */
  private static final Pattern ARRAY = Pattern.compile("TAKE_ARRAY\\((\\d+), ");

  private final TornadoDevice device;
  private final String source;
  private final int arrays;
  private final Map<List<Integer>, Path> files = new HashMap<>();

  TornadoProgram(TornadoDevice device, String source) {
    this.device = device;
    this.source = source;
    this.arrays =
        ARRAY
            .matcher(source)
            .results()
            .mapToInt(found -> Integer.parseInt(found.group(1)) + 1)
            .max()
            .orElse(0);
  }

  /**
   * The file for a launch.
   *
   * @param places for each array among its arguments the first place where that one is passed
   */
  Path file(List<Integer> places) {
    return files.computeIfAbsent(places, this::write);
  }

  private Path write(List<Integer> places) {
    StringBuilder text = new StringBuilder("#define TORNADOVM\n");
    for (int i = 0; i < Math.max(arrays, places.size()); i++) {
      int place = i < places.size() ? places.get(i) : i;
      String passed = place == i ? " , GLOBAL U8 *p" + i : "";
      text.append("#define PASSED_").append(i).append(passed).append('\n');
      text.append("#define POINTER_").append(i).append(" p").append(place).append('\n');
    }
    try {
      Path file = Files.createTempFile("kernel", ".cl");
      return Files.writeString(file, text.append(source).append(BEHIND));
    } catch (IOException e) {
      throw new DeviceException("a program cannot be kept for TornadoVM: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    device.close(this);
    for (Path file : files.values()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        // It goes with the process's folder.
      }
    }
  }
}
