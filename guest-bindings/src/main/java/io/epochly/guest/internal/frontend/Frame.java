package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.kernels.ir.Label;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A function being lowered.
 *
 * @param prefix goes before the names of its variables, so that callers and callees keep apart
 * @param path leads to its scope from the kernel's function; empty for that one
 * @param returns where a return goes on, or nothing when it ends the kernel or a function of it
 * @param instance the function of the kernel that this belongs to, if it is not the kernel's own
 */
record Frame(
    FunctionSource source,
    StmtTy.FunctionDef function,
    Set<String> localNames,
    String prefix,
    List<String> path,
    Optional<Frame> caller,
    Optional<Frame> enclosing,
    Optional<ReturnPoint> returns,
    Optional<RecursiveCalls.Instance> instance) {
  /** The kernel's own function. */
  static Frame ofKernel(FunctionSource source, StmtTy.FunctionDef function) {
    return new Frame(
        source,
        function,
        Locals.of(function),
        "",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The key of a local variable, of this function or of the one that a comprehension stands in. */
  Optional<String> key(String name) {
    return localNames.contains(name)
        ? Optional.of(prefix + name)
        : enclosing.flatMap(f -> f.key(name));
  }

  int depth() {
    return caller.map(f -> f.depth() + 1).orElse(0);
  }

  boolean isRunning(FunctionSource other) {
    return source.equals(other) || caller.map(f -> f.isRunning(other)).orElse(false);
  }

  /** The end of an inlined call: what is known there, found as for loops. */
  static final class ReturnPoint {
    final Label label;
    final String result;
    final Optional<Environment> expected;
    Optional<Environment> reached = Optional.empty();

    ReturnPoint(Label label, String result, Optional<Environment> expected) {
      this.label = label;
      this.result = result;
      this.expected = expected;
    }
  }
}
