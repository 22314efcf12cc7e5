package io.epochly.kernels.ir;

import io.epochly.kernels.internal.ir.Printer;
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

  /** The kernel as text, for people; see the package comment of {@code kernels.ir}. */
  public String print() {
    return Printer.print(this);
  }
}
