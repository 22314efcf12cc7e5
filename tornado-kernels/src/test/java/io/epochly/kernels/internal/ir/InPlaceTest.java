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
    Optional<Kernel> rewritten = InPlace.of(LoopVersions.apply(kernel).kernel());
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
