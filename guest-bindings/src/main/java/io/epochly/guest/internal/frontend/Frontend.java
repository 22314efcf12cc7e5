package io.epochly.guest.internal.frontend;

import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Type;
import java.util.List;

/** Compiles guest functions; see the package comment. Safe for use by several threads. */
public final class Frontend {
  /** How the reason begins when the compiler itself failed. */
  public static final String INTERNAL_ERROR = "the compiler failed on this function";

  private static final String UNREACHABLE =
      "GraalPy's parser cannot be reached from here: put python-language and guest-bindings on the"
          + " class path, not on the module path";

  private final SourceParser parser = new SourceParser();
  private final KernelCompiler compiler;

  public Frontend() {
    this(new KernelCompiler());
  }

  public Frontend(KernelCompiler compiler) {
    this.compiler = compiler;
  }

  /**
   * @param params one type per positional parameter
   */
  public CompileOutcome compile(
      FunctionSource source, List<Type> params, NameScope names, CompileOptions options) {
    try {
      return compile(source, params, names);
    } catch (UnsupportedException e) {
      return new CompileOutcome.Unsupported(List.of(e.reason()), plainLoops(source));
    } catch (IllegalStateException | IllegalArgumentException | ClassCastException e) {
      // A fault of the compiler must not become one of the program; suites look for this text.
      return unsupported(
          new CompileOutcome.Reason(
              INTERNAL_ERROR + ": " + e, new Position(source.firstLine(), 0)));
    } catch (IllegalAccessError | BootstrapMethodError e) {
      // As on a module path: GraalPy's module exports its parser to nobody.
      return unsupported(
          new CompileOutcome.Reason(UNREACHABLE, new Position(source.firstLine(), 0)));
    } catch (UnsupportedKernelException e) {
      return unsupported(
          new CompileOutcome.Reason(e.getMessage(), new Position(source.firstLine(), 0)));
    }
  }

  private CompileOutcome compile(FunctionSource source, List<Type> params, NameScope names) {
    Lowering.Lowered lowered = Lowering.lower(source, params, names, parser::find, false);
    try {
      return compiled(lowered);
    } catch (UnsupportedKernelException tooLarge) {
      Lowering.Lowered parted;
      try {
        parted = Lowering.lower(source, params, names, parser::find, true);
      } catch (UnsupportedException e) {
        // Less can be said of calls of functions; that it is too large remains the reason.
        throw tooLarge;
      }
      return compiled(parted);
    }
  }

  private CompileOutcome compiled(Lowering.Lowered lowered) {
    return new CompileOutcome.Compiled(
        compiler.compile(lowered.kernel()),
        lowered.captures(),
        lowered.stores(),
        lowered.loops(),
        lowered.notes());
  }

  private List<CompileOutcome.LoopNote> plainLoops(FunctionSource source) {
    try {
      return PlainLoops.of(parser.find(source));
    } catch (UnsupportedException e) {
      // Without its text nothing can be told of its loops.
      return List.of();
    }
  }

  private static CompileOutcome unsupported(CompileOutcome.Reason reason) {
    return new CompileOutcome.Unsupported(List.of(reason));
  }
}
