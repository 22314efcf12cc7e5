package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.ArrayMemory;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.ir.ArrayType;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps the guest's arrays on one device between calls: each goes there once, and comes back when
 * somebody is going to use it here.
 *
 * <p>A device's process may end at any time, and what it stored must not be lost with it. So the
 * calls are noted whose stores are there only, and made again on the cores then, which give the
 * same bits. That must not take long, and the notes keep arrays from the collector: every so often
 * all is brought back, so seldom that it costs a twentieth of the time. What a call stores that
 * could not be made again comes back with that call.
 *
 * <p>Guarded by the lock that calls are made under.
 */
final class Residency {
  /** How much longer than bringing all back calls may take before that is done. */
  private static final long RATIO = 20;

  private static final int MOST_CALLS = 128;

  /** Memory that is noted, beyond a few times what a call uses. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int MOST_OF_CALL = 4;

  /** What moving a byte takes, before it was measured. */
  private static final double FIRST_NANOS_PER_BYTE = 1;

  /** What bringing anything back takes; how long bytes take is told by no fewer than these. */
  private static final double LEAST_NANOS = 250_000;

  private static final long TELLING_BYTES = 1 << 20;

  private final DeviceQueue queue;
  private final boolean alone;
  private final Cores cores;
  private final Supplier<Poll> polls;
  private final Runnable lost;
  private final Set<Resident> residents = new HashSet<>();
  private final ReferenceQueue<ArrayMemory> collected = new ReferenceQueue<>();

  /** Calls whose stores are on the device only, in their order. */
  private final Deque<Call> calls = new ArrayDeque<>();

  /** What those calls used: here, it is as it was before the first of them. */
  private final Set<byte[]> noted = Collections.newSetFromMap(new IdentityHashMap<>());

  private long notedBytes;
  private long notedNanos;
  private double nanosPerByte = FIRST_NANOS_PER_BYTE;

  /** A call that can be made again. */
  private record Call(CompiledKernel kernel, Object[] operands) {}

  /**
   * @param alone whether one thread of the guest's runs: another could use an array between the
   *     word that it leaves and the moment when it does, and nothing stays then
   * @param cores for calls that are made again
   * @param polls what those poll
   * @param lost hears of a process that had ended when something was to come home
   */
  Residency(DeviceQueue queue, boolean alone, Cores cores, Supplier<Poll> polls, Runnable lost) {
    this.queue = queue;
    this.alone = alone;
    this.cores = cores;
    this.polls = polls;
    this.lost = lost;
  }

  /** Memory of the guest that is on the device too. */
  private final class Resident extends WeakReference<ArrayMemory> implements ArrayMemory.Elsewhere {
    /** Not held: when the guest has dropped them, so have we. */
    private final WeakReference<byte[]> bytes;

    private Optional<DeviceArray<byte[]>> there = Optional.empty();
    private boolean newerHere = true;
    private boolean newerThere;

    Resident(ArrayMemory memory, byte[] bytes) {
      super(memory, collected);
      this.bytes = new WeakReference<>(bytes);
    }

    /** Has the latest bytes be there. */
    DeviceArray<byte[]> sent(byte[] here, Poll poll) {
      if (there.isEmpty()) {
        there = Optional.of(queue.array(here, poll));
      } else if (newerHere) {
        there.get().copyFrom(here, poll);
      }
      newerHere = false;
      return there.get();
    }

    @Override
    public void bringHome(boolean toWrite) {
      if (newerThere || toWrite && isNoted()) {
        bringAllHome();
      }
      releaseCollected();
      newerHere |= toWrite;
    }

    boolean isLost() {
      return there.isPresent() && there.get().isLost();
    }

    private boolean isNoted() {
      byte[] here = bytes.get();
      return here != null && noted.contains(here);
    }

    @Override
    public void release() {
      drop();
      residents.remove(this);
    }

    /** Gives back the room that it takes there. */
    void drop() {
      Optional<DeviceArray<byte[]>> last = there;
      there = Optional.empty();
      newerHere = true;
      last.ifPresent(DeviceArray::close);
    }
  }

  /**
   * What a kernel gives on the device.
   *
   * @param onCores the same kernel, for the cores
   * @throws BailOut when the plain function must run; all memory is as before
   * @throws DeviceException when the cores must run it; likewise
   */
  Object call(DeviceKernel kernel, CompiledKernel onCores, Poll poll, Arguments arguments) {
    releaseCollected();
    Map<byte[], Resident> used = used(kernel, onCores, arguments);
    if (used.values().stream().anyMatch(Resident::isLost)) {
      callAgain();
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (of(used, arguments, i).isEmpty()) {
        boolean toWrite = onCores.stores(i);
        arguments.memory(i).ifPresent(memory -> memory.bringHome(toWrite));
      }
    }
    if (used.isEmpty()) {
      return kernel.invoke(poll, arguments.operands(), queue);
    }
    long start = System.nanoTime();
    Object result;
    try {
      result = kernel.invoke(poll, operands(onCores, poll, arguments, used), queue);
    } catch (OutOfDeviceMemoryException _) {
      // Arrays that stay take room that calls need, and each that is stored into takes it twice.
      bringAllHome();
      residents.forEach(Resident::drop);
      arguments.bringHome(onCores::stores);
      return kernel.invoke(poll, arguments.operands(), queue);
    }
    note(onCores, arguments, used, System.nanoTime() - start);
    return result;
  }

