package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
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
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which loops store what they appended, and where. */
class PresizedListsTest {
  private static final Position AT = new Position(1, 0);
  private static final Expr ZERO = new Expr.IntConst(0);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final ArrayType INTS =
      new ArrayType(Storage.LONGS, 1, ArrayType.StoreRule.SAME_TYPE);

  private final Var first = new Var("first", ScalarType.INT);
  private final Var end = new Var("end", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final ArrayVar out = new ArrayVar("out", INTS);
  private final ArrayVar other = new ArrayVar("other", INTS);
  private final Label label = new Label("loop");

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private final Stmt made = new Stmt.NewArray(out, ZERO, ZERO, AT);
  private final Stmt named = new Stmt.AssignArray(other, out);

  private Stmt append(ArrayVar to) {
    return new Stmt.Append(to, new Expr.Binary(BinaryOp.INT_MUL, local(i), local(i), true, AT), AT);
  }

  private Stmt sometimes(Stmt statement) {
    Expr some = new Expr.Binary(BinaryOp.INT_LT, local(i), ONE, false, AT);
    return new Stmt.If(some, List.of(statement), List.of());
  }

  private Stmt loop(Expr step, Stmt... body) {
    return new Stmt.CountedLoop(label, i, local(first), local(end), step, List.of(body), false, AT);
  }

  private Kernel kernel(Stmt... body) {
    List<Stmt> whole = new ArrayList<>(List.of(body));
    whole.add(new Stmt.Return(new Result.Array(out)));
    return new Kernel("k", List.of(new Param.Scalar(first), new Param.Scalar(end)), whole);
  }

  private static boolean appends(Kernel kernel) {
    return Printer.print(PresizedLists.apply(kernel)).contains("append ");
  }

  private static long[] call(Kernel kernel, long first, long end) {
    ArrayArg result =
        (ArrayArg) new KernelCompiler().compile(kernel).invoke(() -> {}, new Object[] {first, end});
    return Arrays.copyOf((long[]) result.base, result.length);
  }

  @Test
  void elementsLieWhereTheyWereAppended() {
    for (Kernel kernel :
        List.of(
            kernel(made, loop(ONE, append(out))), kernel(made, named, loop(ONE, append(other))))) {
      assertThat(appends(kernel)).isFalse();
      assertThat(call(kernel, 0, 4)).containsExactly(0, 1, 4, 9);
      assertThat(call(kernel, -2, 2)).containsExactly(4, 1, 0, 1);
      assertThat(call(kernel, 3, 3)).isEmpty();
      assertThat(call(kernel, 3, -3)).isEmpty();
      assertThat(call(kernel, Long.MAX_VALUE, Long.MIN_VALUE)).isEmpty();
    }
  }

  @Test
  void aListThatNoMemoryHoldsRunsPlain() {
    long most = Integer.MAX_VALUE - 9L;
    assumeThat(Runtime.getRuntime().maxMemory()).isLessThan(8 * most);
    Kernel kernel = kernel(made, loop(ONE, append(out)));
    for (long end : new long[] {most, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> call(kernel, 0, end))
          .isInstanceOfSatisfying(
              BailOut.class, e -> assertThat(e.reason()).isEqualTo(BailReason.LENGTH));
    }
    assertThatThrownBy(() -> call(kernel, Long.MIN_VALUE, Long.MAX_VALUE))
        .isInstanceOf(BailOut.class);
  }

  @Test
  void whatMayNotBeAppendedOnceInEachIterationIsLeft() {
    Stmt perhaps = sometimes(append(out));
    Stmt leaves = sometimes(new Stmt.Break(label));
    Stmt goesOn = sometimes(new Stmt.Continue(label));
    for (Stmt loop :
        List.of(
            loop(ONE, perhaps),
            loop(ONE, leaves, append(out)),
            loop(ONE, append(out), leaves),
            loop(ONE, goesOn, append(out)),
            loop(ONE, append(out), append(out)),
            loop(new Expr.IntConst(2), append(out)),
            loop(new Expr.IntConst(-1), append(out)))) {
      assertThat(appends(kernel(made, loop))).isTrue();
    }
  }

  @Test
  void aListThatSomethingElseUsesIsLeft() {
    Var seen = new Var("seen", ScalarType.INT);
    Stmt looks = new Stmt.Assign(seen, new Expr.Length(out, List.of(), List.of(), AT));
    Stmt reads =
        new Stmt.Assign(seen, new Expr.Load(out, List.of(ZERO), List.of(IndexCheck.WRAP), AT));
    ArrayVar third = new ArrayVar("third", INTS);
    for (Kernel kernel :
        List.of(
            kernel(made, looks, loop(ONE, append(out))),
            kernel(made, loop(ONE, append(out), looks)),
            kernel(made, loop(ONE, reads, append(out))),
            kernel(made, named, looks, loop(ONE, append(other))),
            kernel(made, named, loop(ONE, looks, append(other))),
            kernel(made, named, loop(ONE, append(out), new Stmt.Append(other, ONE, AT))),
            kernel(made, new Stmt.AssignArray(third, out), named, loop(ONE, append(other))),
            kernel(made, loop(ONE, made, append(out))),
            kernel(
                made,
                new Stmt.CountedLoop(
                    label,
                    i,
                    new Expr.Length(out, List.of(), List.of(), AT),
                    local(end),
                    ONE,
                    List.of(append(out)),
                    false,
                    AT)),
            kernel(new Stmt.NewArray(out, ONE, ZERO, AT), loop(ONE, append(out))))) {
      assertThat(appends(kernel)).isTrue();
    }
  }
}
