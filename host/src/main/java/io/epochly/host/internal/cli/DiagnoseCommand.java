package io.epochly.host.internal.cli;

import io.epochly.host.internal.diagnosis.Diagnosis;
import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code epochly-host diagnose}. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Writes a ZIP file for whoever helps: how hosts are, what the doctor finds, settings, numbers,"
          + " names of audit events, versions. It holds no secret, no path, and nothing of a guest's"
          + " code or data.",
      ""
    })
final class DiagnoseCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      description = "a file that is not there yet; you alone may read it")
  private @Nullable Path out;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Path file = Objects.requireNonNull(out);
    // Before what takes seconds; that it is not there is made sure of when it is written.
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      err.printf(
          "epochly-host: %s is there already, and is left alone: name another%n",
          FileAccess.shown(file));
      return FAILED;
    }
    try {
      byte[] content = new Diagnosis(System.getenv(), Path.of(""), Clock.systemUTC()).zip();
      FileAccess.create(file, "rw-------", content);
    } catch (IOException e) {
      err.println("epochly-host: " + FileAccess.reason(e));
      return FAILED;
    }
    return 0;
  }
}
