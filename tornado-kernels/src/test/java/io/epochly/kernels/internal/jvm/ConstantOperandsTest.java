package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shifts by constants, and division by them, which rounds down, also where it is a shift. */
class ConstantOperandsTest {
  private static final Position AT = new Position(1, 1);
  private static final long[] DIVIDENDS = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -1L << 62,
    -(1L << 62) - 1,
    -65,
    -64,
    -63,
    -3,
    -2,
    -1,
    0,
    1,
    2,
    3,
    63,
    64,
    65,
    (1L << 62) - 1,
    1L << 62,
    Long.MAX_VALUE
  };

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 62, 63, 64, 1L << 32, Long.MAX_VALUE})
  void aConstantShiftsAsTheGuestDoes(long count) {
    Kernel shifted = kernel(BinaryOp.INT_SHR, count);
    for (long dividend : DIVIDENDS) {
      assertThat(call(shifted, dividend)).isEqualTo(dividend >> Math.min(count, 63));
    }
  }

  private static Kernel kernel(BinaryOp op, long divisor) {
    Var n = new Var("n", ScalarType.INT);
    Expr result = new Expr.Binary(op, new Expr.Local(n), new Expr.IntConst(divisor), true, AT);
    return new Kernel(
        "k", List.of(new Param.Scalar(n)), List.of(new Stmt.Return(new Result.Scalar(result))));
  }

  private static long call(Kernel kernel, long dividend) {
    Object result = new JvmBackend().compile(kernel).invoke(() -> {}, new Object[] {dividend});
    return (Long) result;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 64, 1L << 32, 1L << 62, 3, 6, -2, -4, Long.MIN_VALUE})
  void aConstantDividesAsTheGuestDoes(long divisor) {
    Kernel quotient = kernel(BinaryOp.INT_FLOORDIV, divisor);
    Kernel remainder = kernel(BinaryOp.INT_MOD, divisor);
    for (long dividend : DIVIDENDS) {
      assertThat(call(quotient, dividend)).isEqualTo(Math.floorDiv(dividend, divisor));
      assertThat(call(remainder, dividend)).isEqualTo(Math.floorMod(dividend, divisor));
    }
  }
}
