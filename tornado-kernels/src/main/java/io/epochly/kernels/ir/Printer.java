package io.epochly.kernels.ir;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a kernel as text. A {@code !} behind an operator marks one that may bail out; {@code
 * a[i~]} an index that may be negative or out of range, {@code a[i?]} one that may not be negative,
 * {@code a[i^]} one that may only be too large, and {@code a[i]} one that is proven. A {@code
 * narrow} loop counts in 32 bits, an {@code unordered} one may run its iterations in any order.
 */
public final class Printer {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  private Printer() {}

  /** The kernel's text, one statement a line. */
  public static String print(Kernel kernel) {
    Printer printer = new Printer();
    String params =
        kernel.params().stream()
            .map(p -> p.name() + ": " + type(p))
            .collect(Collectors.joining(", "));
    printer.line("kernel " + kernel.name() + "(" + params + ")");
    printer.block(kernel.body());
    for (Function function : kernel.functions()) {
      printer.line(
          Stream.concat(
                  function.scalars().stream()
                      .map(v -> v.name() + ": " + v.type().toString().toLowerCase(Locale.ROOT)),
                  function.lists().stream().map(v -> v.name() + ": " + type(v.type())))
              .collect(Collectors.joining(", ", "function " + function.callee() + "(", ")")));
      printer.block(function.body());
    }
    return printer.text.toString();
  }

