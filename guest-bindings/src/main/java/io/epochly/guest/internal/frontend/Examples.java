package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.ArgTy;
import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Functions that need no guest to be compiled and run, to make the compiler warm. */
public final class Examples {
  private static final String FILE = "warm_up.py";

  /** Stores go to arrays of this size in place, which takes code of its own. */
  private static final int MANY = 4096;

  private static final int FEW = 64;

  /** Rows and columns of what has some, and ints. */
  private static final int SIDE = 12;

  private Examples() {}

  /** A function with the types of its arguments. */
  public static final class Example {
    private final Frontend frontend;
    private final FunctionSource source;
    private final Map<String, FunctionSource> others;
    private final List<Argument> arguments;
    private final boolean buffers;

    private Example(
        Frontend frontend,
        FunctionSource source,
        Map<String, FunctionSource> others,
        List<Argument> arguments,
        boolean buffers) {
      this.frontend = frontend;
      this.source = source;
      this.others = others;
      this.arguments = arguments;
      this.buffers = buffers;
    }

    /** Compiles it, and calls it once. */
    public void compileAndRun() {
      List<Type> types = arguments.stream().map(argument -> argument.type(buffers)).toList();
      CompileOutcome outcome =
          frontend.compile(source, types, this::binding, CompileOptions.DEFAULT);
      if (!(outcome instanceof CompileOutcome.Compiled compiled)) {
        throw new IllegalStateException(source.name() + " does not compile: " + outcome);
      }
      run(compiled.kernel());
    }

    private void run(CompiledKernel kernel) {
      Object[] operands =
          arguments.stream().map(argument -> argument.value(buffers)).toArray(Object[]::new);
      try {
        kernel.invoke(() -> {}, operands, Cores.ONE);
      } catch (BailOut e) {
        throw new IllegalStateException(source.name() + " bails out", e);
      }
    }

    private Binding binding(List<String> path) {
      return switch (path.getFirst()) {
        case "math" ->
            path.size() == 1
                ? new Binding.Module("math")
                : new Binding.MathFunction(path.getLast());
        case "epochly" ->
            path.size() == 1 ? new Binding.Module("epochly") : new Binding.ParallelRange();
        default -> {
          String name = path.getLast();
          FunctionSource other = others.get(name);
          yield other == null ? new Binding.Builtin(name) : new Binding.Function(other, name);
        }
      };
    }
  }

  /** What a parameter gets, by its annotation. */
  private enum Argument {
    INT,
    FLOAT,
    INTS,
    FEW_INTS,
    FLOATS,
    FEW_FLOATS,
    ROWS;

    static Argument of(String annotation) {
      return valueOf(annotation.replace(' ', '_').toUpperCase(Locale.ROOT));
    }

    Type type(boolean buffers) {
      return switch (this) {
        case INT -> ScalarType.INT;
        case FLOAT -> ScalarType.FLOAT;
        case INTS, FEW_INTS -> array(Storage.INTS, 1, ArrayType.StoreRule.SAME_TYPE);
        case FLOATS, FEW_FLOATS ->
            buffers
                ? array(Storage.F64, 1, ArrayType.StoreRule.CONVERT)
                : array(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
        case ROWS -> array(Storage.DOUBLES, 2, ArrayType.StoreRule.SAME_TYPE);
      };
    }

    private static ArrayType array(Storage storage, int rank, ArrayType.StoreRule rule) {
      return new ArrayType(storage, rank, rule);
    }

    Object value(boolean buffers) {
      return switch (this) {
        case INT -> (long) SIDE;
        case FLOAT -> 0.5;
        case INTS -> ints(MANY);
        case FEW_INTS -> ints(FEW);
        case FLOATS -> buffers ? buffer(MANY) : floats(MANY);
        case FEW_FLOATS -> buffers ? buffer(FEW) : floats(FEW);
        case ROWS -> {
          double[][] rows = new double[SIDE][SIDE];
          int[] lengths = new int[SIDE];
          Arrays.fill(lengths, SIDE);
          yield ArrayArg.rows(rows, lengths);
        }
      };
    }

    private static ArrayArg ints(int length) {
      return ArrayArg.flat(new int[length], length);
    }

    private static ArrayArg floats(int length) {
      double[] values = new double[length];
      Arrays.setAll(values, i -> 0.5 + i % 7);
      return ArrayArg.flat(values, length);
    }

    private static ArrayArg buffer(int length) {
      byte[] bytes = new byte[Double.BYTES * length];
      DoubleBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asDoubleBuffer();
      for (int i = 0; i < length; i++) {
        values.put(i, 0.5 + i % 7);
      }
      return ArrayArg.buffer(bytes, 0, new long[] {length}, new long[] {Double.BYTES});
    }
  }

  /**
   * Those that need no guest, for lists and for buffers.
   *
   * @param text a module of the guest's language, whose annotations say what parameters get
   */
  public static List<Example> of(String text) {
    Frontend frontend = new Frontend();
    Map<String, FunctionSource> sources = new HashMap<>();
    List<Example> examples = new ArrayList<>();
    for (StmtTy statement : SourceParser.parse(text)) {
      if (statement instanceof StmtTy.FunctionDef function) {
        FunctionSource source = source(text, function);
        sources.put(function.name, source);
        List<Argument> arguments = arguments(function);
        if (arguments.size() == source.parameters().size()) {
          examples.add(new Example(frontend, source, sources, arguments, false));
          examples.add(new Example(frontend, source, sources, arguments, true));
        }
      }
    }
    return examples;
  }

  private static FunctionSource source(String text, StmtTy.FunctionDef function) {
    List<String> parameters = Arrays.stream(function.args.args).map(arg -> arg.arg).toList();
    int line = function.getSourceRange().startLine;
    return new FunctionSource(text, FILE, function.name, function.name, line, parameters, Set.of());
  }

  private static List<Argument> arguments(StmtTy.FunctionDef function) {
    List<Argument> arguments = new ArrayList<>();
    for (ArgTy arg : function.args.args) {
      if (arg.annotation instanceof ExprTy.Constant constant
          && constant.value.kind == ConstantValue.Kind.CODEPOINTS) {
        arguments.add(Argument.of(constant.value.getCodePoints().toJavaString()));
      }
    }
    return arguments;
  }
}
