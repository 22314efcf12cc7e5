package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.Frontend;
import io.epochly.guest.internal.runtime.KernelCompiler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guest code can do with typed arrays, whichever way their memory is reached. */
class ArraysTest {
  @Nested
  class Direct extends Contract {
    Direct() {
      super("direct");
    }
  }

  @Nested
  class Interop extends Contract {
    Interop() {
      super("interop");
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Contract {
    private final String access;
    private final List<CompileOutcome> outcomes = new CopyOnWriteArrayList<>();
    private Engine engine;
    private Guest guest;

    Contract(String access) {
      this.access = access;
    }

    @BeforeAll
    void open() {
      engine = Engine.create();
      Frontend frontend = new Frontend();
      KernelCompiler recording =
          (source, params, names, options) -> {
            CompileOutcome outcome = frontend.compile(source, params, names, options);
            outcomes.add(outcome);
            return outcome;
          };
      guest = Guest.open(engine, access, recording);
      guest.run(
          """
          import copy, operator, pickle
          from array import array as machine
          from epochly import arange, array, full, zeros

          def error(work):
              try:
                  work()
              except Exception as e:
                  return f'{type(e).__name__}: {e}'
              return 'no error'

          def store(a, key, value):
              a[key] = value
          """);
    }

    @AfterAll
    void close() {
      guest.close();
      engine.close();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "array([1, 2]).dtype, array([1, 2.5]).dtype, array([True]).dtype, array([1j]).dtype,"
              + " array([]).dtype, array([True, 2]).dtype|"
              + "('int64', 'float64', 'bool', 'complex128', 'float64', 'int64')",
          "array([[1, 2], [3, 4]]).shape, array([(1, 2)]).tolist(), array(range(3)).tolist()|"
              + "((2, 2), [[1, 2]], [0, 1, 2])",
          "array(machine('h', [-1, 2])), array(b'ab'), array(machine('f', [0.1])).dtype|"
              + "(array([-1, 2], dtype=int64), array([97, 98], dtype=uint8), 'float32')",
          "array(memoryview(machine('d', [1, 2, 3, 4]))[::2]).tolist()|[1.0, 3.0]",
          "array(memoryview(bytearray(8)).cast('i', shape=[1, 2])).shape|(1, 2)",
          "array([1, 0], 'float32'), array([1, 2], float).dtype|"
              + "(array([1.0, 0.0], dtype=float32), 'float64')",
          "zeros(2), zeros((1, 2), bool)|"
              + "(array([0.0, 0.0], dtype=float64), array([[False, False]], dtype=bool))",
          "full(2, 7), full((1, 1), 2, 'float32')|"
              + "(array([7, 7], dtype=int64), array([[2.0]], dtype=float32))",
          "arange(3), arange(5, 0, -2), arange(0.5, 2)|"
              + "(array([0, 1, 2], dtype=int64), array([5, 3, 1], dtype=int64), array([0.5, 1.5],"
              + " dtype=float64))",
          "zeros((2, 3), 'int32').nbytes, zeros((2, 3)).size, zeros((2, 3)).ndim, len(zeros((2,"
              + " 3))), zeros(1, complex).itemsize|(24, 6, 2, 2, 16)",
        })
    void arraysAreMadeOfSequencesBuffersAndShapes(String made, String expected) {
      assertThat(guest.text(made)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "array([[1], [2, 3]])|ValueError: rows have 1 and 2 elements; all rows of an array are as"
              + " long",
          "array([1, 'secret'])|TypeError: an array holds numbers, and one of these is a str",
          "array(5)|TypeError: an array is made of sequences of numbers or of a buffer, not of int",
          "array([1], 'float16')|TypeError: dtype is 'float16'; there are: bool, uint8, int32,"
              + " int64, float32, float64, complex128",
          "array([256], 'uint8')|OverflowError: a value is out of the range of uint8 (0 to 255);"
              + " convert with astype() first",
          "array([2**63])|OverflowError: a value is out of the range of int64"
              + " (-9223372036854775808 to 9223372036854775807); convert with astype() first",
          "array([1.5], 'int32')|TypeError: an array of int32 takes ints, not float; convert with"
              + " int() or astype()",
          "array([1j], 'float64')|TypeError: an array of float64 takes real numbers, not complex",
          "zeros(())|ValueError: shape is empty; an array has at least one dimension",
          "zeros(-1)|ValueError: shape has a negative length; lengths are 0 or more",
          "zeros(2**40)|MemoryError: an array takes at most 2147483632 bytes; this shape needs"
              + " 8796093022208",
          "zeros((2, 3))[2]|IndexError: index 2 is out of range on axis 0 of size 2",
          "zeros((2, 3))[0, -4]|IndexError: index -4 is out of range on axis 1 of size 3",
          "zeros(2)[0, 0]|IndexError: 2 indices into an array of 1 dimensions",
          "zeros(2)['a']|TypeError: an array is indexed by ints and slices, one for each axis, not"
              + " by str",
          "store(zeros(2, 'int64'), 0, 1.0)|TypeError: an array of int64 takes ints, not float;"
              + " convert with int() or astype()",
          "store(zeros(2, bool), 0, 1)|TypeError: an array of bool takes bools, not int",
          "store(zeros((2, 3)), 0, zeros(2))|ValueError: an array of shape (2,) is assigned to a"
              + " part of shape (3,); the shapes must be the same",
          "zeros(2) + zeros(3)|ValueError: the operands of + have the shapes (2,) and (3,); arrays"
              + " of one shape are combined, or an array and a number",
          "zeros(2) + 'a'|TypeError: unsupported operand type(s) for +: 'array' and 'str'",
          "bool(zeros(2))|ValueError: the truth of an array of 2 elements is not defined; ask"
              + " len(a), or any() or all() of its elements",
          "hash(zeros(2))|TypeError: unhashable type: 'array'",
          "zeros(0).min()|ValueError: min() of an array without elements",
          "zeros(6).reshape(4)|ValueError: an array of shape (6,) has 6 elements, and shape (4,)"
              + " has 4",
          "zeros((2, 4))[:, ::2].data|BufferError: this view of an array has gaps; take copy().data",
        })
    void mistakesAreNamedWithoutTheirValues(String mistake, String expected) {
      assertThat(guest.text("error(lambda: " + mistake + ")")).isEqualTo(expected);
    }

    @Test
    void partsOfAnArrayAreViewsOfItsMemory() {
      guest.run(
          """
          m = arange(12).reshape(3, 4)
          m[1][0] = 40
          m[:, 1] = 7
          m[2, ::-2] = [100, 200]
          column = m[:, 3]
          column *= 2
          m[0] = m[1]
          m[1:, 0] = m[:-1, 0]
          line = arange(6)
          line[1:] = line[:-1]
          line[:2] += line[1:3]
          """);
      assertThat(guest.text("m.tolist(), line.tolist(), m[1:, ::-3].tolist(), m[5:].shape"))
          .isEqualTo(
              "([[40, 7, 6, 14], [40, 7, 6, 14], [40, 200, 10, 200]], [0, 1, 1, 2, 3, 4],"
                  + " [[14, 40], [200, 40]], (0, 4))");
      assertThat(guest.text("[row.tolist() for row in m[:, :2]], list(m[:, 0]), 200 in m[2]"))
          .isEqualTo("([[40, 7], [40, 7], [40, 200]], [40, 40, 40], True)");
    }

    @Test
    void theBufferOfAnArrayIsItsMemory() {
      guest.run(
          """
          a = arange(4, dtype='int32')
          a.data[1] = 70
          back = array(a.data[::-1])
          grid = zeros((2, 3))
          grid.data[1, 2] = 5
          """);
      assertThat(
              guest.text("a.tolist(), back.tolist(), a.data.format, grid[1, 2], grid.data.shape"))
          .isEqualTo("([0, 70, 2, 3], [3, 2, 70, 0], 'i', 5.0, (2, 3))");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "arange(3)",
          "array([[1.5, -0.0], [float('inf'), 2]])[:, ::-1]",
          "array([1j, -2])",
          "array([True, False])",
          "zeros((0, 3), 'uint8')",
        })
    void copiesOfEveryKindAreEqualAndTheirOwn(String made) {
      guest
          .run("a = " + made + "\n")
          .run("all = [pickle.loads(pickle.dumps(a)), copy.copy(a), copy.deepcopy(a), a.copy()]");
      assertThat(guest.text("[repr(c) == repr(a) and c._memory is not a._memory for c in all]"))
          .isEqualTo("[True, True, True, True]");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "array([1]) / 2|float64",
          "array([1]) + True|int64",
          "array([1], 'int32') + 1|int32",
          "array([1], 'int32') + array([1], 'uint8')|int32",
          "array([1], 'int32') * 0.5|float64",
          "array([1], 'float32') * 0.5|float32",
          "2 ** array([1], 'float32')|float32",
          "array([1], 'float32') + array([1])|float64",
          "array([1], 'float32') + array([1.0])|float64",
          "array([True]) + array([True])|int64",
          "array([True]) + 2|int64",
          "-array([True])|int64",
          "array([2]) ** -1|float64",
          "array([2]) ** 2|int64",
          "array([2]) < 1.5|bool",
          "array([2]) * 1j|complex128",
          "abs(array([3 + 4j]))|float64",
        })
    void theElementTypeOfAResultIsTheDocumentedOne(String made, String dtype) {
      assertThat(guest.text("(" + made + ").dtype")).isEqualTo(dtype);
    }

