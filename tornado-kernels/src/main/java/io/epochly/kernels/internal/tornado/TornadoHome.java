package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TornadoVM's SDK, where the environment says that it is. */
public final class TornadoHome {
  public static final String VARIABLE = "TORNADOVM_HOME";

  private static final String ARGFILE = "tornado-argfile";
  private static final String TEMPLATE = "tornado-argfile.template";
  private static final String PLACEHOLDER = "${" + VARIABLE + "}";

  /**
   * Exactness before speed: nothing falls back to its compiler of bytecode, whose results are not
   * exact, and drivers are asked for nothing but silence.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-Dtornado.recover.bailout=False",
          "-Dtornado.enable.nativeFunctions=False",
          "-Dtornado.enable.fma=False",
          "-Dtornado.opencl.compiler.flags=-w");

  /** More than any device has; each device's own limit is what counts then. */
  private static final long UNLIMITED_MB = 1 << 20;

  private static final long MB = 1 << 20;

  private final Path folder;

  private TornadoHome(Path folder) {
    this.folder = folder;
  }

  /**
   * The SDK that an environment names.
   *
   * @throws DeviceException where there is none, or it lacks files; the message says what to do
   */
  public static TornadoHome of(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (named.isBlank()) {
      throw new DeviceException(
          "no TornadoVM: set TORNADOVM_HOME to the folder of its SDK for JDK 25 (tornadovm.org)");
    }
    Path folder = Path.of(named).toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw unusable("is no folder; set it to that of the SDK for JDK 25 (tornadovm.org)");
    }
    if (!hasApi(folder.resolve("share/java/tornado"))) {
      throw unusable(
          "has no share/java/tornado/tornado-api-*.jar; install the SDK for JDK 25 anew");
    }
    if (!Files.isReadable(folder.resolve(ARGFILE)) && !Files.isReadable(folder.resolve(TEMPLATE))) {
      throw unusable(
          "has neither tornado-argfile nor tornado-argfile.template, which name what TornadoVM needs"
              + " of a JVM; install the SDK for JDK 25 anew");
    }
    return new TornadoHome(folder);
  }

  private static boolean hasApi(Path jars) {
    if (!Files.isDirectory(jars)) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, "tornado-api-*.jar")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      throw new DeviceException("the SDK in TORNADOVM_HOME cannot be read: " + e.getMessage(), e);
    }
  }

  private static DeviceException unusable(String what) {
    return new DeviceException("TORNADOVM_HOME " + what);
  }

  /**
   * What a JVM that loads TornadoVM is started with.
   *
   * @param own a private folder, for what is made of the SDK's template
   * @param memory bytes that buffers may take on a device
   */
  public List<String> options(Path own, long memory) {
    long mb = memory >= UNLIMITED_MB * MB ? UNLIMITED_MB : (memory + MB - 1) / MB + 1;
    return Stream.concat(
            Stream.of("@" + argfile(own), "-Dtornado.device.memory=" + mb + "MB"), OPTIONS.stream())
        .toList();
  }

  /** The SDK's list of arguments, or the one that its template makes; the SDK stays as it is. */
  private Path argfile(Path own) {
    Path made = folder.resolve(ARGFILE);
    if (Files.isReadable(made)) {
      return made;
    }
    Path result = own.resolve(ARGFILE);
    try (Stream<String> lines = Files.lines(folder.resolve(TEMPLATE))) {
      Files.writeString(
          result, lines.map(this::expanded).collect(Collectors.joining("\n", "", "\n")));
      return result;
    } catch (IOException e) {
      throw new DeviceException("the SDK's tornado-argfile.template: " + e.getMessage(), e);
    }
  }

  /** A line for this folder, whose name may have blanks. */
  private String expanded(String line) {
    if (!line.contains(PLACEHOLDER) || line.stripLeading().startsWith("#")) {
      return line;
    }
    String home = folder.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return Stream.of(line.strip().split("\\s+"))
        .map(word -> '"' + word.replace(PLACEHOLDER, home) + '"')
        .collect(Collectors.joining(" "));
  }
}
