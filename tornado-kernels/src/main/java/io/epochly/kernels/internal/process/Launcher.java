package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.DeviceException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts device processes: with the jars that they need, and the variables that drivers read. */
final class Launcher {
  /** Where drivers and their caches are found; nothing else of the owner's environment. */
  static final Set<String> VARIABLES =
      Set.of("HOME", "PATH", "LANG", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "TORNADOVM_HOME");

  static final List<String> PREFIXES =
      List.of("OCL_ICD_", "OPENCL_", "POCL_", "CUDA_", "NVIDIA_", "ROCR_", "HIP_");

  private static final String NATIVES = "linux/x64/org/lwjgl/liblwjgl.so";

  private Launcher() {}

  /**
   * Starts a process.
   *
   * @param folder a private folder, for what libraries unpack
   * @throws DeviceException when it cannot be started
   */
  static Process start(Path folder) {
    Path home = Path.of(System.getProperty("java.home"));
    List<String> command =
        List.of(
            home.resolve("bin").resolve("java").toString(),
            "-cp",
            String.join(":", classPath()),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            // Standard output is for answers.
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-Dorg.lwjgl.system.SharedLibraryExtractPath=" + folder,
            DeviceProcess.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name -> !VARIABLES.contains(name) && PREFIXES.stream().noneMatch(name::startsWith));
    Path signals = home.resolve("lib").resolve("libjsig.so");
    if (Files.exists(signals)) {
      // Compilers inside drivers set handlers of signals that the JVM needs.
      environment.put("LD_PRELOAD", signals.toString());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new DeviceException("the device process cannot be started: " + e.getMessage(), e);
    }
  }

  private static Set<String> classPath() {
    Set<String> result = new LinkedHashSet<>();
    ClassLoader loader = Launcher.class.getClassLoader();
    List<Class<?>> needed = new ArrayList<>(List.of(DeviceProcess.class));
    try {
      // Not initialised: a library that is missing is for the process to find.
      needed.add(Class.forName("org.lwjgl.system.Library", false, loader));
      needed.add(Class.forName("org.lwjgl.opencl.CL", false, loader));
      for (Class<?> type : needed) {
        URL place = type.getProtectionDomain().getCodeSource().getLocation();
        result.add(Path.of(place.toURI()).toString());
      }
      URL natives = loader.getResource(NATIVES);
      if (natives == null) {
        throw new DeviceException("lwjgl's natives-linux jar is not on the class path; add it");
      }
      if (natives.openConnection() instanceof JarURLConnection jar) {
        result.add(Path.of(jar.getJarFileURL().toURI()).toString());
      }
    } catch (ClassNotFoundException e) {
      throw new DeviceException("lwjgl and lwjgl-opencl are not on the class path; add them", e);
    } catch (IOException | URISyntaxException e) {
      throw new DeviceException("the jars of lwjgl cannot be found: " + e.getMessage(), e);
    }
    return result;
  }
}
