package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import io.epochly.host.HostFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the attacks are after: a folder with a secret and a marker, a server, functions of the host,
 * a process that may be killed. All of it is the runner's own.
 */
final class Scene implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MARKER = "as it was";

  private final String secret = "secret-" + random();
  private final Path root;
  private final Path secrets;
  private final Path room;
  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private String token = random();
  private Process victim;

  Scene(Path parent) {
    try {
      root = Files.createTempDirectory(parent, "epochly-attacks").toRealPath();
      secrets = Files.createDirectory(root.resolve("secrets"));
      room = Files.createDirectory(root.resolve("room"));
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().name("attacks-server").start(this::serve);
      victim = startVictim();
      plant();
    } catch (IOException e) {
      throw new UncheckedIOException("what attacks are after cannot be planted", e);
    }
  }

  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Process startVictim() throws IOException {
    return new ProcessBuilder("sleep", "3600").start();
  }

  /** Sets all up as it was, for the next run. */
  void prepare() {
    try {
      if (isWritten()) {
        plant();
      }
      if (isVictimDead()) {
        victim = startVictim();
      }
      furnish();
    } catch (IOException e) {
      throw new UncheckedIOException("what attacks are after cannot be planted again", e);
    }
    connections.set(0);
    received.set(0);
    token = random();
  }

  private void plant() throws IOException {
    empty(secrets);
    Files.writeString(secrets.resolve("secret.txt"), secret);
    Files.writeString(secrets.resolve("marker.txt"), MARKER);
    Files.writeString(secrets.resolve("plans.py"), "PLAN = '%s'\n".formatted(secret));
  }

  /** The folder that guests are granted, with links that lead out of it. */
  private void furnish() throws IOException {
    empty(room);
    Files.writeString(room.resolve("in.txt"), "harmless");
    Files.createDirectory(room.resolve("sub"));
    Files.createSymbolicLink(room.resolve("link"), secrets.resolve("secret.txt"));
    Files.createSymbolicLink(room.resolve("folder"), secrets);
    Files.createSymbolicLink(room.resolve("relative"), Path.of("../secrets"));
    Files.createSymbolicLink(room.resolve("chain"), Path.of("sub/further"));
    Files.createSymbolicLink(room.resolve("sub/further"), Path.of("../relative/secret.txt"));
    Files.createSymbolicLink(room.resolve("new"), secrets.resolve("made-by-a-guest.txt"));
    Files.createSymbolicLink(room.resolve("to-marker"), secrets.resolve("marker.txt"));
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        connections.incrementAndGet();
        connection
            .getOutputStream()
            .write("HTTP/1.0 200 OK\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The guest went away, or the scene is over.
      }
    }
  }

  /** Source text that gives a program the variable {@code scene}. */
  String preamble(boolean hostile) {
    return """
        scene = __import__("types").SimpleNamespace(
            secrets=%s, secret_file=%s, marker=%s, room=%s, port=%d, token=%s, victim=%d, hostile=%s)
        """
        .formatted(
            python(secrets.toString()),
            python(secrets.resolve("secret.txt").toString()),
            python(secrets.resolve("marker.txt").toString()),
            python(room.toString()),
            server.getLocalPort(),
            python(token),
            victim.pid(),
            hostile ? "True" : "False");
  }

  private static String python(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Functions of the host, which only count that they were called. */
  List<HostFunction> functions() {
    return List.of(
        function("take_list", List.class),
        function("take_dict", Map.class),
        function("take_set", Set.class),
        function("take_str", String.class),
        function("take_int", Long.class),
        function("take_big", BigInteger.class),
        function("take_float", Double.class),
        function("take_bytes", byte[].class),
        HostFunction.of(
            "fail",
            List.of(),
            Void.class,
            _ -> {
              throw new IOException("cannot read " + secret);
            }));
  }

  private HostFunction function(String name, Class<?> type) {
    return HostFunction.of(
        name,
        List.of(type),
        Boolean.class,
        _ -> {
          received.incrementAndGet();
          return true;
        });
  }

  Path secrets() {
    return secrets;
  }

  Path room() {
    return room;
  }

  String secret() {
    return secret;
  }

  String token() {
    return token;
  }

  int connections() {
    return connections.get();
  }

  int received() {
    return received.get();
  }

  boolean isVictimDead() {
    return !victim.isAlive();
  }

  /** Whether anything in the folder of the secrets is not as it was planted. */
  boolean isWritten() {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(secrets)) {
      for (Path file : files.toList()) {
        // Whoever is root can read also what nobody may.
        boolean plain = Files.isRegularFile(file) && !Files.getPosixFilePermissions(file).isEmpty();
        found.put(file.getFileName().toString(), plain ? Files.readString(file) : "");
      }
    } catch (IOException e) {
      return true;
    }
    return !found.equals(
        Map.of(
            "secret.txt", secret,
            "marker.txt", MARKER,
            "plans.py", "PLAN = '%s'\n".formatted(secret)));
  }

  /** A thread of the runner that changes the room while a program runs. */
  static final class Swapping implements AutoCloseable {
    private final Optional<Thread> thread;

    private Swapping(Optional<Thread> thread) {
      this.thread = thread;
    }

    @Override
    public void close() {
      thread.ifPresent(Thread::interrupt);
      boolean interrupted = false;
      while (thread.isPresent() && thread.get().isAlive()) {
        try {
          thread.get().join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * For an attack that says so, swaps {@code room/swapped} between a folder and a link to the
   * secrets, over and over.
   */
  Swapping swapping(Attack attack) {
    if (!attack.program().contains("swapped")) {
      return new Swapping(Optional.empty());
    }
    return new Swapping(
        Optional.of(
            Thread.ofPlatform()
                .daemon()
                .name("attacks-swapper")
                .start(
                    () -> {
                      try {
                        swap();
                      } catch (IOException e) {
                        throw new UncheckedIOException("the folder cannot be swapped", e);
                      }
                    })));
  }

  private void swap() throws IOException {
    Path swapped = room.resolve("swapped");
    Path folder = Files.createDirectory(room.resolve("swapped-folder"));
    for (String name : List.of("secret.txt", "marker.txt")) {
      Files.writeString(folder.resolve(name), "harmless");
    }
    Path link = Files.createSymbolicLink(room.resolve("swapped-link"), secrets);
    while (!Thread.interrupted()) {
      Files.move(folder, swapped);
      Files.move(swapped, folder);
      Files.move(link, swapped);
      Files.move(swapped, link);
    }
  }

  @Override
  public void close() {
    victim.destroyForcibly();
    try {
      server.close();
      empty(root);
      Files.delete(root);
    } catch (IOException e) {
      throw new UncheckedIOException("what was planted for attacks cannot be removed", e);
    }
  }
}
