package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.java.JavaKernel;
import io.epochly.kernels.java.JavaKernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaKernelsTest {
  static void doubled(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
  }

  @Test
  void aHostCompilesStaticMethodsForItsCores() {
    double[] values = {1, 2, 3};
    try (EpochlyHost host = EpochlyHost.builder().cores(2).build()) {
      JavaKernel kernel = host.kernels().compile(JavaKernelsTest.class, "doubled");
      kernel.run(values);
      assertThat(kernel.stats().compiled()).isEqualTo(1);
      assertThat(kernel.explain()).contains("over cores");
    }
    assertThat(values).containsExactly(2, 4, 6);
  }

  @Test
  void arraysThatStayOnADeviceCountAgainstTheLimitAndEndWithTheHost() {
    DeviceAtHand.list();
    Configuration small = Configuration.builder().set("gpu_memory_limit", 1).build();
    DeviceArray<double[]> kept;
    try (EpochlyHost host = EpochlyHost.builder().configuration(small).build()) {
      JavaKernels kernels = host.kernels().onDevice();
      JavaKernel doubled = kernels.compile(JavaKernelsTest.class, "doubled");
      kept = kernels.array(new double[] {1, 2, 3});
      doubled.run(kept);
      doubled.run(kept);
      assertThat(kept.toArray()).containsExactly(4, 8, 12);
      assertThat(doubled.stats().onDevice()).as(doubled.explain()).isEqualTo(2);
      assertThat(kernels.deviceStatistics().uploads()).isOne();
      assertThatThrownBy(() -> kernels.array(double[].class, 1_000_000))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageContaining("raise the limit");
    }
    assertThatThrownBy(kept::toArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("was closed with the host that it belongs to");
    kept.close();
  }

  @Test
  void theEmergencySwitchLeavesOnlyPlainJava(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("off");
    Configuration settings = Configuration.builder().emergencyFile(file).build();
    double[] values = {1};
    try (EpochlyHost host = EpochlyHost.builder().configuration(settings).build()) {
      JavaKernel kernel = host.kernels().compile(JavaKernelsTest.class, "doubled");
      kernel.run(values);
      assertThat(kernel.stats().plain()).isZero();
      Files.createFile(file);
      Instant patience = Instant.now().plus(Duration.ofSeconds(20));
      while (kernel.stats().plain() == 0 && Instant.now().isBefore(patience)) {
        Thread.sleep(50);
        kernel.run(values);
      }
      assertThat(kernel.stats().plain()).isPositive();
    }
  }
}
