package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Type;
import java.util.List;

/** Compiles guest functions; see the package comment. */
public final class Frontend {
  /**
   * @param params one type per positional parameter
   */
  public CompileOutcome compile(
      FunctionSource source, List<Type> params, NameScope names, CompileOptions options) {
    return new CompileOutcome.Unsupported(
        List.of(new CompileOutcome.Reason("not built yet", Position.NONE)));
  }
}
