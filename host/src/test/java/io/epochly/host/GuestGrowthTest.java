package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host holds after many guests, beside what it held after a few. */
class GuestGrowthTest {
  private static final int WARM = 20;
  private static final int GUESTS = 80;
  private static final int HELD = 8;
  private static final long MOST_OF_HEAP = 1 << 20;

  /** The JVM's log of the classes that it loads and unloads. */
  private static final String CLASSES = "classes.log";

  private static final String KERNEL = "io.epochly.kernels.internal.jvm.CompiledCode";

  @TempDir private static Path folder;

  @Test
  void nothingGrowsWithTheNumberOfGuests() throws Exception {
    Map<String, List<Long>> told = told();
    assertThat(growth(told.get("heap"), 0)).as("heap").isLessThan(MOST_OF_HEAP);
    assertThat(told.get("kernels").getFirst())
        .as("classes of kernels, seen by the JVM")
        .isPositive();
    assertThat(told.get("unloaded").getFirst()).as("of guests that are closed").isPositive();
    assertThat(growth(told.get("kept"), 0)).as("classes of kernels").isNotPositive();
    assertThat(growth(told.get("classes"), 0)).as("classes").isLessThan(GUESTS / 2);
    assertThat(growth(told.get("metaspace"), 0)).as("metaspace").isLessThan(MOST_OF_HEAP);
    assertThat(growth(told.get("threads"), 0)).as("threads").isNotPositive();
    assertThat(growth(told.get("files"), 0)).as("files").isNotPositive();
    assertThat(growth(told.get("files"), 1)).as("files, before a collection").isNotPositive();
    assertThat(growth(told.get("heap"), 1))
        .as("heap, when closed guests are held: a leak that must be seen")
        .isGreaterThan(MOST_OF_HEAP);
    assertThat(growth(told.get("kept"), 1))
        .as("classes of kernels, when closed guests are held")
        .isPositive();
  }

  private static long growth(List<Long> figures, int from) {
    return figures.get(from + 1) - figures.get(from);
  }

  /** What each figure was after a few guests, after many, and after some that are held. */
  private static Map<String, List<Long>> told() throws Exception {
    Path errors = folder.resolve("errors");
    // No cache of soft references is to be taken for growth, nor a collection that is to come.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load,class+unload:file=" + folder.resolve(CLASSES) + "::filecount=0",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                folder.toString())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    Map<String, List<Long>> told = new HashMap<>();
    for (String line : output.strip().split("\n")) {
      String[] words = line.split(" ");
      told.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Long.parseLong(words[1]));
    }
    return told;
  }

  /** Opens guests in a JVM of its own and tells what that holds, a line for each figure. */
  static final class Opener {
    private static final int COLLECTIONS = 8;

    private Opener() {}

    /** What a guest does, and leaves for the host to end. */
    private enum Kind {
      KERNEL {
        @Override
        void work(Guest guest, Path file) {
          guest.eval(
              """
              import epochly

              @epochly.optimize
              def total(values):
                  s = 0.0
                  for v in values:
                      s += v * 2.0
                  return s

              @epochly.optimize(level=3)
              def scale(values, n):
                  for i in epochly.prange(n):
                      values[i] = values[i] * 2.0

              assert total([1.0, 2.0]) == 6.0
              assert epochly.explain(total).compiled
              scale([1.0] * 10, 10)
              assert epochly.explain(scale).compiled
              """);
          guest.call("total", new double[] {1, 2});
        }
      },
      THREAD {
        @Override
        void work(Guest guest, Path file) {
          guest.eval(
              """
              import _thread
              import time

              started = []

              def wait():
                  started.append(True)
                  while True:
                      time.sleep(0.01)

              _thread.start_new_thread(wait, ())
              while not started:
                  time.sleep(0.001)
              """);
        }
      },
      OPEN {
        @Override
        void work(Guest guest, Path file) {
          guest.eval(
              """
              import posix
              import _socket

              server = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
              server.bind(("127.0.0.1", 0))
              server.listen(1)
              client = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
              client.connect(server.getsockname())
              """);
          assertThat(guest.eval("posix.open('" + file + "', posix.O_RDONLY)").asLong())
              .isPositive();
        }
      },
      EXIT {
        @Override
        void work(Guest guest, Path file) {
          assertThatThrownBy(() -> guest.eval("raise SystemExit(3)"))
              .isInstanceOf(GuestExitException.class);
        }
      };

      abstract void work(Guest guest, Path file);
    }

    public static void main(String[] args) throws Exception {
      Path file = Files.writeString(Path.of(args[0], "text"), "text");
      List<Guest> held = new ArrayList<>();
      GuestPolicy policy =
          GuestPolicy.builder().allowThreads().allowNetwork().allowRead(file).build();
      try (EpochlyHost host = EpochlyHost.create()) {
        Path classes = Path.of(args[0], CLASSES);
        open(host, policy, file, WARM, guest -> {});
        tell(classes);
        open(host, policy, file, GUESTS, guest -> {});
        tell(classes);
        open(host, policy, file, HELD, held::add);
        tell(classes);
      }
      held.clear();
    }

    private static void open(
        EpochlyHost host, GuestPolicy policy, Path file, int guests, Consumer<Guest> holder) {
      for (int i = 0; i < guests; i++) {
        Kind kind = Kind.values()[i % Kind.values().length];
        try (Guest guest = host.openGuest(policy)) {
          kind.work(guest, file);
          holder.accept(guest);
        }
      }
    }

    private static void tell(Path classes) throws IOException, InterruptedException {
      var memory = ManagementFactory.getMemoryMXBean();
      long heap = Long.MAX_VALUE;
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
        // What a collection finds dead is cleaned up by other threads.
        Thread.sleep(50);
        heap = Math.min(heap, memory.getHeapMemoryUsage().getUsed());
      }
      tell("heap", heap);
      tell("classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
      tell("metaspace", metaspace());
      long loaded = lines(classes, KERNEL + ".* source: ");
      long unloaded = lines(classes, "unloading class " + KERNEL);
      tell("kernels", loaded);
      tell("unloaded", unloaded);
      tell("kept", loaded - unloaded);
      tell("threads", ManagementFactory.getThreadMXBean().getThreadCount());
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        tell("files", files.count());
      }
    }

    private static long metaspace() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getName().equals("Metaspace"))
          .mapToLong(pool -> pool.getUsage().getUsed())
          .sum();
    }

    private static long lines(Path file, String pattern) throws IOException {
      Pattern wanted = Pattern.compile(pattern);
      try (Stream<String> lines = Files.lines(file)) {
        return lines.filter(line -> wanted.matcher(line).find()).count();
      }
    }

    private static void tell(String what, long value) {
      System.out.println(what + " " + value);
    }
  }
}
