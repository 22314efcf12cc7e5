package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests in processes of their own, on the runtime image, looked at from outside. */
class ProcessGuestIT extends GuestContract {
  @TempDir private Path folder;

  @BeforeAll
  static void needsTheSandbox() {
    needsTheSandbox(host());
  }

  static void needsTheSandbox(EpochlyHost host) {
    GuestPolicy policy = GuestPolicy.builder().isolation(Isolation.PROCESS).build();
    try (Guest guest = host.openGuest(policy)) {
      assertThat(guest.reductions()).isEmpty();
    } catch (IsolationUnavailableException e) {
      assumeTrue(false, e.getMessage());
    }
  }

  @Override
  GuestPolicy.Builder policy() {
    return GuestPolicy.builder().isolation(Isolation.PROCESS);
  }

  /** By somebody who kills its process. */
  @Override
  void kill(GuestPolicy.Builder policy) {
    try (Guest guest = open(policy)) {
      guest.eval("1");
      worker().destroyForcibly();
      assertThatThrownBy(() -> guest.eval("1")).isInstanceOf(GuestDeadException.class);
    }
  }

  /** The JVM of the one guest that is open. */
  private static ProcessHandle worker() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessGuestIT::isJava)
        .findFirst()
        .orElseThrow();
  }

  static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private static String status(ProcessHandle process, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theProcessUsesTheCacheOfTheImage() throws Exception {
    try (Guest guest = open(policy())) {
      guest.eval("1");
      // A cache that does not fit is let go of in silence.
      assertThat(Files.readAllLines(Path.of("/proc", worker().pid() + "", "maps")))
          .anySatisfy(line -> assertThat(line).endsWith("/epochly.aot"));
    }
  }

  @Test
  void theProcessIsInNamespacesOfItsOwnWithoutPrivileges() throws Exception {
    try (Guest guest = open(policy())) {
      guest.eval("1");
      ProcessHandle worker = worker();
      Path own = Path.of("/proc/self/ns");
      Path its = Path.of("/proc", Long.toString(worker.pid()), "ns");
      for (String namespace : List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")) {
        assertThat(Files.readSymbolicLink(its.resolve(namespace)))
            .isNotEqualTo(Files.readSymbolicLink(own.resolve(namespace)));
      }
      for (String capabilities : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
        assertThat(status(worker, capabilities)).matches("0+");
      }
      assertThat(status(worker, "NoNewPrivs")).isEqualTo("1");
      assertThat(Files.readString(Path.of("/proc", worker.pid() + "", "environ")).split("\0"))
          .allSatisfy(variable -> assertThat(variable).matches("|PWD=/"));
      assertThat(Files.readAllLines(Path.of("/proc", worker.pid() + "", "net/dev")))
          .filteredOn(line -> line.contains(":"))
          .allSatisfy(line -> assertThat(line.strip()).startsWith("lo:"));
    }
  }

  @Test
  void theProcessSeesTheRuntimeAndWhatThePolicyGrantsAndNothingElse() throws Exception {
    Path readable = Files.createDirectory(folder.resolve("readable"));
    Path writable = Files.createDirectory(folder.resolve("writable"));
    Path neither = Files.createDirectory(folder.resolve("neither"));
    Files.writeString(readable.resolve("in.txt"), "in");
    Files.writeString(neither.resolve("secret.txt"), "secret");
    try (Guest guest = open(policy().allowRead(readable).allowWrite(writable))) {
      guest.eval(
          "def read(p): return open(p).read()\ndef write(p):\n  with open(p, 'w') as f: f.write('out')");
      assertThat(guest.call("read", readable.resolve("in.txt").toString())).hasToString("in");
      guest.call("write", writable.resolve("out.txt").toString());
      assertThat(writable.resolve("out.txt")).hasContent("out");
      Path root = Path.of("/proc", Long.toString(worker().pid()), "root");
      assertThat(names(root)).isSubsetOf("proc", "dev", "tmp", "usr", "lib", "lib64");
      assertThat(names(root.resolve("usr"))).isSubsetOf("lib", "lib64");
      assertThat(names(root.resolve("proc/self"))).containsExactlyInAnyOrder("exe", "fd");
      Path inside = root.resolve(Path.of("/").relativize(folder));
      assertThat(names(inside)).containsExactlyInAnyOrder("readable", "writable");
      // Not by the guest's own file system, but by the kernel.
      assertThat(mountOptions(worker(), readable)).contains("ro");
      assertThat(mountOptions(worker(), writable)).contains("rw");
    }
  }

  static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList());
    }
  }

  static List<String> mountOptions(ProcessHandle process, Path place) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "mountinfo")).stream()
        .map(line -> line.split(" "))
        .filter(words -> words[4].equals(place.toString()))
        .map(words -> List.of(words[5].split(",")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHeapBeyondItsLimitEndsTheGuestAndNoOther() {
    try (Guest guest = open(policy().limit(Limit.HEAP, 128 << 20));
        Guest other = open(policy())) {
      assertThatThrownBy(() -> guest.eval("x = []\nwhile True: x.append(bytearray(1 << 20))"))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class,
              e -> {
                assertThat(e.limit()).isEqualTo(Limit.HEAP);
                assertThat(e.value()).isEqualTo(128 << 20);
              });
      assertThat(other.eval("6 * 7").asLong()).isEqualTo(42);
    }
  }

  @Test
  void computingBeyondItsLimitEndsTheGuestByTheKernel() {
    try (Guest guest = open(policy().limit(Limit.CPU_TIME, 12))) {
      assertThatThrownBy(() -> guest.eval("while True: pass"))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.CPU_TIME));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(range(10**13))",
        "max(range(10**12))",
        "sorted(range(10**8), key=lambda x: -x)",
        "10**(3 * 10**7) % 7"
      })
  void builtinsThatNothingStopsInThisJvmEndWithTheirProcess(String endless) {
    try (Guest guest = open(policy().limit(Limit.WALL_TIME, 3_000))) {
      assertThatThrownBy(() -> guest.eval(endless)).isInstanceOf(ResourceExhaustedException.class);
      assertThat(
              ProcessHandle.current()
                  .descendants()
                  .filter(ProcessHandle::isAlive)
                  .filter(ProcessGuestIT::isJava))
          .isEmpty();
    }
  }

  @Test
  void aProcessThatIsKilledIsADeadGuestAndNothingElse() {
    try (Guest guest = open(policy())) {
      guest.eval("1");
      worker().destroyForcibly();
      assertThatThrownBy(() -> guest.eval("1"))
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("137");
      assertThatThrownBy(() -> guest.eval("1")).isInstanceOf(GuestDeadException.class);
    }
    try (Guest guest = open(policy())) {
      assertThat(guest.eval("6 * 7").asLong()).isEqualTo(42);
    }
  }

  @Test
  void aProcessWhoseJvmCrashesIsTakenForThat() throws Exception {
    try (Guest guest = open(policy())) {
      guest.eval("1");
      long pid = worker().pid();
      new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).inheritIO().start().waitFor();
      assertThatThrownBy(
              () -> {
                // The JVM writes down its crash beside threads that still answer.
                while (true) {
                  guest.eval("1");
                }
              })
          .isInstanceOf(GuestDeadException.class)
          .hasMessage("the worker process ended with status 1: its JVM crashed");
    }
  }

  @Test
  void closingAGuestInTheMiddleOfACallEndsIt() throws Exception {
    Guest guest = open(policy());
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(500);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  guest.close();
                });
    assertThatThrownBy(() -> guest.eval("while True: pass"))
        .isInstanceOf(GuestDeadException.class)
        .hasMessage("the guest was closed while the call ran");
    closer.join();
    assertNoWorkers();
  }

  static void assertNoWorkers() throws InterruptedException {
    Optional<ProcessHandle> left = Optional.empty();
    for (int i = 0; i < 100; i++) {
      left = ProcessHandle.current().descendants().filter(ProcessGuestIT::isJava).findFirst();
      if (left.isEmpty()) {
        return;
      }
      Thread.sleep(20);
    }
    assertThat(left).isEmpty();
  }

  @Test
  void noWorkerOutlivesAHostThatIsKilled() throws Exception {
    Path launcher = Path.of("target/dist/epochly-host").toAbsolutePath();
    Process host =
        new ProcessBuilder(
                launcher.toString(),
                "--isolation=process",
                "-c",
                "print('on', flush=True)\nwhile True: pass")
            .redirectErrorStream(true)
            .start();
    assertThat(host.inputReader(UTF_8).readLine()).isEqualTo("on");
    List<ProcessHandle> all = host.descendants().toList();
    assertThat(all).anyMatch(ProcessGuestIT::isJava);
    host.destroyForcibly().waitFor();
    for (ProcessHandle process : all) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatASandboxCannotHaveIsRefusedWithTheReason() {
    assertThatThrownBy(() -> open(policy().allowWrite(folder.resolve("missing.txt"))))
        .isInstanceOf(IsolationUnavailableException.class)
        .hasMessageContaining("missing.txt")
        .hasMessageContaining("make it");
    assertThatThrownBy(() -> open(policy().allowRead(Path.of("/proc/self"))))
        .isInstanceOf(IsolationUnavailableException.class)
        .hasMessageContaining("/proc");
    assertThatThrownBy(() -> open(policy().limit(Limit.HEAP, 1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heap");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutBubblewrapAGuestIsOpenedOnlyIfThePolicyAcceptsLess(boolean accept) throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String program : List.of("sh", "sed", "dirname", "readlink", "getconf", "prlimit")) {
      Files.copy(program(program), bin.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
            "--isolation=process",
            accept ? "--accept-reduced" : "--limit=heap=512m",
            "-c",
            "print(6 * 7)");
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(err).contains("bubblewrap is not installed: install it");
    assertThat(out).isEqualTo(accept ? "42\n" : "");
    assertThat(process.waitFor()).isEqualTo(accept ? 0 : 1);
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
