package io.epochly.conformance.javafuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.conformance.DeviceAtHand;
import io.epochly.host.EpochlyHost;
import io.epochly.kernels.java.JavaKernel;
import io.epochly.kernels.java.JavaKernels;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random methods do on a device, to the bit, what they do as plain Java, also with arrays that are
 * there already. {@code -Djavafuzz.devicePrograms=N} sets how many, {@code -Djavafuzz.seed=N}
 * chooses others.
 */
class JavaDeviceDifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("javafuzz.devicePrograms", 80);
  private static final long FIRST = Long.getLong("javafuzz.seed", 1);
  private static final int CALLS = 6;

  @TempDir Path folder;

  @Test
  @Timeout(1200)
  void kernelsDoOnADeviceWhatTheirMethodsDo() throws ReflectiveOperationException, IOException {
    DeviceAtHand.list();
    List<JavaPrograms.Program> programs =
        LongStream.range(FIRST, FIRST + PROGRAMS).mapToObj(JavaDevicePrograms::of).toList();
    int there = 0;
    int bailing = 0;
    long runs = 0;
    try (EpochlyHost host = EpochlyHost.create();
        CompiledPrograms classes = CompiledPrograms.of(programs, folder)) {
      JavaKernels kernels = host.kernels().onDevice();
      for (int i = 0; i < PROGRAMS; i++) {
        Class<?> program = classes.get(programs.get(i));
        Method method = JavaDifference.of(program);
        JavaKernel kernel = kernels.compile(program, "f", method.getParameterTypes());
        Optional<String> difference =
            new JavaDifference(method, FIRST + i).find(kernel, kernels, CALLS);
        assertThat(difference)
            .as("%s\n%s%s", programs.get(i).source(), kernel.explain(), kernel.ir().orElse(""))
            .isEmpty();
        there += kernel.stats().onDevice() > 0 ? 1 : 0;
        bailing += kernel.stats().bailedOut() > 0 ? 1 : 0;
        runs += kernel.stats().onDevice();
      }
    }
    System.out.printf(
        "%d of %d methods ran on a device, in %d calls; %d bailed out%n",
        there, PROGRAMS, runs, bailing);
    // Or the programs would test nothing.
    assertThat(there).isGreaterThan(PROGRAMS * 2 / 3);
    assertThat(bailing).isPositive();
  }
}
