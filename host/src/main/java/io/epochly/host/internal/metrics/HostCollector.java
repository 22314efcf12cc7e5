package io.epochly.host.internal.metrics;

import io.epochly.guest.FallbackKind;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;

/** Gives a host's numbers their names. */
final class HostCollector implements MultiCollector {
  private static final int LEVELS = 5;

  private final HostMeter meter;

  HostCollector(HostMeter meter) {
    this.meter = meter;
  }

  @Override
  public MetricSnapshots collect() {
    HostMeter.Reading now = meter.read();
    GaugeSnapshot.Builder guests =
        GaugeSnapshot.builder()
            .name("epochly_guests_open")
            .help("Guests that are open, by what holds them.");
    for (Isolation isolation : Isolation.values()) {
      guests.dataPoint(
          gauge(
              Labels.of("isolation", label(isolation)), now.guests().getOrDefault(isolation, 0L)));
    }
    GaugeSnapshot.Builder levels =
        GaugeSnapshot.builder()
            .name("epochly_guests_at_level")
            .help("Guests and workers, by the level of optimization in force.");
    for (int level = 0; level < LEVELS; level++) {
      levels.dataPoint(
          gauge(Labels.of("level", Integer.toString(level)), now.levels().getOrDefault(level, 0L)));
    }
    CounterSnapshot.Builder fallbacks =
        counter("epochly_fallback_calls", "Calls of optimized functions that ran plain, by why.");
    for (FallbackKind kind : FallbackKind.values()) {
      fallbacks.dataPoint(
          count(Labels.of("reason", label(kind)), now.calls().fallbacks().getOrDefault(kind, 0L)));
    }
    CounterSnapshot.Builder limits =
        counter("epochly_limits_reached", "Calls that ended at a limit of their guest.");
    for (Limit limit : Limit.values()) {
      limits.dataPoint(
          count(Labels.of("limit", label(limit)), now.limits().getOrDefault(limit, 0L)));
    }
    return MetricSnapshots.of(
        guests.build(),
        levels.build(),
        GaugeSnapshot.builder()
            .name("epochly_workers_open")
            .help("Isolated workers that are open.")
            .dataPoint(gauge(Labels.EMPTY, now.workers()))
            .build(),
        counter("epochly_worker_restarts", "Workers that took the place of one that died.")
            .dataPoint(count(Labels.EMPTY, now.restarts()))
            .build(),
        GaugeSnapshot.builder()
            .name("epochly_pool_actions_waiting")
            .help("Actions that wait for a guest of a pool.")
            .dataPoint(gauge(Labels.EMPTY, now.pools().waiting()))
            .build(),
        GaugeSnapshot.builder()
            .name("epochly_pool_actions_running")
            .help("Actions that have a guest of a pool.")
            .dataPoint(gauge(Labels.EMPTY, now.pools().busy()))
            .build(),
        counter("epochly_pool_actions", "Actions of pools that have ended, by how.")
            .dataPoint(count(Labels.of("outcome", "done"), now.pools().actions()))
            .dataPoint(count(Labels.of("outcome", "failed"), now.pools().failed()))
            .dataPoint(count(Labels.of("outcome", "refused"), now.pools().refused()))
            .build(),
        counter(
                "epochly_pool_guests_replaced",
                "Guests of pools that were closed behind an action.")
            .dataPoint(count(Labels.EMPTY, now.pools().replaced()))
            .build(),
        counter("epochly_optimized_calls", "Calls of optimized functions.")
            .dataPoint(count(Labels.EMPTY, now.calls().calls()))
            .build(),
        counter("epochly_compiled_calls", "Calls of optimized functions that a kernel answered.")
            .dataPoint(count(Labels.EMPTY, now.calls().compiledCalls()))
            .build(),
        fallbacks.build(),
        counter("epochly_compile_seconds", "What compiling optimized functions took.")
            .dataPoint(count(Labels.EMPTY, now.calls().compileSeconds()))
            .build(),
        counter("epochly_device_launches", "Kernels that were started on devices.")
            .dataPoint(count(Labels.EMPTY, now.calls().devices().launches()))
            .build(),
        counter("epochly_device_bytes", "Bytes of arrays that went to devices and came from them.")
            .dataPoint(
                count(Labels.of("direction", "upload"), now.calls().devices().uploadedBytes()))
            .dataPoint(
                count(Labels.of("direction", "download"), now.calls().devices().downloadedBytes()))
            .build(),
        limits.build(),
        counter("epochly_guests_stuck", "Calls that were told to end, in a builtin that does not.")
            .dataPoint(count(Labels.EMPTY, now.stuck()))
            .build());
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static CounterDataPointSnapshot count(Labels labels, double value) {
    return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static GaugeDataPointSnapshot gauge(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
