package io.epochly.conformance.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for containers, against their schemas, each other, and what the host really needs. */
class DeploymentFilesIT {
  private static final Path DIST = Path.of(System.getProperty("epochly.home"));
  private static final Path FILES = Path.of("../host/deploy");
  private static final List<String> HEALTH_CHECK =
      List.of("/opt/epochly/epochly-host", "healthcheck");

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "Namespace", Namespace.class,
          "NetworkPolicy", NetworkPolicy.class,
          "Secret", Secret.class);

  /** The types take fields that they do not know; this mapper does not. */
  private static final ObjectMapper STRICT =
      YAMLMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated a) {
                  return false;
                }
              })
          .build();

  @TempDir private Path folder;

  private static String text(String name) throws IOException {
    return Files.readString(FILES.resolve(name));
  }

  private static List<JsonNode> documents(String name) throws IOException {
    try (var parser = new YAMLFactory().createParser(text(name))) {
      return List.copyOf(new YAMLMapper().readValues(parser, JsonNode.class).readAll());
    }
  }

  private static Object typed(JsonNode document) throws JsonProcessingException {
    return STRICT.treeToValue(document, KINDS.get(document.path("kind").asText()));
  }

  private static PodSpec pod(String name) throws IOException {
    for (JsonNode document : documents(name)) {
      if (typed(document) instanceof Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
      }
    }
    throw new AssertionError(name + " has no deployment");
  }

  private record Result(int status, String out) {}

  private Result run(Map<String, String> environment, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out);
  }

  @Test
  void theKubernetesFilesFitTheTypesOfItsSchema() throws Exception {
    int count = 0;
    for (String name :
        List.of("kubernetes/context.yaml", "kubernetes/process.yaml", "kubernetes/secret.yaml")) {
      for (JsonNode document : documents(name)) {
        assertThat(typed(document)).as(name).isNotNull();
        count++;
      }
    }
    assertThat(count).isEqualTo(6);
    JsonNode misspelled = documents("kubernetes/process.yaml").getFirst();
    String wrong = misspelled.toString().replace("appArmorProfile", "apparmorProfile");
    assertThatThrownBy(() -> typed(new ObjectMapper().readTree(wrong)))
        .hasMessageContaining("apparmorProfile");
  }

  @Test
  void podsHaveNoPrivileges() throws Exception {
    PodSpec pod = pod("kubernetes/context.yaml");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(1000);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    Container container = pod.getContainers().getFirst();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getPrivileged()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    for (Probe probe :
        List.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())) {
      assertThat(probe.getExec().getCommand()).isEqualTo(HEALTH_CHECK);
    }
    assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
  }

  /** It replaces what it names: it must not name what holds the pod. */
  @Test
  void thePodForProcessesOpensTheDoorsToNamespacesAndNothingElse() throws Exception {
    PodSpec pod = pod("kubernetes/process.yaml");
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("Localhost");
    assertThat(pod.getSecurityContext().getAppArmorProfile().getType()).isEqualTo("Unconfined");
    assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getContainers().getFirst().getSecurityContext()).isNull();
  }

  @Test
  void theComposeFileFitsItsSchemaAndHasNoPrivileges() throws Exception {
    JsonNode app = documents("compose.yaml").getFirst().at("/services/app");
    assertThat(app.path("read_only").asBoolean()).isTrue();
    assertThat(app.path("user").asText()).isEqualTo("1000:1000");
    assertThat(app.at("/cap_drop/0").asText()).isEqualTo("ALL");
    assertThat(app.has("cap_add") || app.has("privileged") || app.has("ports")).isFalse();
    assertThat(app.at("/security_opt/0").asText()).isEqualTo("no-new-privileges:true");
    assertThat(app.at("/healthcheck/test").valueStream().skip(1).map(JsonNode::asText))
        .isEqualTo(HEALTH_CHECK);
    assumeTrue(isInstalled("docker-compose"), "needs docker-compose, which has the schema");
    String file = FILES.resolve("compose.yaml").toRealPath().toString();
    assertThat(run(Map.of(), List.of("docker-compose", "-f", file, "config", "-q")))
        .isEqualTo(new Result(0, ""));
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  @Test
  void theImageEndsInTheUser1000WithAHealthCheckAndAStopSignal() throws Exception {
    String text = text("Dockerfile").replaceAll("\\\\\n\\s*", "");
    List<String> stages = List.of(text.split("(?m)^FROM "));
    String context = stages.get(2);
    assertThat(context)
        .contains("AS context", "\nUSER 1000:1000\n", "\nSTOPSIGNAL SIGTERM\n")
        .contains("CMD [\"/opt/epochly/epochly-host\", \"healthcheck\"]");
    assertThat(stages.get(3)).startsWith("context AS process").contains("bubblewrap");
    for (String stage : stages.subList(2, stages.size())) {
      List<String> users = stage.lines().filter(line -> line.startsWith("USER ")).toList();
      assertThat(users.isEmpty() ? "USER 1000:1000" : users.getLast()).isEqualTo("USER 1000:1000");
    }
    assertThat(stages.getLast().strip()).isEqualTo("context");
  }

  @Test
  void theFilesDeclareTheSameTemporarySpace() throws Exception {
    assertThat(text("compose.yaml")).contains("size=64m");
    assertThat(pod("kubernetes/context.yaml").getVolumes())
        .filteredOn(volume -> volume.getName().equals("tmp"))
        .extracting(volume -> volume.getEmptyDir().getSizeLimit().toString())
        .containsExactly("64Mi");
  }

  @Test
  void theVariablesOfTheFilesAreSettingsOfThisVersion() throws Exception {
    Map<String, String> environment = new HashMap<>();
    pod("kubernetes/context.yaml")
        .getContainers()
        .getFirst()
        .getEnv()
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    documents("compose.yaml")
        .getFirst()
        .at("/services/app/environment")
        .properties()
        .forEach(entry -> environment.putIfAbsent(entry.getKey(), entry.getValue().asText()));
    var names = Pattern.compile("(EPOCHLY_[A-Z_]+)=").matcher(text("Dockerfile"));
    while (names.find()) {
      environment.putIfAbsent(names.group(1), "1");
    }
    environment.put("EPOCHLY_TELEMETRY", "0");
    assertThat(environment).hasSizeGreaterThan(6);
    Result result =
        run(environment, List.of(DIST.toRealPath().resolve("epochly-host").toString(), "config"));
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out()).doesNotContain("is no setting").contains("metrics-token");
  }

  /** Docker's profile shuts these, but for clone3, for which glibc has another way. */
  @Test
  void aSandboxMakesTheCallsOfTheSeccompRuleAndNoOtherThatEnginesShut() throws Exception {
    Path trace = folder.resolve("trace");
    List<String> command =
        List.of(
            "strace",
            "-f",
            "-qq",
            "-o",
            trace.toString(),
            "-e",
            "trace=bpf,clone,fsconfig,fsmount,fsopen,fspick,mount,mount_setattr,move_mount,"
                + "open_tree,perf_event_open,quotactl,setdomainname,sethostname,setns,syslog,umount2,"
                + "unshare,pivot_root,chroot,keyctl,add_key,userfaultfd,kcmp,acct,vhangup",
            DIST.toRealPath().resolve("epochly-host").toString(),
            "--isolation=process",
            "-c",
            "print('inside')");
    assumeTrue(isInstalled("strace"), "needs strace");
    Result result = run(Map.of(), command);
    assertThat(result).isEqualTo(new Result(0, "inside\n"));
    Set<String> calls = new TreeSet<>();
    for (String line : Files.readAllLines(trace)) {
      var call = Pattern.compile("\\d+ +([a-z0-9_]+)\\(.*").matcher(line);
      // Engines let threads and plain processes through.
      if (call.matches() && (!call.group(1).equals("clone") || line.contains("CLONE_NEW"))) {
        calls.add(call.group(1));
      }
    }
    List<String> rule = new ArrayList<>();
    new ObjectMapper()
        .readTree(text("seccomp-process.json"))
        .path("names")
        .forEach(name -> rule.add(Objects.requireNonNull(name.asText())));
    assertThat(calls).containsExactlyInAnyOrderElementsOf(rule);
  }
}
