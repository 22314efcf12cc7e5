package io.epochly.kernels.internal.jvm;

import java.util.ArrayList;
import java.util.List;

/** The loops over lanes that become methods of a class, in the order of their names. */
final class LaneLoops {
  private final List<LaneLoop> loops = new ArrayList<>();

  void add(LaneLoop loop) {
    loops.add(loop);
  }

  String nameOfLast() {
    return name(loops.size() - 1);
  }

  static String name(int index) {
    return "lanes" + index;
  }

  List<LaneLoop> loops() {
    return loops;
  }

  /** Forgets what was added since there were so many. */
  void cutTo(int size) {
    loops.subList(size, loops.size()).clear();
  }
}
