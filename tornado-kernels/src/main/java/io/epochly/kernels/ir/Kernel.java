package io.epochly.kernels.ir;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A typed program.
 *
 * @param name for messages; the guest's qualified name
 * @param functions what the body calls, and what these call
 */
public record Kernel(String name, List<Param> params, List<Stmt> body, List<Function> functions) {
  public Kernel {
    params = List.copyOf(params);
    body = List.copyOf(body);
    functions = List.copyOf(functions);
  }

  /** A kernel without functions. */
  public Kernel(String name, List<Param> params, List<Stmt> body) {
    this(name, params, body, List.of());
  }

  /** The function of this name, if it has one. */
  public Optional<Function> function(Callee callee) {
    return functions.stream().filter(f -> f.callee() == callee).findFirst();
  }

  /** The same kernel with its own body and those of its functions rewritten. */
  public Kernel mapBodies(UnaryOperator<List<Stmt>> rewrite) {
    return new Kernel(
        name,
        params,
        rewrite.apply(body),
        functions.stream().map(f -> f.withBody(rewrite.apply(f.body()))).toList());
  }
}
