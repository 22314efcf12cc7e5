package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Locale;

/**
 * What a call on a device takes whatever its work is, as it was measured there.
 *
 * @param launchNanos of a call that moves next to nothing
 * @param nanosPerByte that is moved, there or back
 */
record LaunchCosts(double launchNanos, double nanosPerByte) {
  private static final int ROUNDS = 15;
  private static final int SMALL = 64;
  private static final int LARGE = 1 << 17;

  /** What may be measured yet where memory is scarce. */
  private static final int LEAST_LARGE = 1 << 13;

  /** The least that a call takes which moves so many bytes. */
  double nanos(long bytes) {
    return launchNanos + nanosPerByte * bytes;
  }

  /** For people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "a launch there takes %.3f ms, and %.3f ms for each MB that is moved",
        launchNanos / 1e6,
        nanosPerByte * (1 << 20) / 1e6);
  }

  /**
   * Measures them by calls whose work is next to nothing, which move a few bytes and many.
   *
   * @throws io.epochly.kernels.device.DeviceException if the device cannot be had
   */
  static LaunchCosts measured(DeviceQueue queue) {
    DeviceKernel kernel = increments();
    for (int elements = LARGE; ; elements /= 4) {
      try {
        return measured(kernel, elements, queue);
      } catch (OutOfDeviceMemoryException e) {
        if (elements <= LEAST_LARGE) {
          throw e;
        }
      }
    }
  }

  private static LaunchCosts measured(DeviceKernel kernel, int elements, DeviceQueue queue) {
    Object[] few = {ArrayArg.flat(new double[SMALL], SMALL)};
    Object[] many = {ArrayArg.flat(new double[elements], elements)};
    // Drivers compile once more at the first launch of a size.
    nanos(kernel, few, queue);
    nanos(kernel, many, queue);
    long small = Long.MAX_VALUE;
    long large = Long.MAX_VALUE;
    // In turns, as code gets quicker meanwhile, here and there.
    for (int i = 0; i < ROUNDS; i++) {
      small = Math.min(small, nanos(kernel, few, queue));
      large = Math.min(large, nanos(kernel, many, queue));
    }
    double more = 2.0 * Double.BYTES * (elements - SMALL);
    return new LaunchCosts(small, Math.max(0, large - small) / more);
  }

  private static long nanos(DeviceKernel kernel, Object[] operands, DeviceQueue queue) {
    long start = System.nanoTime();
    kernel.invoke(() -> {}, operands, queue);
    return System.nanoTime() - start;
  }

  /** {@code for i in range(len(x)): x[i] = x[i] + 1.0}. */
  private static DeviceKernel increments() {
    ArrayParam x =
        new ArrayParam(0, "x", new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE));
    Var i = new Var("i", ScalarType.INT);
    List<Expr> index = List.of(new Expr.Local(i));
    List<IndexCheck> checks = List.of(IndexCheck.WRAP);
    Expr more =
        new Expr.Binary(
            BinaryOp.FLOAT_ADD,
            new Expr.Load(x, index, checks, Position.NONE),
            new Expr.FloatConst(1.0),
            true,
            Position.NONE);
    Stmt loop =
        new Stmt.CountedLoop(
            new Label("loop"),
            i,
            new Expr.IntConst(0),
            new Expr.Length(x, List.of(), List.of(), Position.NONE),
            new Expr.IntConst(1),
            List.of(new Stmt.Store(x, index, checks, more, Position.NONE)),
            false,
            Position.NONE);
    return new DeviceCompiler().compile(new Kernel("increments", List.of(x), List.of(loop)));
  }
}
