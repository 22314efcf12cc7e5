package io.epochly.host.internal.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/** The functions of the C library that memory is made with; each tells an error by -1. */
enum SystemCall {
  MEMFD_CREATE(FunctionDescriptor.of(Types.INT, Types.POINTER, Types.INT)),
  FTRUNCATE(FunctionDescriptor.of(Types.INT, Types.INT, Types.LONG)),
  FCNTL(
      FunctionDescriptor.of(Types.INT, Types.INT, Types.INT, Types.INT),
      Linker.Option.firstVariadicArg(2)),
  MMAP(
      FunctionDescriptor.of(
          Types.POINTER, Types.POINTER, Types.LONG, Types.INT, Types.INT, Types.INT, Types.LONG)),
  MUNMAP(FunctionDescriptor.of(Types.INT, Types.POINTER, Types.LONG)),
  CLOSE(FunctionDescriptor.of(Types.INT, Types.INT));

  private static final class Types {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  }

  private final FunctionDescriptor type;
  private final Linker.Option[] options;

  SystemCall(FunctionDescriptor type, Linker.Option... options) {
    this.type = type;
    this.options = options.clone();
  }

  /**
   * Calls one that gives an int.
   *
   * @throws IOException if it fails, or this system does not have it
   */
  int call(Object... arguments) throws IOException {
    return (int) invoke(arguments);
  }

  /** Calls one that gives a pointer. */
  MemorySegment address(Object... arguments) throws IOException {
    return (MemorySegment) invoke(arguments);
  }

  private Object invoke(Object... arguments) throws IOException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment state = local.allocate(Types.STATE);
      Object[] all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      Object result = handle().invokeWithArguments(all);
      boolean failed =
          switch (result) {
            case Integer number -> number == -1;
            case MemorySegment pointer -> pointer.address() == -1;
            default -> false;
          };
      if (failed) {
        throw new IOException(
            "%s failed with error %d".formatted(symbol(), (int) Types.ERRNO.get(state, 0L)));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("functions of C throw nothing", e);
    }
  }

  /** Made at each call: these are few, and far between. */
  @SuppressWarnings("restricted")
  private MethodHandle handle() throws IOException {
    Linker linker = Linker.nativeLinker();
    MemorySegment function =
        linker
            .defaultLookup()
            .find(symbol())
            .orElseThrow(() -> new IOException("this system has no " + symbol()));
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return linker.downcallHandle(function, type, all);
  }

  private String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }
}
