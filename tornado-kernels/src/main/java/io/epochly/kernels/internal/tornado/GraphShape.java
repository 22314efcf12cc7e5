package io.epochly.kernels.internal.tornado;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a graph is built for: all of some launches of one program but their numbers and how many
 * work-items they have.
 *
 * @param calls the different ones that the launches make: an entry, and which of the arrays it gets
 * @param arrays the buffers, in the order in which launches first use them
 * @param numbers how many the launches have, and one before each launch's
 */
record GraphShape(
    TornadoProgram program, List<String> calls, List<Step> steps, List<Array> arrays, int numbers) {
  /**
   * A launch.
   *
   * @param call its place among the calls
   * @param numbersAt where its numbers begin among those of the graph, with the one before them
   */
  record Step(int call, int numbersAt) {}

  /**
   * A buffer.
   *
   * @param bytes the header, and what the launches need of the content
   * @param input whether it has content before them, which goes to the device unless it lasts there
   * @param stored whether they may store into it; it comes back behind them unless it lasts there
   */
  record Array(TornadoBuffer buffer, long bytes, boolean input, boolean stored) {}

  static GraphShape of(List<Launch> launches) {
    Map<TornadoBuffer, Array> arrays = new LinkedHashMap<>();
    for (Launch launch : launches) {
      for (TornadoBuffer buffer : launch.buffers()) {
        boolean stored = launch.stored().contains(buffer);
        // What nobody has put anything into need not go there for being stored into.
        boolean input = buffer.isLasting() || buffer.isDefined() || !stored;
        arrays.merge(
            buffer,
            new Array(buffer, buffer.needed().byteSize(), input, stored),
            (first, _) ->
                new Array(buffer, first.bytes(), first.input(), first.stored() || stored));
      }
    }
    List<TornadoBuffer> buffers = List.copyOf(arrays.keySet());
    List<String> calls = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    int numbers = 0;
    for (Launch launch : launches) {
      String call = call(launch, buffers);
      if (!calls.contains(call)) {
        calls.add(call);
      }
      steps.add(new Step(calls.indexOf(call), numbers));
      numbers += 1 + launch.numbers().size();
    }
    return new GraphShape(
        launches.getFirst().program(),
        List.copyOf(calls),
        List.copyOf(steps),
        List.copyOf(arrays.values()),
        numbers);
  }

  private static String call(Launch launch, List<TornadoBuffer> buffers) {
    return launch.buffers().stream()
        .map(buffer -> "b" + buffers.indexOf(buffer) + ", ")
        .collect(Collectors.joining("", launch.entry() + "(", "numbers, at + 1, group_memory)"));
  }

  /** The buffers that stay on the device. */
  Set<TornadoBuffer> lasting() {
    return arrays.stream()
        .map(Array::buffer)
        .filter(TornadoBuffer::isLasting)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  boolean uses(TornadoBuffer buffer) {
    return arrays.stream().anyMatch(array -> array.buffer() == buffer);
  }
}
