package io.epochly.kernels.device;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.opencl.DeviceCall;
import io.epochly.kernels.internal.opencl.DevicePlan;
import io.epochly.kernels.internal.opencl.DeviceResources;
import io.epochly.kernels.internal.opencl.ResidentArray;
import io.epochly.kernels.internal.opencl.Transfer;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lends a device to one call at a time, in the order in which they come. The device is opened when
 * the first call needs it, and another one is opened after it was lost: what runs on it then fails,
 * and so does what uses arrays that lay there, what comes next does not.
 */
public final class DeviceQueue implements AutoCloseable {
  private static final long POLL_MILLIS = 5;

  /** Of whoever waits as long as it takes. */
  static final Poll NONE = () -> {};

  private final Supplier<Device> opening;
  private final Runnable lost;
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable DeviceResources resources;
  private volatile DeviceStatistics statistics = DeviceStatistics.NONE;

  /** Why the last device was given up; nothing where a call was cancelled. */
  private String failure = "";

  private boolean closed;

  /**
   * @param opening opens the device, or throws a {@link DeviceException}
   * @param lost hears of each device that was lost while a call had it, on its thread
   */
  public DeviceQueue(Supplier<Device> opening, Runnable lost) {
    this.opening = opening;
    this.lost = lost;
  }

