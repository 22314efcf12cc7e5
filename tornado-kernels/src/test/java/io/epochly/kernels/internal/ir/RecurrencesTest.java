package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayType.StoreRule;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which elements are handed on from one iteration to the next one, and that results stay. */
class RecurrencesTest {
  private static final Position HERE = new Position(3, 8);
  private static final ArrayType LONGS = new ArrayType(Storage.LONGS, 1, StoreRule.SAME_TYPE);

  private final ArrayParam a = new ArrayParam(0, "a", LONGS);
  private final ArrayParam b = new ArrayParam(1, "b", LONGS);
  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var d = new Var("d", ScalarType.INT);
  private final Label label = new Label("L");

  private static Expr constant(long value) {
    return new Expr.IntConst(value);
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr add(Expr left, Expr right) {
    return new Expr.Binary(BinaryOp.INT_ADD, left, right, true, HERE);
  }

  private static Expr load(ArrayParam array, Expr index) {
    return new Expr.Load(array, List.of(index), List.of(IndexCheck.WRAP), HERE);
  }

  private static Stmt store(ArrayParam array, Expr index, Expr value) {
    return new Stmt.Store(array, List.of(index), List.of(IndexCheck.WRAP), value, HERE);
  }

  private static Stmt assign(Var var, Expr value) {
    return new Stmt.Assign(var, value);
  }

  /** {@code if e < var: var = e}. */
  private static Stmt least(Var var, Expr e) {
    return new Stmt.If(
        new Expr.Binary(BinaryOp.INT_LT, e, local(var), false, HERE),
        List.of(assign(var, e)),
        List.of());
  }

  private Expr at(long offset) {
    return add(local(i), constant(offset));
  }

  private CompiledKernel compiled(long start, Expr stop, long step, Stmt... body) {
    Stmt loop =
        new Stmt.CountedLoop(
            label, i, constant(start), stop, constant(step), List.of(body), false, HERE);
    return new KernelCompiler()
        .compile(new Kernel("k", List.of(a, b, new Param.Scalar(n)), List.of(loop)));
  }

  private static boolean handsOn(CompiledKernel kernel) {
    return Printer.print(kernel.ir()).contains("a.before");
  }

  private static long[] numbers(int length, int factor) {
    long[] result = new long[length];
    Arrays.setAll(result, index -> (long) index * factor % 11);
    return result;
  }

  private static void run(CompiledKernel kernel, long[] a, long[] b, long n) {
    kernel.invoke(
        () -> {}, new Object[] {ArrayArg.flat(a, a.length), ArrayArg.flat(b, b.length), n});
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 100})
  void whatAnIterationStoredIsHandedOn(int length) {
    CompiledKernel kernel =
        compiled(1, local(n), 1, store(a, at(0), add(load(a, at(-1)), load(b, at(0)))));
    assertThat(handsOn(kernel)).isTrue();

    long[] actual = numbers(length, 7);
    run(kernel, actual, numbers(length, 5), length);

    long[] expected = numbers(length, 7);
    long[] added = numbers(length, 5);
    for (int at = 1; at < length; at++) {
      expected[at] = expected[at - 1] + added[at];
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void itIsAlsoWhereLoopsGoBackwardsInLargerSteps() {
    CompiledKernel kernel =
        compiled(90, constant(-1), -3, store(a, at(0), add(load(a, at(3)), constant(1))));
    assertThat(handsOn(kernel)).isTrue();

    long[] actual = numbers(94, 7);
    run(kernel, actual, new long[1], 0);

    long[] expected = numbers(94, 7);
    for (int at = 90; at > -1; at -= 3) {
      expected[at] = expected[at + 3] + 1;
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void theLeastIsMadeWithoutBranchesAndOfWhatWasHandedOnLast() {
    CompiledKernel kernel =
        compiled(
            1,
            local(n),
            1,
            assign(d, load(b, at(0))),
            least(d, add(load(a, at(-1)), constant(1))),
            least(d, load(b, at(-1))),
            store(a, at(0), local(d)));
    assertThat(Printer.print(kernel.ir()))
        .containsSubsequence("d = min(b[(i + -1)], d)", "d = min(d, (a.before +! 1))");

    long[] actual = numbers(100, 7);
    long[] other = numbers(100, 5);
    run(kernel, actual, other, 100);

    long[] expected = numbers(100, 7);
    for (int at = 1; at < 100; at++) {
      expected[at] = Math.min(other[at], Math.min(expected[at - 1] + 1, other[at - 1]));
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void nothingIsHandedOnPastAStoreThatMayBeOfTheSameElement() {
    CompiledKernel kernel =
        compiled(
            1,
            local(n),
            1,
            store(a, at(0), add(load(a, at(-1)), constant(1))),
            store(b, at(0), constant(3)));
    assertThat(handsOn(kernel)).isFalse();

    long[] both = numbers(20, 7);
    run(kernel, both, both, 20);

    assertThat(Arrays.stream(both).skip(1)).containsOnly(3L);
  }

  @Test
  void nothingIsHandedOnWhereAnIterationMayStoreNothing() {
    Stmt skip =
        new Stmt.If(
            new Expr.Binary(BinaryOp.INT_GT, load(b, at(0)), constant(4), false, HERE),
            List.of(new Stmt.Continue(label)),
            List.of());
    CompiledKernel kernel =
        compiled(1, local(n), 1, skip, store(a, at(0), add(load(a, at(-1)), constant(1))));
    assertThat(handsOn(kernel)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOATS", "F32", "MEMORY_F32", "DOUBLES", "F64", "MEMORY_F64"})
  void anElementThatRoundsWhatIsStoredIsLoadedAgain(Storage storage) {
    StoreRule rule = storage == Storage.DOUBLES ? StoreRule.SAME_TYPE : StoreRule.CONVERT;
    ArrayParam x = new ArrayParam(0, "a", new ArrayType(storage, 1, rule));
    Expr sum =
        new Expr.Binary(BinaryOp.FLOAT_ADD, load(x, at(-1)), new Expr.FloatConst(0.1), false, HERE);
    Stmt loop =
        new Stmt.CountedLoop(
            label,
            i,
            constant(1),
            local(n),
            constant(1),
            List.of(store(x, at(0), sum)),
            false,
            HERE);
    CompiledKernel kernel =
        new KernelCompiler()
            .compile(new Kernel("k", List.of(x, new Param.Scalar(n)), List.of(loop)));

    assertThat(handsOn(kernel)).isEqualTo(storage.bytes() == 8);
  }

  @Test
  void otherElementsThanThatBeforeAreLoaded() {
    CompiledKernel kernel =
        compiled(2, local(n), 1, store(a, at(0), add(load(a, at(-2)), constant(1))));
    assertThat(handsOn(kernel)).isFalse();
  }
}
