package io.epochly.kernels.java;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Poll;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceArrayLostException;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceQueue;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A kernel's way to a device, and what became of its calls there. */
final class OnDevice {
  /** A device that fails so often in a row is left alone for a while. */
  private static final int MOST_FAILURES = 4;

  /** Calls that do not try it then; twice as many each time that the next trial fails too. */
  private static final int FIRST_REST = 64;

  private static final int LONGEST_REST = 1 << 16;

  private final Optional<DeviceKernel> kernel;
  private final DeviceQueue queue;
  private final LongAdder runs = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicInteger rest = new AtomicInteger();
  private final AtomicInteger nextRest = new AtomicInteger(FIRST_REST);
  private final AtomicReference<@Nullable String> last;

  private OnDevice(Optional<DeviceKernel> kernel, DeviceQueue queue, @Nullable String reason) {
    this.kernel = kernel;
    this.queue = queue;
    this.last = new AtomicReference<>(reason);
  }

  /** The way of what has no kernel, which is none. */
  static OnDevice none(DeviceQueue queue) {
    return new OnDevice(Optional.empty(), queue, null);
  }

  static OnDevice of(CompiledKernel kernel, DeviceCompiler compiler, DeviceQueue queue) {
    try {
      return new OnDevice(Optional.of(compiler.compile(kernel.source())), queue, null);
    } catch (UnsupportedKernelException e) {
      return new OnDevice(Optional.empty(), queue, e.getMessage());
    }
  }

  /** A call's result, which may be null. */
  record Ran(@Nullable Object result) {}

  /**
   * Runs a call there; nothing where the cores are to run it.
   *
   * @throws BailOut when the plain method must run instead
   * @throws DeviceArrayLostException when an operand is not there any more
   */
  Optional<Ran> run(Poll poll, Object[] operands) {
    if (kernel.isEmpty() || mustRest()) {
      return Optional.empty();
    }
    try {
      Object result = kernel.get().invoke(poll, operands, queue);
      runs.increment();
      if (failuresInARow.get() != 0) {
        failuresInARow.set(0);
        nextRest.set(FIRST_REST);
      }
      return Optional.of(new Ran(result));
    } catch (BailOut bailOut) {
      if (bailOut.reason() != BailReason.NOT_ON_DEVICE) {
        throw bailOut;
      }
      last.set("%s, %s".formatted(bailOut.reason().text(), bailOut.position()));
    } catch (DeviceArrayLostException e) {
      // Another call's failure, and nothing that the cores could do instead.
      throw e;
    } catch (DeviceException e) {
      last.set(e.getMessage());
      if (failuresInARow.incrementAndGet() >= MOST_FAILURES) {
        rest.set(nextRest.getAndUpdate(calls -> Math.min(calls * 2, LONGEST_REST)));
      }
    }
    return Optional.empty();
  }

  private boolean mustRest() {
    return rest.get() > 0 && rest.getAndDecrement() > 0;
  }

  /** What lends the device. */
  DeviceQueue queue() {
    return queue;
  }

  /** The calls that it has run. */
  long runs() {
    return runs.sum();
  }

  /** A line for the user: whether its loops run there, and what went wrong last. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (kernel.isPresent()) {
      text.append("  on a device: ").append(runs.sum()).append(" calls, ");
      text.append(kernel.get().isExact() ? "the same bits" : "functions of Math as it rounds them");
      text.append('\n');
    }
    String reason = last.get();
    if (reason != null) {
      text.append("  on the cores instead: ").append(reason).append('\n');
    }
    return text.toString();
  }
}
