package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.guest.internal.frontend.Frontend;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernels for buffers give the same on these and on copies of them. Tests have every second call on
 * copies, so that four calls meet both ways at both ends of what was stored.
 */
class TypedCopiesTest {
  private static final String PROGRAM =
      """
      import epochly, math
      from array import array
      SHARED = array('d', [1.0, 2.0, 3.0])
      def mixed(x, y, f, q, n):
          total = 0
          for i in range(n):
              y[i] = x[i] * 0.1 + y[n - 1 - i]
              f[i] = y[i] / 3.0
              q[i] = q[i] * 3 - i
              total += q[i]
          return total, y[0]
      def shifted(a, b, n):
          for i in range(n):
              b[i] = a[i] + 1.0
      def both(a, b):
          for i in range(len(a)):
              a[i] = a[i] + 1.0
              b[len(b) - 1 - i] = b[len(b) - 1 - i] * 2.0
      def shared(a):
          for i in range(len(a)):
              a[i] = SHARED[0] + a[i]
      def fails(a, b, n):
          for i in range(n):
              a[i] = a[i] * 2.0
              b[i] = 1.0 / a[i]
      def own(a):
          a[0] = a[0] + 1.0
          return a
      def narrow(a, b):
          for i in range(len(a)):
              b[i] = int(a[i]) + i
      def bits(value):
          if isinstance(value, tuple):
              return tuple(map(bits, value))
          return value.hex() if isinstance(value, float) else value
      def outcome(function, make):
          arguments = make()
          results = []
          for _ in range(4):
              try:
                  result = function(*arguments)
                  result = 'itself' if any(result is a for a in arguments) else bits(result)
              except Exception as error:
                  result = repr(error)
              results.append((result, [list(map(bits, a)) for a in arguments if not isinstance(a, int)], list(map(bits, SHARED))))
          return results
      def same(function, make):
          SHARED[:] = array('d', [1.0, 2.0, 3.0])
          plain = outcome(function, make)
          SHARED[:] = array('d', [1.0, 2.0, 3.0])
          kernel = epochly.optimize(function, level=2)
          same = outcome(kernel, make) == plain
          explained = epochly.explain(kernel)
          return same, explained.compiled, 'on typed copies' in str(explained)
      def summed(a):
          total = 0.0
          for i in range(len(a)):
              total += a[i]
          return total
      def cast(a, b):
          for i in range(len(a)):
              a[i] = a[i] * 2.0
              b[i] = b[i] + 1
      def floats(n):
          return array('d', [math.sin(i) for i in range(n)])
      def shared_views():
          memory = memoryview(floats(20))
          return memory[:10], memory[4:14], 10
      """;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "interop"})
  void whatAKernelDoesToBuffersItDoesToThemByWayOfCopies(String access) {
    try (Engine engine = Engine.create();
        Guest guest = Guest.open(engine, access, new Frontend()::compile)) {
      guest.run(PROGRAM);
      // With a plus those that run on copies. The others come first: what is told of a function is
      // of all its calls.
      for (String row :
          new String[] {
            "- mixed, lambda: (memoryview(floats(30))[::3], floats(9), array('f', range(9)), array('q', range(9)), 9)",
            "- mixed, lambda: (memoryview(floats(9))[::-1], floats(9), array('f', range(9)), array('q', range(9)), 9)",
            "- shifted, shared_views",
            "- shifted, lambda: (floats(0), floats(0), 0)",
            "- both, lambda: (lambda a: (memoryview(a)[1:], memoryview(a)[:6]))(floats(7))",
            "- cast, lambda: (lambda a: (memoryview(a), memoryview(a).cast('B').cast('q')))(floats(7))",
            "- shared, lambda: (SHARED,)",
            "- shared, lambda: (memoryview(SHARED)[1:],)",
            "- fails, lambda: (array('d', [1.0, 2.0, 0.0, 4.0]), floats(4), 4)",
            "- fails, lambda: (array('d', [1.0, 2.0]), floats(4), 4)",
            "- own, lambda: (floats(3),)",
            "- narrow, lambda: (array('d', [1.0, 2.0]), array('i', [0, 0]))",
            "- narrow, lambda: (array('d', [1.0, 2.0 ** 31]), array('i', [0, 0]))",
            "- summed, lambda: (memoryview(array('f', range(5))).toreadonly(),)",
            "- summed, lambda: (epochly.array([1.5, 2.5], 'float32'),)",
            "+ mixed, lambda: (floats(9), floats(9), array('f', range(9)), array('q', range(9)), 9)",
            "+ mixed, lambda: (memoryview(floats(30))[3:21], floats(9), array('f', range(9)), array('q', range(9)), 9)",
            // The second call overflows the numbers of an array, in the middle of the work.
            "+ mixed, lambda: (floats(9), floats(9), array('f', range(9)), array('q', [2 ** 60 + i for i in range(9)]), 9)",
            "+ both, lambda: (lambda a: (a, a))(floats(7))",
            "+ both, lambda: (lambda a: (memoryview(a)[:6], memoryview(a)[:6]))(floats(7))",
            "+ cast, lambda: (floats(7), array('q', range(7)))",
            "+ summed, lambda: (memoryview(floats(5)).toreadonly(),)",
            "+ summed, lambda: (array('f', range(5)),)",
            "+ summed, lambda: (epochly.array(floats(5)),)",
          }) {
        String makes = row.substring(2);
        Value same = guest.get("same(" + makes + ")");
        assertThat(same.getArrayElement(0).asBoolean()).as(makes).isTrue();
        // Whether views overlap only direct access can tell: else they are refused.
        assertThat(same.getArrayElement(1).asBoolean() || access.equals("interop"))
            .as(makes + " is compiled")
            .isTrue();
        assertThat(same.getArrayElement(2).asBoolean())
            .as(makes + " runs on copies")
            .isEqualTo(row.startsWith("+") && same.getArrayElement(1).asBoolean());
      }
      guest.run(
          """
          kernel = epochly.optimize(shifted, level=2)
          for _ in range(4):
              kernel(floats(9), floats(9), 9)
          """);
      assertThat(guest.get("str(epochly.explain(kernel))").asString()).contains("on typed copies");
    }
  }
}
