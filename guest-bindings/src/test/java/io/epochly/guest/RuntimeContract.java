package io.epochly.guest;

import static io.epochly.kernels.ir.ScalarType.BOOL;
import static io.epochly.kernels.ir.ScalarType.FLOAT;
import static io.epochly.kernels.ir.ScalarType.INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds whichever way guest objects are reached. */
abstract class RuntimeContract {
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.nativeOrder());

  private static Engine engine;

  private HandWritten compiler;
  private Guest guest;

  abstract String access();

  boolean direct() {
    return access().equals("direct");
  }

  @BeforeAll
  static void startEngine() {
    engine = Engine.create();
  }

  @AfterAll
  static void closeEngine() {
    engine.close();
  }

  @BeforeEach
  void open() {
    compiler =
        new HandWritten()
            .with("total", (poll, o) -> total((ArrayArg) o[0]))
            .with("scale", Set.of(0), (poll, o) -> scale((ArrayArg) o[0], (Double) o[1]))
            .with(
                "spread",
                Set.of(0),
                (poll, o) -> {
                  double[] to = (double[]) ((ArrayArg) o[0]).base;
                  double[] from = (double[]) ((ArrayArg) o[1]).base;
                  for (int i = 1; i < ((ArrayArg) o[0]).length; i++) {
                    to[i] = from[i - 1] + 1;
                  }
                  return null;
                })
            .with("answer", (poll, o) -> 42L)
            .with(
                "overflow",
                (poll, o) -> {
                  throw new BailOut(BailReason.OVERFLOW, new Position(5, 11), -1);
                })
            .with("probe", (poll, o) -> null);
    guest =
        Guest.open(engine, access(), compiler)
            .run(
                """
                import epochly

                @epochly.optimize
                def total(a):
                    raise RuntimeError('plain')

                @epochly.optimize
                def scale(a, by):
                    raise RuntimeError('plain')

                @epochly.optimize
                def spread(to, source):
                    raise RuntimeError('plain')

                @epochly.optimize
                def answer(*, unused=None):
                    return 'plain'

                @epochly.optimize
                def overflow(a):
                    return 'plain'

                @epochly.optimize
                def probe(a):
                    return 'plain'

                def stat(f):
                    return epochly.stats()['functions'][f.__qualname__]
                """);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private static double total(ArrayArg a) {
    double sum = 0;
    switch (a.base) {
      case double[] values -> {
        for (int i = 0; i < a.length; i++) {
          sum += values[i];
        }
      }
      case long[] values -> {
        for (int i = 0; i < a.length; i++) {
          sum += values[i];
        }
      }
      case int[] values -> {
        for (int i = 0; i < a.length; i++) {
          sum += values[i];
        }
      }
      case boolean[] values -> {
        for (int i = 0; i < a.length; i++) {
          sum += values[i] ? 1 : 0;
        }
      }
      case double[][] rows -> {
        int[] lengths = (int[]) a.lengths;
        for (int i = 0; i < rows.length; i++) {
          sum += total(ArrayArg.flat(rows[i], lengths[i]));
        }
      }
      case long[][] rows -> {
        int[] lengths = (int[]) a.lengths;
        for (int i = 0; i < rows.length; i++) {
          sum += total(ArrayArg.flat(rows[i], lengths[i]));
        }
      }
      case int[][] rows -> {
        int[] lengths = (int[]) a.lengths;
        for (int i = 0; i < rows.length; i++) {
          sum += total(ArrayArg.flat(rows[i], lengths[i]));
        }
      }
      case double[][][] planes -> {
        int[][] lengths = (int[][]) a.lengths;
        for (int i = 0; i < planes.length; i++) {
          for (int j = 0; j < planes[i].length; j++) {
            sum += total(ArrayArg.flat(planes[i][j], lengths[i][j]));
          }
        }
      }
      case byte[] bytes -> {
        for (long i = 0; i < a.shape[0]; i++) {
          if (a.shape.length == 1) {
            sum += (double) DOUBLES.get(bytes, (int) (a.offset + i * a.strides[0]));
          } else {
            for (long j = 0; j < a.shape[1]; j++) {
              sum +=
                  (double)
                      DOUBLES.get(bytes, (int) (a.offset + i * a.strides[0] + j * a.strides[1]));
            }
          }
        }
      }
      default -> throw new AssertionError(a.base.getClass());
    }
    return sum;
  }

  private static Object scale(ArrayArg a, double by) {
    switch (a.base) {
      case double[] values -> {
        for (int i = 0; i < a.length; i++) {
          values[i] *= by;
        }
      }
      case double[][] rows -> {
        int[] lengths = (int[]) a.lengths;
        for (int i = 0; i < rows.length; i++) {
          for (int j = 0; j < lengths[i]; j++) {
            rows[i][j] *= by;
          }
        }
      }
      case long[] values -> {
        for (int i = 0; i < a.length; i++) {
          values[i] = (long) (values[i] * by);
        }
      }
      case byte[] bytes -> {
        for (long i = 0; i < a.shape[0]; i++) {
          int at = (int) (a.offset + i * a.strides[0]);
          DOUBLES.set(bytes, at, (double) DOUBLES.get(bytes, at) * by);
        }
      }
      default -> throw new AssertionError(a.base.getClass());
    }
    return null;
  }

  private Type onlySignature() {
    assertThat(compiler.compiled).hasSize(1);
    return compiler.compiled.getFirst().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1.5, 2.0]               | 3.5
          [1, 2, 3]                | 6
          [1, 2**40]               | 1099511627777
          [True, False, True]      | 2
          [[1.0, 2.0], [3.0]]      | 6
          [[1.0], [], [2.0]]       | 3
          [[1, 2], [3, 2**40]]     | 1099511627782
          [[[1.0], [2.0]], [[4.0]]]| 7
          [None, 2.0][1:] + [1.0]  | 3
          """)
  void aListIsReadByTheKernel(String list, double expected) {
    guest.run("r = total(" + list + ")");
    assertThat(guest.get("r").asDouble()).isEqualTo(expected);
    assertThat(guest.get("stat(total)['compiled_calls']").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1.0, 2]                 | mixes element types
          [1.0, None]              | mixes element types
          [[1.0], [1]]             | mixes element types
          [[1.0], 2.0]             | mixes element types
          [[[[[[[[[1.0]]]]]]]]]    | nested deeper
          [1, 2**70]               | beyond 64 bits
          {1, 2}                   | is of type 'set'
          None                     | is of type 'NoneType'
          (1.0, 2.0)               | is of type 'tuple'
          {1: 2}                   | is of type 'dict'
          """)
  void whatAKernelCannotTakeGoesToThePlainFunctionWithTheReason(String value, String reason) {
    guest.run("r = probe(" + value + ")");
    assertThat(guest.get("r").asString()).isEqualTo("plain");
    assertThat(guest.text("stat(probe)['last_fallback_reason']")).contains("'a'").contains(reason);
    assertThat(compiler.compiled).isEmpty();
  }

  @Test
  void subclassesOfBuiltInTypesGoToThePlainFunction() {
    guest.run(
        """
        class L(list): pass
        class I(int): pass
        class F(float): pass
        class B(bytearray): pass
        rs = [probe(L([1.0])), probe(I(3)), probe(F(2.5)), probe(B(b'x')), probe([L([1.0])])]
        """);
    assertThat(guest.text("rs")).isEqualTo("['plain', 'plain', 'plain', 'plain', 'plain']");
    assertThat(compiler.compiled).isEmpty();
  }

  @Test
  void scalarsHaveTheirTypes() {
    guest.run("probe(1); probe(2**50); probe(1.5); probe(True)");
    assertThat(compiler.compiled).containsExactly(List.of(INT), List.of(FLOAT), List.of(BOOL));
  }

  @Test
  void anIntBeyond64BitsIsNoOperand() {
    guest.run("r = probe(2**64)");
    assertThat(guest.get("r").asString()).isEqualTo("plain");
    assertThat(compiler.compiled).isEmpty();
  }

  @Test
  void aResultIsNoneWhenTheKernelReturnsNothing() {
    assertThat(guest.run("r = probe([1.0]) is None").get("r").asBoolean()).isTrue();
  }

  @Test
  void storesReachTheGuestsList() {
    guest.run("a = [1.0, 2.0]; scale(a, 10.0)");
    assertThat(guest.text("a")).isEqualTo("[10.0, 20.0]");
  }

  @Test
  void storesReachTheRowsOfTheGuestsMatrix() {
    guest.run("m = [[1.0, 2.0], [3.0]]; row = m[1]; scale(m, 2.0)");
    assertThat(guest.text("m, row")).isEqualTo("([[2.0, 4.0], [6.0]], [6.0])");
  }

  @Test
  void aRowSharedByAMatrixIsOneRow() {
    guest.run("row = [1.0]; m = [row, row]; scale(m, 3.0)");
    assertThat(guest.text("m")).isEqualTo("[[9.0], [9.0]]");
  }

  @Test
  void theSameListTwiceIsOneArray() {
    guest.run("a = [1.0, 0.0, 0.0]; spread(a, a); b = [0.0] * 3; spread(b, [5.0, 5.0, 5.0])");
    assertThat(guest.text("a, b")).isEqualTo("([1.0, 2.0, 3.0], [0.0, 6.0, 6.0])");
  }

  @Test
  void theSameGenericListTwiceIsOneArray() {
    guest.run(
        """
        a = [None] * 3
        for i in range(3): a[i] = 1.0
        spread(a, a)
        """);
    assertThat(guest.text("a")).isEqualTo("[1.0, 2.0, 3.0]");
  }

  @Test
  void genericStorageIsCopiedInAndOutAndExplained() {
    guest.run(
        """
        a = [None] * 2
        a[0] = 1.0
        a[1] = 2.0
        scale(a, 2.0)
        """);
    assertThat(guest.text("a")).isEqualTo("[2.0, 4.0]");
    if (direct()) {
      assertThat(guest.text("epochly.explain(scale)")).contains("generic storage copied");
    }
  }

  @Test
  void anEmptyListFitsAVersionThatExistsAndNoneBefore() {
    guest.run("r0 = probe([]); r1 = total([1.0]); r2 = total([]); r3 = total([[1.0]]); ");
    assertThat(guest.text("r0, r1, r2, r3")).isEqualTo("('plain', 1.0, 0.0, 1.0)");
    assertThat(guest.text("stat(probe)['last_fallback_reason']")).contains("empty list");
  }

  @ParameterizedTest
  @CsvSource({
    "b, I8", "B, U8", "h, I16", "H, U16", "i, I32", "I, U32", "l, I64", "L, U64", "q, I64",
    "Q, U64", "f, F32", "d, F64"
  })
  void anArrayOfEveryNumericTypecodeIsABuffer(String typecode, Storage storage) {
    guest.run("import array; probe(array.array('" + typecode + "', [1, 2]))");
    assertThat(onlySignature()).isEqualTo(new ArrayType(storage, 1, ArrayType.StoreRule.CONVERT));
  }

  @Test
  void anArrayOfCharactersIsNoOperand() {
    guest.run("import array; r = probe(array.array('u', 'ab'))");
    assertThat(guest.get("r").asString()).isEqualTo("plain");
  }

  @Test
  void anArrayIsReadAndWrittenInPlace() {
    guest.run(
        """
        import array
        a = array.array('d', [1.0, 2.0, 4.0])
        t = total(a)
        scale(a, 2.0)
        """);
    assertThat(guest.text("t, list(a)")).isEqualTo("(7.0, [2.0, 4.0, 8.0])");
  }

  @Test
  void bytesAreReadOnlyAndBytearraysAreNot() {
    guest.run("probe(b'ab'); probe(bytearray(b'ab'))");
    assertThat(compiler.compiled)
        .containsExactly(
            List.of(new ArrayType(Storage.U8, 1, ArrayType.StoreRule.READ_ONLY)),
            List.of(new ArrayType(Storage.U8, 1, ArrayType.StoreRule.CONVERT)));
  }

  @Test
  void aViewIsReadAndWrittenThroughToItsOwner() {
    guest.run(
        """
        import array
        a = array.array('d', [1.0, 2.0, 4.0, 8.0])
        m = memoryview(a)
        t = total(m), total(m.cast('B').cast('d', [2, 2])), total(m[1:3])
        scale(m[2:], 10.0)
        """);
    assertThat(guest.text("t, list(a)")).isEqualTo("((15.0, 15.0, 6.0), [1.0, 2.0, 40.0, 80.0])");
    assertThat(guest.get("stat(total)['fallback_calls']").asInt()).isZero();
  }

  @Test
  void aViewWithGapsIsReadDirectlyOrNotAtAll() {
    guest.run(
        """
        import array
        m = memoryview(array.array('d', [1.0, 2.0, 4.0, 8.0]))
        def attempt(v):
            try:
                return total(v)
            except RuntimeError as e:
                return str(e)
        r = attempt(m[::2]), attempt(m[::-1])
        """);
    assertThat(guest.text("r")).isEqualTo(direct() ? "(5.0, 15.0)" : "('plain', 'plain')");
  }

  @Test
  void aReadOnlyViewHasTheReadOnlyRuleAndAReleasedOneIsNoOperand() {
    guest.run(
        """
        probe(memoryview(b'abc'))
        m = memoryview(bytearray(3))
        m.release()
        r = probe(m)
        """);
    assertThat(onlySignature())
        .isEqualTo(new ArrayType(Storage.U8, 1, ArrayType.StoreRule.READ_ONLY));
    assertThat(guest.text("r, stat(probe)['last_fallback_reason']")).contains("plain", "released");
  }

  @Test
  void overlappingViewsShareMemoryOrAreRefused() {
    guest.run(
        """
        import array
        a = array.array('d', [1.0, 2.0])
        m = memoryview(a)
        """);
    compiler.with(
        "alias", Set.of(0), (poll, o) -> ((ArrayArg) o[0]).base == ((ArrayArg) o[1]).base);
    guest.run("@epochly.optimize\ndef alias(a, b): return 'plain'\nr = alias(a, m)");
    assertThat(guest.text("r")).isEqualTo(direct() ? "True" : "plain");
  }

  @Test
  void aBailOutRunsThePlainFunctionAndIsCounted() {
    guest.run("r = overflow(1), overflow(2)");
    assertThat(guest.text("r")).isEqualTo("('plain', 'plain')");
    assertThat(guest.text("epochly.explain(overflow).reasons"))
        .isEqualTo("[line 5, column 11: an int left 64 bits (2 calls)]");
    assertThat(guest.get("stat(overflow)['fallback_calls']").asInt()).isEqualTo(2);
  }

  @Test
  void aVersionThatKeepsBailingOutRestsAndSaysSo() {
    guest.run("for i in range(20): overflow(i)");
    assertThat(guest.text("stat(overflow)['last_fallback_reason']")).contains("kept bailing out");
    assertThat(guest.text("epochly.explain(overflow)")).contains("not tried for a while");
    assertThat(guest.get("epochly.explain(overflow).compiled").asBoolean()).isFalse();
  }

  @Test
  void versionsAreBoundedAndThenThePlainFunctionRuns() {
    guest.run(
        """
        import array
        values = [1, 1.0, True, [1], [1.0], [True], [[1.0]], [[2**40]], b'x', bytearray(b'x')]
        r = [probe(v) for v in values]
        """);
    assertThat(compiler.compiled).hasSize(8);
    assertThat(guest.text("r[-2:]")).isEqualTo("['plain', 'plain']");
    assertThat(guest.text("stat(probe)['last_fallback_reason']")).contains("8 signatures");
  }

  @Test
  void aRefusalIsRememberedPerSignature() {
    guest.run(
        """
        @epochly.optimize
        def unknown(a):
            return a
        r = unknown(1), unknown(2), unknown({})
        """);
    assertThat(compiler.compiled).hasSize(1);
    assertThat(guest.text("r")).isEqualTo("(1, 2, {})");
    assertThat(guest.text("epochly.explain(unknown).reasons[0].line")).isEqualTo("2");
  }

  @Test
  void capturedGlobalsAreReadAnewAtEachCall() {
    compiler.recipe(
        "plus",
        (params, names) -> {
          assertThat(names.resolve(List.of("offset"))).isInstanceOf(Binding.Value.class);
          return HandWritten.kernel(
              "plus",
              params,
              List.of(List.of("offset")),
              Set.of(),
              (poll, o) ->
                  o[1] instanceof Long offset ? (Long) o[0] + offset : (Long) o[0] + (Double) o[1]);
        });
    guest.run(
        """
        offset = 1
        @epochly.optimize
        def plus(a):
            return 'plain'
        r = [plus(10)]
        offset = 5
        r.append(plus(10))
        offset = 0.5
        r.append(plus(10))
        offset = 'text'
        """);
    assertThat(guest.text("r")).isEqualTo("[11, 15, 10.5]");
    assertThat(compiler.compiled).hasSize(2);
  }

  @Test
  void aReboundFunctionIsNeverRunStale() {
    compiler.recipe(
        "root",
        (params, names) ->
            names.resolve(List.of("math", "sqrt")) instanceof Binding.MathFunction(String name)
                    && name.equals("sqrt")
                    && names.resolve(List.of("len")) instanceof Binding.Builtin
                ? HandWritten.kernel(
                    "root", params, List.of(), Set.of(), (poll, o) -> Math.sqrt((Double) o[0]))
                : new CompileOutcome.Unsupported(
                    List.of(new CompileOutcome.Reason("rebound", Position.NONE))));
    guest.run(
        """
        import math
        @epochly.optimize
        def root(a):
            len
            return math.sqrt(a)
        r = [root(4.0)]
        genuine = math.sqrt
        math.sqrt = lambda x: 'mine'
        r.append(root(4.0))
        math.sqrt = genuine
        r.append(root(4.0))
        len = 3
        r.append(root(4.0))
        del len
        import builtins
        kept = builtins.len
        builtins.len = lambda x: 0
        r.append(root(9.0))
        builtins.len = kept
        r.append(root(9.0))
        """);
    assertThat(guest.text("r")).isEqualTo("[2.0, 'mine', 2.0, 2.0, 3.0, 3.0]");
    assertThat(guest.text("stat(root)['compiled_calls'], stat(root)['fallback_calls']"))
        .isEqualTo("(3, 3)");
  }

  @Test
  void aFunctionReplacedBeforeTheImportIsNotGenuine() {
    compiler.recipe(
        "root",
        (params, names) ->
            new CompileOutcome.Unsupported(
                List.of(
                    new CompileOutcome.Reason(
                        names.resolve(List.of("fake")).toString()
                            + names.resolve(List.of("nowhere"))
                            + names.resolve(List.of("epochly", "prange"))
                            + names.resolve(List.of("math", "pi"))
                            + names.resolve(List.of("range")),
                        Position.NONE))));
    guest.run(
        """
        import math
        def fake(): pass
        @epochly.optimize
        def root(a): return a
        root(1)
        """);
    assertThat(guest.text("stat(root)['last_fallback_reason']"))
        .matches("(?s)(Function|Other)\\[.*")
        .contains("Unbound", "ParallelRange")
        .contains("Value[type=FLOAT]", "Builtin[name=range]");
  }

  @Test
  void closureVariablesAreCapturedPerClosure() {
    compiler.recipe(
        "inner",
        (params, names) ->
            names.resolve(List.of("k")) instanceof Binding.Value
                ? HandWritten.kernel(
                    "inner",
                    params,
                    List.of(List.of("k")),
                    Set.of(),
                    (poll, o) -> (Long) o[0] * (Long) o[1])
                : new CompileOutcome.Unsupported(
                    List.of(new CompileOutcome.Reason("unbound", Position.NONE))));
    guest.run(
        """
        def outer(k):
            @epochly.optimize
            def inner(x):
                return x * k
            def change(v):
                nonlocal k
                k = v
            return inner, change
        f, change = outer(2)
        g, _ = outer(3)
        r = [f(10), g(10)]
        change(7)
        r.append(f(10))
        """);
    assertThat(guest.text("r")).isEqualTo("[20, 30, 70]");
    assertThat(compiler.compiled).hasSize(1);
    assertThat(compiler.sources.getFirst().freeVars()).containsExactly("k");
    assertThat(guest.get("stat(f)['compiled_calls']").asInt()).isEqualTo(3);
  }

  @Test
  void levelsDecideWhatRuns() {
    guest.run(
        """
        @epochly.optimize(level=0)
        def total(a): return 'plain'
        watched = total([1.0])
        @epochly.optimize(level=1)
        def scale(a, by): return 'plain'
        r = [watched, scale([1.0], 2.0)]
        with epochly.optimize_context(level=2):
            r.append(total([1.0]))
        with epochly.optimize_context(enabled=False):
            with epochly.optimize_context(level=2):
                r.append(total([1.0]))
        r.append(probe([1.0]))
        epochly.set_level(1)
        r.append(probe([1.0]))
        """);
    assertThat(guest.text("r")).isEqualTo("['plain', 'plain', 1.0, 'plain', None, 'plain']");
    assertThat(guest.get("stat(total)['watched_ms'] > 0").asBoolean()).isTrue();
    assertThat(guest.get("epochly.get_level()").asInt()).isEqualTo(1);
  }

  @Test
  void theSourceTextAndPlaceAreThoseOfTheFunction() {
    guest.run("probe([1.0])");
    var source = compiler.sources.getFirst();
    assertThat(source.name()).isEqualTo("probe");
    assertThat(source.parameters()).containsExactly("a");
    List<String> lines = source.text().lines().toList();
    assertThat(lines.get(source.firstLine() - 1)).isEqualTo("@epochly.optimize");
    assertThat(lines.get(source.firstLine())).isEqualTo("def probe(a):");
  }

  @Test
  void functionsFromExecutedStringsHaveTheirText() {
    guest.run(
        """
        ns = {'epochly': epochly}
        exec("@epochly.optimize\\ndef probe(a):\\n    return 'plain'\\nr = probe(3)", ns)
        """);
    assertThat(guest.get("ns['r'] is None").asBoolean()).isTrue();
    assertThat(compiler.sources.getFirst().text()).contains("def probe(a)");
  }

  @Test
  void statusTellsHowGuestObjectsAreReached() {
    assertThat(guest.text("epochly.get_status()['access']")).startsWith(access());
    assertThat(guest.text("epochly.__version__")).isEqualTo("1.2.3");
  }

  @Test
  void theGuestCannotReachTheRuntimeByEvaluation() {
    assertThatThrownBy(() -> guest.context.eval(GuestBindings.LANGUAGE, "anything"))
        .isInstanceOf(PolyglotException.class)
        .hasMessageContaining("not a ticket");
  }
}
