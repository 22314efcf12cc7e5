package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import io.epochly.conformance.attacks.Attack.Mark;
import io.epochly.conformance.attacks.AttackResult;
import io.epochly.conformance.attacks.Control;
import io.epochly.conformance.attacks.Outcome;
import io.epochly.conformance.attacks.Outcome.Kind;
import io.epochly.conformance.attacks.Verdict;
import io.epochly.host.EpochlyHost;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.Devices;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Engine;

/**
 * Runs attacks at one strength. Guests are kept for further attacks of the same policy as long as
 * they live, unless an attack asks for one of its own.
 */
public final class Runner implements AutoCloseable {
  /** Far beyond every limit: what still runs then was not ended by one. */
  private static final long PATIENCE_SECONDS = 90;

  private static final String FIRST = "attack";
  private static final String SECOND = "second";

  private final EpochlyHost host;
  private final Isolation isolation;
  private final boolean guarded;
  private final Scene scene;
  private final Policies policies;
  private final Canary canary;
  private final Map<String, Subject> shared = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("attacks-clock").unstarted(task));
  private Optional<Engine> weakEngine = Optional.empty();

  /**
   * @param guarded false if the host's guests have no guards: then a denial need not be clean, and
   *     there are no controls
   * @param folder where the scene is planted
   */
  public Runner(EpochlyHost host, Isolation isolation, boolean guarded, Path folder) {
    this.host = host;
    this.isolation = isolation;
    this.guarded = guarded;
    this.scene = new Scene(folder);
    this.policies = new Policies(scene, isolation);
    this.canary = new Canary(host, isolation);
  }

  private record Attempt(Outcome outcome, Optional<String> harm) {}

  /** Runs an attack on a closed guest, and then with its door open. */
  public AttackResult check(Attack attack) {
    Optional<String> reason = notApplicable(attack);
    if (reason.isPresent()) {
      return notRun(attack, reason.get());
    }
    Attempt closed =
        attempt(
            attack,
            "closed " + attack.footing(),
            true,
            guest(printed -> policies.closed(attack, printed)));
    return guarded ? judged(attack, closed, control(attack)) : judgedWithoutGuards(attack, closed);
  }

  private Outcome control(Attack attack) {
    Control control = attack.control();
    boolean hostile = control != Control.HONEST && control != Control.LIMIT;
    Supplier<Subject> opener =
        control.isWeakened()
            ? () -> new WeakSubject(weakEngine(), control)
            : guest(printed -> policies.opened(attack, printed));
    return attempt(attack, control + " " + attack.footing(), hostile, opener).outcome();
  }

  /** Runs an attack on a guest of somebody's policy. */
  public AttackResult against(Attack attack, GuestPolicy policy) {
    Optional<String> reason = notApplicable(attack);
    if (reason.isPresent()) {
      return notRun(attack, reason.get());
    }
    List<Limit> missing =
        attack.limits().keySet().stream()
            .filter(limit -> policy.limit(limit).isEmpty())
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      String detail =
          "the policy sets no limit of "
              + missing.stream()
                  .map(limit -> limit.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", "));
      return result(
          attack,
          new Outcome(Kind.SUCCEEDED, "not run, as it might not end"),
          Verdict.BREACHED,
          detail);
    }
    Attempt attempt =
        attempt(
            attack,
            "own " + attack.footing(),
            true,
            guest(printed -> policies.own(policy, attack, printed)));
    if (attempt.outcome().kind() == Kind.SUCCEEDED) {
      return result(attack, attempt.outcome(), Verdict.BREACHED, attack.stoppedBy() + " is open");
    }
    return attempt.harm().isPresent()
        ? result(attack, attempt.outcome(), Verdict.HARMED, attempt.harm().get())
        : result(attack, attempt.outcome(), Verdict.HELD, "");
  }

  private Supplier<Subject> guest(Function<Printed, GuestPolicy> policy) {
    return () -> {
      Printed printed = new Printed();
      return new GuestSubject(host.openGuest(policy.apply(printed)), printed);
    };
  }

  private Engine weakEngine() {
    if (weakEngine.isEmpty()) {
      weakEngine =
          Optional.of(
              Engine.newBuilder()
                  .allowExperimentalOptions(true)
                  .option("engine.WarnInterpreterOnly", "false")
                  .option("log.level", "OFF")
                  .build());
    }
    return weakEngine.get();
  }

  private Attempt attempt(Attack attack, String key, boolean hostile, Supplier<Subject> opener) {
    boolean two = attack.program().contains("\ndef " + SECOND + "(scene):");
    boolean same = attack.control() == Control.SAME_GUEST && key.startsWith("SAME_GUEST");
    // Without its limit an attack on one ends like any other program.
    boolean lifted = attack.control() == Control.LIMIT && !hostile;
    boolean own = attack.marks().contains(Mark.FRESH) || (attack.fresh() && !lifted);
    Subject subject;
    Subject other;
    try {
      subject = own ? opener.get() : shared.computeIfAbsent(key, _ -> opener.get());
      other =
          !two || same ? subject : shared.computeIfAbsent("second to " + key, _ -> opener.get());
    } catch (GuestFailure e) {
      return new Attempt(
          new Outcome(Kind.BROKEN, "it did not open: " + e.getMessage()), Optional.empty());
    }
    scene.prepare();
    Canary.Before before = canary.before();
    String source = scene.preamble(hostile) + attack.program();
    Ran ran;
    try (Scene.Swapping _ = scene.swapping(attack)) {
      ran = watched(subject, source, FIRST);
      if (two && ran.end().kind() == Kind.NOTHING) {
        // In the same guest the text is not run again: that would undo what the first half did.
        ran = watched(other, same ? "" : source, SECOND);
      }
    }
    Optional<String> evidence = Evidence.of(attack, scene, ran);
    if (own) {
      subject.close();
    } else if (!subject.isAlive()) {
      subject.close();
      shared.remove(key);
    }
    Optional<String> harm = canary.harm(before, scene);
    return new Attempt(
        evidence.map(what -> new Outcome(Kind.SUCCEEDED, what)).orElse(ran.end()), harm);
  }

  private Ran watched(Subject subject, String source, String function) {
    Future<?> end = clock.schedule(subject::close, PATIENCE_SECONDS, TimeUnit.SECONDS);
    try {
      return subject.run(source, function);
    } finally {
      end.cancel(false);
    }
  }

  private Optional<String> notApplicable(Attack attack) {
    Optional<String> reason = Optional.ofNullable(attack.notApplicable().get(isolation));
    if (reason.isEmpty() && attack.control() == Control.DEVICES && !hasDevices()) {
      return Optional.of("this machine has no device");
    }
    return reason;
  }

  private static boolean hasDevices() {
    try {
      return !Devices.list().isEmpty();
    } catch (DeviceException e) {
      return false;
    }
  }

  private AttackResult judged(Attack attack, Attempt closed, Outcome control) {
    Outcome outcome = closed.outcome();
    if (outcome.kind() == Kind.SUCCEEDED) {
      return new AttackResult(
          attack, isolation, outcome, control, Verdict.BREACHED, "evidence: " + outcome.detail());
    }
    if (closed.harm().isPresent()) {
      return new AttackResult(
          attack, isolation, outcome, control, Verdict.HARMED, closed.harm().get());
    }
    if (!attack.denials().contains(outcome.label())) {
      return new AttackResult(
          attack,
          isolation,
          outcome,
          control,
          Verdict.UNCLEAN,
          "%s %s, not %s".formatted(outcome.kind(), outcome.detail(), attack.denials()));
    }
    return control.kind() == Kind.SUCCEEDED
        ? new AttackResult(attack, isolation, outcome, control, Verdict.HELD, "")
        : new AttackResult(
            attack,
            isolation,
            outcome,
            control,
            Verdict.UNPROVEN,
            "with the door open: %s %s".formatted(control.kind(), control.detail()));
  }

  private AttackResult judgedWithoutGuards(Attack attack, Attempt closed) {
    Outcome outcome = closed.outcome();
    if (!outcome.isKeptOut()) {
      return result(attack, outcome, Verdict.BREACHED, "evidence: " + outcome.detail());
    }
    return closed.harm().isPresent()
        ? result(attack, outcome, Verdict.HARMED, closed.harm().get())
        : result(attack, outcome, Verdict.HELD, "");
  }

  private AttackResult notRun(Attack attack, String reason) {
    return result(attack, new Outcome(Kind.NOT_RUN, ""), Verdict.NOT_APPLICABLE, reason);
  }

  private AttackResult result(Attack attack, Outcome closed, Verdict verdict, String detail) {
    return new AttackResult(
        attack, isolation, closed, new Outcome(Kind.NOT_RUN, ""), verdict, detail);
  }

  @Override
  public void close() {
    shared.values().forEach(Subject::close);
    weakEngine.ifPresent(engine -> engine.close(true));
    canary.close();
    scene.close();
    clock.shutdownNow();
  }
}
