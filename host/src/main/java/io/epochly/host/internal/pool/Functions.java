package io.epochly.host.internal.pool;

import io.epochly.host.internal.guest.Task;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that a guest has sent for its workers, the same bytes under the same number. Those
 * that were not used for long are forgotten; then the guest sends them again.
 */
final class Functions {
  private static final int MOST = 256;
  private static final long MOST_BYTES = 32 << 20;

  private final Map<ByteBuffer, Task.Function> byContent = new LinkedHashMap<>();
  private final Map<Long, Task.Function> byNumber = new LinkedHashMap<>(MOST, 0.75f, true);
  private long numbers;
  private long bytes;

  /** The number of a function. */
  synchronized long number(byte[] pickled) {
    Task.Function function = byContent.get(ByteBuffer.wrap(pickled));
    if (function == null) {
      function = new Task.Function(++numbers, pickled);
      byContent.put(ByteBuffer.wrap(pickled), function);
      byNumber.put(function.number(), function);
      bytes += pickled.length;
      forget();
    }
    return function.number();
  }

  /** The function of a number, unless it is forgotten. */
  synchronized Optional<Task.Function> known(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  private void forget() {
    // The last one stays in any case, as the guest is about to name it.
    Iterator<Task.Function> eldest = byNumber.values().iterator();
    while (byNumber.size() > 1 && (byNumber.size() > MOST || bytes > MOST_BYTES)) {
      Task.Function function = eldest.next();
      eldest.remove();
      byContent.remove(ByteBuffer.wrap(function.pickled()));
      bytes -= function.pickled().length;
    }
  }
}
