package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Poll;
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
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Which kernels work without a way back, and that those never need one. */
class InPlaceTest {
  private static final Position AT = new Position(1, 0);
  private static final Poll ENDED =
      () -> {
        throw new CancellationException();
      };
  private static final int LENGTH = 10_000;

  private final ArrayParam x = list(0, "x");
  private final ArrayParam y = list(1, "y");
  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var r = new Var("r", ScalarType.INT);

  private static ArrayParam list(int index, String name) {
    return new ArrayParam(
        index, name, new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE));
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr load(ArrayParam array, Expr index) {
    return new Expr.Load(array, List.of(index), List.of(IndexCheck.WRAP), AT);
  }

  private static Stmt store(ArrayParam array, Expr index, Expr value) {
    return new Stmt.Store(array, List.of(index), List.of(IndexCheck.WRAP), value, AT);
  }

  private static Stmt loop(Var counter, Expr stop, Stmt... body) {
    return new Stmt.CountedLoop(
        new Label(counter.name()),
        counter,
        new Expr.IntConst(0),
        stop,
        new Expr.IntConst(1),
        List.of(body),
        false,
        AT);
  }

  /** {@code y[i] += x[i]}. */
  private Stmt sum(Expr index) {
    Expr sum = new Expr.Binary(BinaryOp.FLOAT_ADD, load(y, index), load(x, index), true, AT);
    return store(y, index, sum);
  }

  private Kernel kernel(Stmt... body) {
    return new Kernel("k", List.of(x, y, new Param.Scalar(n)), List.of(body));
  }

  private static Optional<String> inPlace(Kernel kernel) {
    Optional<Kernel> rewritten = InPlace.of(LoopVersions.apply(kernel, true).kernel());
    rewritten.ifPresent(Verifier::verify);
    return rewritten.map(Printer::print);
  }

  private static double[] ones() {
    double[] ones = new double[LENGTH];
    Arrays.fill(ones, 1.0);
    return ones;
  }

  private static void run(Kernel kernel, Poll poll, double[] x, double[] y, long n) {
    CompiledKernel compiled = new KernelCompiler().compile(kernel);
    compiled.invoke(
        poll,
        new Object[] {ArrayArg.flat(x, x.length), ArrayArg.flat(y, y.length), Long.valueOf(n)});
  }

  @Test
  void loopsBehindEachOtherInOneLoopWorkInPlaceWhereTheirStopsAreKnownBeforeIt() {
    Var j = new Var("j", ScalarType.INT);
    Var k = new Var("k", ScalarType.INT);
    Var stop = new Var("stop", ScalarType.INT);
    Expr known = new Expr.Binary(BinaryOp.INT_SUB, local(n), new Expr.IntConst(1), true, AT);
    Stmt first = loop(j, local(stop), store(y, local(j), load(x, local(j))));
    Stmt second = loop(k, local(stop), store(x, local(k), load(y, local(k))));
    assertThat(inPlace(kernel(loop(i, local(n), new Stmt.Assign(stop, known), first, second))))
        .isPresent();
    // What is read from a list may be another number in each iteration.
    Stmt asLoaded =
        new Stmt.Assign(stop, new Expr.Unary(UnaryOp.FLOAT_TO_INT, load(x, local(i)), true, AT));
    assertThat(inPlace(kernel(loop(i, local(n), asLoaded, first, second)))).isEmpty();
  }

  @Test
  void loopsThatMayRunInPiecesWorkInPlaceInsideALoopThatDoesNot() {
    Var j = new Var("j", ScalarType.INT);
    Stmt there = loop(i, local(n), store(y, local(i), load(x, local(i))));
    Stmt back = loop(j, local(n), store(x, local(j), load(y, local(j))));
    Kernel kernel = kernel(loop(r, new Expr.IntConst(10), there, back));
    Kernel passed = Passes.standard().run(kernel).kernel();
    assertThat(InPlace.of(passed).map(Printer::print).orElseThrow()).contains("split i.start");
    double[] y = new double[LENGTH];
    run(kernel, ENDED, ones(), y, LENGTH);
    assertThat(y).containsOnly(1.0);
  }

  @Test
  void aLoopWhoseChecksAreProvenStoresWithoutACopyAndIsNotPolled() {
    Kernel kernel = kernel(loop(i, local(n), sum(local(i))));
    assertThat(inPlace(kernel).orElseThrow())
        .contains("<= " + InPlace.MOST_STEPS, "bail NOT_COMPILED");
    double[] y = ones();
    run(kernel, ENDED, ones(), y, LENGTH);
    assertThat(y).containsOnly(2.0);
  }

  @Test
  void whereTheProofFailsNothingIsStoredBeforeTheKernelItselfRuns() {
    double[] y = ones();
    Kernel kernel = kernel(loop(i, local(n), sum(local(i))));
    assertThatThrownBy(() -> run(kernel, () -> {}, ones(), y, LENGTH + 1))
        .isInstanceOf(BailOut.class)
        .hasMessageContaining("index");
    assertThat(y).containsOnly(1.0);
  }

  @Test
  void whatRunsForLongIsPolledAndUndone() {
    Kernel kernel = kernel(loop(r, new Expr.IntConst(100_000), loop(i, local(n), sum(local(i)))));
    assertThat(inPlace(kernel)).isPresent();
    double[] y = ones();
    assertThatThrownBy(() -> run(kernel, ENDED, ones(), y, LENGTH))
        .isInstanceOf(CancellationException.class);
    assertThat(y).containsOnly(1.0);
  }

