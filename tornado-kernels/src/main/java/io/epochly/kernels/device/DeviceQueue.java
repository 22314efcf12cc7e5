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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lends a device to one call at a time, in the order in which they come; calls of several owners of
 * one device alternate. The device is opened when the first call needs it, and another one is
 * opened after it was lost: what runs on it then fails, and so does what uses arrays that lay
 * there, what comes next does not.
 */
public final class DeviceQueue implements AutoCloseable {
  /** Of whoever waits as long as it takes. */
  static final Poll NONE = Turn.NONE;

  private final Function<Poll, Device> opening;
  private final Runnable lost;

  /** Guards what this queue has; it is waited for before the device's. */
  private final Turn turn = new Turn();

  /** The device's, for whatever makes it work; other owners of the same device share it. */
  private final Turn shared;

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
    this(_ -> opening.get(), lost, new Turn());
  }

  /**
   * @param opening the same, and calls its poll now and then; when that throws, there is no device
   * @param shared the device's turn, which all queues of it share: so each owner has one call in
   *     line, and those of several owners alternate
   */
  DeviceQueue(Function<Poll, Device> opening, Runnable lost, Turn shared) {
    this.opening = opening;
    this.lost = lost;
    this.shared = shared;
  }

  /** Opens the device now, so that the first call need not wait for it. */
  public DeviceInfo open() {
    try (Turn.Held _ = turn.take(NONE)) {
      return resources(NONE).device().describe();
    }
  }

  /**
   * Opens the device and compiles a kernel for it, so that the first call need not wait for either.
   *
   * @throws DeviceException when it cannot be had
   */
  public void prepare(DeviceKernel kernel) {
    try (Turn.Held _ = turn.take(NONE)) {
      onDevice(NONE, own -> own.program(kernel.plan(), NONE));
    }
  }

  /** What was done so far. */
  public DeviceStatistics statistics() {
    return statistics;
  }

  Object call(DevicePlan plan, Poll poll, Object[] operands) {
    try (Turn.Held _ = turn.take(poll)) {
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
      // Others need not wait while a process starts, or compiles.
      onDevice(poll, own -> own.program(plan, poll));
      Object result = inTurn(poll, own -> run(new DeviceCall(plan, own, poll), there, all));
      for (DeviceArray<?> array : there.values()) {
        if (array.isMeantBy(result)) {
          return array;
        }
      }
      return result;
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
  private <T extends @Nullable Object> T onDevice(Poll poll, Function<DeviceResources, T> work) {
    boolean usable = false;
    boolean failed = false;
    String why = "";
    DeviceResources own = null;
    try {
      own = resources(poll);
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
      failed = true;
      throw e;
    } finally {
      if (own != null) {
        statistics = own.statistics();
        failure = usable ? failure : why;
      }
      if (!usable) {
        discard(failed);
      }
    }
  }

  /** The same when the device's turn has come too. */
  private <T extends @Nullable Object> T inTurn(Poll poll, Function<DeviceResources, T> work) {
    try (Turn.Held _ = shared.take(poll)) {
      return onDevice(poll, work);
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
    try (Turn.Held _ = turn.take(poll)) {
      onDevice(poll, DeviceResources::device);
      return inTurn(
          poll,
          own -> {
            ResidentArray made = own.resident(Transfer.bytes(type, length), poll);
            try {
              fill.accept(made);
            } catch (OutOfDeviceMemoryException e) {
              made.free();
              throw e;
            }
            return new DeviceArray<>(this, own.device().describe(), made, type, length);
          });
    }
  }

  /** Has the device do something with an array that lies there. */
  void use(DeviceArray<?> array, Poll poll, Consumer<ResidentArray> work) {
    try (Turn.Held _ = turn.take(poll)) {
      require(array);
      inTurn(
          poll,
          _ -> {
            work.accept(array.memory());
            return array;
          });
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
    try (Turn.Held _ = turn.take(poll)) {
      arrays.keySet().forEach(this::require);
      inTurn(
          poll,
          _ -> {
            ResidentArray.read(
                arrays.entrySet().stream()
                    .collect(Collectors.toMap(e -> e.getKey().memory(), Map.Entry::getValue)),
                poll);
            return arrays;
          });
    }
  }

  boolean hasLost(DeviceArray<?> array) {
    try (Turn.Held _ = turn.take(NONE)) {
      DeviceResources own = resources;
      return own == null || !array.memory().isAt(own);
    }
  }

  /**
   * Gives back what an array takes there, if it still is. Out of turn, as closing is: an owner that
   * ends does not wait for the kernels of others.
   */
  void release(DeviceArray<?> array) {
    try (Turn.Held _ = turn.take(NONE)) {
      DeviceResources own = resources;
      if (array.markClosed() && own != null && array.memory().isAt(own)) {
        onDevice(
            NONE,
            _ -> {
              // What cannot be cleared is not given to others.
              requireRoom(array.memory()::clear);
              array.memory().free();
              return array;
            });
      }
    } catch (DeviceException _) {
      // With the device that failed, the array's memory is gone too.
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

  private DeviceResources resources(Poll poll) {
    if (closed) {
      throw new DeviceException("the device's queue is closed");
    }
    DeviceResources known = resources;
    if (known == null) {
      known = new DeviceResources(opening.apply(poll), statistics);
      resources = known;
      statistics = known.statistics();
    }
    return known;
  }

  /**
   * Gives the device up.
   *
   * @param failed whether it did not do what it was asked for, and may do other things; else it is
   *     gone, or somebody wants its work to end now
   */
  private void discard(boolean failed) {
    DeviceResources last = resources;
    resources = null;
    if (last == null) {
      return;
    }
    if (!failed) {
      last.device().close();
      return;
    }
    try {
      last.giveUp();
    } catch (DeviceException _) {
      // What it could not clear went with it.
    }
  }

  /** Clears what lies there and gives the device back, when the call that has it is over. */
  @Override
  public void close() {
    try (Turn.Held _ = turn.take(NONE)) {
      closed = true;
      DeviceResources last = resources;
      resources = null;
      if (last != null) {
        last.close();
      }
    } catch (DeviceException _) {
      // It is gone, which is what was wanted.
    }
  }
}
