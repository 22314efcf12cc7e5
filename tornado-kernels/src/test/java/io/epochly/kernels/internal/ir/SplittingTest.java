package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Dependence;
import io.epochly.kernels.Poll;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which loops become pieces, and what is left of their stores when they end early. */
@Timeout(60)
class SplittingTest {
  private static final Cores CORES = Cores.of(3);
  private static final Position LOOP = new Position(2, 4);
  private static final Position STORE = new Position(3, 8);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);

  private final ArrayParam a = new ArrayParam(0, "a", FLOATS);
  private final ArrayParam b = new ArrayParam(1, "b", FLOATS);
  private final Var n = new Var("n", ScalarType.INT);
  private final Var rounds = new Var("rounds", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var k = new Var("k", ScalarType.INT);
  private final Var x = new Var("x", ScalarType.FLOAT);

  private static final ArrayType FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);

  @AfterAll
  static void close() {
    CORES.close();
  }

  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr load(ArrayParam array, Expr index) {
    return new Expr.Load(array, List.of(index), List.of(IndexCheck.WRAP), STORE);
  }

  private static Stmt store(ArrayParam array, Expr index, Expr value) {
    return new Stmt.Store(array, List.of(index), List.of(IndexCheck.WRAP), value, STORE);
  }

  private static Expr add(Expr left, Expr right) {
    BinaryOp op = left.type() == ScalarType.INT ? BinaryOp.INT_ADD : BinaryOp.FLOAT_ADD;
    return new Expr.Binary(op, left, right, true, STORE);
  }

  private static Stmt.CountedLoop loop(Label label, Var counter, Expr stop, Stmt... body) {
    return new Stmt.CountedLoop(label, counter, ZERO, stop, ONE, List.of(body), false, LOOP);
  }

  private CompiledKernel compiled(Stmt... body) {
    return new KernelCompiler()
        .compile(
            new Kernel(
                "k", List.of(a, b, new Param.Scalar(n), new Param.Scalar(rounds)), List.of(body)));
  }

  private static Object[] operands(double[] a, double[] b, long rounds) {
    return new Object[] {
      ArrayArg.flat(a, a.length), ArrayArg.flat(b, b.length), (long) a.length, rounds
    };
  }

  /** Each element takes so many rounds of additions that do not end by themselves in a test. */
  private CompiledKernel slow() {
    return compiled(
        loop(
            new Label("L"),
            i,
            local(n),
            new Stmt.Assign(x, load(a, local(i))),
            loop(
                new Label("M"),
                k,
                local(rounds),
                new Stmt.Assign(x, add(local(x), new Expr.FloatConst(1.0)))),
            store(b, local(i), local(x)),
            store(a, local(i), local(x))));
  }

  @Test
  void whatEndsARunOnSeveralCoresLeavesTheListsAsTheyWere() {
    double[] a = {1, 2, 3, 4, 5, 6, 7, 8};
    double[] b = {8, 7, 6, 5, 4, 3, 2, 1};
    AtomicInteger polls = new AtomicInteger();
    Poll poll =
        () -> {
          if (polls.incrementAndGet() > 50) {
            throw new Cancelled();
          }
        };
    CompiledKernel kernel = slow();
    assertThatThrownBy(() -> kernel.invoke(poll, operands(a, b, 1L << 29), CORES))
        .isInstanceOf(Cancelled.class);
    assertThat(a).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(b).containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(kernel.splits()).anyMatch(split -> split.position().equals(LOOP));
  }

  @Test
  void loopsInPiecesCountForTheLoopAroundThem() {
    // What makes a list does not work in place, where nothing is polled.
    Stmt list =
        new Stmt.NewArray(new ArrayVar("list", FLOATS), ONE, new Expr.FloatConst(0.0), LOOP);
    CompiledKernel kernel =
        compiled(
            list,
            loop(
                new Label("R"),
                k,
                local(rounds),
                loop(
                    new Label("L"),
                    i,
                    local(n),
                    store(b, local(i), add(load(b, local(i)), load(a, local(i)))))));
    AtomicInteger polls = new AtomicInteger();
    double[] b = new double[8];
    kernel.invoke(polls::incrementAndGet, operands(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, b, 4096));
    assertThat(b).startsWith(4096, 2 * 4096);
    // One poll for 64 of them, as far as the loop's own iterations are not polled for.
    assertThat(polls.get()).isBetween(60, 70);
    assertThat(kernel.splits()).isNotEmpty();
  }

  @Test
  void onlyTheCallerPolls() {
    Set<Thread> pollers = ConcurrentHashMap.newKeySet();
    double[] a = new double[64];
    slow()
        .invoke(
            () -> pollers.add(Thread.currentThread()), operands(a, new double[64], 1 << 20), CORES);
    assertThat(a).containsOnly(1 << 20);
    assertThat(pollers).containsExactly(Thread.currentThread());
  }

  @Test
  void piecesWorkInPlaceWhereNoneOfThemCanBailOut() {
    CompiledKernel kernel =
        compiled(loop(new Label("L"), i, local(n), store(b, local(i), load(a, local(i)))));
    assertThat(InPlace.of(kernel.ir()))
        .hasValueSatisfying(
            inPlace ->
                assertThat(inPlace.functions())
                    .as("its pieces")
                    .isEqualTo(kernel.ir().functions())
                    .isNotEmpty());
  }

  @Test
  void listsThatAreOneRunAsTheyStand() {
    CompiledKernel kernel =
        compiled(
            loop(
                new Label("L"),
                i,
                new Expr.Binary(BinaryOp.INT_SUB, local(n), ONE, true, STORE),
                store(b, add(local(i), ONE), load(a, local(i)))));
    double[] one = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    kernel.invoke(() -> {}, operands(one, one, 0), CORES);
    assertThat(one).containsOnly(1);
    double[] other = new double[10];
    kernel.invoke(
        () -> {}, operands(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, other, 0), CORES);
    assertThat(other).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private static Optional<Dependence> dependence(CompiledKernel kernel) {
    return kernel.loops().stream()
        .filter(report -> report.position().equals(LOOP))
        .findFirst()
        .flatMap(LoopReport::dependence);
  }

  @Test
  void whatKeepsIterationsTogetherIsTold() {
    CompiledKernel carried =
        compiled(
            new Stmt.Assign(x, new Expr.FloatConst(0.0)),
            loop(
                new Label("L"),
                i,
                local(n),
                store(b, local(i), local(x)),
                new Stmt.Assign(x, load(a, local(i)))));
    assertThat(dependence(carried))
        .hasValueSatisfying(
            found -> {
              assertThat(found.kind()).isEqualTo(Dependence.Kind.CARRIED);
              assertThat(found.name()).isEqualTo("x");
            });
    CompiledKernel overlapping =
        compiled(loop(new Label("L"), i, local(n), store(b, ZERO, load(a, local(i)))));
    assertThat(dependence(overlapping))
        .hasValue(new Dependence(Dependence.Kind.ELEMENT, "b", STORE));
    CompiledKernel anyOrder =
        compiled(loop(Label.inAnyOrder("L"), i, local(n), store(b, ZERO, load(a, local(i)))));
    assertThat(dependence(anyOrder)).hasValue(new Dependence(Dependence.Kind.ELEMENT, "b", STORE));
  }
}
