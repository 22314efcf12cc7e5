package io.epochly.host.internal.image;

import io.epochly.guest.CompilerWarmUp;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.epochly.host.internal.Guests;
import io.epochly.host.internal.cli.Main;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.io.Resources;
import io.epochly.host.internal.worker.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the JVM watches to fill its cache: a script from the command line, an embedding with kernels
 * of many kinds, and a worker with its host. Short, because what was hot here is compiled at the
 * very start of each later run.
 */
public final class TrainingRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private TrainingRun() {}

  /**
   * Runs them.
   *
   * @throws IOException if no script can be written to the folder for temporary files
   */
  public static void main(String[] args) throws IOException {
    String text = Resources.text(TrainingRun.class, "training.py");
    // In a folder of its own: the guest takes modules from beside it.
    Path folder = Files.createTempDirectory("epochly");
    Path script = folder.resolve("training.py");
    try {
      Files.writeString(script, text);
      // By none of the other commands: the cache would ask for classes of theirs at each start.
      execute(script.toString());
      execute("--version");
    } finally {
      Files.deleteIfExists(script);
      Files.delete(folder);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.builder().stdout(out).build())) {
      guest.eval(text);
      guest.call("scaled", new double[] {1, 2}, 3.0);
      guest.eval("[1, 2]").asLongs();
      guest.eval(CompilerWarmUp.examples());
      guest.eval(Resources.text(TrainingRun.class, "training_kernels.py"));
      refused(guest);
    }
    work(text);
  }

  private static void execute(String... args) {
    int status = Main.execute(args);
    if (status != 0) {
      throw new IllegalStateException("the training script ended with " + status);
    }
  }

  /** What both ends of a guest in a process of its own do. */
  private static void work(String text) throws IOException {
    Settings settings = new Resolver(Map.of(), Path.of("")).resolve(Map.of());
    GuestPolicy policy =
        GuestPolicy.builder()
            .isolation(Isolation.PROCESS)
            .acceptReduced()
            .limit(Limit.WALL_TIME, PATIENCE.toMillis())
            .stdout(OutputStream.nullOutputStream())
            .build();
    try (Guests guests = new Guests(true, 1, settings, event -> {}, Workers.inThisProcess());
        Session guest = guests.open(policy)) {
      guest.evaluate(text);
      guest.call("scaled", new double[] {1, 2}, 3.0);
      guest.evaluate("[1, 2]").small();
      guest.runAsProgram("run_command", List.of("import json"));
    }
  }

  private static void refused(Guest guest) {
    try {
      guest.eval("open('/etc/passwd')");
    } catch (GuestException e) {
      return;
    }
    throw new IllegalStateException("a closed guest read a file");
  }
}
