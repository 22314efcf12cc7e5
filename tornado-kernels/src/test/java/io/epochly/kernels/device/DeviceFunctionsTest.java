package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions on a device differ from those here by no more ulps than the page about the IR says. The
 * table there is the test's list: a function, the ulps, and the range that arguments are taken
 * from.
 */
@Timeout(120)
@ParameterizedClass
@EnumSource(DeviceProvider.class)
class DeviceFunctionsTest {
  private static final Path PAGE = Path.of("IR.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z0-9_]+)` \\| (\\d+) \\| (\\S+) to (\\S+) \\|");
  private static final Position PLACE = new Position(1, 0);
  private static final int VALUES = 200_000;

  private static DeviceQueue queue;

  @Parameter private DeviceProvider provider;

  @BeforeParameterizedClassInvocation
  static void open(DeviceProvider provider) {
    queue = DeviceAtHand.queue(provider);
  }

  @AfterParameterizedClassInvocation
  static void close() {
    if (queue != null) {
      queue.close();
    }
  }

  record Stated(Intrinsic function, int ulps, double from, double to) {}

  static Stream<Stated> stated() throws IOException {
    List<Stated> rows =
        Files.readAllLines(PAGE).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(
                row ->
                    new Stated(
                        Intrinsic.valueOf(row.group(1)),
                        Integer.parseInt(row.group(2)),
                        Double.parseDouble(row.group(3)),
                        Double.parseDouble(row.group(4))))
            .toList();
    assertThat(rows).hasSizeGreaterThan(25);
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("stated")
  void aFunctionDiffersByNoMoreThanIsStated(Stated row) {
    Kernel kernel = kernel(row.function());
    Random random = new Random(row.function().ordinal());
    double[] x = random.doubles(VALUES, row.from(), row.to()).toArray();
    double[] y = random.doubles(VALUES, row.from(), row.to()).toArray();
    double[] here = new double[VALUES];
    double[] device = new double[VALUES];
    new KernelCompiler().compile(kernel).invoke(() -> {}, operands(x, y, here));
    new DeviceCompiler().compile(kernel).invoke(() -> {}, operands(x, y, device), queue);
    double worst = 0;
    for (int i = 0; i < VALUES; i++) {
      double distance = Math.abs(here[i] - device[i]);
      double ulps = Double.compare(here[i], device[i]) == 0 ? 0 : distance / Math.ulp(here[i]);
      worst = Math.max(worst, Double.isNaN(ulps) ? Double.POSITIVE_INFINITY : ulps);
    }
    assertThat(worst)
        .as("ulps of %s by %s", row.function(), provider)
        .isLessThanOrEqualTo(row.ulps());
  }

  private static Object[] operands(double[] x, double[] y, double[] z) {
    return new Object[] {
      ArrayArg.flat(x, x.length), ArrayArg.flat(y, y.length), ArrayArg.flat(z, z.length)
    };
  }

  /** z[i] = function(x[i], y[i]) */
  private static Kernel kernel(Intrinsic function) {
    ArrayType floats = new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
    ArrayParam x = new ArrayParam(0, "x", floats);
    ArrayParam y = new ArrayParam(1, "y", floats);
    ArrayParam z = new ArrayParam(2, "z", floats);
    Var i = new Var("i", ScalarType.INT);
    List<Expr> arguments =
        Stream.of(x, y, x)
            .limit(function.parameters().size())
            .<Expr>map(
                array ->
                    new Expr.Load(
                        array, List.of(new Expr.Local(i)), List.of(IndexCheck.WRAP), PLACE))
            .toList();
    Expr value = new Expr.Call(function, arguments, PLACE);
    Expr stored =
        value.type() == ScalarType.INT
            ? new Expr.Unary(UnaryOp.INT_TO_FLOAT, value, false, PLACE)
            : value;
    Stmt store =
        new Stmt.Store(z, List.of(new Expr.Local(i)), List.of(IndexCheck.WRAP), stored, PLACE);
    Stmt loop =
        new Stmt.CountedLoop(
            new Label("L"),
            i,
            new Expr.IntConst(0),
            new Expr.Length(z, List.of(), List.of(), PLACE),
            new Expr.IntConst(1),
            List.of(store),
            false,
            new Position(1, 4));
    return new Kernel("k", List.of(x, y, z), List.of(loop));
  }
}
