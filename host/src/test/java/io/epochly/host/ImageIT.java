package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, elsewhere than where it was built. */
class ImageIT {
  private static final String MAIN = "io.epochly.host.internal.cli.Main";
  private static final String CODE =
      "import json, epochly; print(epochly.get_status()['guest_jit'])";

  @TempDir private static Path folder;
  private static Path home;

  private record Result(int status, String out, String err) {}

  @BeforeAll
  static void move() throws Exception {
    home = folder.resolve("a folder");
    run(List.of("cp", "-a", "target/dist", home.toString()));
  }

  @Test
  void theCacheHoldsWhereverTheFolderLies() throws Exception {
    // With this mode the JVM does not start unless it can use the cache.
    assertThat(launch(home, "java", "-XX:AOTMode=on", MAIN, "-c", CODE))
        .isEqualTo(new Result(0, "on\n", ""));
  }

  /** Each of them takes longer to be ready than a small script to run. */
  @Test
  void aScriptStartsNeitherLogsNorParsersOfOptions() throws Exception {
    Path script = Files.writeString(folder.resolve("hello.py"), "print('hello')");
    Path log = folder.resolve("classes");
    String watched = "-Xlog:class+init=info:file=" + log;
    assertThat(launch(home, "java", watched, MAIN, script.toString()))
        .isEqualTo(new Result(0, "hello\n", ""));
    assertThat(Files.readString(log))
        .contains("Initializing 'com/oracle/graal/python/PythonLanguage'")
        .doesNotContain(
            "Initializing 'ch/qos/logback",
            "Initializing 'picocli",
            "Initializing 'jdk/jfr",
            "Initializing 'jdk/internal/foreign/abi");
  }

  @Test
  void anEmbeddersClassesComeBehindTheHosts() throws Exception {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    Result result =
        launch(home, "java", "-cp", classes, "-XX:AOTMode=on", Embedder.class.getName());
    assertThat(result).isEqualTo(new Result(0, "42\n", ""));
  }

  @Test
  void anEmbeddersOptionsMayComeBeforeItsClasses() throws Exception {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    assertThat(
            launch(
                home, "java", "-ea", "--add-modules", "java.xml", "-cp", classes, MAIN, "-c", CODE))
        .isEqualTo(new Result(0, "on\n", ""));
    assertThat(
            launch(
                home,
                "java",
                "--class-path=" + classes,
                "-Xmx600m",
                Embedder.class.getName(),
                "-cp",
                "of its own"))
        .isEqualTo(new Result(0, "42\n", ""));
    Result jar = launch(home, "java", "-Xmx600m", "-jar", "app.jar");
    assertThat(jar.status()).isEqualTo(1);
    assertThat(jar.err()).contains("use java -cp app.jar and the name of its main class");
  }