  private static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, true, AT);
  }

  private static Expr plus(Expr left, Expr right) {
    return binary(BinaryOp.INT_ADD, left, right);
  }

  private static Expr times(Expr left, Expr right) {
    return binary(BinaryOp.INT_MUL, left, right);
  }

  /** {@code y[c * n + i] = x[i * n + c]}, each element so many times, squared. */
  private Kernel transposition(long times) {
    Var c = new Var("c", ScalarType.INT);
    Expr from = load(x, plus(times(local(i), local(n)), local(c)));
    Stmt transposed = store(y, plus(times(local(c), local(n)), local(i)), from);
    Stmt often = loop(r, new Expr.IntConst(times), transposed);
    Stmt more = loop(new Var("more", ScalarType.INT), new Expr.IntConst(times), often);
    return kernel(loop(i, local(n), loop(c, local(n), more)));
  }

  @Test
  void whereMemoryIsWaitedForLessIsDoneWithoutAPoll() {
    Kernel often = transposition(15);
    assertThat(inPlace(often).orElseThrow())
        .contains("(length(y) <= " + InPlace.CACHED + ")", ": " + InPlace.MOST_SCATTERED_STEPS)
        .doesNotContain("length(x) <= " + InPlace.CACHED);
    int side = 400;
    double[] large = new double[side * side];
    double[] ones = new double[side * side];
    Arrays.fill(ones, 1.0);
    assertThatThrownBy(() -> run(often, ENDED, ones, large, side))
        .isInstanceOf(CancellationException.class);
    assertThat(large).containsOnly(0.0);
    // A single one is soon done, and what caches hold is not waited for.
    run(transposition(1), ENDED, ones, large, side);
    assertThat(large).containsOnly(1.0);
    int small = 360;
    double[] cached = new double[small * small];
    run(often, ENDED, Arrays.copyOf(ones, small * small), cached, small);
    assertThat(cached).containsOnly(1.0);
  }

  @Test
  void aFunctionThatTakesLongCountsForMore() {
    Expr dear = new Expr.Call(Intrinsic.ERF, List.of(load(x, local(i))), AT);
    assertThat(inPlace(kernel(loop(i, local(n), store(y, local(i), dear)))).orElseThrow())
        .contains("<= " + (1 << 25))
        .doesNotContain("<= " + InPlace.MOST_STEPS);
  }

  /** Whether a loop of i, with one of r inside it, stores far from where it did before. */
  private boolean isScattered(Expr rounds, Expr index, Stmt... before) {
    Stmt inside = loop(r, rounds, store(y, index, new Expr.FloatConst(1.0)));
    Stmt[] body = Arrays.copyOf(before, before.length + 1);
    body[before.length] = inside;
    return !Scattered.in((Stmt.CountedLoop) loop(i, local(n), body)).isEmpty();
  }

  @Test
  void whatLiesNextToWhatWasReachedBeforeIsNotWaitedFor() {
    Expr many = local(n);
    Expr three = new Expr.IntConst(3);
    Var base = new Var("base", ScalarType.INT);
    Stmt row = new Stmt.Assign(base, times(local(i), local(n)));
    assertThat(isScattered(many, local(r))).isFalse();
    assertThat(isScattered(many, plus(times(local(i), local(n)), local(r)))).isFalse();
    assertThat(isScattered(many, plus(local(base), local(r)), row)).isFalse();
    assertThat(isScattered(many, binary(BinaryOp.INT_SUB, local(n), local(r)))).isFalse();
    assertThat(isScattered(many, times(local(r), three))).isFalse();
    assertThat(isScattered(many, binary(BinaryOp.INT_MOD, plus(local(r), three), local(n))))
        .isFalse();
    assertThat(isScattered(many, local(i))).isFalse();
    assertThat(isScattered(three, plus(times(local(r), local(n)), local(i)))).isFalse();
    assertThat(isScattered(three, plus(times(local(i), three), local(r)))).isFalse();

    assertThat(isScattered(many, plus(times(local(r), local(n)), local(i)))).isTrue();
    assertThat(isScattered(many, times(local(r), new Expr.IntConst(9)))).isTrue();
    assertThat(isScattered(three, plus(times(local(i), local(n)), local(r)))).isTrue();
    assertThat(isScattered(many, binary(BinaryOp.INT_MOD, local(n), local(r)))).isTrue();
    Expr loaded = new Expr.Unary(UnaryOp.FLOAT_TO_INT, load(x, local(i)), true, AT);
    assertThat(isScattered(many, plus(local(base), local(r)), new Stmt.Assign(base, loaded)))
        .isTrue();
    Expr jump = times(local(base), three);
    assertThat(isScattered(many, local(base), new Stmt.Assign(base, jump))).isTrue();
  }

  @Test
  void whatCouldEndBehindAStoreDoesNotWorkInPlace() {
    Expr anywhere = new Expr.Unary(UnaryOp.FLOAT_TO_INT, load(x, local(i)), true, AT);
    assertThat(inPlace(kernel(loop(i, local(n), sum(anywhere))))).isEmpty();
    Stmt first = loop(i, local(n), sum(local(i)));
    Stmt second = loop(r, local(n), sum(local(r)));
    assertThat(inPlace(kernel(first, second))).isEmpty();
    Stmt bail = new Stmt.Bail(BailReason.TYPE, AT, -1);
    assertThat(inPlace(kernel(first, bail))).isEmpty();
    assertThat(inPlace(kernel(bail))).isEmpty();
  }

  @Test
  void aSingleStoreMayBailOutByItself() {
    Kernel kernel = kernel(sum(local(n)));
    assertThat(inPlace(kernel)).isPresent();
    double[] y = ones();
    assertThatThrownBy(() -> run(kernel, () -> {}, ones(), y, LENGTH))
        .isInstanceOf(BailOut.class)
        .hasMessageContaining("index");
    run(kernel, () -> {}, ones(), y, -1);
    assertThat(y[LENGTH - 1]).isEqualTo(2.0);
  }
}