  /** Opens the device now, so that the first call need not wait for it. */
  public DeviceInfo open() {
    turn.lock();
    try {
      return resources().device().describe();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Opens the device and compiles a kernel for it, so that the first call need not wait for either.
   *
   * @throws DeviceException when it cannot be had
   */
  public void prepare(DeviceKernel kernel) {
    turn.lock();
    try {
      onDevice(own -> own.program(kernel.plan()));
    } finally {
      turn.unlock();
    }
  }

  /** What was done so far. */
  public DeviceStatistics statistics() {
    return statistics;
  }

  Object call(DevicePlan plan, Poll poll, Object[] operands) {
    take(poll);
    try {
      Map<Object, DeviceArray<?>> there = new IdentityHashMap<>();
      Object[] all = operands.clone();
      for (int i = 0; i < all.length; i++) {
        if (all[i] instanceof DeviceArray<?> array) {
          require(array);
          all[i] = array.operand();
          there.put(array.operand().base, array);
        } else if (all[i] instanceof DeviceArray.Region region) {
          require(region.array());
          all[i] = region.operand();
          there.put(region.operand().base, region.array());
        }
      }
      Object result = onDevice(own -> run(new DeviceCall(plan, own, poll), there, all));
      for (DeviceArray<?> array : there.values()) {
        if (array.isMeantBy(result)) {
          return array;
        }
      }
      return result;
    } finally {
      turn.unlock();
    }
  }

  private static Object run(DeviceCall call, Map<Object, DeviceArray<?>> there, Object[] operands) {
    there.forEach((standIn, array) -> call.put(standIn, array.memory()));
    try {
      return call.run(operands);
    } catch (BailOut | OutOfDeviceMemoryException e) {
      if (e instanceof OutOfDeviceMemoryException late && call.mayHaveStoredThere()) {
        // Drivers may tell it behind a launch: whoever called again would not find what was there.
        throw givingUp(late);
      }
      requireRoom(call::settle);
      throw e;
    }
  }

  /** Has a device do what it must be able to do, or be given up. */
  private static void requireRoom(Runnable work) {
    try {
      work.run();
    } catch (OutOfDeviceMemoryException e) {
      throw givingUp(e);
    }
  }

  /** A failure that is not one of the call alone. */
  private static DeviceException givingUp(OutOfDeviceMemoryException e) {
    return new DeviceException(String.valueOf(e.getMessage()), e);
  }

  /** Has this thread, whose turn it is, use the device, which is given up when it fails. */
  private <T extends @Nullable Object> T onDevice(Function<DeviceResources, T> work) {
    boolean usable = false;
    String why = "";
    DeviceResources own = null;
    try {
      own = resources();
      T result = work.apply(own);
      usable = true;
      return result;
    } catch (BailOut | OutOfDeviceMemoryException e) {
      usable = true;
      throw e;
    } catch (DeviceLostException e) {
      why = ": " + e.getMessage();
      if (own != null) {
        lost.run();
      }
      throw e;
    } catch (DeviceException e) {
      why = ": " + e.getMessage();
      throw e;
    } finally {
      if (own != null) {
        statistics = own.statistics();
        failure = usable ? failure : why;
      }
      if (!usable) {
        discard();
      }
    }
  }

  private void take(Poll poll) {
    if (poll == NONE) {
      turn.lock();
      return;
    }
    try {
      while (!turn.tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        poll.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while other calls had the device", e);
    }
  }

  // Arrays that stay there

  /**
   * Takes an array to the device, where it stays until it is closed.
   *
   * @throws IllegalArgumentException if it is not one of numbers or booleans, of one dimension
   * @throws OutOfDeviceMemoryException if there is no room for it
   * @throws DeviceException if the device cannot be had
   */
  public <A> DeviceArray<A> array(A content) {
    return array(content, NONE);
  }

  /**
   * The same.
   *
   * @param poll called while it waits; when it throws, the device is given up
   */
  @SuppressWarnings("unchecked") // An object's class is one of its type.
  public <A> DeviceArray<A> array(A content, Poll poll) {
    Class<A> type = DeviceArray.required((Class<A>) content.getClass());
    return array(type, Array.getLength(content), poll, made -> made.write(content, poll));
  }

  /**
   * Makes an array on the device, all of zeros.
   *
   * @param type {@code double[].class} or another one
   * @throws IllegalArgumentException as above, or if the length is negative
   * @throws OutOfDeviceMemoryException if there is no room for it
   * @throws DeviceException if the device cannot be had
   */
  public <A> DeviceArray<A> array(Class<A> type, int length) {
    DeviceArray.required(type);
    if (length < 0) {
      throw new IllegalArgumentException("an array of " + length + " elements");
    }
    return array(type, length, NONE, ResidentArray::clear);
  }

  private <A> DeviceArray<A> array(
      Class<A> type, int length, Poll poll, Consumer<ResidentArray> fill) {
    take(poll);
    try {
      return onDevice(
          own -> {
            ResidentArray made = own.resident(Transfer.bytes(type, length));
            try {
              fill.accept(made);
            } catch (OutOfDeviceMemoryException e) {
              made.free();
              throw e;
            }
            return new DeviceArray<>(this, own.device().describe(), made, type, length);
          });
    } finally {
      turn.unlock();
    }
  }

  /** Has the device do something with an array that lies there. */
  void use(DeviceArray<?> array, Poll poll, Consumer<ResidentArray> work) {
    take(poll);
    try {
      require(array);
      onDevice(
          _ -> {
            work.accept(array.memory());
            return array;
          });
    } finally {
      turn.unlock();
    }
  }

  /**
   * Loads all elements of each array into another one of its type and length: of all of them, or,
   * when it throws, of none.
   *
   * @param poll called while it waits; when it throws, the device is given up
   * @throws DeviceException if the device failed, or what lies there is lost
   */
  public void copyAll(Map<? extends DeviceArray<?>, ?> arrays, Poll poll) {
    take(poll);
    try {
      arrays.keySet().forEach(this::require);
      onDevice(
          _ -> {
            ResidentArray.read(
                arrays.entrySet().stream()
                    .collect(Collectors.toMap(e -> e.getKey().memory(), Map.Entry::getValue)),
                poll);
            return arrays;
          });
    } finally {
      turn.unlock();
    }
  }

  boolean hasLost(DeviceArray<?> array) {
    turn.lock();
    try {
      DeviceResources own = resources;
      return own == null || !array.memory().isAt(own);
    } finally {
      turn.unlock();
    }
  }

  /** Gives back what an array takes there, if it still is. */
  void release(DeviceArray<?> array) {
    turn.lock();
    try {
      DeviceResources own = resources;
      if (array.markClosed() && own != null && array.memory().isAt(own)) {
        onDevice(
            _ -> {
              // What cannot be cleared is not given to others.
              requireRoom(array.memory()::clear);
              array.memory().free();
              return array;
            });
      }
    } catch (DeviceException _) {
      // With the device that failed, the array's memory is gone too.
    } finally {
      turn.unlock();
    }
  }

  private void require(DeviceArray<?> array) {
    if (!array.isOf(this)) {
      throw new IllegalArgumentException(array + " is used on another device, or by another owner");
    }
    if (closed) {
      throw new IllegalStateException(array + " was closed with the host that it belongs to");
    }
    if (array.isClosed()) {
      throw new IllegalStateException(array + " is closed");
    }
    DeviceResources own = resources;
    if (own == null || !array.memory().isAt(own)) {
      throw new DeviceArrayLostException(
          "what lay in "
              + array
              + " is lost, as the device's process has ended"
              + failure
              + "; close it, and make another one from your own copy");
    }
  }

  private DeviceResources resources() {
    if (closed) {
      throw new DeviceException("the device's queue is closed");
    }
    DeviceResources known = resources;
    if (known == null) {
      known = new DeviceResources(opening.get(), statistics);
      resources = known;
      statistics = known.statistics();
    }
    return known;
  }

  private void discard() {
    DeviceResources last = resources;
    resources = null;
    if (last != null) {
      last.device().close();
    }
  }

  /** Clears what lies there and gives the device back, when the call that has it is over. */
  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      DeviceResources last = resources;
      resources = null;
      if (last != null) {
        last.close();
      }
    } catch (DeviceException _) {
      // It is gone, which is what was wanted.
    } finally {
      turn.unlock();
    }
  }
}
