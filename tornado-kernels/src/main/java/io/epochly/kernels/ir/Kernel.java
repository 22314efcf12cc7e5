package io.epochly.kernels.ir;

import java.util.List;

/**
 * A typed program.
 *
 * @param name for messages; the guest's qualified name
 */
public record Kernel(String name, List<Param> params, List<Stmt> body) {
  public Kernel {
    params = List.copyOf(params);
    body = List.copyOf(body);
  }
}
