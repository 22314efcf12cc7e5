package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.Device.Argument;
import io.epochly.kernels.device.Grid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A launch that is kept.
 *
 * @param buffers its arrays, in the order of its arguments
 * @param stored those that it may store into
 * @param numbers for the graph's array of them, floats by their bits
 */
record Launch(
    TornadoProgram program,
    String entry,
    Grid grid,
    List<TornadoBuffer> buffers,
    Set<TornadoBuffer> stored,
    List<Long> numbers) {
  /** Whether it is none that was asked for. */
  boolean isCopy() {
    return entry.equals(TornadoProgram.COPY);
  }

  static Launch of(TornadoProgram program, String entry, Grid grid, List<Argument> arguments) {
    List<TornadoBuffer> buffers = new ArrayList<>();
    Set<TornadoBuffer> stored = new HashSet<>();
    List<Long> numbers = new ArrayList<>();
    for (Argument argument : arguments) {
      switch (argument) {
        case Argument.Memory(var buffer, boolean stores) -> {
          TornadoBuffer own = (TornadoBuffer) buffer;
          buffers.add(own);
          if (stores) {
            stored.add(own);
          }
        }
        case Argument.Int(long value) -> numbers.add(value);
        case Argument.Float(double value) -> numbers.add(Double.doubleToRawLongBits(value));
      }
    }
    return new Launch(program, entry, grid, buffers, stored, numbers);
  }
}
