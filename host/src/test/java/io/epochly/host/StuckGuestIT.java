package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The builtins that nothing stops in the host's own process, each in a JVM that the test can spare.
 * One that is stopped some day belongs out of this list, and out of the README's.
 */
class StuckGuestIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(range(10**13))",
        "max(range(10**12))",
        "sorted(range(10**8), key=lambda x: -x)",
        "10**(3 * 10**7) % 7",
      })
  void theHostReportsAGuestThatDoesNotStopAndGoesOn(String endless) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
                "--limit=wall-time=1s",
                "-c",
                endless)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("epochly-host: the guest cannot be ended: it is in a builtin that does not stop");
    assertThat(process.exitValue()).isEqualTo(125);
  }

  @Test
  void aWorkerThatDoesNotStopDoesNotKeepTheProcess(@TempDir Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
                "--allow-workers=1",
                "--allow-write=" + folder,
                "-c",
                """
                import os, sys, time
                import epochly

                begun = os.path.join(sys.argv[1], "begun")

                def endless():
                    open(begun, "w").close()
                    return sum(range(10**13))

                try:
                    with epochly.Executor(1, isolation="context") as executor:
                        executor.submit(endless)
                        while not os.path.exists(begun):
                            time.sleep(0.05)
                        time.sleep(1)
                        raise KeyboardInterrupt
                except KeyboardInterrupt:
                    print("left", flush=True)
                    raise SystemExit(7)
                """,
                folder.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("left\n")
        .contains("a guest cannot be ended: it is in a builtin that does not stop");
    assertThat(process.exitValue()).isEqualTo(7);
  }

  @Test
  void aStuckGuestIsAnAuditEventAndItsHostLivesOn() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
                "java",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Host.class.getName())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("GuestStuckException ResourceExhaustedException\n")
        .contains("guest_stuck guest=1 in a builtin that does not stop\n")
        .endsWith("42\n");
  }

  /** A program that embeds a guest which does not stop. */
  static final class Host {
    private Host() {}

    public static void main(String[] args) {
      EpochlyHost host = EpochlyHost.builder().audit(System.out::println).build();
      GuestPolicy limited = GuestPolicy.builder().limit(Limit.WALL_TIME, 500).build();
      try (Guest guest = host.openGuest(limited)) {
        guest.eval("sum(range(10**13))");
      } catch (GuestStuckException e) {
        String names = e.getClass().getSimpleName() + " " + e.getCause().getClass().getSimpleName();
        System.out.println(names);
      }
      System.out.println(host.openGuest(GuestPolicy.closed()).eval("6 * 7"));
      // What a JVM does at its end would wait for the guest.
      Runtime.getRuntime().halt(0);
    }
  }
}
