package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.frontend.CompileOptions;
import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.kernels.ir.Type;
import java.util.List;

/** Turns a guest function into a kernel for arguments of given types. */
@FunctionalInterface
public interface KernelCompiler {
  CompileOutcome compile(
      FunctionSource source, List<Type> params, NameScope names, CompileOptions options);
}
