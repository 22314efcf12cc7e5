package io.epochly.host.internal.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.bench.Bench;
import io.epochly.host.internal.bench.Report;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code epochly-host bench FILE.py}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Times the functions of a file, plain and optimized. The file defines cases(), which returns"
          + " {name: (function, function that builds its arguments)}. Each call gets arguments of"
          + " its own, built outside the measured time.",
      ""
    })
final class BenchCommand implements Callable<Integer> {
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.py", description = "the file that defines cases()")
  private Path file = Path.of("");

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "9",
      description = "calls of each function (default: ${DEFAULT-VALUE})")
  private int repeat;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "measure only these cases, separated by commas")
  private List<String> only = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as well")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() {
    if (repeat < 1) {
      return refuse("--repeat takes a number from 1 on");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return refuse("can't open file '%s'".formatted(file));
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    // The table alone belongs on standard output.
    GuestPolicy policy =
        GuestPolicy.builder()
            .allowRead(folder)
            .stdout(new FileOutputStream(FileDescriptor.err))
            .stderr(new FileOutputStream(FileDescriptor.err))
            .build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      return measure(Bench.load(guest, file));
    } catch (GuestException e) {
      spec.commandLine().getErr().print(e.traceback());
      spec.commandLine().getErr().flush();
      return FAILED;
    } catch (GuestFailure e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      return FAILED;
    }
  }

  private int measure(Bench bench) {
    List<String> chosen = only.isEmpty() ? bench.names() : only;
    List<String> unknown = chosen.stream().filter(name -> !bench.names().contains(name)).toList();
    if (!unknown.isEmpty()) {
      return refuse(
          "%s has no case named %s; it has %s"
              .formatted(file, String.join(", ", unknown), String.join(", ", bench.names())));
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    Report report = bench.measure(chosen, repeat, progress);
    progress.accept("");
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.table());
    out.flush();
    if (json.isPresent()) {
      return write(report, json.get());
    }
    return 0;
  }

  private int write(Report report, Path target) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    try {
      Files.writeString(target, mapper.writeValueAsString(report.tree()) + "\n");
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("epochly-host: cannot write '%s'".formatted(target));
      return FAILED;
    }
  }

  private int refuse(String reason) {
    spec.commandLine().getErr().println("epochly-host: " + reason);
    return BAD_USAGE;
  }

  /** Shows on a terminal what is being measured, on one line that it takes away again. */
  private record Progress(PrintWriter err) implements Consumer<String> {
    @Override
    public void accept(String what) {
      if (System.console() != null && System.console().isTerminal()) {
        err.print("\r\u001b[K" + what);
        err.flush();
      }
    }
  }
}
