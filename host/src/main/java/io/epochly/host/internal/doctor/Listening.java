package io.epochly.host.internal.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that a process waits for others at, as the kernel lists it. */
record Listening(long pid, String protocol, InetSocketAddress address) {
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEXADECIMAL = 16;

  /** The state of a socket that others can reach: TCP that listens, UDP that is not connected. */
  private static final Map<String, String> STATES =
      Map.of("tcp", "0A", "tcp6", "0A", "udp", "07", "udp6", "07");

  /** All of a process; none if it is gone, or of another user. */
  static List<Listening> of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> sockets = sockets(process.resolve("fd"));
    List<Listening> found = new ArrayList<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path table = process.resolve("net").resolve(protocol);
      if (sockets.isEmpty() || !Files.isReadable(table)) {
        continue;
      }
      for (String line : Files.readAllLines(table)) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > INODE
            && STATES.get(protocol).equals(fields[STATE])
            && sockets.contains(fields[INODE])) {
          found.add(new Listening(pid, protocol, address(fields[LOCAL])));
        }
      }
    }
    return found;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    if (!Files.isReadable(descriptors)) {
      return inodes;
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        String target;
        try {
          target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
          // Closed meanwhile.
          continue;
        }
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  /** As {@code 0100007F:24B8}: words in the machine's order, then the port. */
  static InetSocketAddress address(String text) throws IOException {
    int colon = text.indexOf(':');
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(0, colon)));
    ByteBuffer bytes = ByteBuffer.allocate(words.remaining());
    while (words.hasRemaining()) {
      bytes.putInt(
          ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
              ? Integer.reverseBytes(words.getInt())
              : words.getInt());
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(bytes.array()),
        Integer.parseInt(text.substring(colon + 1), HEXADECIMAL));
  }

  @Override
  public String toString() {
    return "%s %s port %d, process %d"
        .formatted(protocol, address.getAddress().getHostAddress(), address.getPort(), pid);
  }
}
