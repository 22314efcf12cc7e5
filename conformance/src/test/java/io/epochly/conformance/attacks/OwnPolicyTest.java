package io.epochly.conformance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.host.EpochlyHost;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite as an embedder uses it. */
class OwnPolicyTest {
  private static EpochlyHost host;

  @TempDir private static Path folder;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  private static List<AttackResult> results(GuestPolicy policy, String... attacks) {
    return AttackSuite.standard()
        .plantedIn(folder)
        .only(attack -> Set.of(attacks).contains(attack.id()))
        .against(host, policy);
  }

  @Test
  void theDoorsThatAPolicyOpensAreThoseThatAttacksGetThrough() {
    GuestPolicy policy = GuestPolicy.builder().allowRead(folder).allowNetwork().build();
    assertThat(
            results(
                policy,
                "files/absolute_path",
                "files/write_absolute_path",
                "network/connect",
                "threads/thread"))
        .filteredOn(result -> result.closed().kind() == Outcome.Kind.SUCCEEDED)
        .extracting(result -> result.attack().id())
        .containsExactly("files/absolute_path", "network/connect");
  }

  @Test
  void aLimitThatAPolicyDoesNotSetIsAnOpenDoor() {
    assertThat(results(GuestPolicy.closed(), "cpu/endless_loop"))
        .extracting(AttackResult::verdict)
        .containsExactly(Verdict.BREACHED);
    GuestPolicy limited = GuestPolicy.builder().limit(Limit.WALL_TIME, 3_600_000).build();
    assertThat(results(limited, "cpu/endless_loop"))
        .extracting(AttackResult::verdict)
        .containsExactly(Verdict.HELD);
  }

  @Test
  void nothingIsLeftOfWhatWasPlanted() {
    results(GuestPolicy.closed(), "files/absolute_path");
    assertThat(folder).isEmptyDirectory();
  }
}
