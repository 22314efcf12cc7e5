package io.epochly.kernels.internal.opencl;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of an entry, in the order of its arguments. The macros of the prelude make parameters of
 * it, or what TornadoVM passes in their place.
 */
final class EntryHead {
  private final List<String> parameters = new ArrayList<>();
  private final List<String> openings = new ArrayList<>();
  private int arrays;
  private int numbers;

  void array(String type, String name) {
    String place = arrays++ + ", ";
    parameters.add((arrays == 1 ? "FIRST(" : "ARRAY(" + place) + type + ", " + name + ")");
    openings.add("TAKE_ARRAY(" + place + type + ", " + name + ")");
  }

  /** Local memory that the work-items of a group share. */
  void groupMemory() {
    openings.add("TAKE_GROUP_MEMORY");
  }

  /**
   * @param type {@code I} or {@code F}
   */
  void number(String type, String name) {
    parameters.add("NUMBER(" + type + ", " + name + ")");
    openings.add("TAKE_" + type + "(" + numbers++ + ", " + name + ")");
  }

  /** The text up to where the body begins. */
  String of(String entry) {
    return "ENTRY void "
        + entry
        + "(\n    "
        + String.join("\n    ", parameters)
        + "\n    END) {\n  "
        + String.join("\n  ", openings)
        + "\n";
  }
}
