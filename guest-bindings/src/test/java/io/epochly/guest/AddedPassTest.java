package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Transformer;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

class AddedPassTest {
  /** What a suite that looks for bugs of the compiler may put into it. */
  private static final Pass WRONG =
      new Pass(
          "sums become differences",
          kernel ->
              new Transformer() {
                @Override
                protected Expr expression(Expr expression) {
                  return expression instanceof Expr.Binary e && e.op() == BinaryOp.INT_ADD
                      ? new Expr.Binary(
                          BinaryOp.INT_SUB, e.left(), e.right(), e.checked(), e.position())
                      : super.expression(expression);
                }
              }.kernel(kernel));

  @Test
  void aPassThatIsAddedChangesTheKernelsOfGuests() {
    try (Context context = Context.newBuilder("python", GuestBindings.LANGUAGE).build()) {
      GuestBindings.install(
          context, GuestInfo.of("1.2.3", "on"), new KernelCompiler().withLast(WRONG));
      context.eval(
          "python",
          """
          import epochly

          @epochly.optimize
          def add(a, b):
              return a + b
          """);
      assertThat(context.eval("python", "add(5, 3)").asLong()).isEqualTo(2);
    }
  }
}
