package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can be reached, and by whom. */
final class NetworkClaims {
  private static final String TOKEN = "0123456789abcdef0123";

  private NetworkClaims() {}

  static void add(Checks checks) {
    checks
        .section("Network")
        .claim("There is no server unless a port is set", PrincipleClaims::nothingListens)
        .claim(
            "No process of a host has a socket that takes connections",
            PrincipleClaims::nothingListens)
        .claim("Nothing comes in: no call that would let it is made", PrincipleClaims::silence)
        .claim("Metrics, where a port is set, are on the loopback", NetworkClaims::loopbackOnly)
        .claim(
            "On any other address metrics are refused without a token, and unread without it",
            NetworkClaims::tokens)
        .claim(
            "A firewall needs to know of one port, the one that was set",
            NetworkClaims::loopbackOnly);
  }

  static String loopbackOnly(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    require(
        run.listening().equals(Set.of("127.0.0.1:" + run.port())),
        "it listens on %s",
        run.listening());
    require(!run.otherAddress(), "127.0.0.2 took a connection");
    require(run.scrape().contains("epochly_guests_open"), "there are no metrics there");
    return "/proc shows 127.0.0.1 and the port alone; another address took no connection";
  }

  private static String tokens(Stage stage) throws IOException, InterruptedException {
    Finished open =
        stage
            .launcher()
            .run(
                Map.of("EPOCHLY_PROMETHEUS_PORT", "0", "EPOCHLY_PROMETHEUS_BIND", "0.0.0.0"),
                "-c",
                "print('runs')");
    require(open.out().isEmpty() && open.status() != 0, "it started without a token");
    Path token = stage.file("token", TOKEN);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    int port = Scrape.freePort();
    Map<String, String> environment =
        Map.of(
            "EPOCHLY_PROMETHEUS_PORT", Integer.toString(port),
            "EPOCHLY_PROMETHEUS_BIND", "0.0.0.0",
            "EPOCHLY_PROMETHEUS_TOKEN_FILE", token.toString());
    try (Service service =
        stage
            .launcher()
            .start(
                environment,
                stage.launcher().command(List.of(), "-c", "print('ready', flush=True); input()"))) {
      service.await("ready");
      Set<Integer> without = new TreeSet<>();
      without.add(Scrape.status(port, ""));
      without.add(Scrape.status(port, "Bearer " + TOKEN + "x"));
      require(without.equals(Set.of(401)), "without the token it answered %s", without);
      require(Scrape.status(port, "Bearer " + TOKEN) == 200, "it does not take the token");
    }
    return "0.0.0.0 without a token: no start; with one: 401 for none and for a wrong one";
  }
}
