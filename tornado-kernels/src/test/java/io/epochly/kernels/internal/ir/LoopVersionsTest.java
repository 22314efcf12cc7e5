package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.jvm.JvmBackend;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
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
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What loops without their checks look like, and that they do what the loops with checks do. */
class LoopVersionsTest {
  /** Polls until a loop counts as one that has no end. */
  private static final int PATIENCE = 20;

  private static final long MAX = Long.MAX_VALUE;
  private static final long MIN = Long.MIN_VALUE;

  private final JvmBackend backend = new JvmBackend();

  // Parameters of the kernels below; each takes all of them.
  private final ArrayParam a = new ArrayParam(0, "a", listOf(Storage.LONGS, 1));
  private final ArrayParam m = new ArrayParam(1, "m", listOf(Storage.LONGS, 2));
  private final Var n = new Var("n", ScalarType.INT);
  private final Var p = new Var("p", ScalarType.INT);
  private final Var q = new Var("q", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var j = new Var("j", ScalarType.INT);
  private final Var s = new Var("s", ScalarType.INT);
  private final Var k = new Var("k", ScalarType.INT);

  /** Each operation has a position of its own, so that bail-outs tell which one it was. */
  private int line;

  private static ArrayType listOf(Storage storage, int rank) {
    return new ArrayType(storage, rank, ArrayType.StoreRule.SAME_TYPE);
  }

  // Writing kernels

  private Position at() {
    return new Position(++line, 0);
  }

  private static Expr of(Object operand) {
    return switch (operand) {
      case Expr e -> e;
      case Var v -> new Expr.Local(v);
      case Number c -> new Expr.IntConst(c.longValue());
      default -> throw new IllegalArgumentException(operand.toString());
    };
  }

  private Expr binary(BinaryOp op, Object left, Object right) {
    return new Expr.Binary(op, of(left), of(right), !op.isComparison(), at());
  }

  private Expr add(Object left, Object right) {
    return binary(BinaryOp.INT_ADD, left, right);
  }

  private Expr sub(Object left, Object right) {
    return binary(BinaryOp.INT_SUB, left, right);
  }

  private Expr mul(Object left, Object right) {
    return binary(BinaryOp.INT_MUL, left, right);
  }

  private Expr load(ArrayRef array, Object... indices) {
    List<Expr> list = Arrays.stream(indices).map(LoopVersionsTest::of).toList();
    return new Expr.Load(array, list, Collections.nCopies(list.size(), IndexCheck.WRAP), at());
  }

  private Expr length(ArrayRef array, Object... indices) {
    List<Expr> list = Arrays.stream(indices).map(LoopVersionsTest::of).toList();
    return new Expr.Length(array, list, Collections.nCopies(list.size(), IndexCheck.WRAP), at());
  }

  private Stmt store(ArrayRef array, Object value, Object... indices) {
    List<Expr> list = Arrays.stream(indices).map(LoopVersionsTest::of).toList();
    return new Stmt.Store(
        array, list, Collections.nCopies(list.size(), IndexCheck.WRAP), of(value), at());
  }

  private static Stmt assign(Var var, Object value) {
    return new Stmt.Assign(var, of(value));
  }

  private Stmt loop(Var counter, Object start, Object stop, Object step, Stmt... body) {
    return new Stmt.CountedLoop(
        new Label("L" + counter),
        counter,
        of(start),
        of(stop),
        of(step),
        List.of(body),
        false,
        at());
  }

  /** A kernel of all parameters that ends by returning s. */
  private Kernel kernel(Stmt... body) {
    List<Stmt> statements = new ArrayList<>();
    statements.add(assign(s, 0));
    statements.add(assign(k, 0));
    statements.addAll(List.of(body));
    statements.add(new Stmt.Return(new Result.Scalar(of(s))));
    return new Kernel(
        "kernel",
        List.of(a, m, new Param.Scalar(n), new Param.Scalar(p), new Param.Scalar(q)),
        statements);
  }

  // Running kernels

  /** Everything that a caller can see of a call. */
  private static String outcome(CompiledKernel kernel, long[] a, long[][] m, long... scalars) {
    long[] flat = a.clone();
    long[][] rows = new long[m.length][];
    int[] lengths = new int[m.length];
    for (int row = 0; row < m.length; row++) {
      rows[row] = m[row].clone();
      lengths[row] = m[row].length;
    }
    Object[] operands = {
      ArrayArg.flat(flat, flat.length),
      ArrayArg.rows(rows, lengths),
      scalars[0],
      scalars[1],
      scalars[2]
    };
    String end;
    try {
      int[] polls = {0};
      Poll patience =
          () -> {
            if (++polls[0] == PATIENCE) {
              throw new CancellationException();
            }
          };
      end = "returns " + kernel.invoke(patience, operands);
    } catch (CancellationException e) {
      end = "runs on";
    } catch (BailOut e) {
      end = "bails out: " + e.reason() + " at " + e.position();
    }
    return end + ", a = " + Arrays.toString(flat) + ", m = " + Arrays.deepToString(rows);
  }

  /** The same with the loops that have their checks as functions. */
  private static Kernel apart(Kernel kernel) {
    Kernel result = Outlining.apply(kernel);
    Verifier.verify(result);
    return result;
  }

  private static Kernel versions(Kernel kernel) {
    Verifier.verify(kernel);
    Kernel result = LoopVersions.apply(kernel, true).kernel();
    Verifier.verify(result);
    return result;
  }

  /** In a branch of the program's own a loop may run as often as any. */
  @Test
  void onlyTheOtherCopyOfALoopStandsApart() {
    Stmt loop = loop(i, 0, n, 1, assign(s, binary(BinaryOp.INT_XOR, s, i)));
    Kernel own =
        kernel(new Stmt.If(binary(BinaryOp.INT_LT, p, q), List.of(assign(s, 1)), List.of(loop)));
    assertThat(apart(own)).isEqualTo(own);
    assertThat(apart(versions(own)).functions()).hasSize(1);
  }

  /** Runs both kernels at all combinations of these scalars. */
  private void assertSame(Kernel kernel, long[] ns, long[] ps, long[] qs) {
    Kernel fast = versions(kernel);
    assertThat(fast).as("something to compare").isNotEqualTo(kernel);
    CompiledKernel expected = backend.compile(kernel);
    CompiledKernel actual = backend.compile(fast);
    CompiledKernel apart = backend.compile(apart(fast));
    long[][] arrays = {{}, {7}, {4, -1, 0, 9, 2, 6, -5, 3, 8}, {MAX, MIN, MAX - 1, -1}};
    long[][][] matrices = {{{1, 2, 3}, {}, {4, 5, 6}}, {{1, 2}, {3, 4}, {5, 6}}, {}};
    for (int i = 0; i < arrays.length * matrices.length; i++) {
      long[] array = arrays[i / matrices.length];
      long[][] matrix = matrices[i % matrices.length];
      for (long nn : ns) {
        for (long pp : ps) {
          for (long qq : qs) {
            assertThat(
                    List.of(
                        outcome(actual, array, matrix, nn, pp, qq),
                        outcome(apart, array, matrix, nn, pp, qq)))
                .as(
                    "a = %s, n = %d, p = %d, q = %d, kernel:\n%s",
                    Arrays.toString(array), nn, pp, qq, Printer.print(fast))
                .containsOnly(outcome(expected, array, matrix, nn, pp, qq));
          }
        }
      }
    }
  }

  private static final long[] SIZES = {
    0, 1, 2, 3, 4, -1, -3, MAX, MIN, MAX - 1, 1L << 31, 1L << 32
  };
  private static final long[] STARTS = {0, 1, -1, -3, 8, 9, -9, -10, MAX, MIN, 1L << 62};
  private static final long[] STRIDES = {1, 3, -1, -2, 1L << 31, -1L << 40, MAX, MIN, MIN + 1};
  private static final long[] ANY = {0, 1, -1, 2, MAX, MIN, MAX - 1, MIN + 1, 1L << 32};
  private static final long[] UNUSED = {0};

  /** The lines of the loop that runs when the conditions before it hold. */
  private static String fastVersion(Kernel kernel) {
    List<String> lines = new ArrayList<>();
    int depth = -1;
    for (String line : Printer.print(versions(kernel)).lines().toList()) {
      int indent = line.length() - line.stripLeading().length();
      if (depth < 0 && line.strip().startsWith("if ") && line.contains("bound")) {
        depth = indent;
      } else if (depth >= 0) {
        if (indent <= depth) {
          break;
        }
        lines.add(line.substring(depth + 2));
      }
    }
    return String.join("\n", lines);
  }

  @Test
  void rowMajorAccessesLoseAllTheirChecks() {
    Expr index = add(mul(i, n), j);
    Kernel kernel = kernel(loop(i, 0, n, 1, loop(j, 0, n, 1, store(a, load(a, index), index))));
    assertThat(fastVersion(kernel))
        .isEqualTo(
            """
            Li: narrow for i = 0 to n step 1
              Lj: narrow for j = 0 to n step 1
                a[((i * n) + j)] = a[((i * n) + j)]""");
    assertSame(kernel, SIZES, UNUSED, UNUSED);
  }

  @Test
  void theSlowVersionKeepsEveryCheck() {
    Kernel kernel = kernel(loop(i, 0, n, 1, store(a, add(load(a, i), p), i)));
    String text = Printer.print(versions(kernel));
    assertThat(text.substring(text.indexOf("else")))
        .isEqualTo(
            """
            else
                Li: for i = 0 to n step 1
                  a[i~] = (a[i~] +! p)
              return s
            """);
    // What comes from an element may be any int: its check stays in both.
    assertThat(fastVersion(kernel)).contains("a[i] = (a[i] +! p)");
    assertSame(kernel, SIZES, ANY, UNUSED);
  }

  @Test
  void loopsMayStartAnywhereAndStepAnyWay() {
    for (Object step : new Object[] {1, -1, 2, -3, q}) {
      Kernel kernel = kernel(loop(i, p, n, step, store(a, i, i)));
      assertThat(fastVersion(kernel)).as("step %s", step).contains("a[i] = i");
      assertSame(kernel, new long[] {0, 4, 9, 10, -1, -10, MAX, MIN}, STARTS, STRIDES);
    }
    assertSame(
        kernel(loop(i, p, n, q, store(a, i, i))), new long[] {0, 9, MAX, MIN}, STARTS, UNUSED);
  }

  @Test
  void hugeStridesAndOffsetsRunWithTheirChecks() {
    Kernel kernel = kernel(loop(i, 0, n, 1, store(a, i, add(mul(i, p), q))));
    assertThat(fastVersion(kernel)).contains("a[((i * p) + q)] = i");
    assertSame(kernel, SIZES, STRIDES, STARTS);
    assertSame(kernel(loop(i, 0, n, 1, store(a, i, sub(q, mul(p, i))))), SIZES, STRIDES, STARTS);
  }

  @Test
  void neighboursLoseTheirChecksWhereTheBoundsLeaveRoom() {
    Expr sum = add(load(a, sub(i, 1)), load(a, add(i, 1)));
    Kernel kernel = kernel(loop(i, p, sub(n, 1), 1, store(a, sum, i)));
    assertThat(fastVersion(kernel)).contains("a[i] = (a[(i - 1)] +! a[(i + 1)])");
    assertSame(kernel, new long[] {0, 1, 9, 10, 11, MIN, MAX}, STARTS, UNUSED);
  }

  @Test
  void theLengthOfAListBoundsItsOwnLoop() {
    Kernel up = kernel(loop(i, 0, length(a), 1, assign(s, load(a, i))));
    assertThat(fastVersion(up)).contains("s = a[i]");
    assertSame(up, UNUSED, UNUSED, UNUSED);
    Kernel down = kernel(loop(i, sub(length(a), 1), -1, -1, assign(s, load(a, i))));
    assertThat(fastVersion(down)).contains("s = a[i]");
    assertSame(down, UNUSED, UNUSED, UNUSED);
  }

  @Test
  void rowsOfOneLengthLoseTheirChecksAndOthersKeepThem() {
    Kernel kernel = kernel(loop(i, 0, n, 1, loop(j, 0, p, 1, store(m, add(i, j), i, j))));
    assertThat(fastVersion(kernel)).contains("m[i][j] = (i + j)");
    assertThat(Printer.print(versions(kernel)))
        .contains("least(m, 1)")
        .contains("m[i][j^] = (i + j)")
        .contains("m[i~][j~] = (i +! j)");
    assertSame(kernel, SIZES, SIZES, UNUSED);
  }

  @Test
  void aVariableOfSeveralLoopsHasTheBoundsOfEach() {
    Kernel kernel =
        kernel(
            loop(
                k,
                0,
                2,
                1,
                loop(i, 0, n, 1, assign(s, i), store(a, s, s)),
                loop(j, 0, sub(n, 1), 1, assign(s, j), store(a, s, add(s, 1)))));
    assertThat(fastVersion(kernel)).contains("a[i] = i").contains("a[(j + 1)] = j");
    assertSame(kernel, SIZES, UNUSED, UNUSED);
  }

  @Test
  void whatALoopInAFunctionLeavesBehindIsReadBehindIt() {
    Kernel kernel =
        kernel(
            assign(s, q),
            loop(i, 0, n, 1, assign(s, add(s, load(a, i))), assign(k, mul(s, p))),
            assign(s, add(s, n)));
    assertThat(apart(versions(kernel)).functions()).isNotEmpty();
    assertSame(kernel, SIZES, STRIDES, STARTS);
  }

  @Test
  void variablesThatAreSteppedAlongTheLoopAreBounded() {
    Kernel kernel =
        kernel(assign(k, q), loop(i, 0, n, 1, store(a, i, k), assign(k, add(k, p))), assign(s, k));
    assertThat(fastVersion(kernel)).contains("a[k] = i").contains("k = (k + p)");
    assertSame(kernel, SIZES, STRIDES, STARTS);
    Kernel nested =
        kernel(
            assign(k, q),
            loop(i, 0, n, 1, loop(j, 0, p, 1, assign(k, sub(k, j)), assign(s, load(a, k)))));
    assertSame(nested, SIZES, new long[] {0, 1, 2, 3, -1, MAX}, STARTS);
  }

  @Test
  void sumsBeyondSixtyFourBitsBailOutWhereTheyDidBefore() {
    Kernel kernel = kernel(assign(s, q), loop(i, 0, 5, 1, assign(s, add(s, mul(p, sub(i, 2))))));
    assertThat(fastVersion(kernel)).contains("s = (s + (p * (i - 2)))");
    assertSame(kernel, UNUSED, ANY, ANY);
    Kernel negative =
        kernel(
            loop(
                i,
                0,
                2,
                1,
                assign(s, new Expr.Unary(UnaryOp.INT_NEG, add(p, i), true, at())),
                assign(k, new Expr.Unary(UnaryOp.INT_ABS, add(q, i), true, at())),
                assign(s, add(s, k))));
    assertSame(negative, UNUSED, ANY, ANY);
  }

  @Test
  void divisorsThatArePositiveLoseTheirChecks() {
    for (BinaryOp op : List.of(BinaryOp.INT_FLOORDIV, BinaryOp.INT_MOD)) {
      Kernel kernel = kernel(loop(i, -3, 3, 1, assign(s, add(s, binary(op, i, p)))));
      assertThat(fastVersion(kernel)).contains("s = (s + (i " + op.symbol() + " p))");
      assertSame(kernel, UNUSED, ANY, UNUSED);
      assertSame(
          kernel(loop(i, -3, 3, 1, assign(s, binary(op, load(a, i), sub(p, q))))),
          UNUSED,
          ANY,
          ANY);
    }
  }

  @Test
  void indicesModuloTheLengthLoseTheirChecks() {
    Kernel kernel = kernel(loop(i, 0, n, 1, store(a, i, binary(BinaryOp.INT_MOD, mul(i, 7), p))));
    assertThat(fastVersion(kernel)).contains("a[((i * 7) % p)] = i");
    assertSame(
        kernel, new long[] {0, 1, 4, 9, 20, -1}, new long[] {1, 4, 9, 10, 0, -9, MAX, MIN}, UNUSED);
  }

  @Test
  void listsThatGrowInTheLoopKeepTheirChecks() {
    ArrayVar list = new ArrayVar("list", listOf(Storage.LONGS, 1));
    Kernel kernel =
        kernel(
            new Stmt.NewArray(list, of(p), of(5), at()),
            loop(i, 0, n, 1, assign(s, add(s, load(list, i))), new Stmt.Append(list, of(i), at())));
    assertThat(Printer.print(versions(kernel))).contains("list[i^]").doesNotContain("list[i]");
    assertSame(kernel, new long[] {0, 1, 4, 9, 20, -1}, new long[] {0, 1, -1, 9}, UNUSED);
  }

  @Test
  void loopsThatAreLeftEarlyDoNotRunLonger() {
    Label after = new Label("after");
    Kernel kernel =
        kernel(
            new Stmt.Block(
                after,
                List.of(
                    loop(
                        i,
                        0,
                        n,
                        1,
                        new Stmt.If(
                            new Expr.Binary(BinaryOp.INT_EQ, load(a, i), of(p), false, at()),
                            List.of(new Stmt.Break(after)),
                            List.of()),
                        assign(s, i),
                        store(a, q, i)))));
    assertThat(fastVersion(kernel)).contains("a[i] = q");
    assertSame(kernel, SIZES, new long[] {4, 0, 8, -7}, new long[] {1, 0});
  }

  /**
   * The least bound may be the largest int itself, which does not mean that what is subtracted from
   * it leaves it as large.
   */
  @Test
  void aDivisorBelowTheLargestIntIsNotTakenForPositive() {
    Expr upper = binary(BinaryOp.INT_AND, load(a, i), MAX);
    Kernel variable =
        kernel(
            loop(i, 0, 2, 1, assign(s, binary(BinaryOp.INT_FLOORDIV, 10, sub(add(p, upper), q)))));
    assertSame(variable, UNUSED, ANY, ANY);
    Kernel constant =
        kernel(loop(i, 0, 2, 1, assign(s, binary(BinaryOp.INT_FLOORDIV, 10, sub(sub(p, MIN), q)))));
    assertSame(
        constant, UNUSED, new long[] {-10, -1, 0, MIN}, new long[] {MAX - 9, MAX - 8, MAX, 3});
  }
}
