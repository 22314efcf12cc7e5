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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From source text to results, without a guest around it. */
class FrontendTest {
  private static final Type FLOATS =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final Type INTS = new ArrayType(Storage.INTS, 1, ArrayType.StoreRule.SAME_TYPE);
  private static final Type MATRIX =
      new ArrayType(Storage.DOUBLES, 2, ArrayType.StoreRule.SAME_TYPE);

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
                "pow" ->
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
    return frontend.compile(source, List.of(types), NAMES, CompileOptions.DEFAULT);
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
                        Set.of()))
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
}
