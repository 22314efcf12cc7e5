package io.epochly.host.internal.pool;

import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;

/** What a worker of a guest may: what the guest may, as far as a worker has a use for it. */
public final class WorkerPolicy {
  private WorkerPolicy() {}

  /** The policy of a worker of some strength for a guest with a policy. */
  public static GuestPolicy of(GuestPolicy guest, Isolation strength) {
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    guest
        .limits()
        .forEach(
            (limit, value) -> {
              if (limit.holdsIn(strength)) {
                limits.put(limit, value);
              }
            });
    return new GuestPolicy(
        guest.readable(),
        guest.writable(),
        guest.environment(),
        guest.network(),
        guest.threads(),
        0,
        guest.preciseClock(),
        guest.devices() && strength == Isolation.CONTEXT,
        false,
        Map.of(),
        strength,
        guest.acceptReduced(),
        limits,
        false,
        false,
        InputStream.nullInputStream(),
        guest.stdout(),
        guest.stderr());
  }
}
