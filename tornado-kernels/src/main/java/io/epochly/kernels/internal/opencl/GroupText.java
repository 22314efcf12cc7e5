package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes how the work-items of a group combine what their pieces give: in local memory, where each
 * has room for its own, in pairs and always the same ones. The first one keeps the group's results.
 */
final class GroupText {
  private final Text text;
  private final List<Reduction> reductions;
  private final Position position;
  private final Function<Site, String> note;

  /**
   * @param note what tells of a failure that does not end the work-item, for which others wait
   */
  GroupText(Text text, List<Reduction> reductions, Position position, Function<Site, String> note) {
    this.text = text;
    this.reductions = reductions;
    this.position = position;
    this.note = note;
  }

  /** How many longs of local memory a group needs. */
  static int longs(int reductions) {
    return Grid.GROUP * reductions;
  }

  /**
   * Writes it, behind the loop.
   *
   * @param values what a work-item's piece gives
   */
  void write(List<String> values) {
    int width = reductions.size();
    for (int i = 0; i < width; i++) {
      boolean bits = reductions.get(i).type() == ScalarType.FLOAT;
      String value = bits ? "BITS_OF(" + values.get(i) + ")" : values.get(i);
      text.line("group_memory[LANE * " + width + " + " + i + "] = " + value + ";");
    }
    String apart = text.temporary(ScalarType.INT);
    text.open("for (%s = 1; %s < %d; %s *= 2)".formatted(apart, apart, Grid.GROUP, apart));
    text.line("BARRIER;");
    text.open("if (LANE %% (2 * %s) == 0)".formatted(apart));
    for (int i = 0; i < width; i++) {
      String own = "group_memory[LANE * " + width + " + " + i + "]";
      String other = "group_memory[(LANE + " + apart + ") * " + width + " + " + i + "]";
      combine(reductions.get(i), own, other);
    }
    text.close();
    text.close();
    text.open("if (LANE == 0)");
    for (int i = 0; i < width; i++) {
      text.line("results[GROUP * " + width + " + " + i + "] = group_memory[" + i + "];");
    }
    text.close();
  }

  private void combine(Reduction reduction, String own, String other) {
    if (reduction.type() == ScalarType.FLOAT) {
      String a = text.temporary(ScalarType.FLOAT, "FLOAT_OF(" + own + ")");
      String b = text.temporary(ScalarType.FLOAT, "FLOAT_OF(" + other + ")");
      text.line(own + " = BITS_OF(" + ofFloats(reduction, a, b) + ");");
      return;
    }
    String a = text.temporary(ScalarType.INT, own);
    String b = text.temporary(ScalarType.INT, other);
    String both = text.temporary(ScalarType.INT, ofInts(reduction, a, b));
    leaves(reduction)
        .ifPresent(
            macro ->
                text.line(
                    "if (%s(%s, %s, %s)) %s"
                        .formatted(
                            macro,
                            a,
                            b,
                            both,
                            note.apply(Site.of(BailReason.OVERFLOW, position)))));
    text.line(own + " = " + both + ";");
  }

  /** The macro that tells whether a result leaves 64 bits. */
  private static Optional<String> leaves(Reduction reduction) {
    return switch (reduction) {
      case INT_SUM -> Optional.of("ADD_LEAVES");
      case INT_PRODUCT -> Optional.of("MUL_LEAVES");
      default -> Optional.empty();
    };
  }

  private static String ofInts(Reduction reduction, String a, String b) {
    return switch (reduction) {
      case INT_SUM, WRAP_SUM -> "ADD(" + a + ", " + b + ")";
      case INT_PRODUCT, WRAP_PRODUCT -> "MUL(" + a + ", " + b + ")";
      case WRAP_INT_SUM -> "(I)(int)ADD(" + a + ", " + b + ")";
      case WRAP_INT_PRODUCT -> "(I)(int)MUL(" + a + ", " + b + ")";
      case INT_AND -> a + " & " + b;
      case INT_OR -> a + " | " + b;
      case INT_XOR -> a + " ^ " + b;
      case INT_MIN -> "least_of(" + a + ", " + b + ")";
      case INT_MAX -> "most_of(" + a + ", " + b + ")";
      default -> throw new IllegalArgumentException(reduction + " of ints");
    };
  }

  private static String ofFloats(Reduction reduction, String a, String b) {
    return switch (reduction) {
      case FLOAT_SUM -> a + " + " + b;
      case FLOAT_PRODUCT -> "PRODUCT(" + a + ", " + b + ")";
      case FLOAT_MIN -> b + " < " + a + " ? " + b + " : " + a;
      case FLOAT_MAX -> b + " > " + a + " ? " + b + " : " + a;
      default -> throw new IllegalArgumentException(reduction + " of floats");
    };
  }
}
