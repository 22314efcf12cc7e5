package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lines of the checklist. */
final class ChecklistClaims {
  private static final Pattern COMMAND = Pattern.compile("epochly-host ([a-z]+)");

  private ChecklistClaims() {}

  static void add(Checks checks) {
    checks
        .section("Before it is deployed")
        .claim(
            "The licence can be kept where secrets are kept: out of code, arguments and logs",
            SecretClaims::nowhere)
        .claim("The shipped files run it at the level WARNING", AuditClaims::noDebugging)
        .claim("There is no telemetry", PrincipleClaims::silence)
        .claim("The shipped files have no debugging", AuditClaims::noDebugging)
        .claim("Containers run as another user than root", ContainerClaims::notRoot)
        .claim("The file system is read-only", ContainerClaims::readOnly)
        .claim("All capabilities are dropped", ContainerClaims::noCapabilities)
        .claim("A firewall has one port to rule over", NetworkClaims::loopbackOnly)
        .claim(
            "No folder of compiled code needs permissions: there is none, and the image is closed",
            stage ->
                CompilationClaims.notOnDisk(stage) + "; " + CompilationClaims.imageIsClosed(stage))
        .claim("Audit events go to a file, at any level", AuditClaims::rotated)
        .section("After it is deployed")
        .claim("The user can be looked up beside it", ContainerClaims::notRoot)
        .claim("What it listens on can be looked up", PrincipleClaims::nothingListens)
        .claim("That the licence counts can be looked up", ChecklistClaims::licenceIsTold)
        .claim("The audit log can be read by programs", AuditClaims::linesOfJson)
        .claim("Functions that fail to compile can be watched", ChecklistClaims::failuresAreCounted)
        .claim(
            "The emergency procedures are written down, and their commands exist",
            ChecklistClaims::runbook)
        .claim("The response to an incident can be rehearsed", IncidentClaims::rehearsal)
        .claim("A scan has all that it needs to run regularly", UpdateClaims::sbom)
        .section("From then on")
        .claim("Which version runs can be told", UpdateClaims::version)
        .notOurs(
            "Somebody reads the advisories",
            "it takes a reader; SECURITY.md says where they are published")
        .claim("Licence keys can be changed while both count", ChecklistClaims::keysRotate)
        .claim("Audit logs of earlier days are kept", AuditClaims::rotated)
        .notOurs(
            "The people who run it are trained",
            "it takes a teacher; deploy/RUNBOOK.md and this table are the material")
        .notOurs(
            "The plan for incidents is kept up to date",
            "the plan is the organisation's; deploy/RUNBOOK.md is this software's part of it")
        .notOurs(
            "Security is assessed again and again",
            "it takes an assessor; 'conformance --attacks' and 'conformance --claims' are what to"
                + " start from");
  }

  private static String licenceIsTold(Stage stage) throws IOException, InterruptedException {
    AuditClaims.event(stage, "licence_accepted");
    String told = stage.container().told().ok().out();
    String licence = new ObjectMapper().readTree(told).at("/hosts/0/licence").asText();
    require(licence.equals("valid"), "the status says of the licence: %s", licence);
    Checks.requireAbsent(stage.licences().secret(), "the status", told);
    return "the event is in the log, and the status beside it tells, without the key";
  }

  private static String failuresAreCounted(Stage stage) throws IOException, InterruptedException {
    String scrape = stage.container().scrape();
    require(
        Pattern.compile("epochly_fallback_calls_total\\{reason=\"unsupported\"} [1-9]")
            .matcher(scrape)
            .find(),
        "the scrape counts no function that failed: %s",
        scrape);
    return "the scrape counts it by reason; " + AuditClaims.event(stage, "optimization_failed");
  }

  private static String runbook(Stage stage) throws IOException, InterruptedException {
    Matcher commands = COMMAND.matcher(stage.deployment("RUNBOOK.md"));
    Set<String> known = new TreeSet<>();
    while (commands.find()) {
      known.add(commands.group(1));
    }
    require(known.containsAll(List.of("status", "diagnose", "doctor")), "it names %s", known);
    for (String command : known) {
      stage.launcher().run(Map.of(), command, "--help").ok();
    }
    return "deploy/RUNBOOK.md names the commands %s, which exist".formatted(known);
  }

  private static String keysRotate(Stage stage) throws IOException, InterruptedException {
    Path place = Files.createDirectory(stage.launcher().folder().resolve("rotation-of-keys"));
    Licences next = Licences.make(new Launcher(stage.launcher().home(), place));
    try (Stream<Path> old = Files.list(stage.licences().keys())) {
      for (Path key : old.toList()) {
        Files.copy(key, next.keys().resolve(key.getFileName()));
      }
    }
    for (String licence : List.of(stage.licences().valid(), next.valid())) {
      Map<String, String> environment = new HashMap<>(next.required());
      environment.put("EPOCHLY_LICENSE_KEY", licence);
      stage.launcher().run(environment, "-c", "print(1)").ok();
    }
    return "with both public keys installed, licences of either opened a guest";
  }
}
