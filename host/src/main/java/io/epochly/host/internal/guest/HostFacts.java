package io.epochly.host.internal.guest;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * Takes the functions out of a guest that tell of its host, by {@code facts.py}. Those that are
 * still asked, for a part of what they say, are held here: a closure of Python's would show them.
 */
final class HostFacts {
  /** Nanoseconds in which caches cannot be told apart. */
  private static final long GRAIN = 100_000;

  /** Where the name of the machine stands in what {@code uname} gives. */
  private static final int NODENAME = 1;

  private HostFacts() {}

  static void hide(Bridge bridge, Value inPlace, ResolvedPolicy policy) {
    bridge
        .load("facts.py")
        .executeVoid(
            inPlace,
            (ProxyExecutable) HostFacts::nameless,
            (ProxyExecutable) HostFacts::coarse,
            policy.preciseClock(),
            policy.signals());
  }

  private static ProxyExecutable coarse(Value... arguments) {
    Value clock = arguments[0];
    return _ -> {
      long now = clock.execute().asLong();
      return now - Math.floorMod(now, GRAIN);
    };
  }

  private static ProxyExecutable nameless(Value... arguments) {
    Value uname = arguments[0];
    String instead = arguments[1].asString();
    return _ -> {
      Value told = uname.execute();
      Object[] parts = new Object[(int) told.getArraySize()];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = i == NODENAME ? instead : told.getArrayElement(i).asString();
      }
      return ProxyArray.fromArray(parts);
    };
  }
}
