package io.epochly.host.internal.cli;

import io.epochly.guest.FunctionReport;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.internal.files.GuestFileSystem;
import io.epochly.host.internal.guest.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code epochly-host explain [options] (script.py | -c CODE | -m MODULE | -) [args...]}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = {
      "epochly-host explain [options] SCRIPT.py [ARGS...]",
      "       epochly-host explain [options] -c CODE [ARGS...]",
      "       epochly-host explain [options] -m MODULE [ARGS...]",
      "       epochly-host explain [options] - [ARGS...]",
    },
    description = {
      "",
      "Runs Python as epochly-host does, then tells of each function decorated with"
          + " @epochly.optimize what was compiled, and why not. The program's output goes where it"
          + " always goes; the explanation goes to standard error. The status is the program's.",
      ""
    })
final class ExplainCommand extends RunCommand {
  /** As which file standard output is named. */
  private static final Path STDOUT = Path.of("-");

  @Spec private CommandSpec spec;

  @Option(names = "--ir", description = "print the kernels too, before and after the passes")
  private boolean ir;

  @Option(
      names = "--kernel",
      description = "print the programs for devices too, or why a function has none")
  private boolean kernel;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "write the explanation to a file, or with - to standard output")
  private @Nullable Path output;

  @Override
  public Integer call() {
    if (output != null && !output.equals(STDOUT)) {
      // Now rather than after a run that may have taken long.
      try {
        Files.writeString(output, "");
      } catch (IOException e) {
        spec.commandLine().getErr().println("epochly-host: cannot write '%s'".formatted(output));
        return BAD_USAGE;
      }
    }
    return super.call();
  }

  @Override
  Optional<String> obstacle(GuestPolicy policy) {
    return policy.isolation() == Isolation.PROCESS
        ? Optional.of(
            "explain shows what the compiler did in this process: run it with --isolation=context")
        : Optional.empty();
  }

  @Override
  int run(Session guest, Program program) {
    try {
      return super.run(guest, program);
    } finally {
      explain(guest.reports());
    }
  }

  private void explain(List<FunctionReport> reports) {
    PrintWriter err = spec.commandLine().getErr();
    if (output == null) {
      print(reports, err, Terminal.ofStderr());
    } else if (output.equals(STDOUT)) {
      print(reports, spec.commandLine().getOut(), Terminal.ofStdout());
    } else {
      try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(output))) {
        print(reports, file, Terminal.NONE);
      } catch (IOException e) {
        err.println("epochly-host: cannot write '%s'".formatted(output));
      }
    }
  }

  private void print(List<FunctionReport> reports, PrintWriter out, Terminal terminal) {
    if (reports.isEmpty()) {
      out.println("no function was decorated with @epochly.optimize");
    }
    for (FunctionReport report : reports) {
      // Its user knows the script by the name that was given, relative to where it was started.
      out.println(report.text(terminal.style()).replace(GuestFileSystem.WORKING_FOLDER + "/", ""));
      if (ir) {
        printIfAny(report.ir(), out);
      }
      if (kernel) {
        printIfAny(report.devicePrograms(), out);
      }
    }
    out.flush();
  }

  private static void printIfAny(String text, PrintWriter out) {
    if (!text.isEmpty()) {
      out.println(text);
    }
  }
}