    /**
     * One by one, where an element raises, and all others at once, so that the result comes from a
     * kernel.
     */
    @ParameterizedTest
    @CsvSource({
      "float64, float64",
      "int64, int64",
      "int64, float64",
      "float64, int64",
      "float32, float32",
      "int32, uint8",
      "bool, bool",
    })
    void anOperationOnArraysIsTheOperationOnTheirElements(String left, String right) {
      int before = outcomes.size();
      guest.run(
          """
          floats = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 0.1, 1e16, 1.7976931348623157e308, 5e-324,
                    float('inf'), float('-inf'), float('nan')]
          ints = [0, 1, -1, 2, -7, 255, 2**31 - 1, -2**31, 2**53 + 1, 2**63 - 1, -2**63]
          values = {
              'float64': floats, 'float32': array(floats, 'float32').tolist(), 'int64': ints,
              'int32': ints[:8], 'uint8': [0, 1, 7, 255], 'bool': [True, False],
          }
          operations = [
              operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv,
              operator.mod, operator.pow, operator.lt, operator.le, operator.eq, operator.ne,
              operator.ge, operator.gt,
          ]

          def shown(value):
              return 'nan' if value != value else repr(value)

          def check(a, b):
              wrong = []
              for work in operations:
                  good = []
                  # A power of huge ints is a huge int.
                  few = work is operator.pow
                  for x in [x for x in values[a] if not few or a != 'int64' or abs(x) < 300]:
                      for y in [y for y in values[b] if not few or b != 'int64' or abs(y) < 70]:
                          try:
                              wanted = work(x, y)
                          except ArithmeticError as e:
                              wanted = f'{type(e).__name__}: {e}'
                          if type(wanted) is complex:
                              wanted = 'TypeError'
                          if type(wanted) is not str:
                              kind = work(array([], a), array([], b)).dtype
                              try:
                                  wanted = array([wanted], kind)[0]
                              except (OverflowError, TypeError) as e:
                                  wanted = f'{type(e).__name__}: {e}'
                          if type(wanted) is not str:
                              good.append((x, y, wanted))
                              continue
                          given = error(lambda: work(array([x], a), array([y], b)))
                          if not given.startswith(wanted):
                              wrong.append((work.__name__, x, y, given, wanted))
                  given = work(array([x for x, _, _ in good], a), array([y for _, y, _ in good], b))
                  for (x, y, wanted), result in zip(good, given):
                      if shown(result) != shown(wanted):
                          wrong.append((work.__name__, x, y, result, wanted))
              return wrong
          """);
      assertThat(guest.text("check('" + left + "', '" + right + "')")).isEqualTo("[]");
      assertThat(outcomes.subList(before, outcomes.size()))
          .hasSizeGreaterThanOrEqualTo(13)
          .allMatch(outcome -> outcome instanceof CompileOutcome.Compiled);
    }

