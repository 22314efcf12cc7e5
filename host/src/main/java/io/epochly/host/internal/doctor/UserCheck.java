package io.epochly.host.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whom the kernel takes this process for, and what it lets it do beside. */
final class UserCheck implements Check {
  private static final Path SELF = Path.of("/proc/self/status");
  private static final int EFFECTIVE = 1;
  private static final int HEXADECIMAL = 16;

  @Override
  public String name() {
    return "user";
  }

  @Override
  public Finding look() throws IOException {
    return judge(Files.readAllLines(SELF));
  }

  static Finding judge(List<String> status) {
    Map<String, String> fields = new HashMap<>();
    for (String line : status) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int user = Integer.parseInt(fields.getOrDefault("Uid", "0 0").split("\\s+")[EFFECTIVE]);
    long capabilities = Long.parseUnsignedLong(fields.getOrDefault("CapEff", "0"), HEXADECIMAL);
    String found =
        "uid %d, capabilities %x, no_new_privs %s, seccomp %s"
            .formatted(
                user,
                capabilities,
                fields.getOrDefault("NoNewPrivs", "0"),
                switch (fields.getOrDefault("Seccomp", "0")) {
                  case "0" -> "off";
                  case "1" -> "strict";
                  default -> "filtered";
                });
    if (user == 0) {
      return new Finding.Warn(
          "runs as root: " + found,
          "",
          "run it as a user of its own, which owns nothing but its files: what a guest in this"
              + " process broke out to would be all of the machine");
    }
    if (capabilities != 0) {
      return new Finding.Warn(
          "has capabilities that it does not need: " + found, "", "drop all of them");
    }
    return new Finding.Ok(found);
  }
}
