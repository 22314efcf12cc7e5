package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The launcher as a user starts it, on the jars that the build has made. */
class LauncherIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  @Test
  void aScriptRunsAsPythonWouldRunIt() throws Exception {
    script("helper.py", "VALUE = 5\n");
    script(
        "my script.py",
        """
        import sys, helper
        print(__name__, __file__ == sys.argv[0], sys.argv[1:], helper.VALUE)
        print(repr(sys.stdin.read()))
        import __main__
        print(__main__.helper is helper)
        print('to stderr', file=sys.stderr)
        print('not flushed', end='')
        """);
    Result result = run("typed\n", "my script.py", "a", "--help", "-c", "x y");
    assertThat(result.out())
        .isEqualTo("__main__ True ['a', '--help', '-c', 'x y'] 5\n'typed\\n'\nTrue\nnot flushed");
    assertThat(result.err()).isEqualTo("to stderr\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void anUncaughtErrorPrintsTheGuestsLinesAndGivesOne() throws Exception {
    script("helper.py", "def fail():\n    raise ValueError('bad')\n");
    script(
        "main.py",
        """
        import atexit, helper
        atexit.register(print, 'at exit')
        print('before')
        try:
            {}['missing']
        except KeyError:
            helper.fail()
        """);
    Result result = run("", "main.py");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("before\nat exit\n");
    assertThat(result.err())
        .isEqualTo(
            """
            Traceback (most recent call last):
              File "main.py", line 5, in <module>
                {}['missing']
                ~~^^^^^^^^^^^
            KeyError: 'missing'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "main.py", line 7, in <module>
                helper.fail()
              File "helper.py", line 2, in fail
                raise ValueError('bad')
            ValueError: bad
            """);
  }

  @Test
  void aSyntaxErrorPointsAtItsPlace() throws Exception {
    script("bad.py", "x = 1\ndef f(:\n");
    Result result = run("", "bad.py");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("  File \"bad.py\", line 2\n    def f(:\n")
        .contains("^")
        .contains("\nSyntaxError: ");
  }

  @Test
  void sysExitGivesItsStatusOrPrintsItsText() throws Exception {
    assertThat(run("", "-c", "import sys; print('out', end=''); sys.exit(7)"))
        .isEqualTo(new Result(7, "out", ""));
    assertThat(run("", "-c", "raise SystemExit('a reason')"))
        .isEqualTo(new Result(1, "", "a reason\n"));
    assertThat(run("", "-c", "import os; os._exit(9)")).isEqualTo(new Result(9, "", ""));
  }

  @Test
  void codeFromTheCommandLineAndFromStandardInputGetsNoFolder() throws Exception {
    Files.writeString(folder.resolve("here.txt"), "x");
    String probe =
        """
        import sys, os
        try:
            open('here.txt')
        except PermissionError as e:
            print(sys.argv, __name__, e.filename)
        """;
    assertThat(run("", "-c", probe, "-x").out()).isEqualTo("['-c', '-x'] __main__ here.txt\n");
    assertThat(run(probe, "-", "y").out()).isEqualTo("['-', 'y'] __main__ here.txt\n");
  }

  @Test
  void aModuleRunsFromTheWorkingFolderOrTheLibrary() throws Exception {
    Files.createDirectory(folder.resolve("package"));
    script("package/__main__.py", "import sys; print(__package__, sys.argv[1:])\n");
    assertThat(run("", "-m", "package", "a").out()).isEqualTo("package ['a']\n");
    assertThat(run("{\"a\":1}", "-m", "json.tool", "--compact").out()).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void whatCannotBeStartedIsOneLineAndTwo() throws Exception {
    assertThat(run("", "missing.py"))
        .isEqualTo(
            new Result(
                2, "", "epochly-host: can't open file 'missing.py': No such file or directory\n"));
    assertThat(run("", "--no-such-option", "x.py").status()).isEqualTo(2);
    assertThat(run("").status()).isEqualTo(2);
  }

  @Test
  void versionAndHelpGoToStandardOutput() throws Exception {
    Result version = run("", "--version");
    assertThat(version.out()).startsWith("epochly-host ").contains("GraalPy");
    assertThat(version.err()).isEmpty();
    String python = version.out().replaceAll("(?s).*Python ([0-9.]+).*", "$1");
    Result help = run("", "--help");
    assertThat(help.out()).contains("--allow-read", "--allow-net", "bench");
    assertThat(help.status()).isZero();
    assertThat(run("", "-c", "import platform; print(platform.python_version())").out())
        .isEqualTo(python + "\n");
  }

  @Test
  void optionsOpenTheirDoors() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("in.txt"), "hello");
    String code =
        """
        import os, sys, threading, socket
        with open('data/in.txt') as f, open('data/out.txt', 'w') as g:
            g.write(f.read().upper())
        t = threading.Thread(target=print, args=(os.environ['LAUNCHER_TEST'],))
        t.start(); t.join()
        socket.socket().close()
        print(list(os.environ))
        """;
    Result result =
        run(
            "",
            "--allow-read=data",
            "--allow-write=" + data,
            "--allow-env=LAUNCHER_TEST",
            "--allow-threads",
            "--allow-net",
            "-c",
            code);
    assertThat(result).isEqualTo(new Result(0, "set\n['LAUNCHER_TEST']\n", ""));
    assertThat(data.resolve("out.txt")).hasContent("HELLO");
  }

  @Test
  void theGuestIsCompiledByTheJit() throws Exception {
    assertThat(run("", "-c", "import epochly; print(epochly.get_status()['guest_jit'])"))
        .isEqualTo(new Result(0, "on\n", ""));
  }

  private static final List<String> ENDLESS =
      List.of(
          "while True: pass",
          "import time; time.sleep(1000)",
          "input()",
          """
          import epochly
          @epochly.optimize
          def spin(n):
              x = 0
              for i in range(n):
                  x = (x * 3 + i) % 1000003
              return x
          spin(10 ** 13)
          """);

  static Stream<Arguments> endlessAtEachStrength() {
    return Stream.of("context", "process")
        .flatMap(isolation -> ENDLESS.stream().map(code -> Arguments.of(isolation, code)));
  }

  @ParameterizedTest
  @MethodSource("endlessAtEachStrength")
  void controlCIsAKeyboardInterruptWhateverTheGuestDoes(String isolation, String code)
      throws Exception {
    script("wait.py", "print('ready', flush=True)\n" + code + "\n");
    Process process = start("--isolation=" + isolation, "wait.py");
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    Thread.sleep(1500);
    long start = System.nanoTime();
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Result result = result(process);
    assertThat(result.status()).isEqualTo(130);
    assertThat(result.err())
        .startsWith("Traceback (most recent call last):\n  File \"wait.py\", line ")
        .endsWith("KeyboardInterrupt\n")
        .doesNotContain("java");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aSecondControlCEndsAProcessThatTheFirstDoesNot() throws Exception {
    script("stubborn.py", "print('ready', flush=True)\nsum(range(10 ** 13))\n");
    Process process = start("--isolation=process", "stubborn.py");
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    for (int i = 0; i < 2; i++) {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      Thread.sleep(200);
    }
    assertThat(result(process).status()).isEqualTo(130);
  }

  @Test
  void controlCEndsTheTasksOfWorkersTooAndLeavesNoneBehind() throws Exception {
    script(
        "tasks.py",
        """
        import epochly, time
        with epochly.Executor(1) as executor:
            executor.submit(abs, 1).result()
            task = executor.submit(lambda: sum(range(10 ** 13)))
            print('ready', flush=True)
            task.result()
        """);
    Process process = start("--allow-workers=1", "tasks.py");
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    List<ProcessHandle> workers = process.descendants().toList();
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Result result = result(process);
    assertThat(result.status()).as(result.err()).isEqualTo(130);
    for (ProcessHandle worker : workers) {
      worker.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void controlCCancelsWhatWaitsForWorkers() throws Exception {
    script(
        "waiting.py",
        """
        import epochly, time
        def endless(n):
            print('begun', flush=True)
            return sum(range(10 ** 13))
        try:
            with epochly.Executor(1) as executor:
                executor.submit(abs, 1).result()
                futures = [executor.submit(endless, n) for n in range(4)]
                print('submitted', flush=True)
                futures[0].result()
        except KeyboardInterrupt:
            print([future.cancelled() for future in futures], type(futures[0].exception()).__name__, flush=True)
        try:
            epochly.map(endless, range(4), chunksize=1)
        except KeyboardInterrupt:
            print('over')
        """);
    Process process = start("--allow-workers=1", "waiting.py");
    BufferedReader out = process.inputReader();
    assertThat(List.of(out.readLine(), out.readLine()))
        .containsExactlyInAnyOrder("begun", "submitted");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(out.readLine()).isEqualTo("[False, True, True, True] WorkerDied");
    assertThat(out.readLine()).isEqualTo("begun");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(out.readLine()).isEqualTo("over");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void controlCWhileAnExecutorWaitsAtItsEndEndsItsTasksToo() throws Exception {
    for (String isolation : List.of("process", "context")) {
      script(
          "leaving.py",
          """
          import epochly
          def endless(n):
              print('begun', flush=True)
              while True: pass
          try:
              with epochly.Executor(1, isolation='%s') as executor:
                  futures = [executor.submit(endless, n) for n in range(3)]
          except KeyboardInterrupt:
              print([future.cancelled() for future in futures], type(futures[0].exception()).__name__)
          """
              .formatted(isolation));
      Process process = start("--allow-workers=1", "leaving.py");
      BufferedReader out = process.inputReader();
      assertThat(out.readLine()).isEqualTo("begun");
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(out.readLine()).isEqualTo("[False, True, True] WorkerDied");
      assertThat(process.waitFor()).isZero();
    }
  }

  @Test
  void aProgramDoesNotEndBeforeWhatItHasSubmitted() throws Exception {
    script(
        "ending.py",
        """
        import epochly, time
        def slow(n):
            time.sleep(0.3)
            print('task', n, flush=True)
        executor = epochly.Executor(1)
        for n in range(3):
            executor.submit(slow, n).add_done_callback(lambda future: print('done', flush=True))
        last = executor.submit(abs, 1)
        other = epochly.Executor(1, isolation='context')
        last.add_done_callback(lambda future: other.submit(slow, 3))
        executor.shutdown(wait=False)
        print('end', flush=True)
        raise ValueError('at the end')
        """);
    Result result = result(start("--allow-workers=2", "ending.py"));
    assertThat(result.status()).isOne();
    assertThat(result.out().lines())
        .startsWith("end")
        .containsSubsequence("task 0", "task 1", "task 2", "task 3")
        .contains("done")
        .hasSize(8);
    for (String end : List.of("executor.submit(abs, 1).result()", "")) {
      script(
          "interrupted.py",
          """
          import atexit, epochly
          atexit.register(print, 'over')
          executor = epochly.Executor(1)
          executor.submit(lambda: print('begun', flush=True) or sum(range(10 ** 13)))
          """
              + end);
      Process process = start("--allow-workers=1", "interrupted.py");
      assertThat(process.inputReader().readLine()).isEqualTo("begun");
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.inputReader().readLine()).isEqualTo("over");
      assertThat(process.waitFor()).isEqualTo(130);
    }
  }

  @Test
  void controlCInAKernelLeavesItsArgumentsAsBeforeTheCall() throws Exception {
    script(
        "kernel.py",
        """
        import epochly

        @epochly.optimize
        def endless(a):
            while True:
                a[0] = a[0] + 1.0

        print('ready', flush=True)
        a = [1.0]
        try:
            endless(a)
        except KeyboardInterrupt:
            print(a, epochly.explain(endless).compiled)
        """);
    Process process = start("kernel.py");
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    Thread.sleep(3000);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(result(process)).isEqualTo(new Result(0, "[1.0] True\n", ""));
  }

  @Test
  void aGuestMayCatchControlCOrHandleItItself() throws Exception {
    script(
        "catch.py",
        """
        import signal, time
        try:
            print('ready', flush=True)
            while True: pass
        except KeyboardInterrupt:
            print('caught')
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        seen = []
        old = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
        assert old is signal.default_int_handler
        signal.raise_signal(signal.SIGINT)
        while not seen: time.sleep(0.01)
        print('handled', seen)
        """);
    Process process = start("catch.py");
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Result result = result(process);
    assertThat(result).isEqualTo(new Result(0, "caught\nhandled [2]\n", ""));
  }

  @Test
  void theLauncherWorksThroughLinksInFoldersWithSpaces() throws Exception {
    Path link = Files.createDirectory(folder.resolve("a folder")).resolve("host");
    Files.createSymbolicLink(link, ROOT.resolve("epochly-host"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("a folder/host"));
    assertThat(run(second, "", "-c", "print(1)")).isEqualTo(new Result(0, "1\n", ""));
    // JUnit warns about links that lead out of its folder.
    Files.delete(second);
    Files.delete(link);
  }

  @Test
  void theEmbeddingExampleRunsOnTheJars() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", ROOT.resolve("host/target/dist/lib") + "/*"));
    command.add(ROOT.resolve("host/examples/Embedding.java").toString());
    command.add(ROOT.resolve("host/examples/smooth.py").toString());
    Result result = result(new ProcessBuilder(command).directory(folder.toFile()).start());
    assertThat(result.err()).isEmpty();
    String first = result.out().replaceAll("(?s)smoothed: \\[([-0-9.E]+),.*", "$1");
    double expected = 0;
    for (int i = 0; i <= 3; i++) {
      expected += (Math.sin(i / 50.0) + (i % 7 - 3) / 10.0) / 4;
    }
    assertThat(Double.parseDouble(first)).isCloseTo(expected, within(1e-12));
    assertThat(result.out()).endsWith("1 calls, 1 of them compiled\nrefused: PermissionError\n");
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private Result run(String input, String... arguments) throws Exception {
    return run(ROOT.resolve("epochly-host"), input, arguments);
  }

  private Result run(Path launcher, String input, String... arguments) throws Exception {
    Process process = start(launcher, arguments);
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A process that ended already reads nothing; its status tells.
    }
    return result(process);
  }

  private Process start(String... arguments) throws IOException {
    return start(ROOT.resolve("epochly-host"), arguments);
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    // Whoever runs the tests in the background may have them ignore the signal, and children
    // inherit that.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LAUNCHER_TEST", "set");
    return builder.start();
  }

  private static Result result(Process process) throws Exception {
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> read(process.errorReader()));
    CompletableFuture<String> out =
        CompletableFuture.supplyAsync(() -> read(process.inputReader()));
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end");
    }
    return new Result(process.exitValue(), out.get(), err.get());
  }

  private static String read(Reader reader) {
    try {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
