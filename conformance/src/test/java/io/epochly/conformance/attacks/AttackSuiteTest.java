package io.epochly.conformance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.conformance.attacks.Attack.Mark;
import io.epochly.conformance.attacks.internal.Runner;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Isolation;
import io.epochly.host.UnguardedHosts;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every attack is denied, and would not be if its door were open. {@code -Dattack=GROUP/NAME} runs
 * one.
 */
class AttackSuiteTest {
  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> aClosedContextDeniesEachAttackAndAnOpenDoorLetsItThrough() {
    return tests(EpochlyHost.create(), Isolation.CONTEXT, true, often());
  }

  @TestFactory
  Stream<DynamicTest> aClosedProcessDeniesEachAttackAndAnOpenDoorLetsItThrough() {
    return tests(EpochlyHost.create(), Isolation.PROCESS, true, inProcess());
  }

  @TestFactory
  Stream<DynamicTest> withoutGuardsTheContextAloneDeniesEachAttack() {
    return tests(UnguardedHosts.create(), Isolation.CONTEXT, false, often());
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> withoutGuardsTheProcessAloneDeniesEachAttack() {
    return tests(UnguardedHosts.create(), Isolation.PROCESS, false, _ -> true);
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> aClosedContextDeniesTheLongAttacksToo() {
    return tests(EpochlyHost.create(), Isolation.CONTEXT, true, often().negate());
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> aClosedProcessDeniesTheLongAttacksToo() {
    return tests(EpochlyHost.create(), Isolation.PROCESS, true, inProcess().negate());
  }

  private static Predicate<Attack> often() {
    return attack -> !attack.marks().contains(Mark.NIGHTLY);
  }

  /**
   * A process takes seconds to start: one of its own is, in every build, for limits that only a
   * process can be held to.
   */
  private static Predicate<Attack> inProcess() {
    return often()
        .and(attack -> !attack.fresh() || attack.notApplicable().containsKey(Isolation.CONTEXT));
  }

  /** Lazily, so that the runner and the host are closed when the last test has run. */
  private static Stream<DynamicTest> tests(
      EpochlyHost host, Isolation isolation, boolean guarded, Predicate<Attack> which) {
    Runner runner = new Runner(host, isolation, guarded, folder);
    String only = System.getProperty("attack", "");
    return AttackSuite.standard()
        .only(which.and(attack -> attack.id().startsWith(only)))
        .attacks()
        .stream()
        .map(
            attack ->
                DynamicTest.dynamicTest(
                    attack.id(),
                    () -> {
                      AttackResult result = runner.check(attack);
                      assertThat(result.verdict())
                          .as(
                              "%s, closed: %s, open: %s",
                              result.detail(), result.closed(), result.control())
                          .matches(Verdict::isGood);
                    }))
        .onClose(
            () -> {
              runner.close();
              host.close();
            });
  }
}
