package io.epochly.host.internal.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochly.host.internal.guest.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What runs here, and on what. */
final class MachineVersions {
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)+");

  private MachineVersions() {}

  static JsonNode find() throws InterruptedException {
    Versions own = Versions.load();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("epochly", own.epochly());
    root.put("python", own.python());
    root.put("graalpy", own.graalpy());
    for (String property :
        List.of(
            "java.runtime.version",
            "java.vendor",
            "java.vm.name",
            "os.name",
            "os.version",
            "os.arch")) {
      root.put(property, System.getProperty(property));
    }
    root.put("bwrap", version("bwrap"));
    root.put("prlimit", version("prlimit"));
    return root;
  }

  /** The number that a program gives; of what else it says, nothing is taken. */
  private static String version(String program) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      process.waitFor();
      Matcher number = NUMBER.matcher(said);
      return number.find() ? number.group() : "unknown";
    } catch (IOException e) {
      return "none";
    }
  }
}
