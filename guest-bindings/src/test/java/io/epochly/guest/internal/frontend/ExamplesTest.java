package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.CompilerWarmUp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler is made warm with compiles, and runs without a guest. */
class ExamplesTest {
  @Test
  void allCompileAndRun() {
    List<Examples.Example> examples = Examples.of(CompilerWarmUp.examples());
    assertThat(examples).hasSize(32);
    examples.forEach(Examples.Example::compileAndRun);
  }

  @Test
  void theTextSaysWhatParametersGet() {
    assertThat(CompilerWarmUp.examples())
        .contains("def axpy(a: \"float\", x: \"floats\", y: \"floats\")")
        .contains("def words(text)");
  }
}
