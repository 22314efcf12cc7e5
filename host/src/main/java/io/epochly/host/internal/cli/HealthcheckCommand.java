package io.epochly.host.internal.cli;

import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.cli.HostsOption.NoStatusException;
import io.epochly.host.internal.status.FoundStatus;
import io.epochly.host.internal.status.FoundStatus.State;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code epochly-host healthcheck}. */
@Command(
    name = "healthcheck",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    description = {
      "",
      "Ends with 0 if a host of this user runs and has said so in the last 15 seconds, and with 1"
          + " if none runs or one that runs is silent. For containers and supervisors.",
      ""
    })
final class HealthcheckCommand implements Callable<Integer> {
  private static final int UNHEALTHY = 1;

  @Spec private CommandSpec spec;

  @Mixin private HostsOption hosts;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      // What a process left that is gone says nothing of those that are there.
      List<FoundStatus> present =
          hosts.find().stream().filter(status -> status.state() != State.ENDED).toList();
      if (present.isEmpty()) {
        err.println("epochly-host: every host that was here has ended without a word");
        return UNHEALTHY;
      }
      boolean healthy = true;
      for (FoundStatus status : present) {
        if (status.state() != State.RUNNING) {
          err.printf(
              "epochly-host: the host of process %d is %s%n",
              status.pid(), status.state().name().toLowerCase(Locale.ROOT));
          healthy = false;
        }
      }
      return healthy ? 0 : UNHEALTHY;
    } catch (NoStatusException | ConfigurationException e) {
      // Docker knows 0 and 1, and keeps all else for itself.
      err.println("epochly-host: " + e.getMessage());
      return UNHEALTHY;
    }
  }
}
