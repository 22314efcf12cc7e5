package io.epochly.kernels.device;

import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.process.RemoteDevice;
import java.util.List;
import java.util.function.UnaryOperator;

/** A device of this machine whose driver is given another text than the compiler's. */
public final class RewrittenDevice implements Device {
  private final Device device;
  private final UnaryOperator<String> change;

  private RewrittenDevice(Device device, UnaryOperator<String> change) {
    this.device = device;
    this.change = change;
  }

  /** The queue of such a device. */
  public static DeviceQueue queue(DeviceInfo info, UnaryOperator<String> change) {
    return new DeviceQueue(
        () ->
            new RewrittenDevice(
                RemoteDevice.open(info.provider(), info.id(), DeviceSettings.NONE), change),
        () -> {});
  }

  @Override
  public DeviceInfo describe() {
    return device.describe();
  }

  @Override
  public DeviceMemory memory() {
    return device.memory();
  }

  @Override
  public DeviceProgram compile(String source) {
    return device.compile(change.apply(source));
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to, long bytes) {
    device.copy(from, to, bytes);
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    return device.allocate(bytes);
  }

  @Override
  public void launch(DeviceProgram program, String entry, Grid grid, List<Argument> arguments) {
    device.launch(program, entry, grid, arguments);
  }

  @Override
  public LaunchTimes await(Poll poll) {
    return device.await(poll);
  }

  @Override
  public void clear(Poll poll) {
    device.clear(poll);
  }

  @Override
  public void close() {
    device.close();
  }
}
