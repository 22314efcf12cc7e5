package io.epochly.host.internal.worker;

import io.epochly.host.IsolationUnavailableException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JVM that a worker runs on: the runtime image where there is one, else the JVM that this
 * process runs on, with those of its jars that a guest needs.
 *
 * @param readable what of the disk it reads, each at its own place but the image
 * @param image the folder of the image, or no folder
 * @param command how it is started, up to its options, in a sandbox
 * @param unconfined the same out of a sandbox
 */
record WorkerRuntime(
    List<Path> readable, Path image, List<String> command, List<String> unconfined) {
  /**
   * Where the image lies in a sandbox: the cache of the image is for jars of this name, whatever
   * folder they are in.
   */
  static final Path IMAGE = Path.of("/proc/self/fd/9");

  static final Path NO_IMAGE = Path.of("");

  private static final String HOME = "epochly.home";

  private static final String OPTIONS = "jvm.options";
  private static final int MANY_PROCESSORS = 3;

  static WorkerRuntime find() {
    Path code = codeSource();
    // Beside the jar in a distribution, and in a build.
    for (Path home :
        List.of(
            Path.of(System.getProperty(HOME, "")),
            code.resolve("../..").normalize(),
            code.resolve("../dist").normalize())) {
      if (!home.toString().isEmpty() && Files.isExecutable(home.resolve("runtime/bin/java"))) {
        return ofImage(home.toAbsolutePath());
      }
    }
    return ofThisJvm(code);
  }

  private static WorkerRuntime ofImage(Path home) {
    String java = IMAGE.resolve("runtime/bin/java").toString();
    List<String> command = new ArrayList<>(List.of(java, "@" + IMAGE.resolve(OPTIONS)));
    if (Files.exists(home.resolve("epochly.aot"))) {
      command.add("-XX:AOTCache=" + IMAGE.resolve("epochly.aot"));
    }
    command.add("--module-path=" + IMAGE.resolve("jit"));
    command.add("-Dpolyglot.engine.resourcePath.engine=" + IMAGE.resolve("resources/engine"));
    command.add("-Dlogback.configurationFile=" + IMAGE.resolve("logback.xml"));
    if (Runtime.getRuntime().availableProcessors() < MANY_PROCESSORS) {
      command.add("-XX:+UseSerialGC");
    }
    command.add("-cp");
    command.add(IMAGE.resolve("lib").resolve(hostJar(home)).toString());
    return new WorkerRuntime(
        List.of(), home, command, List.of(home.resolve("epochly-host").toString(), "java"));
  }

  private static String hostJar(Path home) {
    String[] jars =
        home.resolve("lib").toFile().list((folder, name) -> name.matches("host-.*\\.jar"));
    if (jars == null || jars.length != 1) {
      throw new IsolationUnavailableException(
          "the runtime image in %s has no host jar: make it again with ./mvnw package"
              .formatted(home));
    }
    return jars[0];
  }

  private static WorkerRuntime ofThisJvm(Path code) {
    List<Path> jars = jars(code);
    Path home = Path.of(System.getProperty("java.home"));
    String classPath =
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            home.resolve("bin/java").toString(),
            "-Xss16m",
            "-XX:+DisplayVMOutputToStderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath);
    List<Path> readable = new ArrayList<>(jars);
    readable.add(home);
    return new WorkerRuntime(List.copyOf(readable), NO_IMAGE, command, command);
  }

  /**
   * Those of the class path, or of the module path, that the host's own jar names: what else is
   * there is no guest's.
   */
  private static List<Path> jars(Path code) {
    List<Path> all =
        Stream.of("java.class.path", "jdk.module.path")
            .flatMap(path -> Stream.of(System.getProperty(path, "").split(File.pathSeparator)))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .flatMap(WorkerRuntime::withJars)
            .toList();
    if (Files.isDirectory(code)) {
      return all;
    }
    try (JarFile jar = new JarFile(code.toFile())) {
      String names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      Set<Path> wanted =
          Stream.of(Objects.requireNonNullElse(names, "").split(" "))
              .map(Path::of)
              .collect(Collectors.toSet());
      // Those of an image lie beside it, whatever names them.
      Stream<Path> beside = wanted.stream().map(code::resolveSibling).filter(Files::exists);
      Stream<Path> named = all.stream().filter(path -> wanted.contains(path.getFileName()));
      return Stream.of(Stream.of(code), named, beside).flatMap(jars -> jars).distinct().toList();
    } catch (IOException e) {
      throw new IsolationUnavailableException("the host's jar cannot be read: " + code);
    }
  }

  /** A module path may name the folder of its jars. */
  private static Stream<Path> withJars(Path entry) {
    File[] files = entry.toFile().listFiles((folder, name) -> name.endsWith(".jar"));
    return files == null
        ? Stream.of(entry)
        : Stream.concat(Stream.of(entry), Stream.of(files).map(File::toPath));
  }

  private static Path codeSource() {
    try {
      return Path.of(
          WorkerRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the host's classes come from no file", e);
    }
  }
}
