package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That neither host nor guest talks to a network, as the kernel sees it. */
class NoNetworkIT {
  private static final String PROGRAM =
      """
      import epochly, json, math
      @epochly.optimize
      def total(values):
          s = 0.0
          for v in values:
              s += math.sqrt(v)
          return s
      print(json.dumps(total([4.0] * 1000)))
      """;

  /** What talks to somebody else, whatever the address. */
  private static final Pattern TALKS =
      Pattern.compile("(bind|listen|accept4?|sendto|sendmsg|sendmmsg|connect)\\(.*");

  /**
   * The C library asks the name service's cache for users, over a socket of this machine; and
   * bubblewrap asks the kernel to set up the loopback interface of the namespace that it made.
   */
  private static final Pattern WITHIN_THE_MACHINE =
      Pattern.compile(
          "connect\\(\\d+, \\{sa_family=AF_UNIX, sun_path=\"/var/run/nscd/socket\"}.*"
              + "|bind\\(\\d+, \\{sa_family=AF_NETLINK.*|sendto\\(\\d+, \\[\\{nlmsg_len=.*");

  @TempDir private Path folder;

  private record Result(int status, String out) {}

  private static Result run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), out);
  }

  private static List<String> launcher(List<String> before, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of("target/dist/epochly-host").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void assumeWorks(String why, String... command) throws InterruptedException {
    boolean works;
    try {
      works = run(List.of(command)).status() == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "process"})
  void allWorksInANetworkNamespaceWithoutInterfaces(String isolation) throws Exception {
    assumeWorks("needs unshare (util-linux) and user namespaces", "unshare", "-rn", "/bin/true");
    Result result =
        run(launcher(List.of("unshare", "-rn"), "--isolation=" + isolation, "-c", PROGRAM));
    assertThat(result.out()).isEqualTo("2000.0\n");
    assertThat(result.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "process"})
  void noProcessOfADefaultRunTalksToAnybody(String isolation) throws Exception {
    assertThat(talk("--isolation=" + isolation, "-c", PROGRAM)).isEmpty();
  }

  @Test
  void aRunThatTalksIsSeenToTalk() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String connects =
          "import socket; socket.create_connection(('127.0.0.1', %d))"
              .formatted(server.getLocalPort());
      assertThat(talk("--allow-net", "-c", connects)).anyMatch(line -> line.startsWith("connect("));
    }
  }

  /** The system calls of a run, in all its processes, that talk to somebody. */
  private List<String> talk(String... arguments) throws Exception {
    assumeWorks("needs strace, and leave to trace", "strace", "-o", "/dev/null", "/bin/true");
    Path traces = Files.createDirectory(folder.resolve("traces"));
    Result result =
        run(
            launcher(
                List.of("strace", "-ff", "-qq", "-e", "trace=network", "-o", traces + "/trace"),
                arguments));
    assertThat(result.status()).as(result.out()).isZero();
    List<String> talk = new ArrayList<>();
    try (Stream<Path> files = Files.list(traces)) {
      for (Path file : files.toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> TALKS.matcher(line).matches())
            .filter(line -> !WITHIN_THE_MACHINE.matcher(line).matches())
            .forEach(talk::add);
      }
    }
    return talk;
  }
}
