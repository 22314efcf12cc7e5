package io.epochly.guest.internal.runtime;

import io.epochly.guest.GuestDevice;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.ir.Position;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs kernels on a device where somebody asks for that: a function by {@code level=4} or {@code
 * device=}, a block by {@code optimize_context(4)}, or the guest by {@code set_level(4)}. Where
 * nobody says anything, one is taken that gives the same bits and is measured to be quicker. What a
 * device does not run, the cores do, and the version keeps the reason.
 */
final class DeviceRuns {
  private final List<GuestDevice> devices;
  private final Map<GuestDevice, Residency> residencies = new IdentityHashMap<>();
  private final Map<GuestDevice, DeviceReadiness> readiness = new IdentityHashMap<>();
  private final String missing;

  /**
   * @param alone whether one thread of the guest's runs
   * @param cores for calls that are made again, after their device was lost
   * @param polls what those poll
   * @param missing why there is no device, or none by some provider; empty where none is missing
   */
  DeviceRuns(
      List<GuestDevice> devices, boolean alone, Cores cores, Supplier<Poll> polls, String missing) {
    this.devices = devices;
    for (GuestDevice device : devices) {
      DeviceReadiness ready = new DeviceReadiness(device.queue());
      readiness.put(device, ready);
      residencies.put(device, new Residency(device.queue(), alone, cores, polls, ready::lost));
    }
    this.missing = missing;
  }

  /** Whether a call is to run on a device. */
  enum Use {
    NO,
    ASKED_FOR,
    IF_QUICKER
  }

  /** What a call at a level is to do. */
  Use use(OptimizedCode.Options options, int level, Levels levels) {
    if (level < Levels.DEVICE) {
      return Use.NO;
    }
    if (options.device().isPresent() || levels.choosesDevice(options.level())) {
      return Use.ASKED_FOR;
    }
    return devices.isEmpty() ? Use.NO : Use.IF_QUICKER;
  }

  /** Has the device that these ask for be started, by any thread. */
  void want(OptimizedCode.Options options) {
    meant(options).ifPresent(device -> readiness.get(device).wanted());
  }

  /** The same, and a version be compiled there. */
  void want(OptimizedCode.Options options, Version version) {
    meant(options)
        .ifPresent(
            device ->
                version.deviceKernel().ifPresent(kernel -> readiness.get(device).compile(kernel)));
  }

  private Optional<GuestDevice> meant(OptimizedCode.Options options) {
    return devices.stream()
        .filter(device -> options.device().isEmpty() || device.isMeantBy(options.device().get()))
        .findFirst();
  }

  /**
   * What a kernel gives on the first device, if that has been found to be quicker than the cores,
   * or is to be tried; nothing where the cores are to run it, and then all operands are as before.
   *
   * @throws BailOut when the plain function must run
   */
  Optional<Result> runIfQuicker(Version version, Poll poll, Arguments arguments) {
    DeviceCosts costs = version.deviceCosts();
    long elements = DeviceCosts.elements(arguments.operands());
    if (!costs.mayPay(elements)) {
      return Optional.empty();
    }
    GuestDevice device = devices.getFirst();
    Optional<LaunchCosts> measured = readiness.get(device).costs();
    long bytes = residencies.get(device).moved(version.kernel().orElseThrow(), arguments);
    if (measured.isPresent()
        ? !costs.pays(elements, bytes, measured.get())
        : !costs.isWorthStarting(elements)) {
      return Optional.empty();
    }
    Optional<DeviceKernel> kernel = version.deviceKernel().filter(DeviceKernel::isExact);
    if (kernel.isEmpty()) {
      costs.giveUp();
      return Optional.empty();
    }
    boolean ready = costs.isReady(() -> readiness.get(device).prepare(kernel.get()));
    if (!ready || measured.isEmpty()) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    long most = costs.mostNanos(elements, device.info().provider().buildsForCalls());
    Poll limited =
        () -> {
          poll.poll();
          if (System.nanoTime() - start > most) {
            throw new TooSlowException();
          }
        };
    Optional<Result> result =
        launched(
            device,
            kernel.get(),
            version,
            limited,
            arguments,
            why -> {
              if (why instanceof TooSlowException) {
                costs.tooSlow(elements, System.nanoTime() - start);
              } else {
                costs.failed(why);
              }
            });
    if (result.isPresent()) {
      costs.onDevice(elements, System.nanoTime() - start);
    }
    return result;
  }

  private static final class TooSlowException extends DeviceException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super("it takes longer there than on the cores");
    }
  }

  /** A result, which may be none. */
  record Result(Object value) {}

  /**
   * What a kernel gives on the device that is asked for; nothing where the cores are to run it, and
   * then all operands are as before.
   *
   * @throws BailOut when the plain function must run
   */
  Optional<Result> run(
      OptimizedCode.Options options, Version version, Poll poll, Arguments arguments) {
    Optional<GuestDevice> device = meant(options);
    if (device.isEmpty()) {
      version.noteOnDevice(
          devices.isEmpty()
              ? "not on a device: " + missing
              : "not on a device: none of this guest's is '"
                  + options.device().orElseThrow()
                  + "'; get_status()['devices'] names them"
                  + (missing.isEmpty() ? "" : "; " + missing));
      return Optional.empty();
    }
    Optional<DeviceKernel> kernel = version.deviceKernel();
    if (kernel.isEmpty()) {
      return Optional.empty();
    }
    return launched(device.get(), kernel.get(), version, poll, arguments, _ -> {});
  }

  /**
   * @param failed hears why there is no result
   */
  private Optional<Result> launched(
      GuestDevice device,
      DeviceKernel kernel,
      Version version,
      Poll poll,
      Arguments arguments,
      Consumer<RuntimeException> failed) {
    try {
      Object value =
          residencies.get(device).call(kernel, version.kernel().orElseThrow(), poll, arguments);
      version.noteOnDevice("on the device " + device.name());
      if (residencies.get(device).bringsAllBack(arguments)) {
        version.noteOnDevice(
            "arrays come back from the device with each call: guest threads or workers are allowed,"
                + " which could use them meanwhile");
      }
      return Optional.of(new Result(value));
    } catch (BailOut e) {
      if (e.reason() != BailReason.NOT_ON_DEVICE) {
        throw e;
      }
      version.noteOnDevice(new Reason("not on a device: " + e.reason().text(), e.position()));
      failed.accept(e);
    } catch (DeviceException e) {
      if (e instanceof DeviceLostException) {
        readiness.get(device).lost();
      }
      version.noteOnDevice(new Reason("not on a device: " + e.getMessage(), Position.NONE));
      failed.accept(e);
    }
    return Optional.empty();
  }
}
