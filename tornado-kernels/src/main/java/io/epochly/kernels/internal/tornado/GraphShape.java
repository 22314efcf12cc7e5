package io.epochly.kernels.internal.tornado;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a graph is built for: all of some launches but their numbers and how many work-items they
 * have.
 *
 * @param arrays the buffers, in the order in which launches first use them
 */
record GraphShape(List<Step> steps, List<Array> arrays) {
  /**
   * A launch.
   *
   * @param arguments its buffers, each once
   * @param places as those of a launch
   * @param numbersAt where its numbers begin among those of the graph
   */
  record Step(
      TornadoProgram program,
      String entry,
      List<Launch.Use> arguments,
      List<Integer> places,
      int numbersAt) {}

  /**
   * A buffer.
   *
   * @param bytes the header, and what the launches need of the content
   * @param input whether it goes to the device before them
   * @param stored whether it comes back behind them
   */
  record Array(TornadoBuffer buffer, long bytes, boolean input, boolean stored) {}

  static GraphShape of(List<Launch> launches) {
    List<Step> steps = new ArrayList<>();
    Map<TornadoBuffer, Array> arrays = new LinkedHashMap<>();
    int numbers = 0;
    for (Launch launch : launches) {
      steps.add(new Step(launch.program(), launch.entry(), launch.uses(), launch.places(), numbers));
      numbers += launch.numbers().size();
      for (Launch.Use use : launch.uses()) {
        TornadoBuffer buffer = use.buffer();
        arrays.merge(
            buffer,
            // What nobody has put anything into need not go there for being stored into.
            new Array(
                buffer,
                buffer.needed().byteSize(),
                buffer.isDefined() || !use.stored(),
                use.stored()),
            (first, other) ->
                new Array(buffer, first.bytes(), first.input(), first.stored() || other.stored()));
      }
    }
    return new GraphShape(List.copyOf(steps), List.copyOf(arrays.values()));
  }

  boolean uses(TornadoBuffer buffer) {
    return arrays.stream().anyMatch(array -> array.buffer() == buffer);
  }

  boolean uses(TornadoProgram program) {
    return steps.stream().anyMatch(step -> step.program() == program);
  }
}
