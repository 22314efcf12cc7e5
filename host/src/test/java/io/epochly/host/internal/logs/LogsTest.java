package io.epochly.host.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.AuditEvent;
import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
  private static final String NASTY = "a\nERROR forged \u001b[2J \u202e \u2028 end";

  @TempDir private Path folder;
  private Path file = Path.of("");
  private final Logger logger = LoggerFactory.getLogger("io.epochly.host.Test");

  @BeforeEach
  void name() {
    file = folder.resolve("epochly.log");
  }

  /** The logging of the tests is what it was. */
  @AfterEach
  void restore() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(LogsTest.class.getResource("/logback-test.xml")));
  }

  private Consumer<AuditEvent> start(String format, String level) {
    Map<String, Object> code = new HashMap<>();
    code.put("log_file", file);
    code.put("log_format", format);
    code.put("log_level", level);
    Settings settings = new Resolver(Map.of(), folder).resolve(code);
    return Logs.start(settings, Logs.Scope.HOST);
  }

  private static AuditEvent event(String subject) {
    return new AuditEvent(
        Instant.parse("2026-01-02T03:04:05Z"), AuditEvent.Kind.DOOR_OPENED, 7, subject);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file);
  }

  @Test
  void jsonIsOneObjectALineWithTheseFields() throws Exception {
    start("json", "INFO").accept(event(NASTY));
    logger.warn("a warning");
    logger.error("an error", new IllegalStateException("planted", new IOException("planted too")));
    logger.debug("not told");
    List<JsonNode> objects = new ArrayList<>();
    for (String line : lines()) {
      assertThat(line).matches("[ -~]*");
      objects.add(new ObjectMapper().readTree(line));
    }
    assertThat(objects).hasSize(3);
    JsonNode audit = objects.get(0);
    assertThat(audit.properties().stream().map(Map.Entry::getKey))
        .containsExactly("time", "level", "logger", "message", "event", "guest", "subject");
    assertThat(Instant.parse(audit.get("time").asText())).isNotNull();
    assertThat(audit.get("level").asText()).isEqualTo("INFO");
    assertThat(audit.get("logger").asText()).isEqualTo("epochly.audit");
    assertThat(audit.get("event").asText()).isEqualTo("door_opened");
    assertThat(audit.get("guest").asLong()).isEqualTo(7);
    assertThat(audit.get("subject").asText()).isEqualTo(NASTY);
    assertThat(objects.get(1).get("level").asText()).isEqualTo("WARNING");
    assertThat(objects.get(2).get("error").get(0).asText())
        .startsWith("java.lang.IllegalStateException at io.epochly");
    assertThat(Files.readString(file)).doesNotContain("planted");
  }

  @Test
  void aLineOfTextIsOneLineWhateverIsInIt() throws Exception {
    start("text", "WARNING").accept(event(NASTY));
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst())
        .endsWith(
            " INFO    epochly.audit: door_opened guest=7 a\\u000aERROR forged \\u001b[2J \\u202e"
                + " \\u2028 end");
  }

  @Test
  void auditEventsGoToAFileWhateverTheLevelIs() throws Exception {
    start("text", "ERROR").accept(event("read /data"));
    logger.warn("not told");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void debugIsWarnedOf() throws Exception {
    start("text", "DEBUG");
    logger.debug("told");
    assertThat(lines().get(0))
        .contains("WARNING Logs: log_level is DEBUG")
        .contains("not for production");
    assertThat(lines().get(1)).endsWith("DEBUG   Test: told");
  }

  @Test
  void theFileIsForItsOwnerAndReadableByItsGroup() throws Exception {
    start("text", "INFO");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aLinkOrAMissingFolderIsRefused() throws Exception {
    Path real = Files.createFile(folder.resolve("real"));
    Files.createSymbolicLink(file, real);
    assertThatThrownBy(() -> start("text", "INFO"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("log_file, set in code, cannot be opened");
    file = folder.resolve("missing/epochly.log");
    assertThatThrownBy(() -> start("text", "INFO")).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void linesGoOnInANewFileWhenTheOldOneIsRenamedOrRemoved() throws Exception {
    start("text", "INFO");
    logger.info("first");
    Files.move(file, folder.resolve("epochly.log.1"));
    logger.info("second");
    assertThat(lines()).hasSize(1).allMatch(line -> line.endsWith("second"));
    Files.delete(file);
    logger.info("third");
    assertThat(lines()).hasSize(1).allMatch(line -> line.endsWith("third"));
    assertThat(Files.readString(folder.resolve("epochly.log.1"))).endsWith("first\n");
  }

  @Test
  void logrotateRenames() throws Exception {
    rotated("create 0640");
  }

  @Test
  void logrotateCopiesAndTruncates() throws Exception {
    rotated("copytruncate");
  }

  private void rotated(String how) throws Exception {
    Path logrotate =
        Stream.of("/usr/sbin/logrotate", "/usr/bin/logrotate")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of(""));
    assumeTrue(Files.isExecutable(logrotate), "logrotate is not installed");
    // It insists on a folder and a configuration that nobody else may write.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Path configuration =
        Files.writeString(folder.resolve("conf"), "%s {\nrotate 9\n%s\n}\n".formatted(file, how));
    Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
    start("text", "INFO");
    for (int n = 1; n <= 3; n++) {
      logger.info("line {} before", n);
      Process process =
          new ProcessBuilder(
                  logrotate.toString(),
                  "--force",
                  "--state",
                  folder.resolve("state").toString(),
                  configuration.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(said).isZero();
      logger.info("line {} after", n);
    }
    List<String> all = new ArrayList<>();
    for (String name : List.of("epochly.log.3", "epochly.log.2", "epochly.log.1", "epochly.log")) {
      assertThat(folder.resolve(name)).exists();
      Files.readAllLines(folder.resolve(name))
          .forEach(line -> all.add(line.replaceAll(".*: line ", "")));
    }
    assertThat(all)
        .containsExactly("1 before", "1 after", "2 before", "2 after", "3 before", "3 after");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }
}
