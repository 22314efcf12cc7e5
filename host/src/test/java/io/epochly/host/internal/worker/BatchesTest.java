package io.epochly.host.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchesTest {
  private final Batches batches = new Batches();

  @Test
  void theFirstOfABatchIsNewUntilItBegins() {
    batches.sent(2);
    assertThat(batches.isNextNew()).isTrue();
    batches.begun();
    assertThat(batches.isNextNew()).isFalse();
    batches.sent(1);
    batches.outcome();
    assertThat(batches.isNextNew()).as("the second of the first batch").isFalse();
    batches.outcome();
    assertThat(batches.isNextNew()).as("the second batch").isTrue();
    batches.begun();
    assertThat(batches.isNextNew()).isFalse();
  }

  @Test
  void whatIsGivenBackCountsForNothing() {
    batches.sent(3);
    batches.begun();
    batches.sent(2);
    batches.givenBack(3);
    batches.outcome();
    assertThat(batches.isNextNew()).isFalse();
    batches.givenBack(1);
    batches.sent(1);
    assertThat(batches.isNextNew()).isTrue();
    batches.begun();
    assertThat(batches.isNextNew()).isFalse();
  }

  @Test
  void aBatchThatIsGivenBackWholeNeverBegins() {
    batches.sent(1);
    batches.begun();
    batches.sent(2);
    batches.givenBack(2);
    batches.outcome();
    batches.sent(1);
    assertThat(batches.isNextNew()).isTrue();
    batches.begun();
    assertThat(batches.isNextNew()).isFalse();
  }
}
