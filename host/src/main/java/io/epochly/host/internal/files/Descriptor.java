package io.epochly.host.internal.files;

import java.io.Closeable;
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
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A descriptor of Linux's for a place, which stays that place whatever becomes of the path to it.
 * It reads and writes nothing itself (O_PATH).
 */
final class Descriptor implements Closeable {
  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_FDCWD = -100;

  /** What paths of this JVM have their names in. */
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;

  private static final boolean POSSIBLE = isLinux() && isAllowed();

  private final int number;
  private boolean open = true;

  private Descriptor(int number) {
    this.number = number;
  }

  /**
   * Whether there are such here: the JVM must allow native access, and {@code /proc} be there,
   * which it is not in the sandbox of a worker.
   */
  static boolean isPossible() {
    return POSSIBLE;
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux") && Flags.KNOWN;
  }

  private static boolean isAllowed() {
    if (!Descriptor.class.getModule().isNativeAccessEnabled()) {
      return false;
    }
    try (Descriptor root = ofFolder(Path.of("/"))) {
      return Files.isSameFile(root.path(), Path.of("/"));
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      return false;
    }
  }

  /** Of a folder by its path, which may lead over links but not end in one. */
  static Descriptor ofFolder(Path folder) throws IOException {
    return new Descriptor(open(AT_FDCWD, folder, Flags.DIRECTORY));
  }

  /** Of a folder in this one, by its name. */
  Descriptor folder(Path name) throws IOException {
    return new Descriptor(open(number, name, Flags.DIRECTORY));
  }

  /** Of whatever has this name in this folder, be it a link. */
  Descriptor entry(Path name) throws IOException {
    return new Descriptor(open(number, name, 0));
  }

  /** A path to the place, for this process and as long as this is open. */
  Path path() {
    return Path.of("/proc/self/fd", Integer.toString(number));
  }

  private static int open(int folder, Path name, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int result =
          (int)
              Native.OPENAT.invokeExact(
                  state, folder, text(name, arena), flags | Flags.NOFOLLOW | O_PATH | O_CLOEXEC);
      if (result == -1) {
        throw failure((int) Native.ERRNO.get(state, 0L), name.toString());
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("functions of C throw nothing", e);
    }
  }

  /** A name as the paths of this JVM have it. */
  private static MemorySegment text(Path name, Arena arena) {
    byte[] bytes = name.toString().getBytes(NAMES);
    MemorySegment text = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return text;
  }

  private static FileSystemException failure(int error, String name) {
    return switch (error) {
      case ENOENT -> new NoSuchFileException(name);
      case EACCES -> new AccessDeniedException(name);
      case ENOTDIR -> new NotDirectoryException(name);
      default -> new FileSystemException(name, null, "it cannot be opened: error " + error);
    };
  }

  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      int ignored = (int) Native.CLOSE.invokeExact(number);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("functions of C throw nothing", e);
    }
  }

  /** Those that are not the same number on each processor. */
  private static final class Flags {
    static final int DIRECTORY;
    static final int NOFOLLOW;
    static final boolean KNOWN;

    static {
      switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64", "riscv64" -> {
          DIRECTORY = 0x10000;
          NOFOLLOW = 0x20000;
          KNOWN = true;
        }
        case "aarch64" -> {
          DIRECTORY = 0x4000;
          NOFOLLOW = 0x8000;
          KNOWN = true;
        }
        default -> {
          DIRECTORY = 0;
          NOFOLLOW = 0;
          KNOWN = false;
        }
      }
    }
  }

  @SuppressWarnings("restricted")
  private static final class Native {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();
    static final MethodHandle OPENAT =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("openat"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(3),
            Linker.Option.captureCallState("errno"));
    static final MethodHandle CLOSE =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
