package io.epochly.host.internal.doctor;

import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes all checks. */
public final class Doctor {
  private final List<Check> checks;

  /** A check that was made. */
  public record Examined(String check, Finding finding) {}

  Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** A doctor for runs with this environment, in this folder. */
  public static Doctor of(Map<String, String> environment, Path folder, Clock clock) {
    Settings settings;
    Optional<String> wrong = Optional.empty();
    try {
      settings = new Resolver(environment, folder).resolve(Map.of());
    } catch (ConfigurationException e) {
      // The other checks are worth something all the same.
      settings = Resolver.defaults(environment);
      wrong = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Doctor(
        List.of(
            new JdkCheck(),
            new GuestJitCheck(),
            new LimitsCheck(),
            new SettingsCheck(settings, wrong),
            new LogCheck(settings),
            new LicenceCheck(settings, clock),
            new UserCheck(),
            new CacheCheck(settings, environment),
            new ImageCheck(),
            new RuntimeFolderCheck(settings.runtimeDir(), clock),
            new PortsCheck(settings.runtimeDir(), clock),
            new IsolationCheck(),
            new DevicesCheck(environment),
            new SharedMemoryCheck(),
            new ClockCheck(clock),
            new EmergencyCheck(settings)));
  }

  /**
   * What it finds of the distribution that this process runs from.
   *
   * @throws IOException if the distribution cannot be read
   */
  public static Finding ofImage() throws IOException {
    return new ImageCheck().look();
  }

  /** What they have found, in their order. */
  public List<Examined> examine() throws InterruptedException {
    List<Examined> all = new ArrayList<>();
    for (Check check : checks) {
      Finding finding;
      try {
        finding = check.look();
      } catch (IOException | RuntimeException e) {
        finding =
            new Finding.Fail(
                "this could not be looked at (%s)".formatted(e.getClass().getSimpleName()),
                String.valueOf(e.getMessage()),
                "see that /proc is there and can be read");
      }
      all.add(new Examined(check.name(), finding));
    }
    return all;
  }
}
