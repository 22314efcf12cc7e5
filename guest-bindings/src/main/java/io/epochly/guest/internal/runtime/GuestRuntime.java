package io.epochly.guest.internal.runtime;

import com.oracle.truffle.api.nodes.Node;
import io.epochly.guest.GuestDevice;
import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestListener;
import io.epochly.guest.GuestMetrics;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.kernels.device.DeviceStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that one guest context has of this runtime. */
public final class GuestRuntime {
  /** Code beyond this number is forgotten, least recently decorated first. */
  private static final int MAX_CODES = 4096;

  /** Tells pieces of code apart. The source object stands for its text. */
  public record CodeKey(
      Object source, String qualname, int firstLine, OptimizedCode.Options options) {}

  /** A callable of the guest's standard library as it was before guest code ran. */
  public record Genuine(String name, Object value) {}

  private final GuestInfo info;
  private final GuestAccess access;
  private final GuestListener listener;
  private final Tuning tuning;
  private final Levels levels;
  private final GenuineNames genuine;
  private final Dispatcher dispatcher;
  private final Map<CodeKey, OptimizedCode> codes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CodeKey, OptimizedCode> eldest) {
          if (size() <= MAX_CODES) {
            return false;
          }
          forgotten = forgotten.plus(eldest.getValue().metrics());
          return true;
        }
      };

  /** Of code that is not known any more. */
  private GuestMetrics forgotten = GuestMetrics.none();

  public GuestRuntime(
      GuestInfo info,
      GuestAccess access,
      KernelCompiler compiler,
      Interruption interruption,
      GuestListener listener,
      Dispatcher.Answers answers,
      List<Genuine> builtins,
      List<Genuine> math,
      Node location) {
    this.info = info;
    this.access = access;
    this.listener = listener;
    this.tuning = new Tuning(info);
    this.levels = new Levels(info, tuning, interruption);
    this.genuine = new GenuineNames(entries(builtins), entries(math));
    this.dispatcher =
        new Dispatcher(
            access,
            genuine,
            compiler,
            interruption,
            levels,
            answers,
            location,
            info.guestThreads(),
            info.cores(),
            listener,
            info.devices(),
            info.missingDevice(),
            // Results of workers are brought in by another thread.
            !info.guestThreads() && info.workers() == 0);
  }

  private static List<GenuineNames.Entry> entries(List<Genuine> values) {
    return values.stream().map(v -> new GenuineNames.Entry(v.name(), v.value())).toList();
  }

  public GuestInfo info() {
    return info;
  }

  public GuestAccess access() {
    return access;
  }

  public Levels levels() {
    return levels;
  }

  public Tuning tuning() {
    return tuning;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Tells compilers which guest object is {@code epochly.prange}. */
  public void setParallelRange(Object value) {
    genuine.setParallelRange(value);
  }

  /** The code of a function, shared by all functions made of it. */
  public synchronized OptimizedCode code(CodeKey key, OptimizedCode.Description description) {
    return codes.computeIfAbsent(
        key,
        _ -> {
          if (description.refusal().isPresent()) {
            listener.optimizationFailed(description.firstLine(), 0);
          }
          OptimizedCode code = new OptimizedCode(description);
          dispatcher.expect(code);
          return code;
        });
  }

  /** What optimized functions did, for any thread. */
  public synchronized GuestMetrics metrics() {
    GuestMetrics sum = forgotten;
    for (OptimizedCode code : codes.values()) {
      sum = sum.plus(code.metrics());
    }
    return new GuestMetrics(
        sum.calls(),
        sum.compiledCalls(),
        sum.fallbacks(),
        sum.compileSeconds(),
        devices(),
        levels.ofGuest());
  }

  private GuestMetrics.Devices devices() {
    GuestMetrics.Devices sum = GuestMetrics.Devices.none();
    for (GuestDevice device : info.devices()) {
      DeviceStatistics done = device.queue().statistics();
      sum =
          sum.plus(
              new GuestMetrics.Devices(
                  done.launches().launches(), done.uploadedBytes(), done.downloadedBytes()));
    }
    return sum;
  }

  /** All code that is known. */
  public synchronized List<OptimizedCode> codes() {
    return new ArrayList<>(codes.values());
  }
}
