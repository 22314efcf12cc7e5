package io.epochly.conformance.javafuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.java.JavaKernel;
import io.epochly.kernels.java.JavaKernels;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random methods do as kernels, on three cores, what they do as plain Java. */
class JavaDifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("javafuzz.programs", 600);
  private static final long FIRST = Long.getLong("javafuzz.seed", 1);
  private static final int BATCH = 100;
  private static final int CALLS = 8;
  private static final Cores CORES = Cores.of(3);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    CORES.close();
  }

  @Test
  void kernelsDoWhatTheirMethodsDo() throws ReflectiveOperationException, IOException {
    JavaKernels kernels = new JavaKernels(CORES);
    int compiled = 0;
    long calls = 0;
    long byKernels = 0;
    int overCores = 0;
    int recursive = 0;
    for (long from = FIRST; from < FIRST + PROGRAMS; from += BATCH) {
      List<JavaPrograms.Program> programs =
          LongStream.range(from, Math.min(from + BATCH, FIRST + PROGRAMS))
              .mapToObj(JavaPrograms::of)
              .toList();
      try (CompiledPrograms classes =
          CompiledPrograms.of(
              programs, Files.createDirectory(folder.resolve(Long.toString(from))))) {
        for (JavaPrograms.Program program : programs) {
          Method method = JavaDifference.of(classes.get(program));
          JavaKernel kernel =
              kernels.compile(classes.get(program), "f", method.getParameterTypes());
          Optional<String> difference = new JavaDifference(method, from).find(kernel, CALLS);
          assertThat(difference)
              .as("%s\n%s%s", program.source(), kernel.explain(), kernel.ir().orElse(""))
              .isEmpty();
          compiled += kernel.ir().isPresent() ? 1 : 0;
          overCores += kernel.explain().contains("over cores\n") ? 1 : 0;
          recursive += kernel.ir().orElse("").contains("\nfunction ") ? 1 : 0;
          calls += CALLS;
          byKernels += kernel.stats().compiled();
        }
      }
    }
    System.out.printf(
        "%d of %d methods compiled, %d with loops over cores, %d with methods that call themselves;"
            + " %d of %d calls by kernels%n",
        compiled, PROGRAMS, overCores, recursive, byKernels, calls);
    // Or the programs would test nothing.
    assertThat(compiled).isGreaterThan(PROGRAMS * 3 / 4);
    assertThat(byKernels).isGreaterThan(calls / 4);
    assertThat(overCores).isGreaterThan(PROGRAMS / 20);
    assertThat(recursive).isGreaterThan(PROGRAMS / 20);
  }
}
