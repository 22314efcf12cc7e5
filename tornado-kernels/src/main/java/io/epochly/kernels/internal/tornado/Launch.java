package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.Device.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A launch that is kept.
 *
 * @param uses the arrays among its arguments, each once
 * @param places for each array among its arguments the first place where that one is passed
 * @param numbers for the graph's array of them, floats by their bits
 */
record Launch(
    TornadoProgram program,
    String entry,
    long items,
    List<Use> uses,
    List<Integer> places,
    List<Long> numbers) {
  /**
   * A buffer among the arguments.
   *
   * @param stored whether the entry may store into it, under whatever name
   */
  record Use(TornadoBuffer buffer, boolean stored) {}

  static Launch of(TornadoProgram program, String entry, long items, List<Argument> arguments) {
    List<TornadoBuffer> buffers = new ArrayList<>();
    Map<TornadoBuffer, Boolean> stored = new LinkedHashMap<>();
    List<Long> numbers = new ArrayList<>();
    for (Argument argument : arguments) {
      switch (argument) {
        case Argument.Memory(var buffer, boolean stores) -> {
          TornadoBuffer own = (TornadoBuffer) buffer;
          buffers.add(own);
          stored.merge(own, stores, Boolean::logicalOr);
        }
        case Argument.Int(long value) -> numbers.add(value);
        case Argument.Float(double value) -> numbers.add(Double.doubleToRawLongBits(value));
      }
    }
    return new Launch(
        program,
        entry,
        items,
        stored.entrySet().stream().map(e -> new Use(e.getKey(), e.getValue())).toList(),
        buffers.stream().map(buffers::indexOf).toList(),
        List.copyOf(numbers));
  }
}
