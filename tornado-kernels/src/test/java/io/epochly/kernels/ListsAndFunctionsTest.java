package io.epochly.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListsAndFunctionsTest {
  private static final Position AT = new Position(3, 4);
  private static final ArrayType ROW =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final ArrayType MATRIX =
      new ArrayType(Storage.DOUBLES, 2, ArrayType.StoreRule.SAME_TYPE);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);

  private final KernelCompiler compiler = new KernelCompiler();

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Stmt store(ArrayVar array, Expr i, Expr j, double value) {
    return new Stmt.Store(
        array,
        List.of(i, j),
        List.of(IndexCheck.WRAP, IndexCheck.WRAP),
        new Expr.FloatConst(value),
        AT);
  }

  private Object run(Kernel kernel, Object... operands) {
    return compiler.compile(kernel).invoke(() -> {}, operands);
  }

  private static void assertBailsOut(BailReason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BailOut.class, bailOut -> assertThat(bailOut.reason()).isEqualTo(reason));
  }

  @Test
  void aRowInSeveralPlacesIsOneRowInTheResult() {
    ArrayVar row = new ArrayVar("row", ROW);
    ArrayVar list = new ArrayVar("list", MATRIX);
    Kernel kernel =
        new Kernel(
            "shared",
            List.of(),
            List.of(
                new Stmt.NewArray(row, new Expr.IntConst(2), new Expr.FloatConst(0), AT),
                new Stmt.NewRows(list),
                new Stmt.AppendRow(list, row, AT),
                new Stmt.AppendRow(list, row, AT),
                store(list, ONE, new Expr.IntConst(-1), 7.0),
                new Stmt.Return(
                    new Result.Tuple(List.of(new Result.Array(list), new Result.Array(row))))));

    Object[] results = (Object[]) run(kernel);
    NestedList made = (NestedList) results[0];
    assertThat(made.rows().get(0)).isSameAs(made.rows().get(1)).isSameAs(results[1]);
    assertThat((double[]) ((ArrayArg) results[1]).base).startsWith(0.0, 7.0);
  }

  @Test
  void rowsOfOperandsComeBackAsWhatTheyAreOfTheOperand() {
    ArrayParam a = new ArrayParam(0, "a", MATRIX);
    Var i = new Var("i", ScalarType.INT);
    ArrayVar row = new ArrayVar("row", ROW);
    Kernel kernel =
        new Kernel(
            "row",
            List.of(a, new Param.Scalar(i)),
            List.of(
                new Stmt.AssignArray(row, a, List.of(local(i)), List.of(IndexCheck.WRAP), AT),
                new Stmt.Store(
                    row, List.of(ZERO), List.of(IndexCheck.WRAP), new Expr.FloatConst(9), AT),
                new Stmt.Return(new Result.Array(row))));
    double[][] rows = {{1, 2}, {3}};
    ArrayArg arg = ArrayArg.rows(rows, new int[] {2, 1});

    OperandRow result = (OperandRow) run(kernel, arg, -1L);
    assertThat(result.operand()).isSameAs(arg);
    assertThat(result.path()).containsExactly(1);
    assertThat(rows[1][0]).isEqualTo(9.0);
    assertThat(compiler.compile(kernel).stores(0)).isTrue();
    assertBailsOut(BailReason.INDEX, () -> run(kernel, arg, 2L));
  }

  @Test
  void aRowOfAnOperandIsNotReplacedAndAnOperandDoesNotGrow() {
    ArrayParam a = new ArrayParam(0, "a", MATRIX);
    ArrayVar list = new ArrayVar("list", MATRIX);
    ArrayVar row = new ArrayVar("row", ROW);
    List<Stmt> begin =
        List.of(
            new Stmt.AssignArray(list, a),
            new Stmt.NewArray(row, ONE, new Expr.FloatConst(5), AT),
            store(list, ZERO, ZERO, 8.0));
    Kernel replacing =
        new Kernel(
            "replacing",
            List.of(a),
            List.of(
                begin.get(0),
                begin.get(1),
                begin.get(2),
                new Stmt.StoreRow(list, List.of(ZERO), List.of(IndexCheck.WRAP), row, AT)));
    Kernel growing =
        new Kernel(
            "growing",
            List.of(a),
            List.of(begin.get(0), begin.get(1), begin.get(2), new Stmt.AppendRow(list, row, AT)));
    double[][] rows = {{1.0}};
    ArrayArg arg = ArrayArg.rows(rows, new int[] {1});

    assertBailsOut(BailReason.ROW, () -> run(replacing, arg));
    assertBailsOut(BailReason.LENGTH, () -> run(growing, arg));
    assertThat(rows[0][0]).as("the store before was undone").isEqualTo(1.0);
  }

  /** {@code def f(n): return 0 if n == 0 else scale + f(n - 1)}, called with the kernel's n. */
  private static Kernel recursive() {
    Var n = new Var("n", ScalarType.INT);
    Var scale = new Var("scale", ScalarType.INT);
    Var m = new Var("m", ScalarType.INT);
    Var inner = new Var("inner", ScalarType.INT);
    Var result = new Var("result", ScalarType.INT);
    Callee f = new Callee("f");
    Function function =
        new Function(
            f,
            List.of(m),
            List.of(),
            List.of(ScalarType.INT),
            List.of(),
            List.of(
                new Stmt.If(
                    new Expr.Binary(BinaryOp.INT_EQ, local(m), ZERO, false, AT),
                    List.of(new Stmt.Return(new Result.Scalar(ZERO))),
                    List.of()),
                new Stmt.Invoke(
                    List.of(inner),
                    List.of(),
                    f,
                    List.of(new Expr.Binary(BinaryOp.INT_SUB, local(m), ONE, true, AT)),
                    List.of(),
                    1,
                    AT),
                new Stmt.Return(
                    new Result.Scalar(
                        new Expr.Binary(BinaryOp.INT_ADD, local(scale), local(inner), true, AT)))));
    return new Kernel(
        "recursive",
        List.of(new Param.Scalar(n), new Param.Scalar(scale)),
        List.of(
            new Stmt.Invoke(List.of(result), List.of(), f, List.of(local(n)), List.of(), 1, AT),
            new Stmt.Return(new Result.Scalar(local(result)))),
        List.of(function));
  }

  @Test
  void functionsCallThemselvesAndReadTheKernelsParameters() {
    assertThat(run(recursive(), 10L, 3L)).isEqualTo(30L);
    assertBailsOut(BailReason.OVERFLOW, () -> run(recursive(), 2L, Long.MAX_VALUE));
  }

  @Test
  void callsNestedTooDeepBailOut() {
    assertThat(run(recursive(), 90L, 1L)).isEqualTo(90L);
    assertBailsOut(BailReason.DEPTH, () -> run(recursive(), 1_000_000L, 1L));
  }

  @Test
  void manyCallsPoll() {
    Kernel once = recursive();
    Var i = new Var("i", ScalarType.INT);
    Kernel often =
        new Kernel(
            "often",
            once.params(),
            List.of(
                new Stmt.CountedLoop(
                    new Label("L"),
                    i,
                    ZERO,
                    new Expr.IntConst(100),
                    ONE,
                    List.of(once.body().getFirst()),
                    false,
                    AT)),
            once.functions());
    AtomicInteger polls = new AtomicInteger();
    compiler.compile(often).invoke(polls::incrementAndGet, new Object[] {90L, 1L});
    assertThat(polls).hasPositiveValue();
  }

  @Test
  void aCallWithOtherTypesThanTheFunctionHasIsRefused() {
    Kernel good = recursive();
    Stmt.Invoke call = (Stmt.Invoke) good.body().getFirst();
    Kernel bad =
        new Kernel(
            "bad",
            good.params(),
            List.of(
                new Stmt.Invoke(
                    call.scalarResults(),
                    call.listResults(),
                    call.callee(),
                    List.of(new Expr.FloatConst(1)),
                    List.of(),
                    1,
                    AT)),
            good.functions());
    assertThatThrownBy(() -> compiler.compile(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("call of f with other types than it has");
  }

  @Test
  void functionsAreListedBehindTheBody() {
    assertThat(Printer.print(recursive()))
        .contains("result = call f(n)")
        .contains("function f(m: int)")
        .contains("inner = call f((m -! 1))");
  }

  @Test
  void listsTravelThroughFunctions() {
    ArrayParam a = new ArrayParam(0, "a", ROW);
    ArrayVar whole = new ArrayVar("whole", ROW);
    ArrayVar given = new ArrayVar("given", ROW);
    ArrayVar back = new ArrayVar("back", ROW);
    Var size = new Var("size", ScalarType.INT);
    Callee f = new Callee("f");
    Function function =
        new Function(
            f,
            List.of(),
            List.of(given),
            List.of(ScalarType.INT),
            List.of(ROW),
            List.of(
                new Stmt.Store(
                    given, List.of(ZERO), List.of(IndexCheck.WRAP), new Expr.FloatConst(4), AT),
                new Stmt.Return(
                    new Result.Tuple(
                        List.of(
                            new Result.Array(given),
                            new Result.Scalar(
                                new Expr.Length(given, List.of(), List.of(), AT)))))));
    Kernel kernel =
        new Kernel(
            "travel",
            List.of(a),
            List.of(
                new Stmt.AssignArray(whole, a),
                new Stmt.Invoke(List.of(size), List.of(back), f, List.of(), List.of(whole), 1, AT),
                new Stmt.Return(
                    new Result.Tuple(
                        List.of(new Result.Scalar(local(size)), new Result.Array(back))))),
            List.of(function));
    ArrayArg arg = ArrayArg.flat(new double[] {1, 2, 3}, 3);

    Object[] results = (Object[]) run(kernel, arg);
    assertThat(results[0]).isEqualTo(3L);
    assertThat(results[1]).as("the operand itself").isSameAs(arg);
    assertThat((double[]) arg.base).containsExactly(4, 2, 3);
  }

  @Test
  void listsOfTheKernelAreSortedAndWhatTheGuestPlacesByItsStorageIsNot() {
    assertThat((double[]) ((ArrayArg) run(sorting(), 2.0, -1.0)).base).startsWith(-1.0, 2.0);
    assertBailsOut(BailReason.SORT, () -> run(sorting(), 1.0, Double.NaN));
    assertBailsOut(BailReason.SORT, () -> run(sorting(), 0.0, -0.0));
  }

  private static Kernel sorting() {
    Var x = new Var("x", ScalarType.FLOAT);
    Var y = new Var("y", ScalarType.FLOAT);
    ArrayVar list = new ArrayVar("list", ROW);
    return new Kernel(
        "sorting",
        List.of(new Param.Scalar(x), new Param.Scalar(y)),
        List.of(
            new Stmt.NewArray(list, ONE, local(x), AT),
            new Stmt.Append(list, local(y), AT),
            new Stmt.Sort(list, AT),
            new Stmt.Return(new Result.Array(list))));
  }
}
