package io.epochly.host.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochly.host.Configuration;
import io.epochly.host.DeviceAtHand;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests have the devices that their policy opens, and processes for them only as they use them.
 */
@Timeout(180)
class GuestDevicesTest {
  private static final String SCALE =
      """
      import epochly

      @epochly.optimize(level=4)
      def scale(x, y):
          for i in range(len(x)):
              y[i] = x[i] * 3.0

      y = [0.0] * 100
      scale([1.5] * 100, y)
      """;

  private static final String SETTLE =
      """
      import epochly

      @epochly.optimize(level=4)
      def settle(x, n):
          for i in range(len(x)):
              a = x[i]
              for _ in range(n):
                  a = a * 0.5 + 1.0
              x[i] = a

      x = [3.0] * 4
      settle(x, 10)
      """;

  /** JVMs, as those of devices are: what runs the tests starts other programs now and then. */
  private static Set<ProcessHandle> processes() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().command().orElse("").endsWith("/java"))
        .collect(Collectors.toSet());
  }

  /** Those that live and were not there: of earlier ones some may be about to end. */
  private static List<ProcessHandle> newProcesses(Set<ProcessHandle> before) {
    return processes().stream().filter(p -> !before.contains(p) && p.isAlive()).toList();
  }

  @Test
  void aPolicyOpensDevicesAndTheGuestsEndEndsTheirProcesses() {
    device();
    Set<ProcessHandle> before = processes();
    try (EpochlyHost host = EpochlyHost.create()) {
      try (Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
        assertThat(newProcesses(before)).isEmpty();
        guest.eval(SCALE);
        assertThat(guest.eval("y == [4.5] * 100").asBoolean()).isTrue();
        assertThat(guest.eval("str(epochly.explain(scale))").asString()).contains("on the device");
        assertThat(newProcesses(before)).hasSize(1);
      }
      assertThat(newProcesses(before)).isEmpty();
    }
  }

  @Test
  void aFunctionThatIsOnlyDecoratedHasAProcessSoonAndAGuestWithoutOneHasNone() throws Exception {
    device();
    Set<ProcessHandle> before = processes();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval(
          """
          import epochly

          def count(x):
              n = 0
              for v in x:
                  n += 1
              return n

          epochly.optimize(count, level=3)([1.0, 2.0])
          """);
      // Another thread would have begun by then.
      Thread.sleep(300);
      assertThat(newProcesses(before)).isEmpty();
      guest.eval("on_device = epochly.optimize(count, level=4)");
      await(() -> !newProcesses(before).isEmpty());
      // On its way it is this JVM's own copy, and another program for a moment.
      assertThat(guest.eval("on_device([1.0] * 100)").asLong()).isEqualTo(100);
      assertThat(newProcesses(before)).hasSize(1);
    }
    assertThat(newProcesses(before)).isEmpty();
  }

  @Test
  void allProvidersDevicesAreThereAndEachIsHadByItsFullName() {
    DeviceInfo first = info();
    List<DeviceInfo> found = Devices.find().usable();
    for (DeviceProvider provider : DeviceProvider.values()) {
      assertThat(found.stream().filter(info -> info.provider() == provider).toList())
          .as("those of %s", provider)
          // PoCL tells of the memory that is free just then.
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("memory")
          .isEqualTo(usable(provider));
    }
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval("import epochly");
      assertThat(guest.eval("len(epochly.get_status()['devices'])").asLong())
          .isEqualTo(found.size());
      for (DeviceInfo info : found) {
        guest.eval(SCALE.replace("level=4", "device='%s'".formatted(info.fullName())));
        assertThat(guest.eval("y == [4.5] * 100").asBoolean()).isTrue();
        assertThat(guest.eval("str(epochly.explain(scale))").asString())
            .contains("on the device " + Devices.find().id(info));
      }
      guest.eval(SCALE.replace("level=4", "device='nobody:%s'".formatted(first.id())));
      assertThat(guest.eval("str(epochly.explain(scale))").asString())
          .contains("none of this guest's is 'nobody:");
    }
  }

  private static List<DeviceInfo> usable(DeviceProvider provider) {
    try {
      return Devices.list(provider).stream().filter(DeviceInfo::fp64).toList();
    } catch (DeviceException _) {
      return List.of();
    }
  }

  @Test
  void aClosedPolicyGivesNone() {
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(SCALE);
      assertThat(guest.eval("y == [4.5] * 100").asBoolean()).isTrue();
      assertThat(guest.eval("str(epochly.explain(scale))").asString()).contains("--allow-devices");
      assertThat(guest.eval("len(epochly.get_status()['devices'])").asLong()).isZero();
    }
  }

  @Test
  void aGuestInAProcessOfItsOwnCannotHaveThem() {
    GuestPolicy.Builder policy = GuestPolicy.builder().isolation(Isolation.PROCESS).allowDevices();
    assertThatThrownBy(policy::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shut off from devices");
  }

  @Test
  void aDeviceThatDiesInMidCallCostsThatCallOnlyAndIsToldToTheAudit() throws Exception {
    String id = device();
    List<String> events = new CopyOnWriteArrayList<>();
    Set<ProcessHandle> before = processes();
    try (EpochlyHost host =
            EpochlyHost.builder().audit(event -> events.add(event.toString())).build();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval(SCALE + SETTLE);
      assertThat(guest.eval("str(epochly.explain(settle))").asString()).contains("on the device");
      ProcessHandle process = newProcesses(before).getFirst();
      CompletableFuture<Void> call =
          CompletableFuture.runAsync(() -> guest.eval("settle(x, 1 << 30)"));
      TimeUnit.SECONDS.sleep(1);
      process.destroyForcibly();
      await(() -> !events.isEmpty() && events.getLast().startsWith("device_died"));
      assertThat(events).contains("device_died guest=1 " + id);
      // It goes on elsewhere, for long.
      assertThat(guest.interrupt(Duration.ofSeconds(20))).isTrue();
      assertThatThrownBy(call::join).hasCauseInstanceOf(GuestInterruptedException.class);
      guest.eval("y = [0.0] * 100; scale([1.5] * 100, y)");
      assertThat(guest.eval("y == [4.5] * 100").asBoolean()).isTrue();
      assertThat(guest.eval("len(x)").asLong()).isEqualTo(4);
    }
  }

  @Test
  void aKernelBeyondTheTimeOfItsGuestEndsWithItsProcessAndNobodyElse() {
    device();
    Set<ProcessHandle> before = processes();
    try (EpochlyHost host = EpochlyHost.create();
        Guest other = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      other.eval(SCALE);
      List<ProcessHandle> ofOther = newProcesses(before);
      Set<ProcessHandle> both = processes();
      GuestPolicy.Builder limited = GuestPolicy.builder().allowDevices();
      try (Guest guest = host.openGuest(limited.limit(Limit.WALL_TIME, 10_000).build())) {
        guest.eval(SETTLE);
        assertThat(guest.eval("str(epochly.explain(settle))").asString()).contains("on the device");
        List<ProcessHandle> own = newProcesses(both);
        assertThat(own).hasSize(1);
        assertThatThrownBy(() -> guest.eval("settle(x, 1 << 40)"))
            .isInstanceOfSatisfying(
                ResourceExhaustedException.class,
                e -> assertThat(e.limit()).isEqualTo(Limit.WALL_TIME));
        assertThat(own.getFirst().onExit()).succeedsWithin(Duration.ofSeconds(20));
      }
      other.eval("y = [0.0] * 100; scale([1.5] * 100, y)");
      assertThat(other.eval("y == [4.5] * 100").asBoolean()).isTrue();
      assertThat(other.eval("str(epochly.explain(scale))").asString()).contains("on the device");
      assertThat(ofOther).isNotEmpty().allMatch(ProcessHandle::isAlive);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
  }

  private static String device() {
    return info().id();
  }

  private static DeviceInfo info() {
    return DeviceAtHand.list().getFirst();
  }

  @Test
  void whatIsCompiledForThemIsKeptInTheFolderThatTheHostNames(@TempDir Path folder)
      throws IOException {
    assumeThat(info().provider())
        .as("TornadoVM leaves compiled programs to the drivers' own caches")
        .isEqualTo(DeviceProvider.OPENCL);
    Path cache = folder.resolve("cache");
    run(cache);
    List<Path> kept = files(cache);
    assertThat(kept).hasSize(1);
    FileTime made = Files.getLastModifiedTime(kept.getFirst());
    Object inode = Files.getAttribute(kept.getFirst(), "unix:ino");
    run(cache);
    assertThat(files(cache)).isEqualTo(kept);
    // It was found, which is noted in its time, and not made anew.
    assertThat(Files.getLastModifiedTime(kept.getFirst())).isGreaterThan(made);
    assertThat(Files.getAttribute(kept.getFirst(), "unix:ino")).isEqualTo(inode);
  }

  @Test
  void aFolderThatOthersMayWriteToIsNotUsed(@TempDir Path folder) throws IOException {
    device();
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    run(cache);
    assertThat(files(cache)).isEmpty();
  }

  private static void run(Path cache) {
    Configuration own = Configuration.builder().set("jit_cache_dir", cache.toString()).build();
    try (EpochlyHost host = EpochlyHost.builder().configuration(own).build();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval(SCALE);
      assertThat(guest.eval("y == [4.5] * 100").asBoolean()).isTrue();
      assertThat(guest.eval("str(epochly.explain(scale))").asString()).contains("on the device");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void arraysBeyondTheSettingsLimitStayOnTheCores() {
    device();
    Configuration small = Configuration.builder().set("gpu_memory_limit", 1).build();
    try (EpochlyHost host = EpochlyHost.builder().configuration(small).build();
        Guest guest = host.openGuest(GuestPolicy.builder().allowDevices().build())) {
      guest.eval(SCALE + "z = [0.0] * 200_000\nscale([1.5] * 200_000, z)\n");
      assertThat(guest.eval("z == [4.5] * 200_000").asBoolean()).isTrue();
      assertThat(guest.eval("str(epochly.explain(scale))").asString())
          .contains("of which 1048576 may be used");
    }
  }
}
