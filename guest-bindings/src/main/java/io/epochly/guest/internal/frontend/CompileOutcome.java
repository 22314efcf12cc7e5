package io.epochly.guest.internal.frontend;

import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.Position;
import java.util.List;

/** What compiling a function for one signature gave. */
public sealed interface CompileOutcome {
  /**
   * A kernel.
   *
   * @param stores attributes to be stored when the kernel is done: if there are any, it returns a
   *     tuple of the function's result and their values
   * @param captures paths whose values are operands behind the function's own parameters, in order
   * @param loops what was done with each loop, in source order
   * @param notes what a user should know, e.g. a store that will always bail out
   */
  record Compiled(
      CompiledKernel kernel,
      List<List<String>> captures,
      List<AttributeStore> stores,
      List<LoopNote> loops,
      List<Reason> notes)
      implements CompileOutcome {}

  /** An attribute of the argument at this place. */
  record AttributeStore(int argument, String name) {}

  /**
   * The plain function must run, for these reasons (at least one).
   *
   * @param loops the loops that run plain with it, in source order
   */
  record Unsupported(List<Reason> reasons, List<LoopNote> loops) implements CompileOutcome {
    public Unsupported(List<Reason> reasons) {
      this(reasons, List.of());
    }
  }

  /** A construct and its place. Lines count from 1 in the file, columns from 0. */
  record Reason(String text, Position position) {}

  /** What became of a loop. */
  record LoopNote(Position position, String text) {}
}
