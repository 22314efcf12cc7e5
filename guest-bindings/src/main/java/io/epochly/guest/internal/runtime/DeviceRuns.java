package io.epochly.guest.internal.runtime;

import io.epochly.guest.GuestDevice;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.ir.Position;
import java.util.List;
import java.util.Optional;

/**
 * Runs kernels on a device where somebody asks for that: a function by {@code level=4} or {@code
 * device=}, a block by {@code optimize_context(4)}, or the guest by {@code set_level(4)}. What a
 * device does not run, the cores do, and the version keeps the reason.
 */
final class DeviceRuns {
  private final List<GuestDevice> devices;
  private final String missing;

  /**
   * @param missing why there is no device, if there is none
   */
  DeviceRuns(List<GuestDevice> devices, String missing) {
    this.devices = devices;
    this.missing = missing;
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
      OptimizedCode.Options options, Version version, Poll poll, Object[] operands) {
    Optional<GuestDevice> device =
        devices.stream()
            .filter(d -> options.device().isEmpty() || d.isMeantBy(options.device().get()))
            .findFirst();
    if (device.isEmpty()) {
      version.noteOnDevice(
          devices.isEmpty()
              ? "not on a device: " + missing
              : "not on a device: none of this guest's is '"
                  + options.device().orElseThrow()
                  + "'; get_status()['devices'] names them");
      return Optional.empty();
    }
    Optional<DeviceKernel> kernel = version.deviceKernel();
    if (kernel.isEmpty()) {
      return Optional.empty();
    }
    try {
      Object value = kernel.get().invoke(poll, operands, device.get().queue());
      version.noteOnDevice("on the device " + device.get().name());
      return Optional.of(new Result(value));
    } catch (BailOut e) {
      if (e.reason() != BailReason.NOT_ON_DEVICE) {
        throw e;
      }
      version.noteOnDevice(new Reason("not on a device: " + e.reason().text(), e.position()));
    } catch (DeviceException e) {
      version.noteOnDevice(new Reason("not on a device: " + e.getMessage(), Position.NONE));
    }
    return Optional.empty();
  }
}
