package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux tells of processes. */
final class Linux {
  private static final String LISTENS = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int WORD = 4;

  private Linux() {}

  private static Path proc(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  private static String link(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Of a process that has ended, or a file that has been closed, meanwhile.
      return "";
    }
  }

  /** The program that it runs. */
  static String program(long pid) {
    return link(proc(pid, "exe"));
  }

  /** A namespace that it is in. */
  static String namespace(long pid, String kind) {
    return link(proc(pid, "ns/" + kind));
  }

  /** The lines of its status. */
  static Map<String, String> status(long pid) throws IOException {
    return Files.readAllLines(proc(pid, "status")).stream()
        .map(line -> line.split(":\\s*", 2))
        .filter(parts -> parts.length == 2)
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  /** Its arguments and its environment, by themselves what other users or processes could see. */
  static String arguments(long pid) throws IOException {
    return Files.readString(proc(pid, "cmdline"), StandardCharsets.ISO_8859_1);
  }

  static String environment(long pid) throws IOException {
    return Files.readString(proc(pid, "environ"), StandardCharsets.ISO_8859_1);
  }

  static List<String> maps(long pid) throws IOException {
    return Files.readAllLines(proc(pid, "maps"));
  }

  static List<String> mounts(long pid) throws IOException {
    return Files.readAllLines(proc(pid, "mountinfo"));
  }

  /** The addresses that it listens on, as {@code 127.0.0.1:80}. */
  static Set<String> listening(long pid) throws IOException {
    Map<String, String> sockets = new HashMap<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(proc(pid, table))) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > INODE && fields[STATE].equals(LISTENS)) {
          sockets.put("socket:[" + fields[INODE] + "]", address(fields[LOCAL]));
        }
      }
    }
    Set<String> addresses = new TreeSet<>();
    try (Stream<Path> files = Files.list(proc(pid, "fd"))) {
      files.map(Linux::link).filter(sockets::containsKey).map(sockets::get).forEach(addresses::add);
    }
    return addresses;
  }

  private static String address(String hex) throws IOException {
    String[] parts = hex.split(":");
    byte[] bytes = HexFormat.of().parseHex(parts[0]);
    // The kernel prints words of the machine's order.
    for (int word = 0; word < bytes.length; word += WORD) {
      byte[] part = Arrays.copyOfRange(bytes, word, word + WORD);
      for (int i = 0; i < WORD; i++) {
        bytes[word + i] = part[WORD - 1 - i];
      }
    }
    return InetAddress.getByAddress(bytes).getHostAddress() + ":" + Integer.parseInt(parts[1], 16);
  }

  /** The memory that it may write and that others may have too: names by inodes. */
  static Map<String, String> shared(long pid) throws IOException {
    Map<String, String> names = new HashMap<>();
    for (String line : maps(pid)) {
      String[] fields = line.split("\\s+", 6);
      // The JVM's own numbers, which its user may read.
      if (fields[1].equals("rw-s") && !line.contains("/hsperfdata_")) {
        names.put(fields[4], fields.length == 6 ? fields[5] : "");
      }
    }
    return names;
  }

  /** The processes that have a file of the kernel's memory open or mapped. */
  static Set<Long> holders(Set<String> inodes) throws IOException {
    Set<Long> holders = new TreeSet<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        String name = process.getFileName().toString();
        if (name.matches("\\d+") && holds(process, inodes)) {
          holders.add(Long.valueOf(name));
        }
      }
    }
    return holders;
  }

  private static boolean holds(Path process, Set<String> inodes) {
    try {
      for (String line : Files.readAllLines(process.resolve("maps"))) {
        if (line.contains("/memfd:") && inodes.contains(line.split("\\s+")[4])) {
          return true;
        }
      }
      try (Stream<Path> files = Files.list(process.resolve("fd"))) {
        for (Path file : files.filter(file -> link(file).startsWith("/memfd:")).toList()) {
          if (inodes.contains(String.valueOf(Files.getAttribute(file, "unix:ino")))) {
            return true;
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // It has ended, or is another user's.
      return false;
    }
    return false;
  }

  /** Sends a signal. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }
}
