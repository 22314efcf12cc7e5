package io.epochly.host.internal.worker;

import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.internal.files.Grant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The command that starts a program with bubblewrap, and what keeps that from working here. */
final class Sandbox {
  private static final String BUBBLEWRAP = "bwrap";
  private static final String ROOT = "/";
  private static final List<String> KERNEL_FOLDERS = List.of("/proc", "/dev", "/sys");
  private static final String TEMPORARY = "/tmp";

  /** Settings of the kernel, by which the JVM sees whether it may have large pages. */
  private static final Path LARGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

  /** The parts of the C library, by the names that they have on any Linux. */
  private static final Pattern C_LIBRARY =
      Pattern.compile("(ld|ld-linux.*|ld-musl.*|libc|libm|libdl|libpthread|librt|libz)[.-].*so.*");

  private static final int INTERPRETER = 3;
  private static final int PROGRAM_HEADERS = 32;
  private static final int PROGRAM_HEADER_SIZE = 54;
  private static final int PROGRAM_HEADER_COUNT = 56;

  private final WorkerRuntime runtime;

  Sandbox(WorkerRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Why the sandbox cannot be had on this machine, with what to do about it; empty if it can. Costs
   * the start of a process.
   */
  static String obstacle() throws InterruptedException {
    try {
      Process trial =
          new ProcessBuilder(
                  BUBBLEWRAP,
                  "--unshare-all",
                  "--unshare-user",
                  "--cap-drop",
                  "ALL",
                  "--ro-bind",
                  ROOT,
                  ROOT,
                  "/bin/true")
              .redirectErrorStream(true)
              .start();
      trial.getOutputStream().close();
      String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!trial.waitFor(10, TimeUnit.SECONDS)) {
        trial.destroyForcibly();
        return "bubblewrap does not end";
      }
      return trial.exitValue() == 0
          ? ""
          : "bubblewrap cannot make the namespaces (%s): allow unprivileged user namespaces (sysctl"
                  .formatted(said.strip().lines().findFirst().orElse("no reason given"))
              + " kernel.unprivileged_userns_clone=1, and kernel.apparmor_restrict_unprivileged_userns=0"
              + " where that exists), or in a container run with a seccomp profile that allows them";
    } catch (IOException e) {
      return "bubblewrap is not installed: install it (Debian, Ubuntu, Fedora: the package"
          + " bubblewrap)";
    }
  }

  /**
   * The command up to the program.
   *
   * @param largePages whether its heap is for large arrays, which then take a tenth less time
   * @throws IsolationUnavailableException for a grant that a sandbox cannot have
   */
  List<String> command(List<Grant> grants, boolean network, boolean largePages) throws IOException {
    List<String> command = new ArrayList<>(List.of(BUBBLEWRAP));
    command.addAll(
        List.of(
            "--unshare-all",
            "--unshare-user",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
            "--cap-drop",
            "ALL",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--hostname",
            "localhost"));
    if (network) {
      command.add("--share-net");
    }
    List<Mount> mounts = mounts(grants, network);
    if (largePages) {
      mounts.addFirst(bind(LARGE_PAGES, LARGE_PAGES, "--ro-bind-try"));
    }
    for (Mount mount : mounts) {
      command.addAll(mount.options());
    }
    command.addAll(List.of("--remount-ro", ROOT, "--chdir", ROOT, "--"));
    return command;
  }

  private record Mount(Path place, List<String> options) {}

