package io.epochly.guest.internal.language;

import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.guest.internal.runtime.GuestRuntime;
import java.util.List;
import java.util.Optional;

/**
 * The host's view of what a guest's runtime knows. It asks nothing of the guest, so it works when
 * the guest is dead too.
 */
public final class Introspection {
  private volatile Optional<GuestRuntime> runtime = Optional.empty();

  void attach(GuestRuntime started) {
    runtime = Optional.of(started);
  }

  /** What optimized functions did so far, while guest code runs too. */
  public GuestMetrics metrics() {
    return runtime.map(GuestRuntime::metrics).orElseGet(GuestMetrics::none);
  }

  /** One report per optimized function, in the order in which they were decorated. */
  public List<FunctionReport> reports() {
    return runtime.map(r -> new Reports(r).all()).orElseGet(List::of);
  }
}
