package io.epochly.host.internal.image;

import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the parts of the image that are stale. */
public final class ImageBuilder {
  /** What GraalPy, the JIT compiler, this project and most programs that embed them ask for. */
  private static final String MODULES =
      "java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.internal.vm.ci,jdk.jcmd,"
          + "jdk.management.agent,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,"
          + "jdk.unsupported,jdk.zipfs,org.bouncycastle.pkix";

  /**
   * How the jars of Bouncy Castle begin, some classes of which GraalPy needs at each start. From a
   * signed jar they would be in no cache, and the first of them would have the whole of the
   * signature checked.
   */
  private static final String SIGNED = "bc";

  /** What adds options to those that a JVM is started with. */
  private static final Set<String> OPTIONS_OF_USER =
      Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /** Of folders and of libraries. */
  private static final String MODE = "rwxr-xr-x";

  /** With a year behind it that is over, or tools would warn of times to come. */
  private static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

  private static final int SECONDS_OF_A_YEAR = 365 * 24 * 60 * 60;

  private final Path home;

  private ImageBuilder(Path home) {
    this.home = home;
  }

  /**
   * Completes the folder that is the argument.
   *
   * @throws IOException if the folder cannot be written
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException("takes the folder with lib and jit in it");
    }
    new ImageBuilder(Path.of(args[0]).toAbsolutePath()).build();
  }

  private void build() throws IOException, InterruptedException {
    if (!home.resolve("epochly-host").toFile().setExecutable(true, false)) {
      throw new IOException("cannot make the launcher in " + home + " executable");
    }
    makeParts();
    // The launcher tells by its age whether the sources are newer than the build.
    Path built = stampOf("built");
    Files.createDirectories(built.getParent());
    Files.writeString(built, "");
  }

  private void makeParts() throws IOException, InterruptedException {
    Path jdk = Path.of(System.getProperty("java.home"));
    String linkable = Files.readString(jdk.resolve("release")) + jdk + MODULES;
    boolean linked = step("runtime", linkable + digests(signed()), this::link);
    if (!linked) {
      return;
    }
    step("resources", digests("lib", "truffle-") + MODE, this::unpack);
    // Not of the host's jar, most changes of which make no difference here.
    String library = digests("lib", "python-") + LibraryBytecode.script();
    step("lib/python-bytecode.jar", library, this::compileLibrary);
    setTimes();
    step("epochly.aot", trainingInputs(), this::train);
  }

  private String trainingInputs() throws IOException {
    return stamp("runtime")
        + Files.readString(home.resolve("jvm.options"))
        + Files.readString(home.resolve("epochly-host"))
        + digests("lib", "")
        + digests("jit", "");
  }

  private interface Step {
    /** Makes the output; gives the reason if that cannot be done here, else the empty string. */
    String make(Path output) throws IOException, InterruptedException;
  }

  private boolean step(String output, String inputs, Step step)
      throws IOException, InterruptedException {
    Path target = home.resolve(output);
    if (Files.exists(target) && inputs.equals(stamp(output))) {
      return true;
    }
    // First, so that what a build that was cut short left is not taken for the new one.
    Files.deleteIfExists(stampOf(output));
    TemporaryFolder.delete(target);
    String failure = step.make(target);
    if (failure.isEmpty() && !Files.exists(target)) {
      failure = "nothing was written";
    }
    if (!failure.isEmpty()) {
      TemporaryFolder.delete(target);
      System.err.printf("no %s, so starts are slower: %s%n", output, failure.strip());
      return false;
    }
    Files.createDirectories(stampOf(output).getParent());
    Files.writeString(stampOf(output), inputs);
    return true;
  }

  private String link(Path output) throws IOException, InterruptedException {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    if (!Files.isExecutable(jlink)) {
      return "the JDK in %s has no jlink".formatted(System.getProperty("java.home"));
    }
    return run(
        List.of(
            jlink.toString(),
            "--module-path",
            signed().stream().map(Path::toString).collect(Collectors.joining(":")),
            "--add-modules",
            MODULES,
            "--ignore-signing-information",
            "--no-man-pages",
            "--no-header-files",
            // For starts that the other cache does not fit.
            "--generate-cds-archive",
            "--output",
            output.toString()));
  }

  /** What the engine would unpack into the user's home at its first start, if there is one. */
  private String unpack(Path output) throws IOException, InterruptedException {
    Path user = Files.createTempDirectory(home, "user");
    try {
      String failure = run(command("-Duser.home=" + user, EngineStart.class.getName()));
      if (!failure.isEmpty()) {
        return failure;
      }
      Path component = user.resolve(".cache/org.graalvm.polyglot/engine");
      for (Path resource : entries(component)) {
        // Each in a folder that is named after its content.
        List<Path> versions = entries(resource);
        if (versions.size() != 1) {
          return "%s has %d versions".formatted(resource.getFileName(), versions.size());
        }
        Path target = output.resolve("engine").resolve(resource.getFileName());
        Files.createDirectories(target.getParent());
        Files.move(versions.getFirst(), target);
        // The engine made them for its own user, but others than who installs an image run it.
        setMode(target);
      }
      return "";
    } finally {
      TemporaryFolder.delete(user);
    }
  }

  private static void setMode(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(MODE));
      }
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private String compileLibrary(Path output) throws IOException, InterruptedException {
    // Over before compilers would have paid.
    return run(
        command(
            "-XX:TieredStopAtLevel=1",
            "-Dpolyglot.engine.Compilation=false",
            LibraryBytecode.class.getName(),
            output.toString()));
  }

  private String train(Path output) throws IOException, InterruptedException {
    String watched = "-XX:AOTConfiguration=" + output + ".config";
    try {
      String failure = run(command("-XX:AOTMode=record", watched, TrainingRun.class.getName()));
      return failure.isEmpty()
          ? run(command("-XX:AOTMode=create", watched, "-XX:AOTCache=" + output))
          : failure;
    } finally {
      Files.deleteIfExists(Path.of(output + ".config"));
    }
  }

  /** By the launcher: a cache is for one set of options, and one class path. */
  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("epochly-host").toString());
    command.add("java");
    command.addAll(List.of(arguments));
    return command;
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(home, "build", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      // A cache that is made with options of the user's own is good for no start without them.
      builder.environment().keySet().removeAll(OPTIONS_OF_USER);
      Process process = builder.start();
      int status = process.waitFor();
      return status == 0
          ? ""
          : "%s gave %d%n%s"
              .formatted(
                  command.getFirst(), status, Files.readString(log).lines().limit(20).toList());
    } finally {
      Files.delete(log);
    }
  }

  /**
   * Gives each jar a time that tells its content: the cache is checked against sizes and times, and
   * stays good for jars that a build has only written anew.
   */
  private void setTimes() throws IOException {
    for (Path file : Stream.concat(files("lib", "").stream(), files("jit", "").stream()).toList()) {
      int seconds = Math.floorMod(sha256(file).hashCode(), SECONDS_OF_A_YEAR);
      Files.setLastModifiedTime(file, FileTime.from(EPOCH.plusSeconds(seconds)));
    }
  }

  /** Those that the host's jar names: an older build may have left others. */
  private List<Path> signed() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path host : files("lib", "host-")) {
      try (JarFile jar = new JarFile(host.toFile())) {
        String names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (String name : names.split(" ")) {
          if (name.startsWith(SIGNED)) {
            all.add(host.resolveSibling(name));
          }
        }
      }
    }
    return all;
  }

  private String digests(String folder, String prefix) throws IOException {
    return digests(files(folder, prefix));
  }

  private static String digests(List<Path> files) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      all.append(file.getFileName()).append(' ').append(sha256(file)).append('\n');
    }
    return all.toString();
  }

  private List<Path> files(String folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          // The output of a step is no input of its own.
          .filter(file -> prefix.isEmpty() || !file.endsWith("python-bytecode.jar"))
          .sorted()
          .toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private Path stampOf(String output) {
    return home.resolve("stamps").resolve(output.replace('/', '-'));
  }

  private String stamp(String output) throws IOException {
    Path file = stampOf(output);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
