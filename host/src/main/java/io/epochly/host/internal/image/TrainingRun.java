package io.epochly.host.internal.image;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.internal.cli.Main;
import io.epochly.host.internal.io.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the JVM watches to fill its cache: a script from the command line, and an embedding. Short,
 * because what was hot here is compiled at the very start of each later run.
 */
public final class TrainingRun {
  private TrainingRun() {}

  /**
   * Runs both.
   *
   * @throws IOException if no script can be written to the folder for temporary files
   */
  public static void main(String[] args) throws IOException {
    String text = Resources.text(TrainingRun.class, "training.py");
    Path script = Files.createTempFile("epochly", ".py");
    try {
      Files.writeString(script, text);
      int status = Main.execute("explain", "--output=/dev/null", script.toString());
      if (status != 0) {
        throw new IllegalStateException("the training script ended with " + status);
      }
    } finally {
      Files.delete(script);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.builder().stdout(out).build())) {
      guest.eval(text);
      guest.call("scaled", new double[] {1, 2}, 3.0);
      guest.eval("[1, 2]").asLongs();
      refused(guest);
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
