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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host holds after many guests, beside what it held after a few. */
class GuestGrowthTest {
  private static final int WARM = 20;
  private static final int GUESTS = 80;
  private static final int HELD = 8;
  private static final long MOST_OF_HEAP = 1 << 20;

  @TempDir private static Path folder;

  @Test
  void nothingGrowsWithTheNumberOfGuests() throws Exception {
    Map<String, List<Long>> told = told();
    assertThat(growth(told.get("heap"), 0)).as("heap").isLessThan(MOST_OF_HEAP);
    assertThat(growth(told.get("classes"), 0)).as("classes").isLessThan(GUESTS / 2);
    assertThat(growth(told.get("threads"), 0)).as("threads").isNotPositive();
    assertThat(growth(told.get("files"), 0)).as("files").isNotPositive();
    assertThat(growth(told.get("files"), 1)).as("files, before a collection").isNotPositive();
    assertThat(growth(told.get("heap"), 1))
        .as("heap, when closed guests are held: a leak that must be seen")
        .isGreaterThan(MOST_OF_HEAP);
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

              assert total([1.0, 2.0]) == 6.0
              assert epochly.explain(total).compiled
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
        open(host, policy, file, WARM, guest -> {});
        tell();
        open(host, policy, file, GUESTS, guest -> {});
        tell();
        open(host, policy, file, HELD, held::add);
        tell();
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

    private static void tell() throws IOException, InterruptedException {
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
      tell("threads", ManagementFactory.getThreadMXBean().getThreadCount());
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        tell("files", files.count());
      }
    }

    private static void tell(String what, long value) {
      System.out.println(what + " " + value);
    }
  }
}