  private static String type(Param param) {
    Type type = param.type();
    return switch (param) {
      case Param.Opaque _ -> "object";
      case Param.Scalar _ -> type.toString().toLowerCase(Locale.ROOT);
      case ArrayParam a -> type(a.type()) + " " + a.type().store().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String type(ArrayType type) {
    return type.storage().name().toLowerCase(Locale.ROOT) + "[" + ",".repeat(type.rank() - 1) + "]";
  }

  private void line(String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  private void block(List<Stmt> statements) {
    depth++;
    statements.forEach(this::statement);
    depth--;
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> line(s.var() + " = " + expression(s.value()));
      case Stmt.Store s ->
          line(access(s.array(), s.indices(), s.checks()) + " = " + expression(s.value()));
      case Stmt.If s -> {
        line("if " + expression(s.condition()));
        block(s.then());
        if (!s.otherwise().isEmpty()) {
          line("else");
          block(s.otherwise());
        }
      }
      case Stmt.CountedLoop s -> {
        line(
            "%s: %s%sfor %s = %s to %s step %s"
                .formatted(
                    s.label(),
                    s.label().isInAnyOrder() ? "unordered " : "",
                    s.narrow() ? "narrow " : "",
                    s.counter(),
                    expression(s.start()),
                    expression(s.stop()),
                    expression(s.step())));
        block(s.body());
      }
      case Stmt.While s -> {
        line(s.label() + ": while " + expression(s.condition()));
        block(s.body());
      }
      case Stmt.Block s -> {
        line(s.label() + ":");
        block(s.body());
      }
      case Stmt.Break s -> line("break " + s.label());
      case Stmt.Continue s -> line("continue " + s.label());
      case Stmt.Invoke s -> {
        String arguments =
            Stream.concat(
                    s.scalars().stream().map(Printer::expression),
                    s.lists().stream().map(ArrayVar::name))
                .collect(Collectors.joining(", ", "(", ")"));
        String results =
            Stream.concat(
                    s.scalarResults().stream().map(Var::name),
                    s.listResults().stream().map(ArrayVar::name))
                .collect(Collectors.joining(", "));
        line((results.isEmpty() ? "" : results + " = ") + "call " + s.callee() + arguments);
      }
      case Stmt.Split s -> {
        String arguments =
            Stream.concat(
                    s.scalars().stream().map(Printer::expression),
                    s.lists().stream().map(ArrayVar::name))
                .collect(Collectors.joining(", ", "(", ")"));
        String results =
            Stream.concat(
                    IntStream.range(0, s.results().size())
                        .mapToObj(
                            i ->
                                s.reductions().get(i).name().toLowerCase(Locale.ROOT)
                                    + " "
                                    + s.results().get(i).name()),
                    IntStream.range(0, s.sums().size())
                        .mapToObj(
                            i ->
                                sums(s.reductions().get(s.results().size() + i))
                                    + " "
                                    + s.sums().get(i).name()))
                .collect(Collectors.joining(", "));
        line(
            "%ssplit %s to %s step %d over %s%s%s%s work %s"
                .formatted(
                    results.isEmpty() ? "" : results + " = ",
                    expression(s.start()),
                    expression(s.stop()),
                    s.step(),
                    s.part(),
                    arguments,
                    s.dimensions() > 1 ? " in " + s.dimensions() + " dimensions" : "",
                    s.added().isEmpty()
                        ? ""
                        : s.added().stream()
                            .map(ArrayRef::name)
                            .collect(Collectors.joining(", ", " adding to ", "")),
                    expression(s.work())));
      }
      case Stmt.KeptWhole s ->
          line("whole %s: %s %s".formatted(s.part(), s.why().kind(), s.why().name()));
      case Stmt.Return s -> line("return " + result(s.result()));
      case Stmt.NewArray s ->
          line(s.var() + " = [" + expression(s.fill()) + "] * " + expression(s.length()));
      case Stmt.Append s -> line("append " + s.var() + ", " + expression(s.value()));
      case Stmt.Sort s -> line("sort " + s.var());
      case Stmt.NewRows s -> line(s.var() + " = []");
      case Stmt.AppendRow s -> line("append " + s.var() + ", " + s.row());
      case Stmt.StoreRow s -> line(access(s.array(), s.indices(), s.checks()) + " = " + s.row());
      case Stmt.AssignArray s -> line(s.var() + " = " + access(s.value(), s.indices(), s.checks()));
      case Stmt.NewStrips s ->
          line(
              "strips "
                  + s.strips().stream().map(Strip::toString).collect(Collectors.joining(", ")));
      case Stmt.StripStore s ->
          line(s.strip() + "{" + expression(s.lane()) + "} = " + expression(s.value()));
      case Stmt.StripCall s ->
          line(
              "%s{} = %s(%s{}) for %s lanes"
                  .formatted(
                      s.result(),
                      s.function().name().toLowerCase(Locale.ROOT),
                      s.argument(),
                      expression(s.count())));
      case Stmt.Bail s -> line("bail " + s.reason() + " @" + s.position());
    }
  }

  private static String result(Result result) {
    return switch (result) {
      case Result.None _ -> "none";
      case Result.Scalar r -> expression(r.value());
      case Result.Array r -> r.array().name();
      case Result.Compound r ->
          r.type().name().toLowerCase(Locale.ROOT)
              + r.parts().stream()
                  .map(Printer::expression)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Result.Tuple r ->
          r.items().stream().map(Printer::result).collect(Collectors.joining(", ", "(", ")"));
    };
  }

  private static List<IndexCheck> proven(List<Expr> indices) {
    return Collections.nCopies(indices.size(), IndexCheck.NONE);
  }

  private static String access(ArrayRef array, List<Expr> indices, List<IndexCheck> checks) {
    StringBuilder result = new StringBuilder(array.name());
    for (int i = 0; i < indices.size(); i++) {
      String mark =
          switch (checks.get(i)) {
            case WRAP -> "~";
            case RANGE -> "?";
            case UPPER -> "^";
            case NONE -> "";
          };
      result.append('[').append(expression(indices.get(i))).append(mark).append(']');
    }
    return result.toString();
  }

  private static String expression(Expr expression) {
    return switch (expression) {
      case Expr.IntConst e -> Long.toString(e.value());
      case Expr.FloatConst e -> Double.toString(e.value());
      case Expr.BoolConst e -> Boolean.toString(e.value());
      case Expr.Local e -> e.var().name();
      case Expr.Unary e ->
          e.op().name().toLowerCase(Locale.ROOT)
              + (e.checked() ? "!" : "")
              + "("
              + expression(e.operand())
              + ")";
      case Expr.Binary e ->
          "(%s %s%s %s)"
              .formatted(
                  expression(e.left()),
                  e.op().symbol(),
                  e.checked() && mayFail(e.op()) ? "!" : "",
                  expression(e.right()));
      case Expr.Select e ->
          "(%s ? %s : %s)"
              .formatted(
                  expression(e.condition()), expression(e.then()), expression(e.otherwise()));
      case Expr.Load e ->
          access(e.array(), e.indices(), e.checks()) + (e.view() == 0 ? "" : "'" + e.view());
      case Expr.Length e -> "length(" + access(e.array(), e.indices(), e.checks()) + ")";
      case Expr.LeastLength e -> "least(" + e.array().name() + ", " + e.axis() + ")";
      case Expr.StripLoad e -> e.strip() + "{" + expression(e.lane()) + "}";
      case Expr.Distinct e -> "distinct(" + e.array().name() + ")";
      case Expr.Disjoint e ->
          "disjoint("
              + access(e.array(), e.indices(), proven(e.indices()))
              + ", "
              + access(e.other(), e.otherIndices(), proven(e.otherIndices()))
              + ")";
      case Expr.Call e ->
          name(e.function())
              + e.arguments().stream()
                  .map(Printer::expression)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Expr.Sequence e -> {
        Printer inner = new Printer();
        e.statements().forEach(inner::statement);
        yield "{"
            + inner.text.toString().strip().replaceAll("\\s*\\n\\s*", "; ")
            + " => "
            + expression(e.value())
            + "}";
      }
    };
  }

  private static String name(ScalarFunction function) {
    return switch (function) {
      case Intrinsic f -> f.name().toLowerCase(Locale.ROOT);
      case JavaFunction f -> f.name();
    };
  }

  private static boolean mayFail(BinaryOp op) {
    return switch (op) {
      case INT_AND,
          INT_OR,
          INT_XOR,
          SHIFT_LEFT,
          SHIFT_RIGHT,
          SHIFT_RIGHT_UNSIGNED,
          FLOAT_ADD,
          FLOAT_SUB,
          FLOAT_MUL,
          FLOAT_REMAINDER,
          BOOL_AND,
          BOOL_OR,
          BOOL_XOR ->
          false;
      default -> !op.isComparison();
    };
  }

  private static String sums(Reduction reduction) {
    return switch (reduction) {
      case INT_SUM, WRAP_SUM -> "sums";
      default -> "each " + reduction.name().toLowerCase(Locale.ROOT);
    };
  }
}
