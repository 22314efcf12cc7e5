package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The example of the page about the IR is what the compiler makes of its source. */
class IrPageTest {
  private static final Path PAGE = Path.of("..", "tornado-kernels", "IR.md");

  private static String block(String name) throws Exception {
    String page = Files.readString(PAGE);
    String open = "```" + name + "\n";
    assertThat(page).contains(open);
    int start = page.indexOf(open) + open.length();
    return page.substring(start, page.indexOf("```", start));
  }

  @Test
  void theSourceOfTheExampleBecomesTheKernelsOfThePage() throws Exception {
    ArrayType floats = new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
    FunctionSource source =
        new FunctionSource(
            block("python"), "page.py", "dot", "dot", 1, List.of("x", "y"), Set.of());
    CompileOutcome outcome =
        new Frontend()
            .compile(
                source,
                List.of(floats, floats),
                path -> new Binding.Builtin(path.getLast()),
                CompileOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(CompileOutcome.Compiled.class);
    CompiledKernel kernel = ((CompileOutcome.Compiled) outcome).kernel();
    assertThat(Printer.print(kernel.source())).as("as written").isEqualTo(block("ir"));
    assertThat(Printer.print(kernel.ir())).as("after the passes").isEqualTo(block("optimized"));
  }
}
