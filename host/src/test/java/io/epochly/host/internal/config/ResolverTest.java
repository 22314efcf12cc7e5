package io.epochly.host.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.host.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolverTest {
  private static final String PLANTED = "epk_planted_0123456789_WXYZ";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, Object> code = new HashMap<>();

  private Settings resolve() {
    return new Resolver(environment, folder).resolve(code);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
  }

  private String shown(Setting setting) {
    Settings.Effective effective = resolve().effective(setting);
    return effective.text() + " from " + effective.source();
  }

  @Test
  void codeComesBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws IOException {
    assertThat(shown(Setting.JIT_THRESHOLD)).isEqualTo("1 from default");
    file("epochly.toml", "\n# a comment\njit_threshold = 2\n");
    assertThat(shown(Setting.JIT_THRESHOLD))
        .isEqualTo("2 from " + folder.resolve("epochly.toml") + ", line 3");
    environment.put("EPOCHLY_JIT_THRESHOLD", " 3 ");
    assertThat(shown(Setting.JIT_THRESHOLD)).isEqualTo("3 from EPOCHLY_JIT_THRESHOLD");
    code.put("jit_threshold", 4);
    assertThat(shown(Setting.JIT_THRESHOLD)).isEqualTo("4 from code");
  }

  @Test
  void aProjectsFileHasATableOfItsOwnWhichCountsWhereThereIsNoOtherFile() throws IOException {
    file(
        "pyproject.toml",
        "[project]\nmax_workers = 9\n\n[tool.epochly]\nmax_workers = 3\nlog_file = 'logs/a.log'\n");
    assertThat(shown(Setting.MAX_WORKERS))
        .isEqualTo("3 from " + folder.resolve("pyproject.toml") + ", line 5");
    assertThat(resolve().logFile()).contains(folder.resolve("logs/a.log"));
    file("epochly.toml", "");
    assertThat(shown(Setting.MAX_WORKERS)).isEqualTo(" from default");
  }

  @Test
  void aVariableThatIsSetToNothingIsNotSet() {
    environment.put("EPOCHLY_LOG_FILE", " ");
    assertThat(shown(Setting.LOG_FILE)).isEqualTo(" from default");
  }

  @Test
  void everyValueIsReadAlsoWhereAnotherCounts() throws IOException {
    code.put("max_workers", 1);
    file("epochly.toml", "max_workers = 'many'\n");
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the value of max_workers, set in %s, line 1, is not accepted: it is to be a whole number from 1 to 4096",
            folder.resolve("epochly.toml"));
  }

  @ParameterizedTest
  @CsvSource({
    "EPOCHLY_LEVEL, 5, enhancement_level",
    "EPOCHLY_DISABLE, maybe, enabled",
    "EPOCHLY_MAX_WORKERS, 0, max_workers",
    "EPOCHLY_PARALLEL_BACKEND, threads, parallel_backend",
    "EPOCHLY_LOG_LEVEL, LOUD, log_level",
    "EPOCHLY_LOG_FORMAT, xml, log_format",
    "EPOCHLY_SHARED_MEMORY_SIZE, 12q, shared_memory_size",
    "EPOCHLY_LICENSE_REQUIRED, perhaps, license_required",
    "EPOCHLY_PROMETHEUS_PORT, 65536, prometheus_port",
    "EPOCHLY_PROMETHEUS_BIND, localhost, prometheus_bind",
    "EPOCHLY_TELEMETRY, perhaps, telemetry",
    "EPOCHLY_EMERGENCY_DISABLE, perhaps, emergency_disable",
  })
  void anErrorNamesTheKeyAndTheVariableAndNotTheValue(String variable, String value, String key) {
    environment.put(variable, value);
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "the value of " + key + ", set in " + variable + ", is not accepted:")
        .hasMessageNotContaining("'" + value + "'");
  }

  @Test
  void unknownKeysAreErrorsWithASuggestion() throws IOException {
    code.put("max_wokers", 4);
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("there is no setting 'max_wokers', set by code; did you mean 'max_workers'?");
    code.clear();
    file("epochly.toml", "colour = true\n");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("there is no setting 'colour', set in")
        .hasMessageContaining("line 1; there are: enabled, enhancement_level,");
  }

  @Test
  void unknownVariablesAreWarnings() {
    environment.put("EPOCHLY_PORT", "tcp://10.0.0.1:80");
    environment.put("EPOCHLY_LOG_LEVL", "INFO");
    assertThat(resolve().warnings())
        .containsExactly(
            "the variable EPOCHLY_LOG_LEVL is no setting of this version; did you mean EPOCHLY_LOG_LEVEL?",
            "the variable EPOCHLY_PORT is no setting of this version and is ignored");
  }

  @Test
  void thePortOfAServiceThatAnOrchestratorPutThereIsIgnoredWithAWarning() {
    environment.put("EPOCHLY_PROMETHEUS_PORT", "tcp://10.0.0.1:9400");
    assertThat(resolve().prometheusPort()).isEmpty();
    assertThat(shown(Setting.PROMETHEUS_PORT)).isEqualTo(" from default");
    assertThat(resolve().warnings())
        .singleElement()
        .asString()
        .startsWith("the variable EPOCHLY_PROMETHEUS_PORT is the address of a service")
        .doesNotContain("10.0.0.1");
    code.put("prometheus_port", 9400);
    assertThat(resolve().prometheusPort()).hasValue(9400);
    code.clear();
    environment.put("EPOCHLY_PROMETHEUS_PORT", "http");
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("prometheus_port, set in EPOCHLY_PROMETHEUS_PORT,");
  }

  @Test
  void aSecretIsShownByItsLastFourCharactersAtMost() throws IOException {
    environment.put("EPOCHLY_LICENSE_KEY", PLANTED + "\n");
    assertThat(shown(Setting.LICENSE_KEY)).isEqualTo("…WXYZ from EPOCHLY_LICENSE_KEY");
    assertThat(resolve().licenseKey().orElseThrow().reveal()).isEqualTo(PLANTED);
    environment.put("EPOCHLY_LICENSE_KEY", "short");
    assertThat(shown(Setting.LICENSE_KEY)).startsWith("… ");
    environment.clear();
    environment.put("EPOCHLY_LICENSE_KEY_FILE", PLANTED.repeat(4));
    assertThat(shown(Setting.LICENSE_KEY_FILE)).doesNotContain("planted");
    environment.clear();
    // A key in the wrong place, and a file that the parser would quote.
    environment.put("EPOCHLY_LOG_LEVEL", PLANTED);
    assertThatThrownBy(this::resolve).hasMessageNotContaining("planted");
    environment.clear();
    file("epochly.toml", "license_key = '" + PLANTED + "\n");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("is not TOML")
        .hasMessageNotContaining("planted");
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws IOException {
    file("epochly.toml", "max_workers = 2\n");
    Files.setPosixFilePermissions(
        folder.resolve("epochly.toml"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("may be written by others (mode 0666)")
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void aProjectsFileWithoutTheTableIsNobodysConcern() throws IOException {
    file("pyproject.toml", "[project]\nname = 'x'\n");
    Files.setPosixFilePermissions(
        folder.resolve("pyproject.toml"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(resolve().enabled()).isTrue();
  }

  @Test
  void pathsOfAFoundFileStayInItsFolderAndThoseOfANamedOneNeedNot() throws IOException {
    file("epochly.toml", "log_file = '/etc/cron.d/x'\n");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("leads out of the folder")
        .hasMessageContaining("set EPOCHLY_LOG_FILE");
    environment.put("EPOCHLY_CONFIG", "epochly.toml");
    assertThat(resolve().logFile()).contains(Path.of("/etc/cron.d/x"));
    environment.put("EPOCHLY_CONFIG", "missing.toml");
    assertThatThrownBy(this::resolve).hasMessageContaining("there is no file");
  }

  @Test
  void theSoftSwitchCanBeUndoneAndAFilesNoCannot() throws IOException {
    environment.put("EPOCHLY_DISABLE", "1");
    assertThat(resolve().enabled()).isFalse();
    assertThat(resolve().mayEnable()).isTrue();
    code.put("enabled", true);
    assertThat(resolve().enabled()).isTrue();
    code.put("enabled", false);
    assertThat(resolve().mayEnable()).isFalse();
    code.clear();
    environment.clear();
    file("epochly.toml", "enabled = false\n");
    assertThat(resolve().mayEnable()).isFalse();
  }

  @Test
  void whoeverSwitchesOffInAnEmergencyWins() {
    environment.put("EPOCHLY_EMERGENCY_DISABLE", "1");
    code.put("emergency_disable", false);
    assertThat(shown(Setting.EMERGENCY_DISABLE)).isEqualTo("true from EPOCHLY_EMERGENCY_DISABLE");
  }

  @Test
  void thereIsNoTelemetryWhateverIsSaid() {
    environment.put("EPOCHLY_TELEMETRY", "1");
    assertThat(shown(Setting.TELEMETRY)).isEqualTo("false from default");
  }

  @Test
  void sizesHaveUnits() {
    environment.put("EPOCHLY_SHARED_MEMORY_SIZE", "64m");
    assertThat(resolve().sharedMemorySize()).isEqualTo(64L << 20);
    environment.put("EPOCHLY_SHARED_MEMORY_SIZE", "134217728");
    assertThat(resolve().sharedMemorySize()).isEqualTo(134_217_728);
    environment.put("EPOCHLY_SHARED_MEMORY_SIZE", "999999999999g");
    assertThatThrownBy(this::resolve).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void theSizeOfSharedMemoryIsThePolicysWithinWhatSomebodySet() {
    assertThat(resolve().sharedMemory(OptionalLong.empty())).isEqualTo(128L << 20);
    assertThat(resolve().sharedMemory(OptionalLong.of(1L << 30))).isEqualTo(1L << 30);
    environment.put("EPOCHLY_SHARED_MEMORY_SIZE", "64m");
    assertThat(resolve().sharedMemory(OptionalLong.empty())).isEqualTo(64L << 20);
    assertThat(resolve().sharedMemory(OptionalLong.of(1L << 30))).isEqualTo(64L << 20);
    assertThat(resolve().sharedMemory(OptionalLong.of(0))).isZero();
  }

  @Test
  void theBoundOfWorkersLeavesReservedCoresFree() {
    assertThat(resolve().workerBound(8)).isEmpty();
    environment.put("EPOCHLY_RESERVE_CORES", "3");
    assertThat(resolve().workerBound(8)).hasValue(5);
    assertThat(resolve().freeCores(8)).isEqualTo(5);
    assertThat(resolve().workerBound(2)).hasValue(1);
    environment.put("EPOCHLY_MAX_WORKERS", "4");
    assertThat(resolve().workerBound(8)).hasValue(4);
  }

  @Test
  void kernelsHaveAsManyCoresAsWorkersMayBeAndAreNotReserved() {
    assertThat(resolve().freeCores(8)).isEqualTo(8);
    environment.put("EPOCHLY_MAX_WORKERS", "4");
    assertThat(resolve().freeCores(8)).isEqualTo(4);
    assertThat(resolve().freeCores(2)).isEqualTo(2);
    environment.put("EPOCHLY_RESERVE_CORES", "6");
    assertThat(resolve().freeCores(8)).isEqualTo(2);
    assertThat(resolve().freeCores(2)).isEqualTo(1);
    environment.put("EPOCHLY_MAX_WORKERS", "1");
    assertThat(resolve().freeCores(8)).isEqualTo(1);
  }

  @Test
  void theEmergencyFileLiesInTheFolderForWhatRuns() {
    assertThat(resolve().emergencyFile()).isEqualTo(Path.of("/run/epochly/emergency_disable"));
    environment.put("XDG_RUNTIME_DIR", "/run/user/7");
    assertThat(resolve().emergencyFile())
        .isEqualTo(Path.of("/run/user/7/epochly/emergency_disable"));
  }

  @Test
  void hostsSayHowTheyAreInTheUsersFolderForWhatRunsOrInOneThatIsNamedAfterTheUser()
      throws IOException {
    Path other =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "epochly-" + Files.getAttribute(folder, "unix:uid"));
    assertThat(resolve().runtimeDir()).isEqualTo(other);
    environment.put("XDG_RUNTIME_DIR", folder.toString());
    assertThat(resolve().runtimeDir()).isEqualTo(folder.resolve("epochly"));
    environment.put("XDG_RUNTIME_DIR", folder.resolve("missing").toString());
    assertThat(resolve().runtimeDir()).isEqualTo(other);
    environment.put("EPOCHLY_RUNTIME_DIR", "run");
    assertThat(resolve().runtimeDir()).isEqualTo(folder.resolve("run"));
  }

  @Test
  void whatBelongsToTheHostIsNotForGuestsToSee() {
    assertThat(Setting.isHostsOwn("EPOCHLY_LICENSE_KEY")).isTrue();
    assertThat(Setting.isHostsOwn("EPOCHLY_LICENCE_KEY")).isTrue();
    assertThat(Setting.isHostsOwn("EPOCHLY_PROMETHEUS_TOKEN_FILE")).isTrue();
    assertThat(Setting.isHostsOwn("EPOCHLY_LOG_FILE")).isTrue();
    assertThat(Setting.isHostsOwn("EPOCHLY_RUNTIME_DIR")).isTrue();
    assertThat(Setting.isHostsOwn("EPOCHLY_LEVEL")).isFalse();
    assertThat(Setting.isHostsOwn("PATH")).isFalse();
  }
}
