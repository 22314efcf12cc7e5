package io.epochly.conformance.javafuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import io.epochly.kernels.java.JavaKernels;
import java.io.IOException;
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

/** The random methods find the bugs that they are for. */
class JavaSeededBugsTest {
  private static final int ENOUGH = 400;
  private static final int CALLS = 8;
  private static final Cores CORES = Cores.of(3);

  @TempDir static Path folder;

  private static List<JavaPrograms.Program> programs = List.of();
  private static CompiledPrograms classes;

  @BeforeAll
  static void compile() {
    programs = LongStream.range(50_000, 50_000 + ENOUGH).mapToObj(JavaPrograms::of).toList();
    classes = CompiledPrograms.of(programs, folder);
  }

  @AfterAll
  static void close() throws IOException {
    classes.close();
    CORES.close();
  }

  @ParameterizedTest
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @EnumSource(JavaSeededBug.class)
  void aBugIsFoundWithinFourHundredMethods(JavaSeededBug bug) throws ReflectiveOperationException {
    int found = methodsUntilFound(bug);
    System.out.println(bug + " is found by method " + found);

    assertThat(found).isBetween(1, ENOUGH);
  }

  private static int methodsUntilFound(JavaSeededBug bug) throws ReflectiveOperationException {
    JavaKernels kernels = new JavaKernels(CORES, () -> false, bug.compiler());
    for (int i = 0; i < programs.size(); i++) {
      Class<?> program = classes.get(programs.get(i));
      Method method = JavaDifference.of(program);
      JavaDifference difference = new JavaDifference(method, i);
      try {
        if (difference
            .find(kernels.compile(program, "f", method.getParameterTypes()), CALLS)
            .isPresent()) {
          return i + 1;
        }
      } catch (IllegalArgumentException e) {
        // The verifier has found it.
        return i + 1;
      }
    }
    return 0;
  }
}
