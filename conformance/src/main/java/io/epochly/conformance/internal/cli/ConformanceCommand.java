package io.epochly.conformance.internal.cli;

import io.epochly.conformance.attacks.Attack;
import io.epochly.conformance.attacks.AttackResult;
import io.epochly.conformance.attacks.AttackSuite;
import io.epochly.conformance.attacks.Verdict;
import io.epochly.conformance.claims.Claim;
import io.epochly.conformance.claims.ClaimResult;
import io.epochly.conformance.claims.ClaimSuite;
import io.epochly.host.ConfigurationException;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Isolation;
import io.epochly.host.IsolationUnavailableException;
import io.epochly.host.LicenceRequiredException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code epochly-host conformance --attacks}, and {@code --claims}. */
@Command(
    name = "epochly-host conformance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Runs attacks on guests of this machine: each on a closed guest, and then with the one door"
          + " open that lets it through. Or looks from outside whether what is claimed about security"
          + " holds here, with strace, bubblewrap and /proc. Takes minutes.",
      "",
      "The status is 1 if a closed guest let an attack through or came to harm by it, or a claim is"
          + " broken.",
      ""
    })
final class ConformanceCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Suite suite = new Suite();

  /** One of them. */
  private static final class Suite {
    @Option(names = "--attacks", description = "run the attacks")
    private boolean attacks;

    @Option(names = "--claims", description = "look at the claims")
    private boolean claims;
  }

  @Option(
      names = "--isolation",
      paramLabel = "STRENGTH",
      description = "guests of this strength only: context or process")
  private Isolation isolation;

  @Option(
      names = "--group",
      split = ",",
      paramLabel = "GROUP",
      description = "attacks of these groups only, separated by commas")
  private Set<String> groups = Set.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "GROUP/NAME",
      description = "these attacks only, separated by commas")
  private Set<String> only = Set.of();

  @Override
  public Integer call() throws InterruptedException {
    return suite.claims ? claims() : attacks();
  }

  private int claims() throws InterruptedException {
    if (isolation != null || !groups.isEmpty() || !only.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--isolation, --group and --only choose attacks, not claims");
    }
    List<ClaimResult> results = new ArrayList<>();
    try (ClaimSuite all = ClaimSuite.of(Path.of(System.getProperty("epochly.home", "")));
        Progress progress = Progress.of(all.claims().size())) {
      for (Claim claim : all.claims()) {
        progress.next(claim.section());
        results.add(all.check(claim));
      }
    } catch (IOException e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      return FAILED;
    }
    ClaimTable.print(spec.commandLine().getOut(), results);
    return results.stream().anyMatch(result -> result.verdict() == ClaimResult.Verdict.BROKEN)
        ? FAILED
        : 0;
  }

  private int attacks() {
    PrintWriter out = spec.commandLine().getOut();
    AttackSuite all = AttackSuite.standard();
    Set<String> known = all.attacks().stream().map(Attack::group).collect(Collectors.toSet());
    for (String group : groups) {
      if (!known.contains(group)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no group '%s': there are %s"
                .formatted(group, known.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    AttackSuite chosen =
        all.only(
            attack ->
                (groups.isEmpty() || groups.contains(attack.group()))
                    && (only.isEmpty() || only.contains(attack.id())));
    if (chosen.attacks().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "there is no such attack");
    }
    List<Isolation> strengths =
        Stream.of(Isolation.values())
            .filter(strength -> isolation == null || strength == isolation)
            .toList();
    Map<Isolation, List<AttackResult>> results = new EnumMap<>(Isolation.class);
    try (EpochlyHost host = EpochlyHost.builder().audit(_ -> {}).build();
        Progress progress = Progress.of(chosen.attacks().size() * strengths.size())) {
      for (Isolation strength : strengths) {
        results.put(
            strength, chosen.check(host, strength, result -> progress.next(result.attack().id())));
      }
    } catch (IsolationUnavailableException | LicenceRequiredException | ConfigurationException e) {
      spec.commandLine().getErr().println("epochly-host: " + e.getMessage());
      return FAILED;
    }
    AttackTable.print(out, results);
    return results.values().stream()
            .flatMap(List::stream)
            .map(AttackResult::verdict)
            .anyMatch(verdict -> verdict == Verdict.BREACHED || verdict == Verdict.HARMED)
        ? FAILED
        : 0;
  }
}
