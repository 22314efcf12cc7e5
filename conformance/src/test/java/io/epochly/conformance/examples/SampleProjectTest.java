package io.epochly.conformance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program outside of the build that embeds guests: it resolves the three jars from a local
 * repository, and runs on this JDK without any flag.
 */
class SampleProjectTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SAMPLE = Path.of("sample").toAbsolutePath();
  private static final String VERSION = System.getProperty("epochly.version", "");
  private static final String MAIN = "com.example.pricing.Pricing";
  private static final long MINUTES = 5;

  @TempDir private static Path folder;
  private static String classPath = "";

  @BeforeAll
  static void build() throws Exception {
    Path maven = Path.of(System.getProperty("maven.home", ""), "bin", "mvn");
    Path repository = Path.of(System.getProperty("maven.repository", ""));
    Map<String, Path> jars =
        Map.of(
            "tornado-kernels", jar("tornado-kernels/target", "tornado-kernels"),
            "guest-bindings", jar("guest-bindings/target", "guest-bindings"),
            "host", jar("host/target/dist/lib", "host"));
    for (Path jar : jars.values()) {
      Assumptions.assumeTrue(Files.isRegularFile(jar), jar + " is missing: package the host first");
    }
    Path own = folder.resolve("repository");
    copy(ROOT.resolve("pom.xml"), place(own, "epochly-parent", "pom"));
    for (Map.Entry<String, Path> jar : jars.entrySet()) {
      copy(ROOT.resolve(jar.getKey()).resolve("pom.xml"), place(own, jar.getKey(), "pom"));
      copy(jar.getValue(), place(own, jar.getKey(), "jar"));
    }
    Path project = folder.resolve("project");
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, project.resolve(SAMPLE.relativize(file)));
      }
    }
    run(
        List.of(
            maven.toString(),
            "-o",
            "-B",
            "-q",
            "-f",
            project.resolve("pom.xml").toString(),
            "-Depochly.version=" + VERSION,
            "-Dmaven.repo.local=" + own,
            // What the build has of others is looked up there, and nothing is added to it.
            "-Dmaven.repo.local.tail=" + repository,
            "compile",
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + folder.resolve("classpath")));
    classPath = Files.readString(folder.resolve("classpath")).strip();
  }

  private static Path jar(String place, String name) {
    return ROOT.resolve(place).resolve(name + "-" + VERSION + ".jar");
  }

  private static Path place(Path repository, String name, String type) {
    return repository
        .resolve("io/epochly")
        .resolve(name)
        .resolve(VERSION)
        .resolve(name + "-" + VERSION + "." + type);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a command prints; it has to succeed. */
  private static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("EPOCHLY_"));
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertThat(ended).as("%s took too long", command.getFirst()).isTrue();
    assertThat(process.exitValue())
        .as("%s printed %s%s", command.getFirst(), printed, Files.readString(errors))
        .isZero();
    return printed;
  }

  private static Map<String, String> figures(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of(options));
    command.add(MAIN);
    Map<String, String> figures = new HashMap<>();
    for (String line : run(command).lines().toList()) {
      String[] parts = line.split(" ", 2);
      figures.put(parts[0], parts[1]);
    }
    assertThat(figures.get("jit")).startsWith("interpreted");
    assertThat(figures).containsEntry("equal", "true").containsEntry("smooth", "6.0");
    assertThat(figures).containsEntry("isolated", "42");
    return figures;
  }

  /**
   * Without the poms that stand for their dependencies, which a class path takes, and without the
   * guest's JIT compiler: on a module path that wants the flags which switch it on.
   */
  private static String modules() {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(file -> file.endsWith(".jar") && !file.contains("/org/graalvm/compiler/"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classes() {
    return folder.resolve("project/target/classes").toString();
  }

  @Test
  void onTheClassPathKernelsRunAtFullSpeedThoughTheGuestIsInterpreted() throws Exception {
    Map<String, String> figures = figures("-cp", classes() + File.pathSeparator + classPath);

    assertThat(figures).containsEntry("access", "direct").containsEntry("compiled", "21");
    long kernel = Long.parseLong(figures.get("kernel_ns"));
    // Some thousand times as fast; Java itself is within a factor of two.
    assertThat(Long.parseLong(figures.get("plain_ns"))).isGreaterThan(20 * kernel);
    assertThat(kernel).isLessThan(20 * Long.parseLong(figures.get("java_ns")));
  }

  @Test
  void onTheModulePathFunctionsRunPlainAndSayWhy() throws Exception {
    Map<String, String> figures =
        figures("-p", modules(), "--add-modules", "ALL-MODULE-PATH", "-cp", classes());

    assertThat(figures.get("access")).startsWith("interop: GraalPy's classes cannot be reached");
    assertThat(figures).containsEntry("compiled", "0");
    assertThat(figures.get("why"))
        .contains("put python-language and guest-bindings on the class path");
  }
}
