package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code epochly-host explain} as a user starts it. */
class ExplainIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final String SCRIPT =
      """
      import sys
      import epochly

      @epochly.optimize
      def scale(x, factor):
          for i in range(len(x)):
              x[i] = x[i] * factor

      scale([1.0, 2.0], 2.0)
      print('printed', sys.argv[1:])
      """;

  private static final String EXPLANATION =
      """
      6 |     for i in range(len(x)):
        |     ^ for loop over a range: compiled, 32-bit counter, 2 of 2 checks removed, may run on several cores
      7 |         x[i] = x[i] * factor
        |         ^      ^ bounds of x[i] proven before the loop at line 6
      """
          .indent(2);

  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  @Test
  void theExplanationFollowsTheProgramOnStandardErrorWithoutColours() throws Exception {
    Result result = explain(SCRIPT + "sys.exit(3)\n", "script.py", "--ir", "a");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("printed ['--ir', 'a']\n");
    assertThat(result.err())
        .startsWith("scale (script.py, line 4): compiled\n")
        .contains("version (list[float], float): compiled in ", " ms, 1 call, 0 bail-outs\n")
        .contains(EXPLANATION)
        .doesNotContain("\u001b");
  }

  @Test
  void aProgramThatRaisesOrLeavesAtOnceIsExplainedToo() throws Exception {
    Result raised = explain(SCRIPT + "{}['missing']\n", "script.py");
    assertThat(raised.status()).isEqualTo(1);
    assertThat(raised.err())
        .contains("KeyError: 'missing'\nscale (script.py, line 4): compiled\n")
        .contains(EXPLANATION);
    Result left = explain(SCRIPT + "import os\nos._exit(9)\n", "script.py");
    assertThat(left.status()).isEqualTo(9);
    assertThat(left.err()).contains(EXPLANATION);
  }

  @Test
  void theKernelsArePrintedBeforeAndAfterThePassesWhereItIsAskedFor() throws Exception {
    Result result = explain(SCRIPT, "--ir", "--kernel", "--output=told.txt", "script.py");
    assertThat(result).isEqualTo(new Result(0, "printed []\n", ""));
    assertThat(Files.readString(folder.resolve("told.txt")))
        .contains(EXPLANATION)
        .contains("version (list[float], float) as written:\n  kernel scale(x: doubles[]")
        .contains("(x[i.int~] * factor.float)")
        .contains("version (list[float], float) after the passes:\n")
        .contains("version (list[float], float) for devices:\n", "ENTRY void loop0(");
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeTheProgramRuns() throws Exception {
    Result result = explain(SCRIPT, "--output=missing/told.txt", "script.py");
    assertThat(result)
        .isEqualTo(new Result(2, "", "epochly-host: cannot write 'missing/told.txt'\n"));
  }

  @Test
  void aTerminalGetsColoursUnlessItsUserWantsNone() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal with");
    Files.writeString(folder.resolve("script.py"), SCRIPT);
    String command = ROOT.resolve("epochly-host") + " explain script.py";
    String coloured = run("script", "-qec", "TERM=xterm " + command, "/dev/null").out();
    assertThat(coloured).contains("printed []", "\u001b[32mcompiled\u001b[0m");
    String plain = run("script", "-qec", "NO_COLOR=1 TERM=xterm " + command, "/dev/null").out();
    assertThat(plain).contains("scale (script.py, line 4): compiled").doesNotContain("\u001b");
  }

  @Test
  void aGuestCommandsNoTerminalUnlessThatIsAllowed() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal with");
    Files.writeString(
        folder.resolve("script.py"),
        """
        print("\\x1b[31mred\\x1b[0m \\x1b]0;title\\x07")
        raise ValueError("\\x1b[6n")
        """);
    String launcher = "TERM=xterm " + ROOT.resolve("epochly-host");
    String closed = run("script", "-qec", launcher + " script.py", "/dev/null").out();
    assertThat(closed)
        .contains("\u001b[31mred\u001b[0m ␛]0;title\u0007", "ValueError: ␛[6n")
        .doesNotContain("\u001b]", "\u001b[6n");
    String open =
        run("script", "-qec", launcher + " --allow-terminal script.py", "/dev/null").out();
    assertThat(open).contains("\u001b]0;title\u0007", "ValueError: \u001b[6n");
  }

  private Result explain(String script, String... arguments) throws Exception {
    Files.writeString(folder.resolve("script.py"), script);
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("epochly-host").toString());
    command.add("explain");
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private Result run(String... command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("NO_COLOR");
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("the process did not end");
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
