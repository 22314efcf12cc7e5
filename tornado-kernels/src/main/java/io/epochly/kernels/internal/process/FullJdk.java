package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.DeviceException;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK with all that TornadoVM needs of one: this one, or that of JAVA_HOME. */
final class FullJdk {
  private static final Set<String> NEEDED =
      Set.of("jdk.internal.vm.ci", "jdk.incubator.vector", "java.management", "jdk.unsupported");

  private static final Pattern MODULES = Pattern.compile("(?m)^MODULES=\"([^\"]*)\"$");
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

  private FullJdk() {}

  /**
   * Its folder.
   *
   * @throws DeviceException when neither is one
   */
  static Path home(Map<String, String> environment) {
    ModuleFinder own = ModuleFinder.ofSystem();
    if (NEEDED.stream().allMatch(name -> own.find(name).isPresent())) {
      return Path.of(System.getProperty("java.home"));
    }
    String named = environment.getOrDefault("JAVA_HOME", "");
    if (!named.isBlank() && isFull(Path.of(named).toAbsolutePath())) {
      return Path.of(named).toAbsolutePath();
    }
    throw new DeviceException(
        "TornadoVM needs a full JDK "
            + Runtime.version().feature()
            + ", which this one is not; set JAVA_HOME to one");
  }

  private static boolean isFull(Path home) {
    try {
      String release = Files.readString(home.resolve("release"));
      Matcher version = VERSION.matcher(release);
      Matcher modules = MODULES.matcher(release);
      return version.find()
          && Integer.parseInt(version.group(1)) == Runtime.version().feature()
          && modules.find()
          && Set.of(modules.group(1).split(" ")).containsAll(NEEDED);
    } catch (IOException _) {
      return false;
    }
  }
}