  private List<Mount> mounts(List<Grant> grants, boolean network) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    // No view of processes, nor of the kernel's settings: of all that is in there, the JVM needs to
    // know where it lies.
    mounts.add(mount("/proc", "--tmpfs"));
    mounts.add(mount("/dev", "--dev"));
    mounts.add(mount(TEMPORARY, "--tmpfs"));
    Path java = java();
    mounts.add(
        new Mount(
            Path.of("/proc/self/exe"),
            List.of("--symlink", runtime.command().getFirst(), "/proc/self/exe")));
    if (runtime.image().equals(WorkerRuntime.NO_IMAGE)) {
      runtime.readable().forEach(path -> mounts.add(bind(path, path, "--ro-bind")));
    } else {
      mounts.add(bind(runtime.image(), WorkerRuntime.IMAGE, "--ro-bind"));
    }
    for (Path library : cLibrary(java)) {
      mounts.add(bind(library, library, "--ro-bind"));
    }
    if (network) {
      for (String name : List.of("resolv.conf", "hosts", "nsswitch.conf")) {
        Path file = Path.of("/etc", name);
        mounts.add(bind(file, file, "--ro-bind-try"));
      }
    }
    mounts.addAll(grantMounts(grants));
    // A folder before what is in it; of two at one place, the later holds.
    mounts.sort(Comparator.comparingInt(mount -> mount.place().getNameCount()));
    return mounts;
  }

  private static List<Mount> grantMounts(List<Grant> grants) {
    Map<Path, Boolean> writable = new TreeMap<>();
    for (Grant grant : grants) {
      Path real = grant.real();
      for (String folder : KERNEL_FOLDERS) {
        if (real.startsWith(folder) && !real.equals(Path.of("/dev/null"))) {
          throw new IsolationUnavailableException(
              "a guest in a process of its own has no %s: the policy cannot grant %s"
                  .formatted(folder, grant.name()));
        }
      }
      boolean write = grant.access() == Grant.Access.WRITE;
      if (write && !Files.exists(real)) {
        throw new IsolationUnavailableException(
            "the policy lets the guest write %s, which does not exist: a guest in a process of its own"
                    .formatted(grant.name())
                + " needs it to be there when it is opened; make it, or grant its folder");
      }
      writable.merge(real, write, Boolean::logicalOr);
    }
    writable.remove(Path.of("/dev/null"));
    List<Mount> mounts = new ArrayList<>();
    writable.forEach(
        (path, write) -> mounts.add(bind(path, path, write ? "--bind" : "--ro-bind-try")));
    return mounts;
  }

  private static Mount mount(String place, String how) {
    return new Mount(Path.of(place), List.of(how, place));
  }

  private static Mount bind(Path path, Path place, String how) {
    return new Mount(place, List.of(how, path.toString(), place.toString()));
  }

  private Path java() {
    return runtime.image().equals(WorkerRuntime.NO_IMAGE)
        ? Path.of(runtime.command().getFirst())
        : runtime.image().resolve("runtime/bin/java");
  }

  /** Where this process, which is a JVM too, has its C library from, and the loader of programs. */
  private static List<Path> cLibrary(Path java) throws IOException {
    List<Path> libraries = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      int start = line.indexOf('/');
      if (start < 0) {
        continue;
      }
      Path path = Path.of(line.substring(start));
      if (C_LIBRARY.matcher(path.getFileName().toString()).matches()
          && !path.startsWith(System.getProperty("java.home"))
          && !libraries.contains(path)) {
        libraries.add(path);
      }
    }
    libraries.add(interpreter(java));
    return libraries;
  }

  /** What an ELF file names as the loader that starts it. */
  private static Path interpreter(Path program) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
    long headers = elf.getLong(PROGRAM_HEADERS);
    for (int i = 0; i < elf.getShort(PROGRAM_HEADER_COUNT); i++) {
      int header = Math.toIntExact(headers) + i * elf.getShort(PROGRAM_HEADER_SIZE);
      if (elf.getInt(header) == INTERPRETER) {
        int start = Math.toIntExact(elf.getLong(header + Long.BYTES));
        // Its end is a zero byte.
        int length = Math.toIntExact(elf.getLong(header + 4 * Long.BYTES)) - 1;
        return Path.of(new String(elf.array(), start, length, StandardCharsets.UTF_8));
      }
    }
    throw new IOException(program + " names no loader");
  }
}
