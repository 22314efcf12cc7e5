package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code epochly.explain} and the host are told of functions that the real compiler had. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplanationTest {
  private Context context;
  private GuestBindings bindings;

  @BeforeAll
  void open() {
    context = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
    bindings = GuestBindings.install(context, GuestInfo.of("1.2.3", "on"));
    context.eval("python", "import epochly");
  }

  @AfterAll
  void close() {
    context.close();
  }

  private void run(String code) {
    context.eval("python", code);
  }

  private String text(String expression) {
    return context.eval("python", "str(" + expression + ")").asString();
  }

  private FunctionReport report(String name) {
    return bindings.reports().stream()
        .filter(report -> report.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void checksAreMarkedInTheSourceWithWhatBecameOfThem() {
    run(
        """
        @epochly.optimize
        def gather(x, index, y):
            for i in range(len(index)):
                y[i] = x[index[i]]

        gather([1.0, 2.0], [1, 0], [0.0, 0.0])
        """);
    assertThat(text("epochly.explain(gather)"))
        .contains(
            """
              3 |     for i in range(len(index)):
                |     ^ for loop over a range: compiled, 32-bit counter, 2 of 3 checks removed, may run on several cores
              4 |         y[i] = x[index[i]]
                |         ^        ^ bounds of y[i], index[i] proven before the loop at line 3
                |                ^ bounds of x[index[i]] checked: it depends on index[i], a value that is loaded
            """
                .stripTrailing());
    assertThat(text("epochly.explain(gather).checks_kept[0].column")).isEqualTo("15");
    assertThat(text("epochly.explain(gather).checks_removed[0].columns")).isEqualTo("[8, 17]");
  }

  @Test
  void whatRunsSideBySideAndWhatIsCheckedBehindALoopIsTold() {
    run(
        """
        @epochly.optimize
        def columns(a, out, n):
            for j in range(n):
                s = 0.0
                for i in range(n):
                    s += a[i * n + j]
                out[j] = s

        @epochly.optimize
        def blur(a, out, n):
            for i in range(1, n - 1):
                out[i] = 0.5 * (a[i - 1] + a[i + 1])

        @epochly.optimize
        def weights(a, n):
            s = 0.0
            for i in range(n):
                s += 1.0 / a[i]
            return s

        columns([1.0, 2.0, 3.0, 4.0], [0.0, 0.0], 2)
        blur([1.0, 2.0, 3.0, 4.0], [0.0] * 4, 4)
        weights([1.0, 2.0], 2)
        """);
    assertThat(text("epochly.explain(columns)")).containsOnlyOnce(", iterations side by side");
    assertThat(text("epochly.explain(blur)")).contains(", iterations side by side");
    assertThat(text("epochly.explain(weights)"))
        .contains(", divisions checked behind the loop")
        .doesNotContain("side by side");
  }

  @Test
  void whatTheCompilerKeepsInItsOwnVariablesIsNamedAsInTheSource() {
    run(
        """
        @epochly.optimize
        def add(x, n, stride):
            for i in range(1, n):
                x[i - 1] += x[i * stride] // (i + 1)

        add([5] * 9, 3, 2)
        """);
    assertThat(text("epochly.explain(add)"))
        .contains("bounds of x[i - 1], x[i * stride] proven before the loop at line 3")
        .contains("divisor of x[i * stride] // (i + 1) proven");
  }

  @Test
  void bailOutsAreCountedAtTheirPlaces() {
    run(
        """
        @epochly.optimize
        def power(x, n):
            r = 1
            for i in range(n):
                r = r * x
            return r

        power(2, 10), power(10, 30), power(7, 40)
        """);
    assertThat(text("epochly.explain(power).bail_outs"))
        .isEqualTo("[line 5, column 12: an int left 64 bits (2 calls)]");
    assertThat(text("epochly.explain(power)"))
        .contains("^ ! bailed out: an int left 64 bits (2 calls)")
        .contains("1 call, 2 bail-outs");
    FunctionReport.Version version = report("power").versions().getFirst();
    assertThat(version.calls()).isEqualTo(1);
    assertThat(version.bailOuts()).isEqualTo(2);
    assertThat(version.compileMillis()).isPositive();
  }

  @Test
  void loopsOfAFunctionThatIsNotCompiledSaySo() {
    run(
        """
        @epochly.optimize
        def show(values):
            for v in values:
                try:
                    while v < 3.0:
                        v += 1.0
                finally:
                    pass

        show([1.0])
        """);
    assertThat(text("epochly.explain(show).loops"))
        .isEqualTo(
            "[line 3, column 4: for loop: not compiled, as the function is not,"
                + " line 5, column 12: while loop: not compiled, as the function is not]");
    assertThat(text("epochly.explain(show).compiled")).isEqualTo("False");
  }

  @Test
  void whatHoldsForSomeVersionsOnlyNamesThem() {
    run(
        """
        @epochly.optimize
        def total(x):
            s = 0
            for v in x:
                s += v
            return s

        total([1, 2]), total([1.0, 2.0])
        """);
    assertThat(text("epochly.explain(total)"))
        .contains("^ (list[int32]): 64 bits of s + ")
        .contains("version (list[float]): compiled in ")
        .contains("version (list[int32]): compiled in ");
  }

  @Test
  void aHostIsToldTheSameAsTheGuestAndColoursItOnDemand() {
    run(
        """
        @epochly.optimize
        def twice(x):
            return x + x

        twice(1)
        """);
    FunctionReport report = report("twice");
    assertThat(report.text(FunctionReport.Style.PLAIN)).isEqualTo(text("epochly.explain(twice)"));
    String coloured = report.text(FunctionReport.Style.COLOURED);
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", ""))
        .isEqualTo(report.text(FunctionReport.Style.PLAIN));
    assertThat(report.ir())
        .contains("version (int) as written:\n  kernel twice(x.int: int)")
        .contains("version (int) after the passes:\n");
  }

  @Test
  void howOftenALoopRanOnSeveralCoresIsCounted() {
    GuestInfo info = GuestInfo.of("1.2.3", "on");
    try (Cores cores = Cores.of(2);
        Context other = Context.newBuilder("python", GuestBindings.LANGUAGE).build()) {
      GuestBindings.install(other, info.withCores(cores));
      other.eval(
          "python",
          """
          import epochly

          @epochly.optimize
          def half(x):
              for i in range(len(x)):
                  x[i] = x[i] / 2.0

          @epochly.optimize(parallel=False)
          def alone(x):
              for i in range(len(x)):
                  x[i] = x[i] / 2.0

          for f in half, half, alone:
              f([1.0] * 1000)
          """);
      assertThat(of(other, "epochly.stats()['functions']['half']['loops_on_several_cores']"))
          .isEqualTo("2");
      assertThat(of(other, "epochly.stats()['loops_on_several_cores']")).isEqualTo("2");
      assertThat(of(other, "epochly.explain(half)"))
          .contains(", may run on several cores (2 of 2 longer runs did)");
      assertThat(of(other, "epochly.explain(half).level")).isEqualTo("3");
      assertThat(of(other, "epochly.explain(alone).level")).isEqualTo("2");
    }
  }

  private static String of(Context context, String expression) {
    return context.eval("python", "str(" + expression + ")").asString();
  }

  @Test
  void reportsOutliveTheGuest() {
    Context other = Context.newBuilder("python", GuestBindings.LANGUAGE).build();
    GuestBindings own = GuestBindings.install(other, GuestInfo.of("1.2.3", "on"));
    other.eval(
        "python",
        """
        import epochly

        @epochly.optimize
        def half(x):
            return x / 2.0

        half(3.0)
        """);
    other.close(true);
    assertThat(own.reports()).hasSize(1);
    assertThat(own.reports().getFirst().text(FunctionReport.Style.PLAIN))
        .startsWith("half (Unnamed, line 3): compiled");
  }
}
