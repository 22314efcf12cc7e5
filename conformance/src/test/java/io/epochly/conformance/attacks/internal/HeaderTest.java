package io.epochly.conformance.attacks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.conformance.attacks.Attack;
import io.epochly.conformance.attacks.Control;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderTest {
  private static final String WHOLE =
      """
      # tries: to do what
      #   it may not
      # stopped by: a limit
      # control: same-guest
      # evidence: reveals path java
      # denied: limit MemoryError
      # limits: heap=96m wall-time=1500
      # only: process (contexts differ)

      def attack(scene):
          return 1
      """;

  @Test
  void aHeaderTellsAllOfAnAttack() {
    Attack attack = Header.parse("group", "name", WHOLE);
    assertThat(attack.tries()).isEqualTo("to do what it may not");
    assertThat(attack.control()).isEqualTo(Control.SAME_GUEST);
    assertThat(attack.denials()).containsExactly("limit", "MemoryError");
    assertThat(attack.limits()).isEqualTo(Map.of(Limit.HEAP, 96L << 20, Limit.WALL_TIME, 1500L));
    assertThat(attack.notApplicable()).isEqualTo(Map.of(Isolation.CONTEXT, "contexts differ"));
  }

  @Test
  void anIncompleteOrUnknownHeaderIsRefused() {
    assertRefused(WHOLE.replace("# control: same-guest\n", ""), "control");
    assertRefused(WHOLE.replace("same-guest", "magic"), "magic");
    assertRefused(WHOLE.replace("reveals path java", "reveals"), "evidence");
    assertRefused(WHOLE.replace("heap=96m", "heap=much"), "heap=much");
    assertRefused(WHOLE.replace("attack(scene)", "other(scene)"), "attack(scene)");
    assertRefused(WHOLE.replace("# limits:", "# limit:"), "# limit:");
  }

  private static void assertRefused(String text, String named) {
    assertThatThrownBy(() -> Header.parse("group", "name", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group/name")
        .hasMessageContaining(named);
  }
}
