package io.epochly.kernels.internal.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loops over lanes that become methods of a class, in the order of their names. Loops with the
 * same code share a method, which HotSpot has to compile once then.
 */
final class LaneLoops {
  private final Function<LaneLoop, byte[]> compiler;
  private final List<Entry> entries = new ArrayList<>();

  private static final class Entry {
    private final LaneLoop loop;
    private byte @Nullable [] code;

    Entry(LaneLoop loop) {
      this.loop = loop;
    }

    byte[] code(Function<LaneLoop, byte[]> compiler) {
      byte[] known = code;
      if (known == null) {
        known = compiler.apply(loop);
        code = known;
      }
      return known;
    }
  }

  /**
   * @param compiler gives bytes that are the same for loops with the same code
   */
  LaneLoops(Function<LaneLoop, byte[]> compiler) {
    this.compiler = compiler;
  }

  /** For code that has no loops over lanes. */
  static LaneLoops none() {
    return new LaneLoops(
        _ -> {
          throw new IllegalStateException("a loop over lanes in what has none");
        });
  }

  /** The name of the method for a loop. */
  String add(LaneLoop loop) {
    Entry added = new Entry(loop);
    for (int i = 0; i < entries.size(); i++) {
      Entry other = entries.get(i);
      if (Descriptors.type(other.loop).equals(Descriptors.type(loop))
          && Arrays.equals(other.code(compiler), added.code(compiler))) {
        return name(i);
      }
    }
    entries.add(added);
    return name(entries.size() - 1);
  }

  static String name(int index) {
    return "lanes" + index;
  }

  List<LaneLoop> loops() {
    return entries.stream().map(entry -> entry.loop).toList();
  }

  int size() {
    return entries.size();
  }

  /** Forgets what was added since there were so many. */
  void cutTo(int size) {
    entries.subList(size, entries.size()).clear();
  }
}