  @Test
  void whoeverChoosesACollectorHasIt() throws Exception {
    Result chosen =
        run(
            List.of(home.resolve("epochly-host").toString(), "-c", CODE),
            Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC"));
    assertThat(chosen.out()).isEqualTo("on\n");
    assertThat(chosen.status()).isZero();
    assertThat(launch(home, "java", "-XX:+UseParallelGC", MAIN, "-c", CODE))
        .isEqualTo(new Result(0, "on\n", ""));
  }

  @Test
  void namesInTheEnvironmentDoNotLeadItAstray() throws Exception {
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), home);
    Result result =
        run(
            List.of(
                "sh",
                "-c",
                "cd \"$1\" && linked/epochly-host -c 'print(1)'",
                "sh",
                folder.toString()),
            Map.of("CDPATH", folder.toString()));
    assertThat(result).isEqualTo(new Result(0, "1\n", ""));
    Files.delete(linked);
  }

  /** It runs on a JDK then, which it has to find. */
  @Test
  void withoutARuntimeOfItsOwnAndAHomeItStartsOnAJdk() throws Exception {
    Path runtime = home.resolve("runtime");
    Path kept = Files.move(runtime, folder.resolve("runtime"));
    try {
      Result result =
          run(
              List.of("env", "-u", "HOME", home.resolve("epochly-host").toString(), "-c", CODE),
              Map.of("JAVA_HOME", System.getProperty("java.home")));
      assertThat(result).isEqualTo(new Result(0, "on\n", ""));
    } finally {
      Files.move(kept, runtime);
    }
  }

  /** The folder of sources, with a build that only says that it was there. */
  private Path clone(String name) throws Exception {
    Path clone = Files.createDirectories(folder.resolve(name));
    Files.copy(
        home.resolve("epochly-host"),
        clone.resolve("epochly-host"),
        StandardCopyOption.COPY_ATTRIBUTES);
    run(
        List.of(
            "cp",
            "-a",
            home.toString(),
            Files.createDirectories(clone.resolve("host/target")) + "/dist"));
    Files.deleteIfExists(clone.resolve("host/target/dist/stamps/built"));
    Path build = clone.resolve("mvnw");
    Files.writeString(
        build,
        "#!/bin/sh\nsleep 2\nmkdir -p host/target/dist/stamps\ntouch host/target/dist/stamps/built\n"
            + "echo built >>builds\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();
    return clone;
  }

  @Test
  void aLockThatABuildLeftBehindHoldsNobodyUp() throws Exception {
    Path clone = clone("left");
    Path lock = Files.createDirectories(clone.resolve("target/launcher.lock"));
    // A number that is another process's now.
    Files.writeString(lock.resolve("owner"), "1 started 5\n");
    assertThat(launchClone(clone)).isEqualTo(new Result(0, "1\n", ""));
    Files.delete(clone.resolve("host/target/dist/stamps/built"));
    // Of one that ended before it wrote its name.
    Files.createDirectories(lock);
    assertThat(launchClone(clone)).isEqualTo(new Result(0, "1\n", ""));
    assertThat(Files.readString(clone.resolve("builds"))).isEqualTo("built\nbuilt\n");
    assertThat(lock).doesNotExist();
  }

  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    Path clone = clone("both");
    CompletableFuture<Result> other =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return launchClone(clone);
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    assertThat(launchClone(clone)).isEqualTo(new Result(0, "1\n", ""));
    assertThat(other.get()).isEqualTo(new Result(0, "1\n", ""));
    assertThat(Files.readString(clone.resolve("builds"))).isEqualTo("built\n");
  }

  private static Result launchClone(Path clone) throws Exception {
    return run(
        List.of(clone.resolve("epochly-host").toString(), "-c", "print(1)"),
        Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  /** A program that knows the host's API. */
  static final class Embedder {
    private Embedder() {}

    public static void main(String[] args) {
      try (EpochlyHost host = EpochlyHost.create();
          Guest guest = host.openGuest(GuestPolicy.closed())) {
        System.out.println(guest.eval("6 * 7").asLong());
      }
    }
  }

  @Test
  void aStartWritesNothingIntoTheFolder() throws Exception {
    Map<String, String> before = contents();
    run(List.of("chmod", "-R", "a-w", home.toString()));
    try {
      assertThat(launch(home, "-c", CODE)).isEqualTo(new Result(0, "on\n", ""));
      assertThat(contents()).isEqualTo(before);
    } finally {
      run(List.of("chmod", "-R", "u+w", home.toString()));
    }
  }

  /** A container's user is not the one who installs; without its library the engine has no JIT. */
  @Test
  void whoInstallsItIsNotTheOnlyOneWhoCanRunIt() throws Exception {
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .as(file.toString())
                      .matches(Files.isDirectory(file) ? "r.xr.xr-x" : "r..r..r-."));
    }
  }

  @Test
  void aDamagedCacheCostsTimeAndNothingElse() throws Exception {
    Path cache = home.resolve("epochly.aot");
    Path kept = Files.move(cache, folder.resolve("kept"));
    try {
      byte[] start = new byte[100_000];
      try (var in = Files.newInputStream(kept)) {
        in.readNBytes(start, 0, start.length);
      }
      Files.write(cache, start);
      assertThat(launch(home, "-c", CODE)).isEqualTo(new Result(0, "on\n", ""));
      Files.writeString(cache, "no cache", StandardOpenOption.TRUNCATE_EXISTING);
      assertThat(launch(home, "-c", CODE)).isEqualTo(new Result(0, "on\n", ""));
      Files.delete(cache);
      assertThat(launch(home, "-c", CODE)).isEqualTo(new Result(0, "on\n", ""));
    } finally {
      Files.move(kept, cache, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void anotherJvmDropsTheCacheInSilence() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + home.resolve("jvm.options"));
    command.add("--upgrade-module-path=" + home.resolve("jit"));
    command.add("-XX:AOTCache=" + home.resolve("epochly.aot"));
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      Path jar = jars.filter(j -> j.getFileName().toString().startsWith("host-")).findFirst().get();
      command.addAll(List.of("-cp", jar.toString(), MAIN, "-c", CODE));
    }
    assertThat(run(command)).isEqualTo(new Result(0, "on\n", ""));
  }

  @Test
  void aCopyThatLostItsTimesIsToldOf() throws Exception {
    Path copy = folder.resolve("copy");
    run(List.of("cp", "-r", home.toString(), copy.toString()));
    assertThat(launch(copy, "doctor").out()).contains("WARN  image", "does not fit", "cp -a");
    assertThat(launch(home, "doctor").out()).contains("OK    image");
    assertThat(launch(home, "java", "-Xmx40g", MAIN, "doctor").out())
        .contains("WARN  image", "does not fit heaps of 32 GiB and more", "-Xmx31g");
    // What is measured there is not what starts take.
    Process bench =
        new ProcessBuilder(copy.resolve("epochly-host").toString(), "bench", "--start")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(bench.errorReader().readLine()).contains("does not fit", "cp -a");
    } finally {
      List<ProcessHandle> all =
          Stream.concat(bench.descendants(), Stream.of(bench.toHandle())).toList();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void whatItsReadmeLinksToIsThere() throws Exception {
    List<String> links =
        Pattern.compile("\\]\\(([^:)#]+)[)#]")
            .matcher(Files.readString(home.resolve("README.md")))
            .results()
            .map(link -> link.group(1))
            .distinct()
            .toList();
    assertThat(links).contains("host/docs/start.svg");
    assertThat(links).allSatisfy(link -> assertThat(home.resolve(link)).exists());
  }

  private static Map<String, String> contents() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        all.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    return all;
  }

  private static Result launch(Path home, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("epochly-host").toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Result run(List<String> command) throws Exception {
    return run(command, Map.of());
  }

  private static Result run(List<String> command, Map<String, String> environment)
      throws Exception {
    Path errors = Files.createTempFile(folder, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    // Nothing of the machine's is needed, and no folder of the user's.
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("HOME", "/nonexistent");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), out, Files.readString(errors));
  }
}
