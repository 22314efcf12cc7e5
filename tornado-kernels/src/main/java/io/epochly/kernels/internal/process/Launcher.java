package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.internal.tornado.TornadoHome;
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

  /** Where a process writes its answers; what a library prints, also past the JVM, is none. */
  static final String ANSWERS = "/proc/self/fd/3";

  private static final String APART = "unset PWD OLDPWD SHLVL; exec \"$@\" 3>&1 1>&2";
  private static final String NATIVES = "linux/x64/org/lwjgl/liblwjgl.so";

  private Launcher() {}

  /**
   * Starts a process.
   *
   * @param folder a private folder, for what libraries unpack
   * @param memory bytes that buffers may take there
   * @throws DeviceException when it cannot be started; the message says what is missing
   */
  static Process start(DeviceProvider provider, Path folder, long memory) {
    List<String> options =
        switch (provider) {
          case OPENCL ->
              List.of(
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  String.join(":", driverClassPath()),
                  "-Dorg.lwjgl.system.SharedLibraryExtractPath=" + folder);
          case TORNADO -> tornado(folder, memory);
        };
    Path home =
        switch (provider) {
          case OPENCL -> Path.of(System.getProperty("java.home"));
          case TORNADO -> FullJdk.home(System.getenv());
        };
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", APART, "epochly-device"));
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            DeviceProcess.class.getName(),
            provider.name()));
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

  /**
   * TornadoVM's own options choose a garbage collector, and name the current folder: a private one.
   */
  private static List<String> tornado(Path folder, long memory) {
    List<String> options = new ArrayList<>(TornadoHome.of(System.getenv()).options(folder, memory));
    options.addAll(List.of("-Xmx512m", "-cp", place(DeviceProcess.class)));
    return options;
  }

  private static String place(Class<?> type) {
    try {
      URL place = type.getProtectionDomain().getCodeSource().getLocation();
      return Path.of(place.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new DeviceException("the jar of a class cannot be found: " + e.getMessage(), e);
    }
  }

  private static Set<String> driverClassPath() {
    Set<String> result = new LinkedHashSet<>();
    ClassLoader loader = Launcher.class.getClassLoader();
    List<Class<?>> needed = new ArrayList<>(List.of(DeviceProcess.class));
    try {
      // Not initialised: a library that is missing is for the process to find.
      needed.add(Class.forName("org.lwjgl.system.Library", false, loader));
      needed.add(Class.forName("org.lwjgl.opencl.CL", false, loader));
      needed.forEach(type -> result.add(place(type)));
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
