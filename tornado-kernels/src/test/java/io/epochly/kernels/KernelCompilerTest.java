package io.epochly.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelCompilerTest {
  private static final Position AT = new Position(7, 3);

  private final KernelCompiler compiler = new KernelCompiler();

  private static ArrayType type(Storage storage, int rank) {
    return new ArrayType(storage, rank, ArrayType.StoreRule.CONVERT);
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  /** {@code for i in range(n): a[i] = a[i] + 1}. */
  private static Kernel increment(Storage storage) {
    ArrayParam a = new ArrayParam(0, "a", type(storage, 1));
    Var n = new Var("n", ScalarType.INT);
    Var i = new Var("i", ScalarType.INT);
    boolean floats = storage.element() == ScalarType.FLOAT;
    List<Expr> at = List.of(local(i));
    List<IndexCheck> wrap = List.of(IndexCheck.WRAP);
    Expr sum =
        new Expr.Binary(
            floats ? BinaryOp.FLOAT_ADD : BinaryOp.INT_ADD,
            new Expr.Load(a, at, wrap, AT),
            floats ? new Expr.FloatConst(1) : new Expr.IntConst(1),
            true,
            AT);
    return new Kernel(
        "increment",
        List.of(a, new Param.Scalar(n)),
        List.of(
            new Stmt.CountedLoop(
                new Label("L"),
                i,
                new Expr.IntConst(0),
                local(n),
                new Expr.IntConst(1),
                List.of(new Stmt.Store(a, at, wrap, sum, AT)),
                false,
                AT)));
  }

  @Test
  void aRowOfABufferThatDoesNotExistBailsOutEvenIfNothingOfItIsRead() {
    ArrayParam a =
        new ArrayParam(0, "a", new ArrayType(Storage.F64, 2, ArrayType.StoreRule.CONVERT_ROWS));
    Var i = new Var("i", ScalarType.INT);
    CompiledKernel length =
        compiler.compile(
            new Kernel(
                "length",
                List.of(a, new Param.Scalar(i)),
                List.of(
                    new Stmt.Return(
                        new Result.Scalar(
                            new Expr.Length(
                                a, List.of(local(i)), List.of(IndexCheck.WRAP), AT))))));
    ArrayArg arg = ArrayArg.buffer(new byte[6 * 8], 0, new long[] {2, 3}, new long[] {3 * 8, 8});

    assertThat(length.invoke(() -> {}, new Object[] {arg, -2L})).isEqualTo(3L);
    assertThatThrownBy(() -> length.invoke(() -> {}, new Object[] {arg, 2L}))
        .isInstanceOfSatisfying(
            BailOut.class, bail -> assertThat(bail.reason()).isEqualTo(BailReason.INDEX));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BOOLS|BOOL8|FLOATS|BYTES|SHORTS|CHARS|MEMORY_.*"},
      mode = EnumSource.Mode.MATCH_NONE)
  void everyNumericStorageIsReadAndWrittenInPlace(Storage storage) {
    CompiledKernel kernel = compiler.compile(increment(storage));
    Object base =
        switch (storage) {
          case DOUBLES -> new double[] {1, 2};
          case LONGS -> new long[] {1, 2};
          case INTS -> new int[] {1, 2};
          default -> {
            ByteBuffer bytes =
                ByteBuffer.allocate(2 * storage.bytes()).order(ByteOrder.nativeOrder());
            for (int i = 1; i <= 2; i++) {
              switch (storage) {
                case F32 -> bytes.putFloat(i);
                case F64 -> bytes.putDouble(i);
                default -> {
                  for (int b = 0; b < storage.bytes(); b++) {
                    boolean low = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
                    bytes.put((byte) (b == (low ? 0 : storage.bytes() - 1) ? i : 0));
                  }
                }
              }
            }
            yield bytes.array();
          }
        };
    ArrayArg arg =
        base instanceof byte[] bytes
            ? ArrayArg.buffer(bytes, 0, new long[] {2}, new long[] {storage.bytes()})
            : ArrayArg.flat(base, 2);
    kernel.invoke(() -> {}, new Object[] {arg, 2L});
    Kernel read =
        new Kernel(
            "read",
            List.of(increment(storage).params().getFirst()),
            List.of(
                new Stmt.Return(
                    new Result.Scalar(
                        new Expr.Load(
                            (ArrayParam) increment(storage).params().getFirst(),
                            List.of(new Expr.IntConst(-1)),
                            List.of(IndexCheck.WRAP),
                            AT)))));
    Object last = compiler.compile(read).invoke(() -> {}, new Object[] {arg});
    assertThat(((Number) last).doubleValue()).isEqualTo(3.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64", "INTS", "LONGS"})
  void aStoreOutOfTheElementsRangeBailsOutAndLeavesTheArray(Storage storage) {
    CompiledKernel kernel = compiler.compile(increment(storage));
    int size = storage.bytes();
    boolean signed = storage.name().charAt(0) != 'U';
    Object base;
    ArrayArg arg;
    if (storage == Storage.INTS) {
      base = new int[] {5, Integer.MAX_VALUE};
      arg = ArrayArg.flat(base, 2);
    } else if (storage == Storage.LONGS) {
      base = new long[] {5, Long.MAX_VALUE};
      arg = ArrayArg.flat(base, 2);
    } else {
      byte[] bytes = new byte[2 * size];
      Arrays.fill(bytes, size, 2 * size, (byte) -1);
      if (signed || size == 8) {
        int top = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 2 * size - 1 : size;
        bytes[top] = 0x7f;
      }
      base = bytes;
      arg = ArrayArg.buffer(bytes, 0, new long[] {2}, new long[] {size});
    }
    String before = asList(base).toString();
    assertThatThrownBy(() -> kernel.invoke(() -> {}, new Object[] {arg, 2L}))
        .isInstanceOfSatisfying(
            BailOut.class,
            b -> {
              assertThat(b.reason())
                  .isIn(BailReason.STORE_RANGE, BailReason.WIDEN, BailReason.OVERFLOW);
              assertThat(b.position()).isEqualTo(AT);
            });
    assertThat(asList(base)).hasToString(before);
  }

  private static List<Object> asList(Object array) {
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      result.add(Array.get(array, i));
    }
    return result;
  }

  /** One kernel has code of its own for buffers without gaps, and takes all kinds in turns. */
  @Test
  void buffersWithAndWithoutGapsAreTakenInTurns() {
    ArrayParam from = new ArrayParam(0, "from", type(Storage.I32, 1));
    ArrayParam to = new ArrayParam(1, "to", type(Storage.I32, 1));
    Var i = new Var("i", ScalarType.INT);
    Expr at = new Expr.Local(i);
    Kernel copy =
        new Kernel(
            "copy",
            List.of(from, to),
            List.of(
                new Stmt.CountedLoop(
                    new Label("L"),
                    i,
                    new Expr.IntConst(0),
                    new Expr.Length(from, List.of(), List.of(), AT),
                    new Expr.IntConst(1),
                    List.of(
                        new Stmt.Store(
                            to,
                            List.of(at),
                            List.of(IndexCheck.WRAP),
                            new Expr.Load(from, List.of(at), List.of(IndexCheck.WRAP), AT),
                            AT)),
                    false,
                    AT)));
    CompiledKernel kernel = compiler.compile(copy);
    int count = 100;
    for (int round = 0; round < 3; round++) {
      for (long gap : List.of(4L, 8L, 4L, -4L, 12L)) {
        for (long other : List.of(4L, 8L, -12L)) {
          ByteBuffer source = ByteBuffer.allocate(4_000).order(ByteOrder.nativeOrder());
          ByteBuffer target = ByteBuffer.allocate(4_000).order(ByteOrder.nativeOrder());
          long first = gap < 0 ? 2_000 : 16;
          long second = other < 0 ? 2_400 : 20;
          for (int k = 0; k < count; k++) {
            source.putInt((int) (first + k * gap), k * k + round);
          }
          kernel.invoke(
              () -> {},
              new Object[] {
                ArrayArg.buffer(source.array(), first, new long[] {count}, new long[] {gap}),
                ArrayArg.buffer(target.array(), second, new long[] {count}, new long[] {other})
              });
          ByteBuffer expected = ByteBuffer.allocate(4_000).order(ByteOrder.nativeOrder());
          for (int k = 0; k < count; k++) {
            expected.putInt((int) (second + k * other), k * k + round);
          }
          assertThat(target.array()).isEqualTo(expected.array());
        }
      }
    }
  }

  @Test
  void stridedBuffersOfTwoDimensionsAreAddressedByTheirStrides() {
    ArrayParam m = new ArrayParam(0, "m", type(Storage.U8, 2));
    Var i = new Var("i", ScalarType.INT);
    Var j = new Var("j", ScalarType.INT);
    Kernel read =
        new Kernel(
            "read",
            List.of(m, new Param.Scalar(i), new Param.Scalar(j)),
            List.of(
                new Stmt.Return(
                    new Result.Scalar(
                        new Expr.Load(
                            m,
                            List.of(local(i), local(j)),
                            List.of(IndexCheck.WRAP, IndexCheck.WRAP),
                            AT)))));
    byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    // Every second column of a 3 x 4 matrix, rows from the last to the first.
    ArrayArg arg = ArrayArg.buffer(bytes, 8, new long[] {3, 2}, new long[] {-4, 2});
    CompiledKernel kernel = compiler.compile(read);
    assertThat(kernel.invoke(() -> {}, new Object[] {arg, 0L, 1L})).isEqualTo(10L);
    assertThat(kernel.invoke(() -> {}, new Object[] {arg, -1L, -2L})).isEqualTo(0L);
    assertThatThrownBy(() -> kernel.invoke(() -> {}, new Object[] {arg, 3L, 0L}))
        .isInstanceOf(BailOut.class);
  }

  @Test
  void twoParametersWithOneArrayStayAliases() {
    ArrayType floats = type(Storage.DOUBLES, 1);
    ArrayParam a = new ArrayParam(0, "a", floats);
    ArrayParam b = new ArrayParam(1, "b", floats);
    List<Expr> zero = List.of(new Expr.IntConst(0));
    List<IndexCheck> wrap = List.of(IndexCheck.WRAP);
    Kernel kernel =
        new Kernel(
            "alias",
            List.of(a, b),
            List.of(
                new Stmt.Store(a, zero, wrap, new Expr.FloatConst(5), AT),
                new Stmt.Return(new Result.Scalar(new Expr.Load(b, zero, wrap, AT)))));
    double[] shared = {1};
    ArrayArg arg = ArrayArg.flat(shared, 1);
    assertThat(compiler.compile(kernel).invoke(() -> {}, new Object[] {arg, arg})).isEqualTo(5.0);
  }

  @Test
  void lengthAndNotCapacityBoundsAnIndex() {
    CompiledKernel kernel = compiler.compile(increment(Storage.DOUBLES));
    double[] roomy = new double[8];
    assertThatThrownBy(() -> kernel.invoke(() -> {}, new Object[] {ArrayArg.flat(roomy, 2), 3L}))
        .isInstanceOfSatisfying(
            BailOut.class, b -> assertThat(b.reason()).isEqualTo(BailReason.INDEX));
    assertThat(roomy).containsOnly(0);
  }

  @Test
  void longLoopsPollBetweenChunks() {
    Kernel once = increment(Storage.DOUBLES);
    Stmt often =
        new Stmt.CountedLoop(
            new Label("often"),
            new Var("r", ScalarType.INT),
            new Expr.IntConst(0),
            new Expr.IntConst(1000),
            new Expr.IntConst(1),
            once.body(),
            false,
            AT);
    CompiledKernel kernel = compiler.compile(new Kernel("k", once.params(), List.of(often)));
    int[] polls = {0};
    kernel.invoke(
        () -> polls[0]++, new Object[] {ArrayArg.flat(new double[100_000], 100_000), 100_000L});
    assertThat(polls[0]).isGreaterThan(4);
  }

  @Test
  void aKernelPrintsAsText() {
    assertThat(Printer.print(increment(Storage.DOUBLES)))
        .isEqualTo(
            """
            kernel increment(a: doubles[] convert, n: int)
              L: for i = 0 to n step 1
                a[i~] = (a[i~] + 1.0)
            """);
  }

  @Test
  void aKernelThatIsNotWellFormedIsRefused() {
    Var x = new Var("x", ScalarType.FLOAT);
    Kernel kernel = new Kernel("bad", List.of(), List.of(new Stmt.Assign(x, new Expr.IntConst(1))));
    assertThatThrownBy(() -> compiler.compile(kernel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("assignment to x is INT where FLOAT belongs");
  }

  /** Gives back another constant than the kernel asks for. */
  private static Pass returning(long value) {
    return new Pass(
        "returning " + value,
        kernel ->
            new Transformer() {
              @Override
              protected Expr expression(Expr expression) {
                return expression instanceof Expr.IntConst
                    ? new Expr.IntConst(value)
                    : super.expression(expression);
              }
            }.kernel(kernel));
  }

  private static Kernel returningOne() {
    return new Kernel(
        "one", List.of(), List.of(new Stmt.Return(new Result.Scalar(new Expr.IntConst(1)))));
  }

  @Test
  void passesThatAreAddedRunFirstAndLast() {
    KernelCompiler other = compiler.withLast(returning(3)).withFirst(returning(2));
    assertThat(compiler.compile(returningOne()).invoke(() -> {}, new Object[0])).isEqualTo(1L);
    assertThat(other.compile(returningOne()).invoke(() -> {}, new Object[0])).isEqualTo(3L);
    assertThat(
            compiler
                .withFirst(returning(2))
                .compile(returningOne())
                .invoke(() -> {}, new Object[0]))
        .isEqualTo(2L);
  }

  @Test
  void aPassThatBreaksAKernelIsNamedAlsoWhenAnotherOneFollows() {
    Var x = new Var("x", ScalarType.FLOAT);
    Pass breaking =
        new Pass(
            "breaking",
            k ->
                new Kernel(
                    k.name(), k.params(), List.of(new Stmt.Assign(x, new Expr.IntConst(1)))));
    Pass mending = new Pass("mending", _ -> returningOne());
    assertThatThrownBy(() -> compiler.withLast(breaking).withLast(mending).compile(returningOne()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after the pass 'breaking'");
  }

  @Test
  void aKernelTooLargeForTheJvmsCompilerIsRefused() {
    Var x = new Var("x", ScalarType.INT);
    Stmt step =
        new Stmt.Assign(
            x, new Expr.Binary(BinaryOp.INT_ADD, local(x), new Expr.IntConst(1_000_000), true, AT));
    Kernel kernel =
        new Kernel("large", List.of(new Param.Scalar(x)), Collections.nCopies(2000, step));
    assertThatThrownBy(() -> compiler.compile(kernel))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("too large");
  }
}
