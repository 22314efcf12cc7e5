package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.internal.driver.OpenClDevice;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
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
import org.junit.jupiter.api.Test;

/** The text of kernels is a program in TornadoVM's form too, also where arguments are the same. */
class TornadoTextTest {
  private static final Position PLACE = new Position(1, 0);

  /** y[i] = x[i] * k */
  private static DeviceKernel kernel() {
    ArrayType floats = new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
    ArrayParam x = new ArrayParam(0, "x", floats);
    ArrayParam y = new ArrayParam(1, "y", floats);
    Var k = new Var("k", ScalarType.FLOAT);
    Var i = new Var("i", ScalarType.INT);
    List<Expr> at = List.of(new Expr.Local(i));
    List<IndexCheck> checks = List.of(IndexCheck.WRAP);
    Expr product =
        new Expr.Binary(
            BinaryOp.FLOAT_MUL,
            new Expr.Load(x, at, checks, PLACE),
            new Expr.Local(k),
            true,
            PLACE);
    Stmt loop =
        new Stmt.CountedLoop(
            new Label("L"),
            i,
            new Expr.IntConst(0),
            new Expr.Length(x, List.of(), List.of(), PLACE),
            new Expr.IntConst(1),
            List.of(new Stmt.Store(y, at, checks, product, PLACE)),
            false,
            PLACE);
    return new DeviceCompiler()
        .compile(new Kernel("k", List.of(x, y, new Param.Scalar(k)), List.of(loop)));
  }

  @Test
  void theDriverCompilesIt() {
    String id = DeviceAtHand.info(DeviceProvider.OPENCL).id();
    String program = kernel().program();
    try (OpenClDevice device = OpenClDevice.open(id, Long.MAX_VALUE, Optional.empty())) {
      device.compile(program);
      String graph =
          TornadoProgram.text(
              program,
              2,
              List.of(
                  "loop0(b0, b0, b1, b1, numbers, at, group_memory)",
                  "nothing(b1, numbers, at, group_memory)"));
      device.compile(graph);
    }
  }
}
