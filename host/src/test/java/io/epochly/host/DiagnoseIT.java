package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.Launched.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file for whoever helps, and what is not. */
class DiagnoseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PLANTED = "planted";

  @TempDir private Path parent;
  private Path folder;
  private Path run;

  @BeforeEach
  void folders() throws IOException {
    // Whatever is named by where it lies gives itself away.
    folder = Files.createDirectory(parent.resolve("planted_home"));
    run = folder.resolve("planted_run");
  }

  private Launched launcher(String... variables) {
    Map<String, String> environment =
        new HashMap<>(Map.of("EPOCHLY_RUNTIME_DIR", run.toString(), "HOME", folder.toString()));
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return Launched.in(folder).with(environment);
  }

  private static Map<String, String> entries(Path file) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> all = zip.entries();
      while (all.hasMoreElements()) {
        ZipEntry entry = all.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return entries;
  }

  private static JsonNode json(Map<String, String> entries, String name) throws IOException {
    return new ObjectMapper().readTree(entries.get(name));
  }

  private Path key(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("planted_keys"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  @Test
  void itTellsHowAHostIsAndNothingOfItsSecretsFilesAndData() throws Exception {
    launcher().run("license", "keygen", "--out", "planted_keys");
    String licence =
        launcher()
            .run(
                "license",
                "issue",
                "--key=" + key(".key"),
                "--subject=Planted Ltd",
                "--tier=planted-tier",
                "--expires=2999-01-01")
            .out()
            .strip();
    Path token = Files.writeString(folder.resolve("planted_token"), "planted-token-of-some-length");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Path settings =
        Files.writeString(
            folder.resolve("planted.toml"),
            "log_file = 'planted.log'\nlog_level = 'DEBUG'\nmax_workers = 3\n");
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(
        folder.resolve("planted_script.py"),
        """
        import epochly, sys

        @epochly.optimize
        def planted_function(planted_parameter):
            return planted_parameter + 1

        @epochly.optimize
        def planted_refused(planted_parameter):
            return str(planted_parameter)

        planted_function(1)
        planted_function(2)
        planted_refused('planted value')
        with open('planted_file', 'w') as f:
            f.write('planted content')
        try:
            raise ValueError('planted error')
        except ValueError as e:
            print(e, file=sys.stderr)
        try:
            epochly.Executor(1).submit(lambda x: {}[x], 'planted key').result()
        except KeyError:
            pass
        print('serving', flush=True)
        input()
        """);
    Launched launcher =
        launcher(
            "EPOCHLY_CONFIG",
            settings.toString(),
            "EPOCHLY_LICENSE_KEY",
            licence,
            "EPOCHLY_LICENSE_PUBLIC_KEYS",
            "planted_keys",
            "EPOCHLY_PROMETHEUS_PORT",
            "0",
            "EPOCHLY_PROMETHEUS_TOKEN_FILE",
            token.toString(),
            "EPOCHLY_PLANTED_VARIABLE",
            "planted");
    Process process =
        launcher.start(
            "--allow-env",
            "--allow-workers=1",
            "--allow-write=.",
            "planted_script.py",
            "planted argument");
    Map<String, String> entries;
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("serving");
      Instant end = Instant.now().plus(PATIENCE);
      while (!Files.isDirectory(run) || written().isEmpty()) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
      assertThat(launcher.run("diagnose", "--out", "planted.zip")).isEqualTo(new Result(0, "", ""));
      entries = entries(folder.resolve("planted.zip"));
    } finally {
      process.destroyForcibly();
    }
    assertThat(entries.keySet())
        .containsExactly(
            "config.json",
            "doctor.json",
            "events.json",
            "metrics.json",
            "status.json",
            "versions.json");
    entries.forEach(
        (name, text) -> {
          assertThat(text.toLowerCase(Locale.ROOT)).as(name).doesNotContain(PLANTED);
          assertThat(text).as(name).doesNotContain(licence, licence.substring(20, 40));
          assertThat(text).as(name).doesNotContain(licence.substring(licence.length() - 4));
          assertThat(text).as(name).doesNotContain(parent.toString());
        });
    assertThat(json(entries, "status.json").at("/hosts/0/state").asText()).isEqualTo("running");
    assertThat(json(entries, "status.json").at("/hosts/0/licence").asText()).isEqualTo("valid");
    assertThat(json(entries, "metrics.json").at("/hosts/0/kernels/calls").asInt()).isEqualTo(3);
    assertThat(json(entries, "events.json").at("/hosts/0/events").findValuesAsText("event"))
        .contains("licence_accepted", "door_opened", "optimization_failed");
    JsonNode config = json(entries, "config.json");
    assertThat(config.path("wrong").asBoolean(true)).isFalse();
    assertThat(config.at("/settings/max_workers/value").asInt()).isEqualTo(3);
    assertThat(config.at("/settings/max_workers/source").asText()).isEqualTo("file");
    assertThat(config.at("/settings/license_key/value").asText()).isEqualTo("(set)");
    assertThat(config.at("/settings/log_file/value").asText()).isEqualTo("(set)");
    assertThat(entries.get("doctor.json"))
        .contains("DEBUG and above, to a file", "metrics alone: tcp");
    assertThat(json(entries, "versions.json").path("java.runtime.version").asText())
        .isEqualTo(System.getProperty("java.runtime.version"));
  }

  private String written() throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void itIsForItsOwnerAndTakesNobodysPlace() throws Exception {
    Path file = folder.resolve("out.zip");
    assertThat(launcher().run("diagnose", "--out=out.zip")).isEqualTo(new Result(0, "", ""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(entries(file).get("status.json")).contains("\"hosts\" : [ ]");
    byte[] before = Files.readAllBytes(file);
    Result again = launcher().run("diagnose", "--out=out.zip");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err())
        .isEqualTo("epochly-host: out.zip is there already, and is left alone: name another\n");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);

    Path link = Files.createSymbolicLink(folder.resolve("link.zip"), folder.resolve("target"));
    assertThat(launcher().run("diagnose", "--out=" + link).status()).isEqualTo(1);
    assertThat(folder.resolve("target")).doesNotExist();

    Result nowhere = launcher().run("diagnose", "--out=missing/out.zip");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("there is no such file or folder");
    assertThat(launcher().run("diagnose").status()).isEqualTo(2);
    try (Stream<Path> files = Files.list(folder)) {
      // Drivers of devices may keep something in the user's own cache.
      assertThat(files.filter(left -> !left.endsWith(".cache")))
          .containsExactlyInAnyOrder(file, link);
    }
  }

  @Test
  void aWrongSettingIsNoHindrance() throws Exception {
    assertThat(launcher("EPOCHLY_LEVEL", "planted").run("diagnose", "--out=out.zip").status())
        .isZero();
    Map<String, String> entries = entries(folder.resolve("out.zip"));
    assertThat(json(entries, "config.json").path("wrong").asBoolean()).isTrue();
    assertThat(entries.toString()).contains("a setting is wrong").doesNotContain(PLANTED);
  }
}
