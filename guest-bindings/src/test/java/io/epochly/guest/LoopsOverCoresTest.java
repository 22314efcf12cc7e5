package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which loops of the guest run on several cores, and what is told of those that do not. */
@Timeout(120)
class LoopsOverCoresTest {
  private static final Cores CORES = Cores.of(3);
  private static final String SEVERAL = ", may run on several cores (";

  private Context guest;

  @BeforeEach
  void open() {
    guest = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
    GuestBindings.install(guest, GuestInfo.of("1.2.3", "on").withCores(CORES));
    guest.eval(
        "python",
        """
        import copy, epochly

        def rows(n, m):
            return [[(i * 37 + j * 11) % 101 / 7.0 - 3.0 for j in range(m)] for i in range(n)]
        """);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @AfterAll
  static void closeCores() {
    CORES.close();
  }

  /** What is told of the outermost loop of a function that does what the plain one does. */
  private String loop(String function, String arguments) {
    guest.eval("python", function);
    guest.eval(
        "python",
        """
        fast, one, other = epochly.optimize(level=3)(f), %s, %s
        same = repr(f(*one)) == repr(fast(*other)) and repr(one) == repr(other)
        assert same, "not what the plain function does"
        """
            .formatted(arguments, arguments));
    String all = guest.eval("python", "str(epochly.explain(fast))").asString();
    return all.lines().filter(line -> line.contains("loop over a range")).findFirst().orElse(all);
  }

  @Test
  void builtinsOverRowsKeepNothingForTheNextIteration() {
    String[] values = {
      "sum(g[i])",
      "max(g[i])",
      "min(x * x for x in g[i])",
      "sum(x * x for x in g[i] if x > 0.0)",
      "sum(g[i]) / max(g[i])"
    };
    for (String value : values) {
      for (String range : new String[] {"range", "epochly.prange"}) {
        String function =
            """
            def f(g, b):
                for i in %s(len(b)):
                    b[i] = %s
            """
                .formatted(range, value);
        assertThat(loop(function, "(rows(90, 40), [0.0] * 90)"))
            .as(value)
            .contains(SEVERAL)
            .doesNotContain("[3:");
      }
    }
  }

  @Test
  void theSameInsideOfOtherLoops() {
    String text =
        loop(
            """
            def f(g, b):
                k = 0
                while k < 3:
                    for i in range(len(b)):
                        b[i] = sum(g[i]) + b[i]
                    k += 1
            """,
            "(rows(90, 40), [0.0] * 90)");
    assertThat(text).contains(SEVERAL);
    String several =
        loop(
            """
            def f(g, b):
                for k in range(3):
                    for i in range(len(b)):
                        b[i] = sum(g[i]) + b[i - k] * 0.5
            """,
            "(rows(90, 40), [0.0] * 90)");
    assertThat(several).contains("an element of b may be that of several iterations (line 4)");
  }

  @Test
  void aVariableOfSeveralTypesThatEachIterationAssignsIsItsOwn() {
    assertThat(
            loop(
                """
                def f(a, b):
                    for i in range(len(a)):
                        if a[i] > 0.0:
                            t = 1
                        else:
                            t = a[i]
                        b[i] = t * 2.0
                """,
                "([i * 0.5 - 20.0 for i in range(100)], [0.0] * 100)"))
        .contains(SEVERAL);
  }

  @Test
  void whatAnIterationDoesNotAssignItGetsFromEarlierOnes() {
    String carried =
        loop(
            """
            def f(a, b):
                t = 0
                for i in range(len(a)):
                    if a[i] > 0.0:
                        t = a[i]
                    b[i] = t * 2.0
            """,
            "([(i * 7 % 13) - 6.0 for i in range(100)], [0.0] * 100)");
    assertThat(carried).contains("on one core: t goes from one iteration to the next");
    String behind =
        loop(
            """
            def f(a, b):
                t = -1.0
                for i in range(len(a)):
                    found = a[i] > 5.0
                    if found:
                        t = a[i]
                    b[i] = t if found else 0.0
                return t
            """,
            "([(i * 7 % 13) - 6.0 for i in range(99)], [0.0] * 99)");
    assertThat(behind).contains("on one core: t ");
    String broken =
        loop(
            """
            def f(a, b):
                t = -1.0
                for i in range(len(a)):
                    found = a[i] > 5.0
                    if found:
                        t = a[i]
                    if i == 3:
                        break
                    if found:
                        b[i] = t
                else:
                    t = 7.0
                return t
            """,
            "([9.0] + [0.0] * 98, [0.0] * 99)");
    assertThat(broken).contains("on one core: ");
  }

  /** A copy may be read where the loop's own paths do not tell. */
  @Test
  void whatACopyKeepsIsNotLost() {
    String[] functions = {
      """
      def f(a):
          x = 0; y = 0
          for i in range(len(a)):
              y = x
              x = a[i]
          return y
      """,
      """
      def f(a):
          x = 0; y = 0; z = 0
          for i in range(len(a)):
              z = y
              y = x
              x = a[i]
          return z, y
      """,
      """
      def f(a):
          cur = 0; best = -1
          for i in range(len(a)):
              if a[i] < 0:
                  best = cur
              cur = i
          return best
      """,
      """
      def f(a):
          s = 0; c = 1; p = 2
          for i in range(len(a)):
              for q in range(3):
                  c = p
                  p = q * q + a[i]
              s += c
          return s
      """,
      """
      def f(a):
          k = 7; t = 0
          out = [0] * (3 * len(a))
          for i in range(len(a)):
              for q in range(3):
                  if q == 1:
                      t = k
                  k = a[i] + q
                  out[i * 3 + q] = t
          return out
      """,
      """
      def f(a):
          c = 0; b = 0; k = 0
          while c < 10 and k < 1000:
              c = b
              b = len(a) + 20
              k += 1
          return c, b, k
      """
    };
    for (String function : functions) {
      loop(function, "([3, -1, 4, 1, -5, 9, 2],)");
    }
  }

  @Test
  void anIndexThatACopyIsPartOfIsWhatItWasThen() {
    String text =
        loop(
            """
            def f(b, n):
                for i in range(n):
                    j = 0
                    t = j
                    for q in range(3):
                        j = q
                        b[i + 3 + t - j] = (b[i + 3 + t - j] * 3 + i) % 1000
            """,
            "([1] * 409, 400)");
    assertThat(text).contains("on one core: ");
  }

  @Test
  void rowsThatAreAddedToAreAnIterationsOwn() {
    String function =
        """
        def f(g):
            for i in %s(len(g)):
                for j in range(len(g[i])):
                    g[i][j] += i
        """;
    assertThat(loop(function.formatted("range"), "(rows(60, 50),)")).contains(SEVERAL);
    assertThat(loop(function.formatted("epochly.prange"), "(rows(60, 50),)")).contains(SEVERAL);
    assertThat(loop(function.formatted("range"), "([[1.0] * 50] * 40,)"))
        .contains("on one core once: rows of g are one, or its elements overlap (line 4)");
  }

  @Test
  void aTranspositionStoresElsewhereInEachIteration() {
    String function =
        """
        def f(a, b, n, m, k):
            for i in range(n):
                for j in range(m):
                    b[j * k + i] += a[i * m + j]
        """;
    String list = "[(i * 37) %% 101 / 7.0 for i in range(1200)]";
    String lists = "(" + list + ", " + list + ", %d, %d, %d)";
    assertThat(loop(function, lists.formatted(30, 40, 30))).contains(SEVERAL);
    assertThat(loop(function, lists.formatted(25, 33, 31))).contains(SEVERAL);
    // Columns that overlap, or stand still.
    for (int apart : new int[] {29, 7, 1, 0}) {
      // Functions of one text share their code, and what is counted of it.
      assertThat(loop(function, lists.formatted(30, 40, apart)))
          .as("%d apart", apart)
          .containsPattern(
              "on one core (once|. times): an element of b may be that of several iterations \\(line 4\\)");
    }
    String planes =
        """
        def f(b, n, m, k):
            for i in range(n):
                for j in range(m):
                    for l in range(k):
                        b[(j * n + i) * k + l] += i + j * 0.5
        """;
    assertThat(loop(planes, "([1.0] * 24000, 20, 30, 40)")).contains(SEVERAL);
    String constant =
        """
        def f(b, n):
            for i in range(n):
                for j in range(30):
                    b[j * 25 + i] = b[j * 25 + i] * 0.5 + i
        """;
    assertThat(loop(constant, "([1.0] * 800, 25)")).contains(SEVERAL);
    assertThat(loop(constant, "([1.0] * 800, 26)"))
        .contains("on one core once: an element of b may be that of several iterations (line 4)");
  }

  @Test
  void listsThatAreOneAreTold() {
    String function =
        """
        def f(a, b):
            for i in range(len(a) - 1):
                b[i + 1] = a[i] * 1.5
        """;
    assertThat(loop(function, "([1.0] * 300, [2.0] * 300)")).contains(SEVERAL);
    assertThat(loop(function, "(lambda x: (x, x))([1.0] * 300)"))
        .contains("on one core once: b and a are one, or share rows or memory (line 3)");
    assertThat(guest.eval("python", "epochly.stats()['functions']['f']['loops'][-1]['kept_whole']"))
        .hasToString("1");
  }

  @Test
  void aDependenceIsToldWithTheLineOfTheAssignment() {
    assertThat(
            loop(
                """
                def f(a):
                    s = 0.0
                    for i in epochly.prange(len(a)):
                        s = a[i]
                    return s
                """,
                "([1.0, 2.0, 3.0],)"))
        .contains("on one core: s is read behind the loop (line 4)");
  }

  @Test
  void whatAStepTookIsTold() {
    String text =
        loop(
            """
            def f(a):
                for i in range(len(a)):
                    a[i] = a[i] * 2.0
            """,
            "([1.0] * 1000,)");
    assertThat(text).containsPattern("1 of 1 longer runs did\\), on several [0-9.]+ ns a step");
    assertThat(
            guest
                .eval(
                    "python",
                    """
                    loop = epochly.stats()["functions"]["f"]["loops"][0]
                    (loop["line"], loop["runs_on_one_core"], loop["runs_on_several_cores"],
                     loop["ns_per_step_on_one_core"], loop["ns_per_step_on_several_cores"] >= 0,
                     loop["last_run_on_several_cores"], loop["last_choice"], loop["kept_whole"])
                    """)
                .toString())
        .isEqualTo("(2, 0, 1, None, True, True, None, 0)");
  }
}
