package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels do on a device what they do here, and bail out where they do here. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class DeviceKernelTest {
  private static final Position LOOP = new Position(2, 4);
  private static final Position PLACE = new Position(3, 8);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final ArrayType FLOATS = list(Storage.DOUBLES);
  private static final ArrayType INTS = list(Storage.LONGS);

  private static DeviceQueue queue;

  private final ArrayParam a = new ArrayParam(0, "a", INTS);
  private final ArrayParam b = new ArrayParam(1, "b", INTS);
  private final ArrayParam c = new ArrayParam(2, "c", INTS);
  private final ArrayParam x = new ArrayParam(0, "x", FLOATS);
  private final ArrayParam y = new ArrayParam(1, "y", FLOATS);
  private final ArrayParam z = new ArrayParam(2, "z", FLOATS);
  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var sum = new Var("sum", ScalarType.INT);

  @Parameter private DeviceProvider provider;

  @BeforeParameterizedClassInvocation
  static void open(DeviceProvider provider) {
    queue = DeviceAtHand.queue(provider);
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  private static ArrayType list(Storage storage) {
    return new ArrayType(storage, 1, ArrayType.StoreRule.SAME_TYPE);
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr load(ArrayParam array, Expr index) {
    return new Expr.Load(array, List.of(index), List.of(IndexCheck.WRAP), PLACE);
  }

  private static Stmt store(ArrayParam array, Expr index, Expr value) {
    return new Stmt.Store(array, List.of(index), List.of(IndexCheck.WRAP), value, PLACE);
  }

  private static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, true, PLACE);
  }

  private Stmt.CountedLoop loop(Stmt... body) {
    return new Stmt.CountedLoop(new Label("L"), i, ZERO, local(n), ONE, List.of(body), false, LOOP);
  }

  private Kernel ints(Stmt... body) {
    return new Kernel("k", List.of(a, b, c, new Param.Scalar(n)), List.of(body));
  }

  private Kernel floats(Stmt... body) {
    return new Kernel("k", List.of(x, y, z, new Param.Scalar(n)), List.of(body));
  }

  private interface Compiled {
    Object invoke(Object... operands);
  }

  private static Compiled device(Kernel kernel) {
    DeviceKernel compiled = new DeviceCompiler().compile(kernel);
    return operands -> compiled.invoke(() -> {}, operands, queue);
  }

  private static Compiled here(Kernel kernel) {
    CompiledKernel compiled = new KernelCompiler().compile(kernel);
    return operands -> compiled.invoke(() -> {}, operands);
  }

  private static Object[] operands(long[] a, long[] b, long[] c) {
    return new Object[] {
      ArrayArg.flat(a, a.length),
      ArrayArg.flat(b, b.length),
      ArrayArg.flat(c, c.length),
      (long) c.length
    };
  }

  private static Object[] operands(double[] a, double[] b, double[] c) {
    return new Object[] {
      ArrayArg.flat(a, a.length),
      ArrayArg.flat(b, b.length),
      ArrayArg.flat(c, c.length),
      (long) c.length
    };
  }

  /** What a kernel leaves of one pair of operands: the result, or why there is none. */
  private static String outcome(Compiled kernel, long left, long right) {
    long[] result = {7, 7};
    try {
      kernel.invoke(operands(new long[] {1, left}, new long[] {1, right}, result));
      return Long.toString(result[1]);
    } catch (BailOut e) {
      assertThat(result).as("undone").containsExactly(7, 7);
      return e.reason() + " at " + e.position();
    }
  }

  private static String outcome(Compiled kernel, double left, double right) {
    double[] result = {7, 7};
    try {
      kernel.invoke(operands(new double[] {1, left}, new double[] {1, right}, result));
      return Double.isNaN(result[1]) ? "NaN" : Double.toHexString(result[1]);
    } catch (BailOut e) {
      assertThat(result).as("undone").containsExactly(7, 7);
      return e.reason() + " at " + e.position();
    }
  }

  private static final long[] INT_EDGES = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -7,
    62,
    63,
    64,
    65,
    1L << 31,
    -(1L << 31),
    1L << 32,
    (1L << 53) + 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 1,
    Long.MIN_VALUE + 1,
    3037000500L
  };

  private static final double[] FLOAT_EDGES = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    3.0,
    -7.25,
    1e-300,
    1e300,
    -1e300,
    0x1p53 + 1,
    0x1p63,
    -0x1p63,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    5 * Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Math.PI
  };

  @ParameterizedTest
  @EnumSource(
      value = BinaryOp.class,
      names = {
        "INT_ADD",
        "INT_SUB",
        "INT_MUL",
        "INT_FLOORDIV",
        "INT_MOD",
        "INT_POW",
        "INT_AND",
        "INT_OR",
        "INT_XOR",
        "INT_SHL",
        "INT_SHR"
      })
  void operationsOfIntsAreThoseOfTheHost(BinaryOp op) {
    Kernel kernel =
        ints(loop(store(c, local(i), binary(op, load(a, local(i)), load(b, local(i))))));
    Compiled device = device(kernel);
    Compiled here = here(kernel);
    for (long left : INT_EDGES) {
      for (long right : INT_EDGES) {
        assertThat(outcome(device, left, right))
            .as("%d %s %d", left, op, right)
            .isEqualTo(outcome(here, left, right));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BinaryOp.class,
      names = {"FLOAT_ADD", "FLOAT_SUB", "FLOAT_MUL", "FLOAT_DIV", "FLOAT_FLOORDIV", "FLOAT_MOD"})
  void operationsOfFloatsAreThoseOfTheHostToTheBit(BinaryOp op) {
    Kernel kernel =
        floats(loop(store(z, local(i), binary(op, load(x, local(i)), load(y, local(i))))));
    Compiled device = device(kernel);
    Compiled here = here(kernel);
    for (double left : FLOAT_EDGES) {
      for (double right : FLOAT_EDGES) {
        assertThat(outcome(device, left, right))
            .as("%s %s %s", left, op, right)
            .isEqualTo(outcome(here, left, right));
      }
    }
  }

  @Test
  void manyRandomFloatsGiveTheSameBitsWithoutContraction() {
    // x * y + z, roots and remainders: what contraction or a driver's own remainder would change.
    Expr product = binary(BinaryOp.FLOAT_MUL, load(x, local(i)), load(y, local(i)));
    Expr root =
        new Expr.Call(
            Intrinsic.SQRT,
            List.of(new Expr.Unary(UnaryOp.FLOAT_ABS, load(x, local(i)), true, PLACE)),
            PLACE);
    Expr rest = binary(BinaryOp.FLOAT_MOD, load(x, local(i)), load(y, local(i)));
    Expr all =
        binary(
            BinaryOp.FLOAT_ADD,
            binary(BinaryOp.FLOAT_ADD, product, load(z, local(i))),
            binary(BinaryOp.FLOAT_MUL, root, rest));
    Kernel kernel = floats(loop(store(z, local(i), all)));
    Random random = new Random(9);
    int count = 100_000;
    double[] left = random.doubles(count).map(d -> (d - 0.5) * 1e3).toArray();
    double[] right = random.doubles(count).map(d -> d + 0x1p-20).toArray();
    double[] device = random.doubles(count).toArray();
    double[] here = device.clone();
    device(kernel).invoke(operands(left, right, device));
    here(kernel).invoke(operands(left, right, here));
    assertThat(device).isEqualTo(here);
  }

  @Test
  void anIndexOutOfRangeBailsOutBeforeItIsUsed() {
    Kernel kernel = ints(loop(store(c, local(i), load(b, load(a, local(i))))));
    long[] result = {7, 7};
    for (long index : new long[] {2, -3, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatThrownBy(
              () ->
                  device(kernel).invoke(operands(new long[] {0, index}, new long[] {1, 2}, result)))
          .isInstanceOfSatisfying(
              BailOut.class,
              e -> {
                assertThat(e.reason()).isEqualTo(BailReason.INDEX);
                assertThat(e.position()).isEqualTo(PLACE);
                assertThat(e.parameter()).isEqualTo(1);
              });
      assertThat(result).containsExactly(7, 7);
    }
    device(kernel).invoke(operands(new long[] {-1, -2}, new long[] {1, 2}, result));
    assertThat(result).containsExactly(2, 1);
  }

  @Test
  void listsThatAreOneStayOne() {
    Kernel kernel =
        ints(
            loop(
                store(c, local(i), binary(BinaryOp.INT_ADD, load(a, local(i)), load(b, local(i))))),
            loop(
                store(
                    c, local(i), binary(BinaryOp.INT_MUL, load(a, local(i)), load(a, local(i))))));
    long[] one = {1, 2, 3};
    long[] same = one.clone();
    assertThatThrownBy(() -> device(kernel).invoke(operands(one, new long[] {1, 1, 1}, one)))
        .isInstanceOfSatisfying(
            BailOut.class, e -> assertThat(e.reason()).isEqualTo(BailReason.NOT_ON_DEVICE));
    assertThat(one).isEqualTo(same);
    long[] apart = new long[3];
    device(kernel).invoke(operands(one, one, apart));
    assertThat(apart).containsExactly(1, 4, 9);
  }

  @Test
  void sumsOfIntsAreExactAndBailOutWhereTheyLeave64Bits() {
    Kernel kernel =
        ints(
            new Stmt.Assign(sum, ZERO),
            loop(new Stmt.Assign(sum, binary(BinaryOp.INT_ADD, local(sum), load(a, local(i))))),
            new Stmt.Return(new Result.Scalar(local(sum))));
    long[] values = new Random(1).longs(200_000, -(1L << 40), 1L << 40).toArray();
    long[] other = {};
    Object[] operands = operands(values, other, values);
    assertThat(device(kernel).invoke(operands)).isEqualTo(here(kernel).invoke(operands));
    long[] large = {Long.MAX_VALUE, 1, 1};
    assertThatThrownBy(() -> device(kernel).invoke(operands(large, other, large)))
        .isInstanceOfSatisfying(
            BailOut.class, e -> assertThat(e.reason()).isEqualTo(BailReason.OVERFLOW));
  }

  @Test
  void aLoopThatSumsUpAndStoresDoesBoth() {
    Kernel kernel =
        ints(
            new Stmt.Assign(sum, ZERO),
            loop(
                store(b, local(i), binary(BinaryOp.INT_MUL, load(a, local(i)), load(a, local(i)))),
                new Stmt.Assign(sum, binary(BinaryOp.INT_ADD, local(sum), load(a, local(i))))),
            new Stmt.Return(new Result.Scalar(local(sum))));
    long[] from = {1, 2, 3};
    long[] to = new long[3];
    assertThat(device(kernel).invoke(operands(from, to, from))).isEqualTo(6L);
    assertThat(to).containsExactly(1, 4, 9);
  }

  @Test
  void sumsOfFloatsInAnyOrderHaveTheBitsThatTheyHaveOnCores() {
    Var total = new Var("total", ScalarType.FLOAT);
    Kernel kernel =
        floats(
            new Stmt.Assign(total, new Expr.FloatConst(0.0)),
            new Stmt.CountedLoop(
                Label.inAnyOrder("L"),
                i,
                ZERO,
                local(n),
                ONE,
                List.of(
                    new Stmt.Assign(
                        total, binary(BinaryOp.FLOAT_ADD, local(total), load(x, local(i))))),
                false,
                LOOP),
            new Stmt.Return(new Result.Scalar(local(total))));
    double[] values = new Random(2).doubles(300_001).toArray();
    Object[] operands = operands(values, new double[0], values);
    assertThat(device(kernel).invoke(operands)).isEqualTo(here(kernel).invoke(operands));
  }

  @Test
  void loopsOfOneCallShareWhatIsOnTheDevice() {
    Var round = new Var("round", ScalarType.INT);
    Kernel kernel =
        ints(
            new Stmt.CountedLoop(
                new Label("rounds"),
                round,
                ZERO,
                new Expr.IntConst(20),
                ONE,
                List.of(
                    loop(store(b, local(i), binary(BinaryOp.INT_ADD, load(a, local(i)), ONE))),
                    loop(store(a, local(i), binary(BinaryOp.INT_ADD, load(b, local(i)), ONE)))),
                false,
                new Position(1, 0)));
    long[] left = new long[1000];
    long[] right = new long[1000];
    DeviceStatistics before = queue.statistics();
    device(kernel).invoke(operands(left, right, left));
    DeviceStatistics after = queue.statistics();
    assertThat(left).containsOnly(40);
    assertThat(right).containsOnly(39);
    assertThat(after.launches().launches() - before.launches().launches()).isEqualTo(40);
    assertThat(after.launches().nanos()).isGreaterThan(before.launches().nanos());
    assertThat(after.uploads() - before.uploads()).isEqualTo(2);
    assertThat(after.downloads() - before.downloads()).isEqualTo(2);
  }

  @Test
  void whatNoDeviceRunsIsRefusedWithThePlace() {
    Var carried = new Var("carried", ScalarType.INT);
    Kernel chain =
        ints(
            new Stmt.Assign(carried, ZERO),
            loop(store(b, local(i), local(carried)), new Stmt.Assign(carried, load(a, local(i)))));
    assertThatThrownBy(() -> new DeviceCompiler().compile(chain))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("CARRIED of carried")
        .hasMessageContaining("line 2, column 4");
    Kernel beside = ints(loop(store(b, local(i), load(a, local(i)))), store(b, ZERO, ONE));
    assertThatThrownBy(() -> new DeviceCompiler().compile(beside))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("outside of independent loops")
        .hasMessageContaining("line 3, column 8");
  }

  @Test
  void memoryBeyondTheLimitIsRefusedAndTheDeviceGoesOn() {
    Kernel kernel = ints(loop(store(b, local(i), load(a, local(i)))));
    try (DeviceQueue small = DeviceAtHand.queue(provider, 1 << 20)) {
      DeviceKernel compiled = new DeviceCompiler().compile(kernel);
      long[] large = new long[1 << 18];
      assertThatThrownBy(
              () -> compiled.invoke(() -> {}, operands(large, large.clone(), large), small))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageContaining("of which 1048576 may be used");
      long[] from = {1, 2, 3};
      long[] to = new long[3];
      compiled.invoke(() -> {}, operands(from, to, from), small);
      assertThat(to).containsExactly(1, 2, 3);
      assertThat(small.statistics().opened()).isEqualTo(1);
    }
  }
}