  /** How many bytes a call moves there and back: all but those of arrays that may stay there. */
  long moved(CompiledKernel onCores, Arguments arguments) {
    long bytes = 0;
    for (int i = 0; i < arguments.size(); i++) {
      boolean stays = alone && arguments.memory(i).isPresent();
      if (!stays
          && arguments.operands()[i] instanceof ArrayArg array
          && arguments.type(i) instanceof ArrayType type) {
        long once = DeviceCosts.elements(array) * type.storage().bytes();
        bytes += onCores.stores(i) ? 2 * once : once;
      }
    }
    return bytes;
  }

  /** Whether a call has arrays that would stay there if no other thread could use them. */
  boolean bringsAllBack(Arguments arguments) {
    return !alone && arguments.hasMemories();
  }

  private static byte[] bytes(Arguments arguments, int index) {
    return (byte[]) ((ArrayArg) arguments.operands()[index]).base;
  }

  /** What an operand is a part of, if that is among the used. */
  private static Optional<Resident> of(Map<byte[], Resident> used, Arguments arguments, int index) {
    return arguments.memory(index).map(_ -> used.get(bytes(arguments, index)));
  }

  /** The memory of a call that is on the device or going to be, and may stay. */
  private Map<byte[], Resident> used(
      DeviceKernel kernel, CompiledKernel onCores, Arguments arguments) {
    Map<byte[], Resident> used = new IdentityHashMap<>();
    if (!alone || !arguments.hasMemories()) {
      return used;
    }
    boolean again = kernel.isExact();
    for (int i = 0; i < arguments.size(); i++) {
      Optional<ArrayMemory> memory = arguments.memory(i);
      if (memory.filter(ArrayMemory::mayLeave).isPresent()) {
        used.computeIfAbsent(bytes(arguments, i), bytes -> resident(memory.get(), bytes));
      } else {
        again &= !(arguments.operands()[i] instanceof ArrayArg);
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!again && onCores.stores(i) && arguments.memory(i).isPresent()) {
        used.remove(bytes(arguments, i));
      }
    }
    return used;
  }

  private Resident resident(ArrayMemory memory, byte[] bytes) {
    if (memory.elsewhere().orElse(null) instanceof Resident known && residents.contains(known)) {
      return known;
    }
    Resident made = new Resident(memory, bytes);
    memory.isAlso(made);
    residents.add(made);
    return made;
  }

  private static Object[] operands(
      CompiledKernel onCores, Poll poll, Arguments arguments, Map<byte[], Resident> used) {
    // First of all the guest is told, which may use them once more meanwhile.
    boolean told;
    do {
      told = false;
      for (int i = 0; i < arguments.size(); i++) {
        if (of(used, arguments, i).isPresent()) {
          told |= arguments.memory(i).orElseThrow().leave(onCores.stores(i));
        }
      }
    } while (told);
    Object[] operands = arguments.operands().clone();
    for (int i = 0; i < arguments.size(); i++) {
      Optional<Resident> resident = of(used, arguments, i);
      if (resident.isPresent()) {
        operands[i] =
            new DeviceArray.Region(
                resident.get().sent(bytes(arguments, i), poll), (ArrayArg) operands[i]);
      }
    }
    return operands;
  }

  /** Takes note of a call that went well. */
  private void note(
      CompiledKernel kernel, Arguments arguments, Map<byte[], Resident> used, long nanos) {
    boolean stored = false;
    for (int i = 0; i < arguments.size(); i++) {
      Optional<Resident> resident = of(used, arguments, i);
      if (kernel.stores(i) && resident.isPresent()) {
        resident.get().newerThere = true;
        stored = true;
      }
    }
    if (!stored) {
      return;
    }
    calls.add(new Call(kernel, arguments.operands().clone()));
    long bytes = 0;
    for (byte[] memory : used.keySet()) {
      bytes += memory.length;
      if (noted.add(memory)) {
        notedBytes += memory.length;
      }
    }
    notedNanos += nanos;
    if (calls.size() >= MOST_CALLS
        || notedBytes > MOST_BYTES + MOST_OF_CALL * bytes
        || notedNanos > RATIO * Math.max(LEAST_NANOS, nanosPerByte * notedBytes)) {
      bringAllHome();
    }
  }

  private void bringAllHome() {
    Map<DeviceArray<byte[]>, byte[]> newer = new IdentityHashMap<>();
    long bytes = 0;
    for (Resident resident : residents) {
      byte[] here = resident.bytes.get();
      // What the guest has dropped nobody wants.
      if (resident.newerThere && resident.get() != null && here != null) {
        newer.put(resident.there.orElseThrow(), here);
        bytes += here.length;
      }
    }
    long start = System.nanoTime();
    try {
      queue.copyAll(newer, polls.get());
    } catch (DeviceException e) {
      if (e instanceof DeviceLostException) {
        lost.run();
      }
      callAgain();
      return;
    }
    if (bytes >= TELLING_BYTES) {
      nanosPerByte = (double) (System.nanoTime() - start) / bytes;
    }
    residents.forEach(resident -> resident.newerThere = false);
    calls.clear();
    forget();
  }

  private void forget() {
    noted.clear();
    notedBytes = 0;
    notedNanos = 0;
  }

  /**
   * Has the cores store what is lost. When the guest is interrupted, the rest is left for later.
   */
  private void callAgain() {
    Poll poll = polls.get();
    while (!calls.isEmpty()) {
      Call call = calls.getFirst();
      call.kernel().invoke(poll, call.operands(), cores);
      calls.removeFirst();
    }
    forget();
    for (Resident resident : residents) {
      resident.newerThere = false;
      resident.newerHere = true;
      if (resident.isLost()) {
        resident.drop();
      }
    }
  }

  private void releaseCollected() {
    for (Reference<? extends ArrayMemory> gone = collected.poll();
        gone != null;
        gone = collected.poll()) {
      ((Resident) gone).release();
    }
  }
}
