package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireNone;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import io.epochly.host.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is compiled, and where that is kept. */
final class CompilationClaims {
  private static final String TEXTS =
      """
      import epochly

      @epochly.optimize
      def count(text, n):
          "open('marker_doc', 'w')"
          found = 0
          for c in text:
              if c == '(':
                  found += n
          return found

      attack = "open('marker_text', 'w').write('x') or __import__('os').system('touch marker_os')"
      print(count(attack, 1))
      print(epochly.explain(count).compiled)
      """;

  private CompilationClaims() {}

  static void add(Checks checks) {
    checks
        .section("Compilation")
        .claim(
            "A text that a compiled function is given is data: nothing in it is run",
            CompilationClaims::textsAreData)
        .claim(
            "Nothing is compiled but functions that were decorated",
            CompilationClaims::decoratedOnly)
        .claim(
            "A function that was compiled gives what it gives when optimizing is switched off",
            CompilationClaims::sameResult)
        .claim(
            "What is compiled for the processor is not kept on disk, where others might replace it",
            CompilationClaims::notOnDisk)
        .claim(
            "What is compiled for devices is kept in a folder that nobody else may write to, or not"
                + " at all",
            CompilationClaims::cacheOfDevices)
        .claim(
            "The image's own caches can be written by nobody but their owner",
            CompilationClaims::imageIsClosed);
  }

  private static String textsAreData(Stage stage) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(stage.launcher().folder().resolve("markers"));
    Launcher there = new Launcher(stage.launcher().home(), folder);
    Finished run = there.run(Map.of(), "--allow-write=" + folder, "-c", TEXTS).ok();
    require(run.out().equals("4\nTrue\n"), "the run printed %s", run.out());
    try (Stream<Path> files = Files.list(folder)) {
      requireNone(
          files.filter(file -> file.getFileName().toString().startsWith("marker")).toList(),
          "files that a text has made");
    }
    return "in a folder that the guest could write to, no file was made";
  }

  static String decoratedOnly(Stage stage) throws IOException, InterruptedException {
    ContainerRun run = stage.container();
    require(run.said().equals(List.of("499500", "332833500")), "it said %s", run.said());
    require(
        run.scrape().contains("epochly_optimized_calls_total 2.0\n")
            && run.scrape().contains("epochly_compiled_calls_total 1.0\n"),
        "of one undecorated and two decorated functions, the scrape tells: %s",
        run.scrape());
    return "a scrape counts the calls of the two decorated functions, and one that compiled";
  }

  private static String sameResult(Stage stage) throws IOException, InterruptedException {
    String plain =
        stage.launcher().run(Map.of("EPOCHLY_DISABLE", "1"), "-c", Programs.PLAIN_RUN).ok().out();
    String compiled = stage.run(Isolation.CONTEXT).finished().ok().out();
    require(plain.equals(compiled), "plain %s, compiled %s", plain, compiled);
    return "the same output; the suites of semantics hold it construct by construct";
  }

  static String notOnDisk(Stage stage) throws IOException, InterruptedException {
    PrincipleClaims.leavesNothing(stage);
    stage.container();
    return "strace saw no file written, and the service compiled on a root file system that can't"
        + " be written";
  }

  static String cacheOfDevices(Stage stage) throws IOException, InterruptedException {
    Path own = cacheAfterRun(stage, "cache-of-mine", "rwxr-x---");
    try (Stream<Path> files = Files.walk(own)) {
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      require(!kept.isEmpty(), "nothing was kept in a folder of mode 750");
      for (Path file : kept) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        require(mode.matches("....-..-."), "%s has the mode %s", file, mode);
      }
    }
    Path open = cacheAfterRun(stage, "cache-of-all", "rwxrwxrwx");
    try (Stream<Path> files = Files.list(open)) {
      requireNone(files.toList(), "kept where everybody may write");
    }
    return "a run kept it in a folder of mode 750, closed to others' writes, and nothing in one of"
        + " mode 777";
  }

  private static Path cacheAfterRun(Stage stage, String name, String mode)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectory(stage.launcher().folder().resolve(name));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    stage.onDevice(Map.of("EPOCHLY_JIT_CACHE_DIR", folder.toString()), 1000);
    return folder;
  }

  static String imageIsClosed(Stage stage) throws IOException {
    try (Stream<Path> files = Files.walk(stage.launcher().home())) {
      for (Path file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
        require(
            !Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE),
            "everybody may write %s",
            file);
      }
    }
    return "no file or folder of the distribution may be written by others";
  }
}
