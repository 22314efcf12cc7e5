package io.epochly.host.internal.bench.peers;

import io.epochly.host.internal.bench.Bench;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.io.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The engines that were asked for: those at work, and why the others are not. */
public final class Peers implements AutoCloseable {
  /** Contracted multiplications and additions would round differently from Python. */
  private static final List<String> GCC_FLAGS =
      List.of("-O3", "-march=native", "-ffp-contract=off");

  private final TemporaryFolder folder;
  private final List<Peer> working = new CopyOnWriteArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Thread atExit = new Thread(this::release);

  private Peers(TemporaryFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts engines; one that cannot be started is left out.
   *
   * @param file the Python file that defines the cases
   */
  public static Peers start(List<PeerKind> kinds, Path file, Surroundings surroundings)
      throws IOException {
    Peers peers = new Peers(TemporaryFolder.create());
    // A user who interrupts the bench leaves no process and no folder behind either.
    Runtime.getRuntime().addShutdownHook(peers.atExit);
    for (PeerKind kind : kinds) {
      try {
        peers.working.add(peers.start(kind, file.toAbsolutePath().normalize(), surroundings));
      } catch (PeerException e) {
        peers.leftOut.put(kind.label(), String.valueOf(e.getMessage()));
      }
    }
    return peers;
  }

  /** Those at work, in the order that they were asked for. */
  public List<Peer> working() {
    return List.copyOf(working);
  }

  /** Name and reason of those that are left out. */
  public Map<String, String> leftOut() {
    return new LinkedHashMap<>(leftOut);
  }

  private Peer start(PeerKind kind, Path file, Surroundings surroundings) throws PeerException {
    Path program =
        surroundings
            .find(kind.program())
            .orElseThrow(
                () -> new PeerException("there is no %s on the PATH".formatted(kind.program())));
    Launch launch = Launch.prepare(surroundings, folder.path());
    return switch (kind) {
      case GCC, GCC_OPENMP -> startC(kind, program, file, launch);
      case NUMBA, NUMBA_PARALLEL, PYPY, PYTHON -> startPython(kind, program, file, launch);
    };
  }

  private static Peer startC(PeerKind kind, Path gcc, Path file, Launch launch)
      throws PeerException {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.py$", "") + ".c";
    Path source = file.resolveSibling(name);
    if (!Files.isReadable(source)) {
      throw new PeerException("there is no %s beside %s".formatted(name, file.getFileName()));
    }
    Path program = launch.folder().resolve(kind.label());
    List<String> flags = new ArrayList<>(GCC_FLAGS);
    if (kind == PeerKind.GCC_OPENMP) {
      flags.add("-fopenmp");
    }
    List<String> command = new ArrayList<>(List.of(gcc.toString()));
    command.addAll(flags);
    command.addAll(List.of("-o", program.toString(), source.toString(), "-lm"));
    Launch.Outcome compiled = launch.run(command);
    if (compiled.status() != 0) {
      throw new PeerException(
          compiled
              .output()
              .lines()
              .filter(line -> line.contains("error"))
              .findFirst()
              .orElse(compiled.lastLine()));
    }
    String version = launch.run(List.of(gcc.toString(), "-dumpfullversion")).lastLine();
    LineProcess process = launch.start(kind.label(), Map.of(), List.of(program.toString()));
    return new ProcessPeer(kind.label(), "GCC " + version + " " + String.join(" ", flags), process);
  }

  private static Peer startPython(PeerKind kind, Path python, Path file, Launch launch)
      throws PeerException {
    Path modules = launch.folder();
    copy("peers/epochly.py", modules.resolve("epochly.py"));
    copy("peers/epochly_worker.py", modules.resolve("epochly_worker.py"));
    copy("checksum.py", modules.resolve("epochly_checksum.py"));
    // -B: the folder of the user's file stays as it is.
    List<String> command =
        List.of(
            python.toString(),
            "-B",
            modules.resolve("epochly_worker.py").toString(),
            file.toString(),
            kind.label());
    LineProcess process =
        launch.start(kind.label(), Map.of("PYTHONPATH", modules.toString()), command);
    String greeting = process.greeting();
    if (!greeting.startsWith("ready ")) {
      process.close();
      throw new PeerException(greeting.replaceFirst("^!\\s*", ""));
    }
    return new ProcessPeer(kind.label(), greeting.substring("ready ".length()), process);
  }

  private static void copy(String resource, Path target) throws PeerException {
    try {
      Files.writeString(target, Resources.text(Bench.class, resource));
    } catch (IOException e) {
      throw new PeerException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    release();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The JVM is ending, and the hook is at work or done.
    }
  }

  private void release() {
    working.forEach(Peer::close);
    folder.close();
  }
}
