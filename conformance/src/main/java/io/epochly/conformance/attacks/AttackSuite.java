package io.epochly.conformance.attacks;

import io.epochly.conformance.attacks.internal.Catalogue;
import io.epochly.conformance.attacks.internal.Runner;
import io.epochly.host.EpochlyHost;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Attacks, to be run against guests. What they are after is planted in a temporary folder and
 * removed again.
 *
 * <pre>{@code
 * try (EpochlyHost host = EpochlyHost.create()) {
 *   for (AttackResult result : AttackSuite.standard().against(host, policy)) {
 *     if (result.closed().kind() == Outcome.Kind.SUCCEEDED) {
 *       System.out.println(result.attack().id() + ": " + result.attack().tries());
 *     }
 *   }
 * }
 * }</pre>
 */
public final class AttackSuite {
  private final List<Attack> attacks;
  private final Path folder;

  private AttackSuite(List<Attack> attacks, Path folder) {
    this.attacks = List.copyOf(attacks);
    this.folder = folder;
  }

  /** The attacks that come with this project. */
  public static AttackSuite standard() {
    return new AttackSuite(Catalogue.load(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Some of these attacks. */
  public AttackSuite only(Predicate<Attack> which) {
    return new AttackSuite(attacks.stream().filter(which).toList(), folder);
  }

  /**
   * The same with what the attacks are after in a new folder in this one: by default it lies where
   * temporary files do. A policy that grants the folder lets the attacks on it through.
   */
  public AttackSuite plantedIn(Path place) {
    return new AttackSuite(attacks, place);
  }

  /** The attacks, by group and name. */
  public List<Attack> attacks() {
    return attacks;
  }

  /**
   * Runs each attack on a guest whose policy is closed, then with the one door open. Takes minutes,
   * most of it for guests that are opened.
   *
   * @param progress hears of each result as it comes
   */
  public List<AttackResult> check(
      EpochlyHost host, Isolation isolation, Consumer<AttackResult> progress) {
    List<AttackResult> results = new ArrayList<>();
    try (Runner runner = new Runner(host, isolation, true, folder)) {
      for (Attack attack : attacks) {
        AttackResult result = runner.check(attack);
        progress.accept(result);
        results.add(result);
      }
    }
    return results;
  }

  /**
   * Runs each attack on a guest of a policy of one's own, at its strength, to see which doors it
   * opens: the closed outcome of a result is {@link Outcome.Kind#SUCCEEDED} for those, and there is
   * no control. The guest's output is taken from the policy's streams, and it is granted in
   * addition what an {@linkplain Attack.Footing attack stands on}. A limit of the policy is tried
   * at a value of the attack's own; one that it does not set counts as an open door, and the attack
   * on it is not run, as it might not end.
   *
   * <p>Attacks on files are after what was {@linkplain #plantedIn planted}: to hear of a folder
   * that the policy grants, plant it there.
   */
  public List<AttackResult> against(EpochlyHost host, GuestPolicy policy) {
    List<AttackResult> results = new ArrayList<>();
    try (Runner runner = new Runner(host, policy.isolation(), true, folder)) {
      for (Attack attack : attacks) {
        results.add(runner.against(attack, policy));
      }
    }
    return results;
  }
}
