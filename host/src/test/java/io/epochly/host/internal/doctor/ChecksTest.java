package io.epochly.host.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of conditions that a test cannot bring about on a whole machine. */
class ChecksTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;

  @Test
  void aClockBeforeTheJvmItselfFails() throws Exception {
    Clock wrong = Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC);
    assertThat(new ClockCheck(wrong).look()).isInstanceOf(Finding.Fail.class);
    assertThat(new ClockCheck(Clock.systemUTC()).look()).isInstanceOf(Finding.Ok.class);
  }

  @Test
  void aClockThatDoesNotGoOnWithTimeIsWarnedAbout() throws Exception {
    Clock stopped = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    assertThat(new ClockCheck(stopped).look())
        .isInstanceOfSatisfying(
            Finding.Warn.class, warn -> assertThat(warn.found()).contains("went on by 0 ms in 1"));
    Clock set = Clock.tick(Clock.systemUTC(), Duration.ofDays(1));
    assertThat(new ClockCheck(set).look().verdict()).isEqualTo("WARN");
  }

  @Test
  void littleMemoryFailsAndWhatIsTooLittleForProcessesIsWarnedAbout() {
    assertThat(LimitsCheck.judge(2, 8, 256 * MIB, 64 * MIB).verdict()).isEqualTo("FAIL");
    assertThat(LimitsCheck.judge(2, 8, 4096 * MIB, 8192 * MIB).verdict()).isEqualTo("FAIL");
    assertThat(LimitsCheck.judge(2, 8, 1024 * MIB, 256 * MIB).verdict()).isEqualTo("WARN");
    assertThat(LimitsCheck.judge(1, 8, 4096 * MIB, 1024 * MIB).verdict()).isEqualTo("WARN");
    assertThat(LimitsCheck.judge(2, 8, 4096 * MIB, 1024 * MIB))
        .isEqualTo(
            new Finding.Ok("2 of 8 processors, 4096 MiB of memory, a heap of 1024 MiB at most"));
  }

  @Test
  void anImageThatEveryoneCanChangeFails() throws IOException {
    Path java = Files.createDirectories(folder.resolve("runtime/bin")).resolve("java");
    for (String part : List.of("epochly-host", "jvm.options", "epochly.aot")) {
      Files.createFile(folder.resolve(part));
    }
    Files.createDirectory(folder.resolve("lib"));
    Files.createDirectory(folder.resolve("jit"));
    Path maps = folder.resolve("maps");
    Files.writeString(
        maps, "31001000-3ac89000 rw-p 00001000 fe:00 7   " + folder + "/epochly.aot\n");
    ImageCheck check = new ImageCheck(folder.toString(), maps);
    assertThat(check.look().verdict()).isEqualTo("WARN");
    Files.createFile(java);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(check.look().verdict()).isEqualTo("OK");
    Files.writeString(maps, "7f0000000000-7f0000001000 r-xp 00000000 fe:00 8   /lib/libc.so.6\n");
    assertThat(check.look().mend()).contains("cp -a");
    Path lib = folder.resolve("lib");
    Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(check.look())
        .isInstanceOfSatisfying(
            Finding.Fail.class, fail -> assertThat(fail.names()).isEqualTo(lib.toString()));
  }

  @Test
  void whatThisProcessListensOnIsFoundAndWhatItConnectsToIsNot() throws IOException {
    long self = ProcessHandle.current().pid();
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        DatagramSocket datagrams = new DatagramSocket(0, loopback)) {
      assertThat(Listening.of(self))
          .extracting(one -> one.address().getPort())
          .contains(server.getLocalPort(), datagrams.getLocalPort());
      datagrams.connect(server.getLocalSocketAddress());
      assertThat(Listening.of(self))
          .extracting(one -> one.address().getPort())
          .doesNotContain(datagrams.getLocalPort());
    }
  }

  @Test
  void addressesAreReadAsTheKernelWritesThem() throws IOException {
    assertThat(Listening.address("0100007F:24B8"))
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9400));
    assertThat(Listening.address("00000000000000000000000001000000:0050"))
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80));
  }

  @Test
  void aCheckThatCannotLookFailsAndTheOthersAreMade() throws Exception {
    Doctor doctor =
        new Doctor(
            List.of(
                new Check() {
                  @Override
                  public String name() {
                    return "broken";
                  }

                  @Override
                  public Finding look() throws IOException {
                    return new Finding.Ok(Files.readString(folder.resolve("missing")));
                  }
                },
                new JdkCheck()));
    List<Doctor.Examined> all = doctor.examine();
    assertThat(all).extracting(one -> one.finding().verdict()).containsExactly("FAIL", "OK");
    assertThat(all.getFirst().finding().found()).doesNotContain("missing");
  }
}
