package io.epochly.conformance.javafuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.conformance.DeviceAtHand;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Devices;
import io.epochly.kernels.java.JavaKernel;
import io.epochly.kernels.java.JavaKernels;
import io.epochly.kernels.java.KernelDevices;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The random methods find the bugs on a device that they are for. */
class JavaDeviceSeededBugsTest {
  private static final int ENOUGH = 120;
  private static final int CALLS = 6;

  @TempDir static Path folder;

  private static List<JavaPrograms.Program> programs = List.of();
  private static CompiledPrograms classes;
  private static DeviceQueue queue;

  @BeforeAll
  static void compile() {
    DeviceAtHand.list();
    programs = LongStream.range(70_000, 70_000 + ENOUGH).mapToObj(JavaDevicePrograms::of).toList();
    classes = CompiledPrograms.of(programs, folder);
    queue = Devices.queue(Devices.list().getFirst(), DeviceSettings.NONE, () -> {});
  }

  @AfterAll
  static void close() {
    if (queue != null) {
      queue.close();
      classes.close();
    }
  }

  @ParameterizedTest
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @EnumSource(JavaDeviceSeededBug.class)
  void aBugIsFound(JavaDeviceSeededBug bug) throws ReflectiveOperationException {
    int found = methodsUntilFound(bug);
    System.out.printf("%s on a device is found by method %d%n", bug, found);

    assertThat(bug.programs()).as("programs that have it").isPositive();
    assertThat(found).isBetween(1, ENOUGH);
  }

  private static int methodsUntilFound(JavaDeviceSeededBug bug)
      throws ReflectiveOperationException {
    JavaKernels kernels =
        new JavaKernels(
                Cores.ONE,
                () -> false,
                new KernelCompiler(),
                bug.compiler(),
                KernelDevices.only(queue))
            .onDevice();
    for (int i = 0; i < programs.size(); i++) {
      Class<?> program = classes.get(programs.get(i));
      Method method = JavaDifference.of(program);
      JavaKernel kernel = kernels.compile(program, "f", method.getParameterTypes());
      if (new JavaDifference(method, i).find(kernel, kernels, CALLS).isPresent()) {
        return i + 1;
      }
    }
    return 0;
  }
}
