package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Var;
import org.junit.jupiter.api.Test;

class PolynomialTest {
  private final Var i = new Var("i", ScalarType.INT);
  private final Var n = new Var("n", ScalarType.INT);
  private final Var j = new Var("j", ScalarType.INT);

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr number(long value) {
    return new Expr.IntConst(value);
  }

  private static Expr op(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, false, Position.NONE);
  }

  private static Expr plus(Expr left, Expr right) {
    return op(BinaryOp.INT_ADD, left, right);
  }

  private static Expr times(Expr left, Expr right) {
    return op(BinaryOp.INT_MUL, left, right);
  }

  private static Polynomial of(Expr expression) {
    return Polynomial.of(expression).orElseThrow();
  }

  @Test
  void oneIndexWrittenInTwoWaysIsTheSame() {
    Expr below = plus(times(plus(local(i), number(1)), local(n)), local(j));
    Expr spelledOut = plus(local(j), plus(local(n), times(local(n), local(i))));
    assertThat(of(below)).isEqualTo(of(spelledOut));
  }

  @Test
  void neighboursDifferByAConstantAndRowsDoNot() {
    Expr here = plus(times(local(i), local(n)), local(j));
    assertThat(of(plus(here, number(1))).minus(of(op(BinaryOp.INT_SUB, here, number(1)))))
        .hasValue(2L);
    assertThat(of(plus(here, local(n))).minus(of(here))).isEmpty();
  }

  @Test
  void tellsWhatStandsNextToEachOther() {
    Polynomial index = of(plus(times(local(i), local(n)), local(j)));
    assertThat(index.isUnitIn(j)).isTrue();
    assertThat(index.isUnitIn(i)).isFalse();
    assertThat(of(plus(local(j), times(local(j), local(n)))).isUnitIn(j)).isFalse();
    assertThat(of(op(BinaryOp.INT_SUB, local(j), local(j))).reads(j)).isFalse();
  }

  @Test
  void otherArithmeticAndWhatLeaves64BitsIsNone() {
    assertThat(Polynomial.of(op(BinaryOp.INT_MOD, local(i), number(3)))).isEmpty();
    assertThat(Polynomial.of(times(number(Long.MAX_VALUE), times(number(2), local(i))))).isEmpty();
  }
}
