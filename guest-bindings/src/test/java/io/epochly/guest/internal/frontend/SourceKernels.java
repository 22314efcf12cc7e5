package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Kernels of functions whose text tests have, without a guest; operands are scalars and arrays. */
final class SourceKernels {
  private SourceKernels() {}

  private static Type type(Object operand) {
    return switch (operand) {
      case double[] _ -> list(Storage.DOUBLES);
      case int[] _ -> list(Storage.INTS);
      case long[] _ -> list(Storage.LONGS);
      case ArrayArg buffer ->
          new ArrayType(Storage.F64, buffer.shape.length, ArrayType.StoreRule.CONVERT);
      case Double _ -> ScalarType.FLOAT;
      default -> ScalarType.INT;
    };
  }

  private static Type list(Storage storage) {
    return new ArrayType(storage, 1, ArrayType.StoreRule.SAME_TYPE);
  }

  /** The kernel of a function of a module, for operands like these. */
  static CompiledKernel compiled(String module, String name, Object... operands) {
    int at = module.indexOf("def " + name + "(");
    String definition = module.substring(at);
    String inside = definition.substring(definition.indexOf('(') + 1, definition.indexOf(')'));
    List<String> parameters = Stream.of(inside.split(",")).map(String::strip).toList();
    int line = (int) module.substring(0, at).lines().count() + 1;
    FunctionSource source =
        new FunctionSource(module, "kernels.py", name, name, line, parameters, Set.of());
    CompileOutcome outcome =
        new Frontend()
            .compile(
                source,
                Arrays.stream(operands).map(SourceKernels::type).toList(),
                SourceKernels::binding,
                CompileOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(CompileOutcome.Compiled.class);
    return ((CompileOutcome.Compiled) outcome).kernel();
  }

  private static Binding binding(List<String> path) {
    if (path.getFirst().equals("math")) {
      return path.size() == 1
          ? new Binding.Module("math")
          : new Binding.MathFunction(path.getLast());
    }
    return path.equals(List.of("prange"))
        ? new Binding.ParallelRange()
        : new Binding.Builtin(path.getLast());
  }

  /** Operands as kernels take them. */
  static Object[] arguments(Object... operands) {
    return Arrays.stream(operands)
        .map(
            operand ->
                switch (operand) {
                  case double[] a -> ArrayArg.flat(a, a.length);
                  case int[] a -> ArrayArg.flat(a, a.length);
                  case long[] a -> ArrayArg.flat(a, a.length);
                  default -> operand;
                })
        .toArray();
  }

  /** The same operands in memory of their own. */
  static Object[] copies(Object... operands) {
    return Arrays.stream(operands)
        .map(
            operand ->
                switch (operand) {
                  case double[] a -> a.clone();
                  case int[] a -> a.clone();
                  case long[] a -> a.clone();
                  default -> operand;
                })
        .toArray();
  }

  /** Ints as an array of a type, {@code int[]} or {@code long[]}. */
  static Object ints(Class<?> storage, long[] values) {
    return storage == int[].class
        ? Arrays.stream(values).mapToInt(Math::toIntExact).toArray()
        : values;
  }
}