    @Test
    void numbersStandForArraysOfThem() {
      guest.run(
          """
          m = arange(6, dtype='float64').reshape(2, 3)[:, ::-1]
          results = [
              (work(m, 2.5).tolist(), work(2.5, m + 1).tolist())
              for work in (operator.add, operator.sub, operator.mul, operator.truediv,
                           operator.floordiv, operator.mod, operator.pow, operator.lt)
          ]
          wanted = [
              ([[work(x, 2.5) for x in row] for row in m.tolist()],
               [[work(2.5, x + 1) for x in row] for row in m.tolist()])
              for work in (operator.add, operator.sub, operator.mul, operator.truediv,
                           operator.floordiv, operator.mod, operator.pow, operator.lt)
          ]
          powers = [(arange(5) ** n).tolist() == [x ** n for x in range(5)] for n in range(12)]
          """);
      assertThat(guest.text("results == wanted, all(powers), (10**30 + zeros(1)).tolist()"))
          .isEqualTo("(True, True, [1e+30])");
    }

    @Test
    void anOperationThatRaisesChangesNothing() {
      guest.run(
          """
          a = array([1, 200, 3], 'uint8')
          b = array([1.0, 2.0])
          def double(a):
              a *= 2
          def divide(a, b):
              a /= b
          """);
      assertThat(
              guest.text(
                  "error(lambda: double(a)), error(lambda: divide(b, array([1, 0]))), a.tolist(),"
                      + " b.tolist()"))
          .isEqualTo(
              "('OverflowError: a value is out of the range of uint8 (0 to 255); convert with"
                  + " astype() first', 'ZeroDivisionError: division by zero', [1, 200, 3],"
                  + " [1.0, 2.0])");
    }

