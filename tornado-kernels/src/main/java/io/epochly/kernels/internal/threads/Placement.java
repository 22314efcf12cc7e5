package io.epochly.kernels.internal.threads;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Keeps helpers off the processor of the thread that they help. Linux wakes a thread where it ran
 * last; if the thread that wakes it is there by now and no processor shares a cache with that one,
 * as in many virtual machines, both stay on it for milliseconds while another one is idle.
 */
public final class Placement {
  /** Bytes of a set of processors: 1024 of them, as in the C library. */
  private static final int SET = 128;

  private final MethodHandle currentProcessor;
  private final MethodHandle currentThread;
  private final MethodHandle setAffinity;
  private final MemorySegment allowed;

  private Placement(
      MethodHandle currentProcessor,
      MethodHandle currentThread,
      MethodHandle setAffinity,
      MemorySegment allowed) {
    this.currentProcessor = currentProcessor;
    this.currentThread = currentThread;
    this.setAffinity = setAffinity;
    this.allowed = allowed;
  }

  /** The means of this system, if it has them and this module may use them. Takes milliseconds. */
  public static Optional<Placement> ofSystem() {
    if (!System.getProperty("os.name", "").equals("Linux")
        || !Placement.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      FunctionDescriptor number = FunctionDescriptor.of(ValueLayout.JAVA_INT);
      FunctionDescriptor set =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS);
      MemorySegment allowed = Arena.ofAuto().allocate(SET, Long.BYTES);
      MethodHandle get = handle(linker, library, "sched_getaffinity", set);
      if ((int) get.invokeExact(0, (long) SET, allowed) != 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Placement(
              handle(linker, library, "sched_getcpu", number),
              handle(linker, library, "gettid", number),
              handle(linker, library, "sched_setaffinity", set),
              allowed));
    } catch (Throwable _) {
      // Another C library: threads then run wherever the system puts them.
      return Optional.empty();
    }
  }

  // Checked by whoever asks for the means of the system.
  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      Linker linker, SymbolLookup library, String name, FunctionDescriptor type) {
    return linker.downcallHandle(library.findOrThrow(name), type);
  }

  /** The processor that the calling thread is on. */
  public int currentProcessor() {
    try {
      return (int) currentProcessor.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number by which the system knows the calling thread. */
  public int currentThread() {
    try {
      return (int) currentThread.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets a thread run on all processors that this process may use but one. */
  public void keepOff(int thread, int processor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment others = arena.allocate(SET, Long.BYTES);
      others.copyFrom(allowed);
      long at = processor / Byte.SIZE;
      byte bits = others.get(ValueLayout.JAVA_BYTE, at);
      others.set(ValueLayout.JAVA_BYTE, at, (byte) (bits & ~(1 << (processor % Byte.SIZE))));
      set(thread, others);
    }
  }

  /** Lets a thread run on all processors that this process may use. */
  public void letGo(int thread) {
    set(thread, allowed);
  }

  private void set(int thread, MemorySegment processors) {
    try {
      // Refused where nothing would be left, or the thread has ended: it then stays as it is.
      int _ = (int) setAffinity.invokeExact(thread, (long) SET, processors);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
