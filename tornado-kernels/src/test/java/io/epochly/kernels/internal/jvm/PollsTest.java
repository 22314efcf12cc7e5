package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often kernels poll that do much in a single step. */
class PollsTest {
  private static final Position AT = new Position(3, 4);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final ArrayType FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final ArrayType INTS =
      new ArrayType(Storage.LONGS, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final ArrayType MATRIX =
      new ArrayType(Storage.DOUBLES, 2, ArrayType.StoreRule.SAME_TYPE);
  private static final Poll ENDED =
      () -> {
        throw new CancellationException();
      };

  /** Iterations of the loops that do what is to be counted. */
  private static final int ROUNDS = 16;

  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var x = new Var("x", ScalarType.INT);
  private final ArrayVar floats = new ArrayVar("floats", FLOATS);
  private final ArrayVar ints = new ArrayVar("ints", INTS);

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Stmt loop(Var counter, Expr stop, Stmt... body) {
    return new Stmt.CountedLoop(
        new Label(counter.name()), counter, ZERO, stop, ONE, List.of(body), false, AT);
  }

  private Stmt rounds(Stmt... body) {
    return loop(new Var("round", ScalarType.INT), new Expr.IntConst(ROUNDS), body);
  }

  private static int polls(Kernel kernel, Object... operands) {
    AtomicInteger polls = new AtomicInteger();
    new JvmBackend().compile(kernel).invoke(polls::incrementAndGet, operands);
    return polls.get();
  }

  private Kernel kernel(Stmt... body) {
    return new Kernel("k", List.of(new Param.Scalar(n)), List.of(body));
  }

  private Stmt made(Expr length) {
    return new Stmt.NewArray(floats, length, new Expr.FloatConst(1.0), AT);
  }

  @Test
  void listsAreCountedByTheirLength() {
    // With the iterations before them, each second list of a whole chunk is one too many.
    long chunk = KernelCode.CHUNK * 16L;
    assertThat(polls(kernel(rounds(made(local(n)))), chunk)).isEqualTo(ROUNDS / 2);
    assertThat(polls(kernel(rounds(made(new Expr.IntConst(chunk)))), 0L)).isEqualTo(ROUNDS / 2);
    assertThat(polls(kernel(rounds(made(local(n)))), 2 * chunk)).isEqualTo(ROUNDS);
    assertThat(polls(kernel(rounds(made(local(n)))), 15L)).isZero();
  }

  @Test
  void sortsAreCountedByTheLengthOfTheList() {
    Kernel kernel =
        kernel(
            new Stmt.NewArray(ints, local(n), ZERO, AT),
            new Stmt.NewArray(floats, local(n), new Expr.FloatConst(0.0), AT),
            rounds(new Stmt.Sort(ints, AT), new Stmt.Sort(floats, AT)));
    assertThat(polls(kernel, (long) KernelCode.CHUNK)).isEqualTo(ROUNDS);
    assertThat(polls(kernel, 15L)).isZero();
  }

  private static ArrayArg rows(int count) {
    return ArrayArg.rows(new double[count][0], new int[count]);
  }

  @Test
  void rowsAreCountedWhereTheyAreGoneThrough() {
    ArrayParam a = new ArrayParam(0, "a", MATRIX);
    ArrayParam b = new ArrayParam(1, "b", MATRIX);
    ArrayVar rows = new ArrayVar("rows", MATRIX);
    Var apart = new Var("apart", ScalarType.BOOL);
    ArrayArg many = rows(KernelCode.CHUNK);
    ArrayArg few = ArrayArg.rows(new double[][] {{1.0}}, new int[] {1});

    Stmt refer = new Stmt.AssignArray(rows, a);
    assertThat(polls(new Kernel("k", List.of(a), List.of(rounds(refer))), many))
        .isEqualTo(ROUNDS / 2);
    assertThat(polls(new Kernel("k", List.of(a), List.of(rounds(refer))), few)).isZero();
    Stmt compare = new Stmt.Assign(apart, new Expr.Disjoint(a, List.of(), b, List.of()));
    Kernel comparing = new Kernel("k", List.of(a, b), List.of(rounds(compare)));
    assertThat(polls(comparing, few, few)).isZero();
    // The rows of a parameter stay the same: they are gone through once.
    assertThat(polls(comparing, rows(2 * KernelCode.CHUNK), few))
        .isEqualTo(polls(comparing, few, rows(2 * KernelCode.CHUNK)))
        .isEqualTo(1);
    Stmt distinct = new Stmt.Assign(apart, new Expr.Distinct(a));
    Kernel asking = new Kernel("k", List.of(a), List.of(rounds(distinct)));
    assertThat(polls(asking, rows(KernelCode.CHUNK / 2))).isZero();
    assertThat(polls(asking, rows(2 * KernelCode.CHUNK))).isEqualTo(1);
    // Those of a list may not.
    Stmt compareLists = new Stmt.Assign(apart, new Expr.Disjoint(rows, List.of(), b, List.of()));
    Kernel comparingLists = new Kernel("k", List.of(a, b), List.of(refer, rounds(compareLists)));
    assertThat(polls(comparingLists, rows(KernelCode.CHUNK / 2), few)).isEqualTo(ROUNDS / 2);
  }

  @Test
  void aBufferIsNotGoneThroughHoweverManyRowsItHas() {
    ArrayType type = new ArrayType(Storage.F64, 2, ArrayType.StoreRule.CONVERT_ROWS);
    ArrayParam a = new ArrayParam(0, "a", type);
    ArrayParam b = new ArrayParam(1, "b", type);
    Var apart = new Var("apart", ScalarType.BOOL);
    Stmt compare = new Stmt.Assign(apart, new Expr.Disjoint(a, List.of(), b, List.of()));
    Stmt distinct = new Stmt.Assign(apart, new Expr.Distinct(a));
    long[] shape = {KernelCode.CHUNK, 1};
    long[] strides = {Double.BYTES, Double.BYTES};
    ArrayArg one = ArrayArg.buffer(new byte[KernelCode.CHUNK * Double.BYTES], 0, shape, strides);
    ArrayArg other = ArrayArg.buffer(new byte[KernelCode.CHUNK * Double.BYTES], 0, shape, strides);
    Kernel kernel = new Kernel("k", List.of(a, b), List.of(rounds(compare, distinct)));
    assertThat(polls(kernel, one, other)).isZero();
  }

  @Test
  void whatCallsHaveDoneIsAddedUp() {
    Callee f = new Callee("f");
    Expr more = new Expr.Binary(BinaryOp.INT_ADD, local(x), ONE, true, AT);
    Function function =
        new Function(
            f,
            List.of(x),
            List.of(),
            List.of(ScalarType.INT),
            List.of(),
            List.of(
                loop(i, new Expr.IntConst(KernelCode.CHUNK / 2), new Stmt.Assign(x, more)),
                new Stmt.Return(new Result.Scalar(local(x)))));
    Var y = new Var("y", ScalarType.INT);
    Stmt call = new Stmt.Invoke(List.of(y), List.of(), f, List.of(ONE), List.of(), 1, AT);
    Kernel kernel =
        new Kernel(
            "k",
            List.of(new Param.Scalar(n)),
            List.of(rounds(call), new Stmt.Return(new Result.Scalar(local(y)))),
            List.of(function));
    // Two calls are a chunk and what the calls themselves count.
    assertThat(polls(kernel, 0L)).isEqualTo(ROUNDS / 2);
  }

  @Test
  void aPollThatEndsASortIsNoBailOut() {
    Expr next = new Expr.Binary(BinaryOp.INT_SUB, local(n), local(i), true, AT);
    Kernel kernel =
        kernel(
            new Stmt.NewArray(ints, local(n), ZERO, AT),
            loop(i, local(n), new Stmt.Store(ints, List.of(local(i)), NONE, next, AT)),
            new Stmt.Sort(ints, AT),
            new Stmt.Return(new Result.Array(ints)));
    CompiledKernel compiled = new JvmBackend().compile(kernel);
    Object[] length = {3L * Sorts.AT_ONCE};
    AtomicInteger polls = new AtomicInteger();
    ArrayArg sorted = (ArrayArg) compiled.invoke(polls::incrementAndGet, length);
    assertThat((long[]) sorted.base).startsWith(1, 2, 3).isSorted();
    // The last ones are of the sort.
    AtomicInteger left = new AtomicInteger(polls.get() - 1);
    assertThatThrownBy(
            () ->
                compiled.invoke(
                    () -> {
                      if (left.getAndDecrement() == 0) {
                        ENDED.poll();
                      }
                    },
                    length))
        .isInstanceOf(CancellationException.class);
  }

  private static final List<IndexCheck> NONE = List.of(IndexCheck.NONE);

  /** What the numbers of a list that is sorted in parts may be. */
  private enum Numbers {
    RANDOM(k -> new Random(k).nextLong()),
    FEW(k -> new Random(k).nextInt(3)),
    EQUAL(_ -> 7),
    UP(k -> k),
    DOWN(k -> -k),
    SAW(k -> k % 1000),
    ORGAN_PIPES(k -> Math.min(k, LENGTH - k)),
    ONE_LAST(k -> k == LENGTH - 1 ? -1 : k);

    private final IntToLongFunction item;

    Numbers(IntToLongFunction item) {
      this.item = item;
    }
  }

  private static final int LENGTH = 3 * Sorts.AT_ONCE + 17;

  @ParameterizedTest
  @EnumSource(Numbers.class)
  void longListsAreSortedInPartsWithPollsBetweenThem(Numbers numbers) {
    long[] items = new long[LENGTH + 2];
    Arrays.setAll(items, numbers.item);
    double[] fractions = new double[LENGTH + 2];
    Arrays.setAll(fractions, k -> items[k] == 0 ? 0.0 : items[k] * 0.37);
    fractions[LENGTH / 2] = Double.POSITIVE_INFINITY;
    long[] expected = items.clone();
    Arrays.sort(expected, 0, LENGTH);
    double[] expectedFractions = fractions.clone();
    Arrays.sort(expectedFractions, 0, LENGTH);
    AtomicInteger polls = new AtomicInteger();

    Sorts.sort(items, LENGTH, polls::incrementAndGet);
    assertThat(Arrays.equals(items, expected)).isTrue();
    if (numbers != Numbers.UP && numbers != Numbers.EQUAL) {
      assertThat(polls).hasValueGreaterThan(3);
    }
    Sorts.sort(fractions, LENGTH, polls::incrementAndGet);
    assertThat(Arrays.equals(fractions, expectedFractions)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void shortListsAreSortedAtOnce(int length) {
    long[] items = new Random(1).longs(length + 1).toArray();
    long[] expected = items.clone();
    Arrays.sort(expected, 0, length);
    Sorts.sort(items, length, ENDED);
    assertThat(items).isEqualTo(expected);
  }

  /** A poll that ends the kernel, wanted when somebody says so. */
  private static final class Ending extends RequestedPoll {
    private final AtomicInteger polls = new AtomicInteger();

    Ending() {
      super(false);
    }

    void request() {
      want(true);
    }

    @Override
    public void poll() {
      polls.incrementAndGet();
      throw new IllegalStateException("ended");
    }
  }

  @Test
  void aPollThatIsNotWantedIsNotCalled() {
    Ending poll = new Ending();
    Kernel kernel = kernel(rounds(made(local(n))));
    CompiledKernel compiled = new JvmBackend().compile(kernel);
    assertThat(polls(kernel, KernelCode.CHUNK * 32L)).isEqualTo(ROUNDS);
    compiled.invoke(poll, new Object[] {KernelCode.CHUNK * 32L});
    assertThat(poll.polls).hasValue(0);
    poll.request();
    assertThatThrownBy(() -> compiled.invoke(poll, new Object[] {KernelCode.CHUNK * 32L}))
        .hasMessage("ended");
    assertThat(poll.polls).hasValue(1);
  }

  @Test
  @Timeout(60)
  void loopsOfAllKindsHearThatAPollIsWantedMeanwhile() throws Exception {
    Var k = new Var("k", ScalarType.INT);
    Expr endless = new Expr.IntConst(Long.MAX_VALUE);
    Stmt add = new Stmt.Assign(x, new Expr.Binary(BinaryOp.INT_XOR, local(x), local(n), false, AT));
    Stmt counted = loop(k, endless, add);
    Stmt open = new Stmt.While(new Label("w"), new Expr.BoolConst(true), List.of(add), AT);
    Stmt nested = loop(k, endless, loop(new Var("m", ScalarType.INT), new Expr.IntConst(3), add));
    for (Stmt loop : List.of(counted, open, nested)) {
      Ending poll = new Ending();
      CompiledKernel compiled =
          new KernelCompiler()
              .compile(
                  kernel(
                      new Stmt.Assign(x, ONE), loop, new Stmt.Return(new Result.Scalar(local(x)))));
      Thread requesting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      // Until the loop is in code of C2, which could take what it looks at out of
                      // it.
                      Thread.sleep(1_000);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    poll.request();
                  });
      assertThatThrownBy(() -> compiled.invoke(poll, new Object[] {1L})).hasMessage("ended");
      requesting.join();
    }
  }

  @Test
  void onlyWhatMayRunForLongPolls() {
    assertThat(new JvmBackend().compile(kernel(rounds(made(local(n))))).polls()).isTrue();
    assertThat(
            new JvmBackend().compile(kernel(new Stmt.Return(new Result.Scalar(local(n))))).polls())
        .isFalse();
  }
}
