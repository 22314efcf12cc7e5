package io.epochly.guest;

import io.epochly.guest.internal.frontend.CompileOptions;
import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.guest.internal.runtime.KernelCompiler;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.Poll;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles functions by name into kernels written by hand, so that the runtime is tested alone. */
final class HandWritten implements KernelCompiler {
  /** The work of a kernel. */
  interface Body {
    Object run(Poll poll, Object[] operands);
  }

  /** What to answer for a function. */
  interface Recipe {
    CompileOutcome compile(List<Type> params, NameScope names);
  }

  private final Map<String, Recipe> recipes = new HashMap<>();
  final List<List<Type>> compiled = new ArrayList<>();
  final List<FunctionSource> sources = new ArrayList<>();

  HandWritten recipe(String name, Recipe recipe) {
    recipes.put(name, recipe);
    return this;
  }

  /** A kernel that reads only. */
  HandWritten with(String name, Body body) {
    return with(name, Set.of(), body);
  }

  /** A kernel that writes the operands of these indices. */
  HandWritten with(String name, Set<Integer> written, Body body) {
    return recipe(name, (params, names) -> kernel(name, params, List.of(), written, body));
  }

  static CompileOutcome kernel(
      String name,
      List<Type> params,
      List<List<String>> captures,
      Set<Integer> written,
      Body body) {
    List<Param> parameters = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      switch (params.get(i)) {
        case ScalarType scalar -> parameters.add(new Param.Scalar(new Var("p" + i, scalar)));
        case ArrayType array -> parameters.add(new ArrayParam(i, "p" + i, array));
        case CompoundType type -> throw new IllegalArgumentException("no test takes a " + type);
        case OpaqueType _ -> parameters.add(new Param.Opaque("p" + i));
      }
    }
    Kernel ir = new Kernel(name, parameters, List.of());
    return new CompileOutcome.Compiled(
        new CompiledKernel() {
          @Override
          public boolean polls() {
            return true;
          }

          @Override
          public Object invoke(Poll poll, Object[] operands, Cores cores) {
            return body.run(poll, operands);
          }

          @Override
          public Kernel ir() {
            return ir;
          }

          @Override
          public Kernel source() {
            return ir;
          }

          @Override
          public List<LoopReport> loops() {
            return List.of();
          }

          @Override
          public boolean stores(int parameter) {
            return written.contains(parameter);
          }

          @Override
          public List<SplitReport> splits() {
            return List.of();
          }

          @Override
          public long compileNanos() {
            return 1;
          }
        },
        captures,
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public CompileOutcome compile(
      FunctionSource source, List<Type> params, NameScope names, CompileOptions options) {
    compiled.add(List.copyOf(params));
    sources.add(source);
    Recipe recipe = recipes.get(source.name());
    return recipe == null
        ? new CompileOutcome.Unsupported(
            List.of(
                new CompileOutcome.Reason(
                    "no recipe for it", new Position(source.firstLine() + 1, 4))))
        : recipe.compile(params, names);
  }
}
