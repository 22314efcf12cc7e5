package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is copied for a call that could be undone: told by what the call allocates. */
class TransactionTest {
  private static final Position AT = new Position(1, 0);
  private static final int LENGTH = 1 << 18;
  private static final long BYTES = (long) LENGTH * Double.BYTES;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ArrayParam x = list(0, "x");
  private final ArrayParam y = list(1, "y");
  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);

  private static ArrayParam list(int index, String name) {
    return new ArrayParam(
        index, name, new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE));
  }

  /** {@code for i in range(n): y[i] = f(x[i])}. */
  private CompiledKernel kernel(Intrinsic function) {
    Expr.Load load = new Expr.Load(x, List.of(new Expr.Local(i)), List.of(IndexCheck.WRAP), AT);
    Stmt store =
        new Stmt.Store(
            y,
            List.of(new Expr.Local(i)),
            List.of(IndexCheck.WRAP),
            new Expr.Call(function, List.of(load), AT),
            AT);
    Stmt loop =
        new Stmt.CountedLoop(
            new Label("L"),
            i,
            new Expr.IntConst(0),
            new Expr.Local(n),
            new Expr.IntConst(1),
            List.of(store),
            false,
            AT);
    return new KernelCompiler()
        .compile(new Kernel("k", List.of(x, y, new Param.Scalar(n)), List.of(loop)));
  }

  /** The least of some calls: the first ones make classes, and other threads allocate as well. */
  private static long allocated(CompiledKernel kernel, Object[] operands, Cores cores) {
    long least = Long.MAX_VALUE;
    for (int call = 0; call < 20; call++) {
      long before = THREADS.getTotalThreadAllocatedBytes();
      kernel.invoke(() -> {}, operands, cores);
      least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static Object[] operands(double[] x, double[] y) {
    return new Object[] {ArrayArg.flat(x, LENGTH), ArrayArg.flat(y, LENGTH), Long.valueOf(LENGTH)};
  }

  @Test
  void whatIsStoredIsCopiedOnceOnHoweverManyCores() {
    // What is -1 or less would end the call behind other stores.
    CompiledKernel kernel = kernel(Intrinsic.LOG1P);
    Object[] operands = operands(new double[LENGTH], new double[LENGTH]);
    assertThat(allocated(kernel, operands, Cores.ONE)).isBetween(BYTES, BYTES + BYTES / 8);
    try (Cores cores = Cores.of(3)) {
      assertThat(allocated(kernel, operands, cores)).isBetween(BYTES, BYTES + BYTES / 8);
    }
  }

  @Test
  void oneListThatIsTwoArgumentsIsCopiedOnce() {
    double[] both = new double[LENGTH];
    assertThat(allocated(kernel(Intrinsic.LOG1P), operands(both, both), Cores.ONE))
        .isBetween(BYTES, BYTES + BYTES / 8);
  }

  @Test
  void whatCannotEndIsNotCopied() {
    Object[] operands = operands(new double[LENGTH], new double[LENGTH]);
    assertThat(allocated(kernel(Intrinsic.TANH), operands, Cores.ONE)).isLessThan(BYTES / 8);
  }
}
