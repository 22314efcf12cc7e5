package io.epochly.conformance.twins;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestInfo;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.java.JavaKernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Test;

/** {@code tornado-kernels/CALLS.md} shows what both frontends make of one kernel. */
class CallPageTest {
  private static final Path PAGE = Path.of("../tornado-kernels/CALLS.md");

  private static String block(String name) throws Exception {
    String page = Files.readString(PAGE);
    String open = "```" + name + "\n";
    int start = page.indexOf(open);
    assertThat(start).as("a block %s in %s", name, PAGE).isNotNegative();
    return page.substring(start + open.length(), page.indexOf("```", start + open.length()));
  }

  @Test
  void theJavaKernelIsAsThePageShowsIt() throws Exception {
    String ir = new JavaKernels(Cores.ONE).compile(JavaTwins.class, "saxpy").ir().orElseThrow();

    assertThat(ir).isEqualTo(block("java-ir"));
  }

  @Test
  void thePythonKernelIsAsThePageShowsIt() throws Exception {
    List<Kernel> kernels = new ArrayList<>();
    Pass collect =
        new Pass(
            "collect",
            kernel -> {
              kernels.add(kernel);
              return kernel;
            });
    try (Context context =
        Context.newBuilder("python", GuestBindings.LANGUAGE).allowIO(IOAccess.ALL).build()) {
      GuestBindings.install(
          context, GuestInfo.of("test", "off"), new KernelCompiler().withFirst(collect));
      context.eval(
          "python",
          """
          import sys
          sys.path.insert(0, '%s')
          import epochly, twins
          epochly.optimize(twins.saxpy)(2.0, [1.0], [2.0])
          """
              .formatted(Path.of("kernels").toAbsolutePath()));
    }

    assertThat(Printer.print(kernels.getFirst())).isEqualTo(block("python-ir"));
  }
}
