package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireAbsent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** When something is wrong. */
final class IncidentClaims {
  private static final Duration SOON = Duration.ofSeconds(3);

  private static final String COUNTS =
      """
      import epochly
      @epochly.optimize
      def total(n):
          s = 0
          for i in range(n):
              s += i
          return s
      print(total(1000), flush=True)
      input()
      """;

  private IncidentClaims() {}

  static void add(Checks checks) {
    checks
        .section("Incidents")
        .claim(
            "Started with the emergency switch on, a host compiles nothing, and answers the same",
            IncidentClaims::startsDisabled)
        .claim("The switch stops a running service, without a restart", IncidentClaims::rehearsal)
        .claim("Logs can be collected: they are files that outlive the host", AuditClaims::rotated)
        .claim(
            "How a running host is can be asked for from beside it",
            stage -> {
              String told = stage.container().told().ok().out();
              require(told.contains("\"pid\""), "the status says %s", told);
              return "'status --json' beside the service told of it";
            })
        .claim("Its metrics can be kept as a file", IncidentClaims::metrics)
        .claim(
            "All that a diagnosis needs can be collected, with no secret and no data in it",
            IncidentClaims::diagnosis);
  }

  private static String metrics(Stage stage) throws IOException, InterruptedException {
    String scrape = stage.container().scrape();
    require(scrape.contains("\nepochly_guests_open{"), "the scrape says %s", scrape);
    return "a scrape gave it in text, guests that are open among it; "
        + DataClaims.numbersOnly(stage);
  }

  private static String startsDisabled(Stage stage) throws IOException, InterruptedException {
    int port = Scrape.freePort();
    Map<String, String> environment =
        Map.of("EPOCHLY_EMERGENCY_DISABLE", "1", "EPOCHLY_PROMETHEUS_PORT", Integer.toString(port));
    try (Service service =
        stage.launcher().start(environment, stage.launcher().command(List.of(), "-c", COUNTS))) {
      service.await("499500");
      String scrape = Scrape.text(port);
      require(scrape.contains("epochly_compiled_calls_total 0.0"), "the scrape tells: %s", scrape);
    }
    return "a scrape counts no compiled call";
  }

  static String rehearsal(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    require(run.stopped().compareTo(SOON) < 0, "it took %s", run.stopped());
    AuditClaims.event(stage, "emergency_disabled");
    return "a file that was made beside the service switched it off; the event is in its log";
  }

  private static String diagnosis(Stage stage) throws IOException, InterruptedException {
    Path file = stage.launcher().folder().resolve("diagnosis.zip");
    Map<String, String> environment =
        Map.of(
            "EPOCHLY_LICENSE_KEY", stage.licences().valid(),
            "EPOCHLY_LICENSE_PUBLIC_KEYS", stage.licences().keys().toString());
    stage.launcher().run(environment, "diagnose", "--out", file.toString()).ok();
    Set<String> entries = new TreeSet<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.add(entry.getName());
        String text = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        requireAbsent(stage.licences().secret(), entry.getName(), text);
      }
    }
    require(!entries.isEmpty(), "it collected nothing");
    return "the files %s, without the licence that was in force".formatted(entries);
  }
}
