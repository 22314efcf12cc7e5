package io.epochly.host.internal.doctor;

import io.epochly.host.internal.guest.GuestContexts;
import org.graalvm.polyglot.Engine;

/** Whether guest code that is not optimized is compiled: starts an engine, to see. */
final class GuestJitCheck implements Check {
  private static final String ON = "on";

  @Override
  public String name() {
    return "guest-jit";
  }

  @Override
  public Finding look() {
    try (Engine engine = GuestContexts.newEngine()) {
      String state = GuestContexts.guestJit(engine);
      return state.equals(ON)
          ? new Finding.Ok("plain guest code is compiled")
          : new Finding.Warn(
              "plain guest code is interpreted, which is some 100 times slower: " + state,
              "",
              "start by the script epochly-host, which passes what the JIT compiler needs");
    }
  }
}