    @Test
    void conversionsAndReductionsAreThoseOfTheElements() {
      assertThat(
              guest.text(
                  "array([1.9, -1.9]).astype('int64').tolist(),"
                      + " array([0.0, 0.5]).astype(bool).tolist(),"
                      + " array([True, False]).astype('uint8').tolist(),"
                      + " array([1, 2]).astype(complex).tolist(),"
                      + " error(lambda: array([float('nan')]).astype('int64'))"))
          .isEqualTo(
              "([1, -1], [False, True], [1, 0], [(1+0j), (2+0j)], 'ValueError: cannot convert float"
                  + " NaN to integer')");
      assertThat(
              guest.text(
                  "array([0.1] * 10).sum(), arange(6).reshape(2, 3)[:, 1:].sum(),"
                      + " array([True, True]).sum(), array([1j, 2]).sum(), zeros(0).sum(),"
                      + " array([3, -1, 2]).min(), array([[1.5], [2.5]]).max(),"
                      + " array([2**63 - 1, 1]).sum()"))
          .isEqualTo("(0.9999999999999999, 12, 2, (2+1j), 0.0, -1, 2.5, 9223372036854775808)");
    }

    @Test
    void aLongArrayShowsItsEndsAndItsShape() {
      assertThat(guest.text("arange(100)"))
          .isEqualTo("array([0, 1, 2, ..., 97, 98, 99], shape=(100,), dtype=int64)");
      assertThat(guest.text("arange(4).reshape(2, 2)"))
          .isEqualTo("array([[0, 1],\n       [2, 3]], dtype=int64)");
    }

    @Test
    void kernelsReadAndWriteTheArraysThemselves() {
      guest.run(
          """
          import epochly

          @epochly.optimize
          def add_row(m, k):
              row = m[k]
              for j in range(m.shape[1]):
                  row[j] += m[0, j]
              return m

          m = arange(6).reshape(2, 3)
          same = add_row(m, -1) is m
          """);
      assertThat(
              guest.text(
                  "m.tolist(), same, epochly.stats()['functions']['add_row']['compiled_calls']"))
          .isEqualTo("([[0, 1, 2], [3, 5, 7]], True, 1)");
    }
  }
}
