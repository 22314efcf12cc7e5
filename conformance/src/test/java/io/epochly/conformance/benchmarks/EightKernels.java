package io.epochly.conformance.benchmarks;

import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestInfo;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.Kernel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.io.IOAccess;

/** The kernels of {@code kernels.py}, as the frontend gives them to the compiler and in guests. */
final class EightKernels {
  private static final Path FOLDER = Path.of("kernels").toAbsolutePath();

  private EightKernels() {}

  static Map<String, Kernel> byName() {
    Map<String, Kernel> kernels = new TreeMap<>();
    Pass collect =
        new Pass(
            "collect",
            kernel -> {
              kernels.put(kernel.name(), kernel);
              return kernel;
            });
    try (Context context = guest(new KernelCompiler().withFirst(collect))) {
      context.eval("python", "[call() for call in map(calls, kernels.cases())]");
    }
    return kernels;
  }

  /**
   * A guest in which {@code calls(name)} gives a function that calls that kernel again and again.
   */
  static Context guest(KernelCompiler compiler) {
    Context context =
        Context.newBuilder("python", GuestBindings.LANGUAGE).allowIO(IOAccess.ALL).build();
    GuestBindings.install(context, GuestInfo.of("benchmark", "off"), compiler);
    context.eval(
        "python",
        """
        import sys
        sys.path.insert(0, '%s')
        import epochly, functools, kernels

        def calls(name):
            function, arguments = kernels.cases()[name]
            return functools.partial(epochly.optimize(function), *arguments())
        """
            .formatted(FOLDER));
    return context;
  }
}
