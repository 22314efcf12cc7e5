package io.epochly.host;

import org.junit.jupiter.api.BeforeAll;

/** Functions of guests in processes, by messages. */
class TypedFunctionIT extends TypedFunctionContract {
  @BeforeAll
  static void needsTheSandbox() {
    ProcessGuestIT.needsTheSandbox(host());
  }

  @Override
  GuestPolicy.Builder policy() {
    return GuestPolicy.builder().isolation(Isolation.PROCESS);
  }
}
