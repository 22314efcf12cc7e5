package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the host's own options end. */
class ArgumentsTest {
  @Test
  void aValueMayStandBehindItsOption() {
    assertThat(Arguments.normalize("--allow-read", "data", "s.py", "--policy", "x"))
        .containsExactly("--allow-read=data", "--", "s.py", "--policy", "x");
    assertThat(Arguments.normalize("--limit", "output=1m", "--allow-net", "-c", "1"))
        .containsExactly("--limit=output=1m", "--allow-net", "-c=1", "--");
  }

  @Test
  void anOptionWithoutItsValueIsLeftToTheParser() {
    assertThat(Arguments.normalize("--policy")).containsExactly("--policy");
    // Its value is optional, so that what follows is the script.
    assertThat(Arguments.normalize("--allow-env", "s.py"))
        .containsExactly("--allow-env", "--", "s.py");
  }
}
