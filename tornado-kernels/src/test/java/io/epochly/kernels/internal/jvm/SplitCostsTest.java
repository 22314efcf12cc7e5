package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Loops go where they were quicker, and that is found out again when it changes. */
class SplitCostsTest {
  private static final long STEPS = 1_000_000;

  private final SplitCosts costs = new SplitCosts(new SplitCosts.Trial());

  /** Of so many runs, how many were on several cores. */
  private int several(int runs, long steps, ToLongFunction<Boolean> nanos) {
    int count = 0;
    for (int i = 0; i < runs; i++) {
      boolean several = costs.pays(steps);
      costs.learn(several, nanos.applyAsLong(several), steps);
      count += several ? 1 : 0;
    }
    return count;
  }

  @Test
  void whatIsShortStaysOnOneCore() {
    assertThat(several(100, 1000, _ -> 500)).isZero();
  }

  @Test
  void whatIsLongGoesOverSeveralAtOnceAndStaysThereWhileItPays() {
    assertThat(costs.pays(STEPS)).isTrue();
    assertThat(several(1000, STEPS, several -> several ? 500_000 : 1_000_000)).isBetween(970, 998);
  }

  @Test
  void whatIsNoQuickerOnSeveralComesBackToOne() {
    int during = several(1000, STEPS, several -> several ? 1_200_000 : 1_000_000);
    assertThat(during).isBetween(SplitCosts.SETTLED, 120);
  }

  @Test
  void shortLoopsThatFollowEachOtherAreTriedSeveralTimesInARow() {
    // The first run after one on one core has to wake the others up.
    int[] inARow = {0};
    int during =
        several(
            3000,
            STEPS,
            several -> {
              inARow[0] = several ? inARow[0] + 1 : 0;
              return several ? inARow[0] > 1 ? 90_000 : 300_000 : 160_000;
            });
    assertThat(during).isGreaterThan(2700);
  }

  @Test
  void whatAnotherProgramHoldsUpNowAndThenStaysOnSeveral() {
    int[] run = {0};
    int during =
        several(
            3000, STEPS, several -> several ? ++run[0] % 40 == 0 ? 4_000_000 : 90_000 : 160_000);
    assertThat(during).isGreaterThan(2800);
  }

  @Test
  void whatIsHeldUpEachTimeComesBackToOne() {
    several(500, STEPS, several -> several ? 90_000 : 160_000);
    assertThat(several(500, STEPS, several -> several ? 4_000_000 : 160_000)).isLessThan(30);
  }

  @Test
  void stepsThatHaveBecomeManyTimesAsLongAreNoticed() {
    several(1000, 200, several -> several ? 120_000 : 400_000);
    assertThat(several(300, 200, several -> several ? 120_000_000L : 400_000_000L))
        .isGreaterThan(285);
  }

  @Test
  void aChangeIsNoticed() {
    several(200, STEPS, several -> several ? 1_200_000 : 1_000_000);
    several(2000, STEPS, several -> several ? 400_000 : 1_000_000);
    assertThat(several(100, STEPS, several -> several ? 400_000 : 1_000_000)).isGreaterThan(95);
  }

  @Test
  void runsThatWereCompiledOnTheWayDoNotCountForLong() {
    int[] run = {0};
    several(6, STEPS, _ -> 50_000_000 >> run[0]++);
    assertThat(several(300, STEPS, several -> several ? 500_000 : 1_000_000)).isGreaterThan(270);
  }

  @Test
  void aLongRunOfALoopThatWasShortBeforeIsSeenToBeLong() {
    several(50, 1000, _ -> 1000);
    assertThat(costs.pays(STEPS)).isTrue();
  }

  /** Two loops in turns, each of which finds in the caches of all cores what the other has left. */
  private static final class Sweeps {
    private final SplitCosts.Trial together = new SplitCosts.Trial();
    private final List<SplitCosts> loops =
        List.of(new SplitCosts(together), new SplitCosts(together));
    private boolean before;

    /** Of so many runs, how many were on several cores; these take so long at least. */
    int several(int runs, long heldUp) {
      int count = 0;
      for (int i = 0; i < runs; i++) {
        SplitCosts costs = loops.get(i % 2);
        boolean several = costs.pays(STEPS);
        long warm = several ? 110_000 : 200_000;
        long nanos = several == before ? warm : warm + 150_000;
        costs.learn(several, several ? Math.max(heldUp, nanos) : nanos, STEPS);
        before = several;
        count += several ? 1 : 0;
      }
      return count;
    }
  }

  @Test
  void loopsThatUseTheSameDataComeBackToSeveralTogether() {
    Sweeps sweeps = new Sweeps();
    sweeps.several(1000, 0);
    assertThat(sweeps.several(2000, 5_000_000)).isLessThan(200);
    assertThat(sweeps.several(4000, 0)).isGreaterThan(2000);
    assertThat(sweeps.several(1000, 0)).isGreaterThan(900);
  }
}
