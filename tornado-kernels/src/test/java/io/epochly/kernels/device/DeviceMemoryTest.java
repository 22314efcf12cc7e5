package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochly.kernels.internal.driver.OpenClDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of what calls had on a device is there when its driver has the memory back. */
@Timeout(60)
class DeviceMemoryTest {
  private static final long BYTES = 8192;
  private static final long PAGE = 4096;

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> memory = new ArrayList<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private OpenClDevice device;

  @BeforeEach
  void open() {
    DeviceInfo info = DeviceAtHand.info(DeviceProvider.OPENCL);
    assumeThat(info.kind())
        .as("only memory of a CPU can be looked at when it was given back")
        .isEqualTo(DeviceInfo.Kind.CPU);
    device = OpenClDevice.open(info.id(), Long.MAX_VALUE, Optional.empty());
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private DeviceBuffer buffer(long bytes) {
    MemorySegment place = arena.allocate(bytes, PAGE);
    memory.add(place);
    return device.allocateOver(place);
  }

  private boolean isClear() {
    return memory.stream()
        .allMatch(place -> place.mismatch(Arena.ofAuto().allocate(place.byteSize())) < 0);
  }

  @Test
  void aBufferIsClearedBeforeItIsGivenBack() {
    try (OpenClDevice own = device) {
      DeviceBuffer buffer = buffer(BYTES);
      buffer.content().fill((byte) 7);
      buffer.upload(BYTES);
      own.await(() -> {});
      assertThat(isClear()).isFalse();
      buffer.close();
      assertThat(isClear()).isTrue();
    }
  }

  @Test
  void allThatThereAreAreClearedAtOnce() {
    try (OpenClDevice own = device) {
      List<DeviceBuffer> buffers = List.of(buffer(BYTES), own.allocate(BYTES + 3));
      for (DeviceBuffer buffer : buffers) {
        buffer.content().fill((byte) 7);
        buffer.upload(buffer.content().byteSize());
      }
      own.clear(() -> {});
      for (DeviceBuffer buffer : buffers) {
        buffer.download(buffer.content().byteSize());
        own.await(() -> {});
        assertThat(buffer.content().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      }
    }
  }

  /** The device, with buffers whose memory stays here. */
  private Device watched() {
    return (Device)
        Proxy.newProxyInstance(
            DeviceMemoryTest.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (_, method, arguments) -> {
              if (method.getName().startsWith("allocate")) {
                return buffer((Long) arguments[0]);
              }
              if (method.getName().equals("await") && broken.get()) {
                throw new DeviceException("broken");
              }
              try {
                return method.invoke(device, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void whatCallsLeftIsClearedWhenTheirQueueIsClosed() {
    try (DeviceQueue queue = new DeviceQueue(this::watched, () -> {})) {
      DeviceTurnsTest.call(queue, () -> {});
      assertThat(memory).isNotEmpty();
      assertThat(isClear()).isFalse();
    }
    assertThat(isClear()).isTrue();
  }

  @Test
  void whatCallsLeftIsClearedWhenTheirDeviceIsGivenUp() {
    try (DeviceQueue queue = new DeviceQueue(this::watched, () -> {})) {
      DeviceTurnsTest.call(queue, () -> {});
      broken.set(true);
      assertThatThrownBy(() -> DeviceTurnsTest.call(queue, () -> {}))
          .isInstanceOf(DeviceException.class)
          .hasMessage("broken");
      assertThat(isClear()).isTrue();
    }
  }
}
