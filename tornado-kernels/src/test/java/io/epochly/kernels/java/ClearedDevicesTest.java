package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.internal.process.RemoteDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of what lay on a device nothing is left in its process, which for a device that is a CPU has its
 * memory too.
 */
@Timeout(120)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class ClearedDevicesTest {
  /** Few enough that the C library keeps their memory in the process when it gets it back. */
  private static final int LENGTH = 2000;

  private static final int BLOCK = 1 << 20;

  /** Random, so that nothing else is equal to it by chance. */
  private final double secret = 1 + ThreadLocalRandom.current().nextDouble();

  @Parameter private DeviceProvider provider;
  private RemoteDevice device;
  private DeviceQueue queue;
  private JavaKernels kernels;

  @BeforeEach
  void open() {
    DeviceInfo info = DeviceAtHand.info(provider);
    assumeThat(info.kind())
        .as("the memory of another device cannot be looked at")
        .isEqualTo(DeviceInfo.Kind.CPU);
    assumeThat(Path.of("/proc/self/mem")).exists();
    device = RemoteDevice.open(provider, info.id(), DeviceSettings.NONE);
    queue = new DeviceQueue(this::kept, () -> {});
    kernels = new JavaKernels(Cores.ONE, () -> false, KernelDevices.only(queue)).onDevice();
  }

  /** The device, whose process does not end with its queue. */
  private Device kept() {
    return (Device)
        Proxy.newProxyInstance(
            ClearedDevicesTest.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(device, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    if (device != null) {
      queue.close();
      device.close();
    }
  }

  private double[] secrets() {
    double[] all = new double[LENGTH];
    Arrays.fill(all, secret);
    return all;
  }

  private static double[] zeros() {
    return new double[LENGTH];
  }

  /** How often the process has the secret in memory that it may write. */
  private int found() throws IOException {
    int count = 0;
    Path process = Path.of("/proc", String.valueOf(device.pid()));
    try (RandomAccessFile memory = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
      for (String line : Files.readAllLines(process.resolve("maps"))) {
        String[] parts = line.split("[- ]", 4);
        if (parts[2].startsWith("rw")) {
          count +=
              found(
                  memory,
                  HexFormat.fromHexDigitsToLong(parts[0]),
                  HexFormat.fromHexDigitsToLong(parts[1]));
        }
      }
    }
    return count;
  }

  private int found(RandomAccessFile memory, long from, long to) throws IOException {
    long bits = Double.doubleToRawLongBits(secret);
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.nativeOrder());
    int count = 0;
    memory.seek(from);
    for (long left = to - from; left > 0; left -= block.limit()) {
      block.clear().limit((int) Math.min(BLOCK, left));
      memory.readFully(block.array(), 0, block.limit());
      while (block.remaining() >= Long.BYTES) {
        if (block.getLong() == bits) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void anArrayThatIsClosed() throws IOException {
    JavaKernel saxpy = kernels.compile(DeviceArrayTest.Methods.class, "saxpy");
    try (DeviceArray<double[]> there = kernels.array(secrets());
        DeviceArray<double[]> other = kernels.array(zeros())) {
      saxpy.run(1.0, there, other);
      assertThat(saxpy.stats().onDevice()).as(saxpy.explain()).isOne();
      assertThat(other.toArray()).containsOnly(secret);
      assertThat(found()).isPositive();
    }
    // Memory of what is closed goes with the next thing that is asked for.
    kernels.array(zeros()).close();
    assertThat(found()).isZero();
  }

  @Test
  void oneOfTwoArraysOfACall() throws IOException {
    JavaKernel saxpy = kernels.compile(DeviceArrayTest.Methods.class, "saxpy");
    try (DeviceArray<double[]> other = kernels.array(zeros())) {
      try (DeviceArray<double[]> there = kernels.array(secrets())) {
        saxpy.run(2.0, there, other);
        assertThat(found()).isPositive();
      }
      assertThat(other.toArray()).containsOnly(2 * secret);
      assertThat(found()).isZero();
      // What is left is as it was, and can be used.
      try (DeviceArray<double[]> next = kernels.array(secrets())) {
        saxpy.run(1.0, next, other);
      }
      assertThat(other.toArray()).containsOnly(2 * secret + secret);
    }
  }

  @Test
  void whatCallsHad() throws IOException {
    JavaKernel saxpy = kernels.compile(DeviceArrayTest.Methods.class, "saxpy");
    double[] y = zeros();
    saxpy.run(1.0, secrets(), y);
    assertThat(saxpy.stats().onDevice()).as(saxpy.explain()).isOne();
    assertThat(y).containsOnly(secret);
    assertThat(found()).isPositive();
    queue.close();
    assertThat(found()).isZero();
  }
}
