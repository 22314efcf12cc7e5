package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From source text to results, without a guest around it. */
class FrontendTest {
  private static final Type FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final Type INTS = new ArrayType(Storage.INTS, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final Type MATRIX =
      new ArrayType(Storage.DOUBLES, 2, ArrayType.StoreRule.SAME_TYPE);

  private static final Type BUFFER = new ArrayType(Storage.I64, 2, ArrayType.StoreRule.CONVERT);

  private static final NameScope NAMES =
      path ->
          switch (String.join(".", path)) {
            case "math" -> new Binding.Module("math");
            case "len",
                "range",
                "enumerate",
                "zip",
                "reversed",
                "abs",
                "min",
                "max",
                "int",
                "float",
                "bool",
                "round",
                "pow",
                "divmod",
                "sum" ->
                new Binding.Builtin(path.getFirst());
            case "LIMIT" -> new Binding.Value(ScalarType.INT);
            default ->
                path.getFirst().equals("math") && path.size() == 2
                    ? new Binding.MathFunction(path.getLast())
                    : new Binding.Unbound();
          };

  private final Frontend frontend = new Frontend();

  private CompileOutcome outcome(String text, Type... types) {
    String header = text.lines().findFirst().orElseThrow();
    String inside = header.substring(header.indexOf('(') + 1, header.lastIndexOf(')'));
    List<String> parameters = new ArrayList<>();
    for (String parameter : inside.split(",")) {
      if (!parameter.isBlank()) {
        parameters.add(parameter.strip());
      }
    }
    FunctionSource source = new FunctionSource(text, "test.py", "f", "f", 1, parameters, Set.of());
    NameScope names =
        path ->
            function(text, path.getLast())
                .<Binding>map(found -> new Binding.Function(found, found))
                .orElseGet(
                    () ->
                        NAMES.resolve(
                            path.subList(path.lastIndexOf(NameScope.INSIDE) + 1, path.size())));
    return frontend.compile(source, List.of(types), names, CompileOptions.DEFAULT);
  }

  /** A function without defaults that the text defines at its outermost level. */
  private static Optional<FunctionSource> function(String text, String name) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("def " + name + "(")) {
        String parameters = line.substring(line.indexOf('(') + 1, line.indexOf(')'));
        return Optional.of(
            new FunctionSource(
                text, "test.py", name, name, i + 1, List.of(parameters.split(", ")), Set.of()));
      }
    }
    return Optional.empty();
  }

  private CompiledKernel compiled(String text, Type... types) {
    return switch (outcome(text, types)) {
      case CompileOutcome.Compiled c -> c.kernel();
      case CompileOutcome.Unsupported u -> throw new AssertionError(u.reasons().toString());
    };
  }

  private Object run(String text, Object... arguments) {
    List<Type> types = new ArrayList<>();
    Object[] operands = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      operands[i] = arguments[i];
      switch (arguments[i]) {
        case Long _ -> types.add(ScalarType.INT);
        case Double _ -> types.add(ScalarType.FLOAT);
        case Boolean _ -> types.add(ScalarType.BOOL);
        case double[] a -> {
          types.add(FLOATS);
          operands[i] = ArrayArg.flat(a, a.length);
        }
        case int[] a -> {
          types.add(INTS);
          operands[i] = ArrayArg.flat(a, a.length);
        }
        case long[][] a -> {
          types.add(BUFFER);
          byte[] bytes = new byte[8 * a.length * a[0].length];
          LongBuffer longs = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
          for (long[] row : a) {
            longs.put(row);
          }
          long columns = a[0].length;
          operands[i] =
              ArrayArg.buffer(
                  bytes, 0, new long[] {a.length, columns}, new long[] {8 * columns, 8});
        }
        case double[][] a -> {
          types.add(MATRIX);
          int[] lengths = new int[a.length];
          for (int row = 0; row < a.length; row++) {
            lengths[row] = a[row].length;
          }
          operands[i] = ArrayArg.rows(a, lengths);
        }
        default -> throw new IllegalArgumentException();
      }
    }
    return compiled(text, types.toArray(new Type[0])).invoke(() -> {}, operands);
  }

  private BailReason bails(String text, Object... arguments) {
    try {
      run(text, arguments);
    } catch (BailOut e) {
      return e.reason();
    }
    throw new AssertionError("no bail-out");
  }

  @Test
  void integerDivisionAndModuloRoundDown() {
    assertThat(run("def f(a, b):\n  return a // b * 1000 + a % b\n", -7L, 2L)).isEqualTo(-3999L);
    assertThat(bails("def f(a, b):\n  return a % b\n", 1L, 0L)).isEqualTo(BailReason.ZERO_DIVISION);
    assertThat(bails("def f(a, b):\n  return a // b\n", Long.MIN_VALUE, -1L))
        .isEqualTo(BailReason.OVERFLOW);
  }

  @Test
  void everyIntOperatorBailsOutBeyond64Bits() {
    for (String expression : List.of("a + a", "a * 3", "-(-a - 1) + 1", "a << 1", "a ** 2")) {
      assertThat(bails("def f(a):\n  return " + expression + "\n", Long.MAX_VALUE))
          .as(expression)
          .isIn(BailReason.OVERFLOW, BailReason.SHIFT);
    }
  }

  @Test
  void negativeIndicesWrapAndBadOnesBailOut() {
    double[] a = {1, 2, 3};
    assertThat(run("def f(a, i):\n  return a[i]\n", a, -1L)).isEqualTo(3.0);
    assertThat(bails("def f(a, i):\n  return a[i]\n", a, 3L)).isEqualTo(BailReason.INDEX);
    assertThat(bails("def f(a, i):\n  return a[i]\n", a, -4L)).isEqualTo(BailReason.INDEX);
  }

  @Test
  void storesBeforeABailOutAreUndone() {
    double[] a = {1, 2, 3};
    String text =
        """
        def f(a, n):
          for i in range(n):
            a[i] = a[i] + 1.0
        """;
    assertThat(bails(text, a, 4L)).isEqualTo(BailReason.INDEX);
    assertThat(a).containsExactly(1, 2, 3);
    assertThat(run(text, a, 3L)).isNull();
    assertThat(a).containsExactly(2, 3, 4);
  }

  @Test
  void anAccumulatorThatStartsAsAnIntEndsWithTheTypeOfThePlainRun() {
    String text =
        """
        def f(a):
          s = 0
          for i in range(len(a)):
            s += a[i]
          return s
        """;
    assertThat(run(text, new double[] {0.5, 0.25})).isEqualTo(0.75);
    assertThat(run(text, new double[0])).isEqualTo(0L);
  }

  @Test
  void loopVariablesKeepTheirLastValueAndMayStayUnbound() {
    String text =
        """
        def f(n):
          for i in range(n):
            pass
          return i
        """;
    assertThat(run(text, 5L)).isEqualTo(4L);
    assertThat(bails(text, 0L)).isEqualTo(BailReason.UNBOUND);
  }

  @Test
  void aNameThatIsNotBoundEndsOnlyTheCallThatReadsIt() {
    String text =
        """
        def f(x):
          if x > 9:
            y = missing + x
            y = x
          elif x > 5:
            return later
          later = [missing for i in range(x)]
          return len(later) if x < 5 else missing
        """;
    assertThat(run(text, 0L)).isEqualTo(0L);
    assertThat(bails(text, 1L)).isEqualTo(BailReason.UNBOUND);
    assertThat(bails(text, 7L)).isEqualTo(BailReason.UNBOUND);
    assertThat(bails(text, 10L)).isEqualTo(BailReason.UNBOUND);
    CompileOutcome.Compiled outcome = (CompileOutcome.Compiled) outcome(text, ScalarType.INT);
    assertThat(outcome.notes().getFirst().text()).startsWith("missing is not bound here");
  }

  @Test
  void sumsOfFloatsAreFloatsUnlessNothingWasAdded() {
    assertThat(run("def f(a):\n  return sum(a) * 2\n", new double[] {0.5, 0.25})).isEqualTo(1.5);
    assertThat(bails("def f(a):\n  return sum(a) * 2\n", new double[0])).isEqualTo(BailReason.TYPE);
    String filtered = "def f(a):\n  return sum(x for x in a if x > 0)\n";
    assertThat(run(filtered, new double[] {0.5, -0.25})).isEqualTo(0.5);
    assertThat(run(filtered, new double[] {-0.25})).isEqualTo(0L);
  }

  @Test
  void floatsAreFoundUnlessTheyAreZeroOrNan() {
    String text = "def f(x, a):\n  return x in a\n";
    assertThat(run(text, 0.5, new double[] {1.0, 0.5})).isEqualTo(true);
    assertThat(run(text, 0.25, new double[] {1.0, 0.5})).isEqualTo(false);
    assertThat(bails(text, -0.0, new double[] {1.0, 0.0})).isEqualTo(BailReason.DOMAIN);
    assertThat(bails(text, Double.NaN, new double[] {1.0})).isEqualTo(BailReason.DOMAIN);
  }

  @Test
  void breakContinueAndElseLeaveLoopsAsWritten() {
    String text =
        """
        def f(n, k):
          total = 0
          for i in range(n):
            if i == k:
              break
            if i % 2:
              continue
            total += i
          else:
            total = -total
          while total > 100:
            total -= 7
            if total == 200:
              break
          else:
            total += 1000
          return total
        """;
    assertThat(run(text, 10L, 5L)).isEqualTo(1006L);
    assertThat(run(text, 10L, 50L)).isEqualTo(980L);
  }

  @Test
  void aVariableMayChangeItsTypeAlongTheWay() {
    String text =
        """
        def f(n):
          x = 1
          for i in range(n):
            if i == 2:
              x = x + 0.5
            elif i == 3:
              x = 7
            else:
              x = x * 2
          return x
        """;
    assertThat(run(text, 2L)).isEqualTo(4L);
    assertThat(run(text, 3L)).isEqualTo(4.5);
    assertThat(run(text, 4L)).isEqualTo(7L);
    assertThat(run(text, 6L)).isEqualTo(28L);
  }

  @Test
  void countedLoopsTakeAnyStep() {
    String text =
        """
        def f(a, b, c):
          s = 0
          for i in range(a, b, c):
            s = s * 10 + i
          return s
        """;
    assertThat(run(text, 1L, 9L, 3L)).isEqualTo(147L);
    assertThat(run(text, 9L, 1L, -3L)).isEqualTo(963L);
    assertThat(run(text, 1L, 9L, -1L)).isEqualTo(0L);
    assertThat(bails(text, 1L, 9L, 0L)).isEqualTo(BailReason.RANGE_STEP);
    assertThat(run(text, Long.MAX_VALUE - 1, Long.MAX_VALUE, 5L)).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void rowsOfNestedListsAreReadAndWrittenInPlace() {
    double[][] m = {{1, 2}, {3, 4, 5}};
    String text =
        """
        def f(m):
          total = 0.0
          for row in m:
            for j in range(len(row)):
              total += row[j]
          m[-1][0] = total
          r = m[0]
          r[1] += 10.0
          return len(m[1])
        """;
    assertThat(run(text, (Object) m)).isEqualTo(3L);
    assertThat(m[0]).containsExactly(1, 12);
    assertThat(m[1]).containsExactly(15, 4, 5);
  }

  @Test
  void minAndMaxKeepTheFirstAndItsType() {
    assertThat(run("def f(a, b):\n  return min(a, b)\n", 1L, 1.0)).isEqualTo(1L);
    assertThat(run("def f(a, b):\n  return max(a, b)\n", 1.0, 1L)).isEqualTo(1.0);
    assertThat(run("def f(a, b):\n  return max(a, b)\n", 0.5, 1L)).isEqualTo(1L);
  }

  @Test
  void intsAndFloatsCompareExactly() {
    String text = "def f(a, b):\n  return (a < b) * 4 + (a == b) * 2 + (a >= b)\n";
    assertThat(run(text, (1L << 53) + 1, 0x1p53)).isEqualTo(1L);
    assertThat(run(text, 1L << 53, 0x1p53)).isEqualTo(3L);
    assertThat(run(text, 3L, Double.NaN)).isEqualTo(0L);
    assertThat(run(text, Long.MAX_VALUE, 0x1p63)).isEqualTo(4L);
  }

  @Test
  void aFloatStoredIntoAListOfIntsBailsOutWithAdvice() {
    String text = "def f(a):\n  a[0] = 0.5\n";
    assertThat(bails(text, new int[] {1})).isEqualTo(BailReason.STORE_TYPE);
    CompileOutcome.Compiled outcome = (CompileOutcome.Compiled) outcome(text, INTS);
    assertThat(outcome.notes().getFirst().text()).contains("[0.0] * n");
  }

  @Test
  void aWideIntStoredIntoNarrowStorageAsksForWidening() {
    assertThat(bails("def f(a, x):\n  a[0] = x\n", new int[] {1}, 1L << 40))
        .isEqualTo(BailReason.WIDEN);
  }

  @Test
  void namesOutsideBecomeOperands() {
    CompileOutcome.Compiled outcome =
        (CompileOutcome.Compiled)
            outcome("def f(x):\n  return x + LIMIT * math.sqrt(x)\n", ScalarType.FLOAT);
    assertThat(outcome.captures()).containsExactly(List.of("LIMIT"));
    assertThat(outcome.kernel().invoke(() -> {}, new Object[] {4.0, 10L})).isEqualTo(24.0);
  }

  @Test
  void loopsThatMayWaitForAnotherThreadAreRefused() {
    for (String body :
        List.of(
            "  while a[0] == 0.0:\n    pass\n",
            "  while True:\n    v = a[0]\n    if v > 0.0:\n      break\n",
            "  while not LIMIT:\n    pass\n")) {
      assertThat(outcome("def f(a):\n" + body, FLOATS))
          .as(body)
          .isInstanceOf(CompileOutcome.Unsupported.class);
    }
    for (String body :
        List.of(
            "  i = 0\n  while a[i] == 0.0:\n    i += 1\n",
            "  while a[0] < 5.0:\n    a[0] += 1.0\n",
            "  while True:\n    a[0] += 1.0\n",
            "  done = False\n  i = 0\n  while not done:\n    i += 1\n    if i > LIMIT:\n      done = True\n")) {
      assertThat(outcome("def f(a):\n" + body, FLOATS))
          .as(body)
          .isInstanceOf(CompileOutcome.Compiled.class);
    }
  }

  @Test
  void listsAreMadeFilledAndReturned() {
    String squares =
        """
        def f(n):
          out = []
          for i in range(n):
            if i % 2:
              out.append(i * i)
          more = [x + 1 for x in out if x > 1]
          zeros = [0.5] * len(more)
          zeros[0] += len(out)
          return out, more, zeros, None, n
        """;
    Object[] tuple = (Object[]) run(squares, 6L);
    assertThat(items(tuple[0])).isEqualTo(List.of(1L, 9L, 25L));
    assertThat(items(tuple[1])).isEqualTo(List.of(10L, 26L));
    assertThat(items(tuple[2])).isEqualTo(List.of(3.5, 0.5));
    assertThat(tuple[3]).isNull();
    assertThat(tuple[4]).isEqualTo(6L);
  }

  private static List<Object> items(Object array) {
    ArrayArg arg = (ArrayArg) array;
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < arg.length; i++) {
      result.add(java.lang.reflect.Array.get(arg.base, i));
    }
    return result;
  }

  @Test
  void listsMaySwapTheirNames() {
    String text =
        """
        def f(a, b, n):
          for step in range(n):
            for i in range(1, len(a)):
              b[i] = a[i - 1] + 1.0
            a, b = b, a
          return a
        """;
    double[] a = {0, 0, 0};
    double[] b = {0, 0, 0};
    assertThat(((ArrayArg) run(text, a, b, 3L)).base).isSameAs(b);
    assertThat(b).containsExactly(0, 1, 2);
    assertThat(a).containsExactly(0, 1, 2);
  }

  @Test
  void loopsRunOverEnumerateZipAndReversed() {
    String text =
        """
        def f(a):
          total = 0.0
          for i, x in enumerate(a, 1):
            total += i * x
          for x, y in zip(a, reversed(a)):
            total = total * 10.0 + x * y
          return total
        """;
    assertThat(run(text, new double[] {1, 2, 3})).isEqualTo(14343.0);
  }

  @Test
  void slicesAreCopies() {
    String text =
        """
        def f(a, i, j):
          b = a[i:j]
          if len(b):
            b[0] = 100.0
          return b, a[:2], a[-1:]
        """;
    double[] a = {1, 2, 3, 4};
    Object[] tuple = (Object[]) run(text, a, -3L, 3L);
    assertThat(items(tuple[0])).isEqualTo(List.of(100.0, 3.0));
    assertThat(items(tuple[1])).isEqualTo(List.of(1.0, 2.0));
    assertThat(items(tuple[2])).isEqualTo(List.of(4.0));
    assertThat(items(((Object[]) run(text, a, 3L, 1L))[0])).isEmpty();
    assertThat(a).containsExactly(1, 2, 3, 4);
  }

  @Test
  void calledFunctionsAreCompiledAlong() {
    String text =
        """
        def f(a, n):
          total = 0.0
          for i in range(n):
            total += helper(a, i, scale=2.0) + a[i]
          return total


        def helper(a, i, scale):
          if i == 1:
            return 0
          a[i] = a[i] * scale
          for x in a:
            if x > 100.0:
              return x
          return a[i]
        """;
    NameScope names =
        path ->
            path.equals(List.of("helper"))
                ? new Binding.Function(
                    new FunctionSource(
                        text,
                        "test.py",
                        "helper",
                        "helper",
                        8,
                        List.of("a", "i", "scale"),
                        Set.of()),
                    "helper")
                : NAMES.resolve(path);
    FunctionSource source =
        new FunctionSource(text, "test.py", "f", "f", 1, List.of("a", "n"), Set.of());
    CompileOutcome outcome =
        frontend.compile(source, List.of(FLOATS, ScalarType.INT), names, CompileOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(CompileOutcome.Compiled.class);
    double[] a = {1, 2, 60};
    Object result =
        ((CompileOutcome.Compiled) outcome)
            .kernel()
            .invoke(() -> {}, new Object[] {ArrayArg.flat(a, 3), 3L});
    assertThat(result).isEqualTo((2.0 + 2.0) + 2.0 + (120.0 + 120.0));
    assertThat(a).containsExactly(2, 2, 120);
  }

  @Test
  void whatIsNotSupportedIsNamedWithItsPlace() {
    CompileOutcome outcome =
        outcome("def f(x):\n  y = x\n  return {i for i in range(3)}\n", ScalarType.FLOAT);
    CompileOutcome.Reason reason = ((CompileOutcome.Unsupported) outcome).reasons().getFirst();
    assertThat(reason.text()).isEqualTo("a set comprehension");
    assertThat(reason.position().line()).isEqualTo(3);
    assertThat(reason.position().column()).isEqualTo(9);
  }

  @Test
  void aPollThatThrowsUndoesTheStores() {
    double[] a = {1.0};
    CompiledKernel kernel = compiled("def f(a):\n  while a[0] > 0.0:\n    a[0] += 1.0\n", FLOATS);
    int[] polls = {0};
    assertThatThrownBy(
            () ->
                kernel.invoke(
                    () -> {
                      if (++polls[0] == 3) {
                        throw new IllegalStateException("stop");
                      }
                    },
                    new Object[] {ArrayArg.flat(a, 1)}))
        .hasMessage("stop");
    assertThat(a).containsExactly(1.0);
  }

  /** Changes the list that it gets, and returns how often it was called before. */
  private static final String BUMP =
      """

      def bump(a):
        a[0] += 1.0
        return a[0] - 1.0
      """;

  @Test
  void operandsAreReadBeforeALaterOneStores() {
    for (String expression :
        List.of(
            "a[0] * 10.0 + bump(a)",
            "-a[0] * -10.0 + bump(a)",
            "(a[0] if a[0] > 0.0 else 9.0) * 10.0 + bump(a)",
            "max(a[0] * 10.0, bump(a), 0.0) + 5.0",
            "(a[0], bump(a))[0] * 10.0 + 5.0",
            "[a[0], bump(a)][0] * 10.0 + 5.0",
            "[a[0] * 10.0 + bump(a) for i in range(1)][0]",
            "a[0] * 10.0 + [bump(a) for i in range(1)][0]",
            "divmod(a[0], bump(a) + 3.0)[1] * 10.0 + 5.0")) {
      double[] a = {5.0};
      assertThat(run("def f(a):\n  return " + expression + "\n" + BUMP, a))
          .as(expression)
          .isEqualTo(55.0);
      assertThat(a).as(expression).containsExactly(6.0);
    }
    assertThat(run("def f(a):\n  return a[0] < bump(a) + 0.5 < a[0]\n" + BUMP, new double[] {5}))
        .isEqualTo(true);
    assertThat(run("def f(a):\n  a[0] += bump(a)\n  return a[0]\n" + BUMP, new double[] {5}))
        .isEqualTo(10.0);
  }

  @Test
  void targetsAreReachedAfterTheValueAndFromLeftToRight() {
    double[] a = {0.0, 0.0, 0.0};
    run("def f(a):\n  a[int(bump(a)) + 1] = a[0]\n" + BUMP, (Object) a);
    assertThat(a).containsExactly(1, 0, 0);
    a[1] = 7.0;
    run("def f(a):\n  a[int(bump(a)) + 1]: float = a[0]\n" + BUMP, (Object) a);
    assertThat(a).containsExactly(2, 7, 1);
    double[][] m = {{0.0, 0.0}, {0.0, 0.0}};
    run("def f(m, a):\n  m[int(a[0])][int(bump(a))] = 3.0\n" + BUMP, m, new double[] {0.0});
    assertThat(m[0]).containsExactly(3, 0);
    assertThat(m[1]).containsExactly(0, 0);
  }

  @Test
  void theIndicesOfABufferAreComputedFromLeftToRight() {
    long[][] m = {{1, 2}, {3, 4}};
    assertThat(
            run("def f(m, a):\n  return m[int(a[0]), int(bump(a))]\n" + BUMP, m, new double[] {0}))
        .isEqualTo(1L);
  }

  @Test
  void aListMayGrowWhileTheBoundsOfItsSliceAreComputed() {
    String text =
        """
        def f(n):
          b = [0.5] * n
          c = b[grow(b):]
          d = b[:grow(b)]
          return c, d, len(b)


        def grow(b):
          b.append(1.5)
          return len(b) - 1
        """;
    Object[] tuple = (Object[]) run(text, 2L);
    assertThat(items(tuple[0])).isEqualTo(List.of(1.5));
    assertThat(items(tuple[1])).isEqualTo(List.of(0.5, 0.5, 1.5));
    assertThat(tuple[2]).isEqualTo(4L);
  }

  @Test
  void aListMayGrowBeforeALoopOverItBegins() {
    String text =
        """
        def f(n):
          b = [0.5] * n
          total = 0.0
          for i, x in enumerate(b, grow(b)):
            total += i * x
          for x, y in zip(b, range(grow(b) + 9)):
            total += 100.0
          return total


        def grow(b):
          b.append(1.5)
          return len(b) - 1
        """;
    assertThat(run(text, 2L)).isEqualTo(2 * 0.5 + 3 * 0.5 + 4 * 1.5 + 400.0);
  }

  @Test
  void calledFunctionsMayStandInConditions() {
    String text =
        """
        def f(a, n):
          total = 0
          while below(a, n) and not below(a, 2) or below(a, 1):
            total += 1
            if total > 3 and below(a, total):
              break
            total += 10 if below(a, 3) else 1 if below(a, 4) else 100
          return total


        def below(a, limit):
          if twice(a[0]) < limit:
            a[0] += 1.0
            return True
          return False


        def twice(x):
          return x * 2
        """;
    double[] a = {0.0};
    assertThat(run(text, a, 3L)).isEqualTo(11L);
    assertThat(a).containsExactly(2.0);
    assertThat(run(text, new double[] {1.0}, 3L)).isEqualTo(101L);
    assertThat(run(text, new double[] {-9.0}, 100L)).isEqualTo(12L);
  }

  @Test
  void aCallThatMightNotRunLeavesNothingBehind() {
    String text =
        """
        def f(a, n):
          x = n > 0 and helper(a, n)
          y = n > 5 or helper(a, 1)
          return x, y, helper(a, 2) if n < 0 else a[0]


        def helper(a, n):
          a[0] += n
          if n == 1:
            return 0.5
          return n
        """;
    assertThat((Object[]) run(text, new double[] {1.0}, 3L)).containsExactly(3L, 0.5, 5.0);
    assertThat((Object[]) run(text, new double[] {1.0}, 7L)).containsExactly(7L, true, 8.0);
    assertThat((Object[]) run(text, new double[] {1.0}, -7L)).containsExactly(false, 0.5, 2L);
  }

  @Test
  void comprehensionsNestLoopsAndConditionsInTheirOrder() {
    String text =
        """
        def f(n, x):
          pairs = [i * 10 + j for i in range(n) if i % 2 for j in range(i, n) if j > 1 if j != 4]
          flat = [x + y for x in [0.5, 1.5] for y in [x * 2.0, 1.0] if y < 3.0]
          halves = [i / 2 if i % 2 else i for i in range(0) for j in range(n)]
          return pairs, flat, halves, x
        """;
    Object[] tuple = (Object[]) run(text, 5L, 0.25);
    assertThat(items(tuple[0])).isEqualTo(List.of(12L, 13L, 33L));
    assertThat(items(tuple[1])).isEqualTo(List.of(1.5, 1.5, 2.5));
    assertThat(items(tuple[2])).isEmpty();
    assertThat(tuple[3]).isEqualTo(0.25);
  }

  @Test
  void reversedRangesCountFromTheirLastElement() {
    String text =
        """
        def f(n):
          total = 0
          for i in reversed(range(2, n)):
            total = total * 10 + i
          for i, k in enumerate(range(n, 2, -1)):
            total = total * 100 + i * 10 + k
          return total
        """;
    assertThat(run(text, 5L)).isEqualTo(432_05_14_23L);
    assertThat(run(text, 1L)).isEqualTo(0L);
  }

  @Test
  void tuplesAreUnpackedAfterAllOfTheirItemsAreKnown() {
    String text =
        """
        def f(a, n):
          x, y = 1, 2
          x, y = y, x + y
          a[0], a[1] = a[1], a[0]
          (p, (q, r)), s = (n, (x, y)), n // 2
          t = divmod(n, 3)
          return x, y, p, q, r, s, t[0], t[-1]
        """;
    double[] a = {1.0, 2.0};
    assertThat((Object[]) run(text, a, 7L)).containsExactly(2L, 3L, 7L, 2L, 3L, 3L, 2L, 1L);
    assertThat(a).containsExactly(2, 1);
  }

  @Test
  void aLoopsElseRunsUnlessTheLoopWasLeft() {
    String text =
        """
        def f(n):
          out = []
          for i in range(n):
            for j in range(i):
              if j == 2:
                break
            else:
              out.append(i)
              continue
            out.append(-i)
          else:
            out.append(100)
          return out
        """;
    assertThat(items(run(text, 5L))).isEqualTo(List.of(0L, 1L, 2L, -3L, -4L, 100L));
  }
}
