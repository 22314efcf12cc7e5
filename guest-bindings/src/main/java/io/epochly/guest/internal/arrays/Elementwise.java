package io.epochly.guest.internal.arrays;

import io.epochly.guest.internal.frontend.CompileOptions;
import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.guest.internal.graalpy.ArrayLayout;
import io.epochly.guest.internal.runtime.Dispatcher;
import io.epochly.guest.internal.runtime.KernelCompiler;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs operations on arrays as kernels, which it compiles when they are first wanted. */
public final class Elementwise {
  /** Kernels beyond this number are forgotten, least recently used first. */
  private static final int MAX_KERNELS = 1024;

  /** What the functions of {@link Operation} refer to; they mean the genuine ones. */
  private static final Set<String> NAMES = Set.of("range", "abs", "int", "float", "bool");

  private final Dispatcher dispatcher;
  private final KernelCompiler compiler;
  private final Map<Key, Optional<CompiledKernel>> kernels =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<CompiledKernel>> eldest) {
          return size() > MAX_KERNELS;
        }
      };

  private record Key(Operation operation, List<Type> types, Optional<Long> literal) {
    Key {
      types = List.copyOf(types);
    }
  }

  public Elementwise(Dispatcher dispatcher, KernelCompiler compiler) {
    this.dispatcher = dispatcher;
    this.compiler = compiler;
  }

  /**
   * What the operation gives, or nothing if the guest has to do it; nothing has changed then.
   *
   * @param operands the array that takes the results and the one or two operands, layouts or
   *     numbers; or one layout alone, of which a number is made
   */
  public Optional<Object> run(String name, List<Object> operands) {
    Operation operation = new Operation(name);
    Optional<Long> literal = operation.literal(operands.getLast());
    return dispatcher.runOwn(
        simplified(operands).toArray(), types -> kernel(new Key(operation, types, literal)));
  }

  /** Arrays without gaps are all alike, whatever their shape. */
  private static List<Object> simplified(List<Object> operands) {
    List<Object> flat = new ArrayList<>();
    for (Object operand : operands) {
      if (!(operand instanceof ArrayLayout layout)) {
        flat.add(operand);
      } else if (layout.flat().isPresent()) {
        flat.add(layout.flat().get());
      } else {
        return operands;
      }
    }
    return flat;
  }

  private synchronized Optional<CompiledKernel> kernel(Key key) {
    return kernels.computeIfAbsent(key, this::compile);
  }

  private Optional<CompiledKernel> compile(Key key) {
    FunctionSource source =
        new FunctionSource(
            key.operation().text(key.types(), key.literal()),
            "<epochly>",
            "f",
            "f",
            1,
            Operation.parameters(key.types().size()),
            Set.of());
    return switch (compiler.compile(
        source, key.types(), Elementwise::resolve, CompileOptions.DEFAULT)) {
      case CompileOutcome.Compiled compiled -> Optional.of(compiled.kernel());
      case CompileOutcome.Unsupported _ -> Optional.empty();
    };
  }

  private static NameScope.Binding resolve(List<String> path) {
    return path.size() == 1 && NAMES.contains(path.getFirst())
        ? new NameScope.Binding.Builtin(path.getFirst())
        : new NameScope.Binding.Unbound();
  }
}
