package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.Cores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What guest code sees of the package {@code epochly}. */
class PackageTest {
  private static Engine engine;
  private static Guest guest;
  private static HandWritten compiler;

  @BeforeAll
  static void open() {
    engine = Engine.create();
    compiler =
        new HandWritten()
            .with("compiled", (poll, o) -> "compiled".length() + 0L)
            .with("method", (poll, o) -> 1L)
            .with("static", (poll, o) -> (Long) o[0] + 1);
    guest =
        Guest.open(
            engine,
            "direct",
            compiler,
            new GuestInfo(
                "1.2.3",
                "on",
                false,
                true,
                3,
                3,
                2,
                List.of(),
                "none",
                Cores.ONE,
                false,
                new GuestSettings(
                    true, 1, "auto", Map.of("license_key", "the licence belongs to the host"))));
  }

  @AfterAll
  static void close() {
    guest.close();
    engine.close();
  }

  @BeforeEach
  void define() {
    guest.run(
        """
        import epochly

        def plain(a, b=[], /, c=2, *rest, d, e=5, **others):
            'What it does.'
            return a, b, c, rest, d, e, others
        plain.mark = 1
        plain.__annotations__['a'] = int

        def error(f, *args, **kwargs):
            try:
                f(*args, **kwargs)
            except Exception as e:
                return f'{type(e).__name__}: {e}'
            return 'no error'
        """);
  }

  @Test
  void theDecoratorGivesAFunctionThatLooksLikeThePlainOne() {
    guest.run("f = epochly.optimize(plain)");
    assertThat(
            guest.text(
                "type(f) is type(plain), f.__wrapped__ is plain, f.__name__, f.__qualname__,"
                    + " f.__doc__, f.__module__, f.mark, f.__annotations__, f.__defaults__[0] is"
                    + " plain.__defaults__[0], f.__kwdefaults__"))
        .isEqualTo(
            "(True, True, 'plain', 'plain', 'What it does.', '__main__', 1, {'a': <class"
                + " 'int'>}, True, {'e': 5})");
  }

  @Test
  void argumentsOfEveryKindReachThePlainFunction() {
    guest.run("f = epochly.optimize(plain)");
    assertThat(guest.text("f(1, d=4), f(1, 2, 3, 4, 5, d=6, e=7, g=8)"))
        .isEqualTo("((1, [], 2, (), 4, 5, {}), (1, 2, 3, (4, 5), 6, 7, {'g': 8}))");
    assertThat(guest.text("f(1, d=4)[1] is plain.__defaults__[0]")).isEqualTo("True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          def t(a, b): pass        | 1
          def t(a, b): pass        | 1, 2, 3
          def t(a, b): pass        | 1, b=2, c=3
          def t(a, b): pass        | 1, a=2
          def t(a, /): pass        | a=1
          def t(a, *, k): pass     | 1
          def t(a, *, k=1): pass   | 1, 2
          def t(): pass            | 1
          def t(a, b=1, c=2): pass | 1, 2, 3, 4
          """)
  void argumentErrorsReadAsThePlainFunctions(String definition, String arguments) {
    guest.run(definition + "\nf = epochly.optimize(t)");
    String expected = guest.text("error(t, " + arguments + ")");
    assertThat(expected).startsWith("TypeError: t() ");
    assertThat(guest.text("error(f, " + arguments + ")")).isEqualTo(expected);
  }

  @Test
  void argumentErrorsOfNestedFunctionsAndMethodsReadAsThePlainOnes() {
    guest.run(
        """
        class C:
            def m(self, a): pass
            o = epochly.optimize(m)
        def outer():
            def _inner(a): pass
            return _inner
        inner = outer()
        """);
    assertThat(guest.text("error(C().o)")).isEqualTo(guest.text("error(C().m)"));
    assertThat(guest.text("error(epochly.optimize(inner))")).isEqualTo(guest.text("error(inner)"));
  }

  @Test
  void parametersMayHaveTheNamesThatTheWrapperUses() {
    guest.run(
        """
        @epochly.optimize
        def names(_kernel, _plain, _result, __plain_function, _timed=3):
            return _kernel, _plain, _result, __plain_function, _timed
        """);
    assertThat(guest.text("names(1, 2, 3, 4)")).isEqualTo("(1, 2, 3, 4, 3)");
  }

  @Test
  void keywordsAndDefaultsReachTheKernelInOrder() {
    compiler.with("order", (poll, o) -> (Long) o[0] * 100 + (Long) o[1] * 10 + (Long) o[2]);
    guest.run("@epochly.optimize\ndef order(a, b=2, c=3): return 'plain'");
    assertThat(guest.text("order(1), order(c=5, a=4), order(7, 8, 9)"))
        .isEqualTo("(123, 425, 789)");
  }

  @Test
  void methodsStaticMethodsAndClassMethodsCanBeDecorated() {
    compiler.with("s", (poll, o) -> (Long) o[0] + 1).with("over", (poll, o) -> 7L);
    guest.run(
        """
        class C:
            @epochly.optimize
            def m(self, a): return 'plain', self.__class__.__name__, a
            @staticmethod
            @epochly.optimize
            def s(a): return 'plain'
            @epochly.optimize
            @staticmethod
            def over(a): return 'plain'
            @epochly.optimize
            @classmethod
            def c(cls, a): return 'plain', cls.__name__, a
        c = C()
        """);
    assertThat(guest.text("c.m(1), c.s(2), C.s(3), C.over(1), c.over(2), C.c(5)"))
        .isEqualTo("(('plain', 'C', 1), 3, 4, 7, 7, ('plain', 'C', 5))");
    assertThat(guest.text("epochly.explain(c.m)")).contains("no recipe for it");
    assertThat(guest.text("epochly.explain(C.c)")).contains("'cls' is of type 'type'");
  }

  @Test
  void decoratingTwiceDecoratesThePlainFunction() {
    guest.run("f = epochly.optimize(plain); g = epochly.optimize(f, level=1)");
    assertThat(guest.text("g.__wrapped__ is plain")).isEqualTo("True");
  }

  @Test
  void anotherDecoratorOnTopKeepsWorkingAndCanBeExplained() {
    guest.run(
        """
        import functools
        f = epochly.optimize(plain)
        @functools.wraps(f)
        def outer(*a, **k): return 'outer', f(*a, **k)
        g = epochly.optimize(outer)
        """);
    assertThat(guest.text("g.__wrapped__ is outer, g(1, d=2)[0]")).isEqualTo("(True, 'outer')");
  }

  @Test
  void tracebacksShowTheGuestsOwnFramesOnly() {
    guest.run(
        """
        @epochly.optimize
        def fails(a):
            return [][a]
        import traceback
        try:
            fails(1)
        except IndexError as e:
            frames = [(f.name, f.filename) for f in traceback.extract_tb(e.__traceback__)]
            depth = len(frames)
        """);
    assertThat(guest.text("[name for name, file in frames]")).isEqualTo("['<module>', 'fails']");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimize(len)                     | TypeError: optimize() takes functions written in Python
          optimize(int)                     | TypeError: optimize() takes functions, and int is a class
          optimize(property(plain))         | TypeError: optimize() takes functions, and this is a property
          optimize(3)                       | TypeError: optimize() takes functions, and this is a int
          optimize(plain, level=5)          | ValueError: level is 0 (watch)
          optimize(plain, level='2')        | TypeError: level is of type str
          optimize(plain, level=True)       | TypeError: level is of type bool
          optimize(plain, parallel=1)       | TypeError: parallel is of type int
          optimize(plain, fastmath=None)    | TypeError: fastmath is of type NoneType
          optimize(plain, device=1)         | TypeError: device is of type int
          set_level(7)                      | ValueError: level is 0 (watch)
          configure(licence_key='x')        | TypeError: configure() has no setting 'licence_key'; did you mean 'license_key'?
          configure(license_key='x')        | PermissionError: the licence belongs to the host
          configure(level='2')              | TypeError: level is of type str
          configure(jit_threshold=0)        | ValueError: jit_threshold is to be 1 to 1000000
          configure(max_workers=True)       | TypeError: max_workers is of type bool
          configure(parallel_backend='gpu') | ValueError: parallel_backend is
          explain(plain)                    | TypeError: explain() takes optimized functions
          optimize_context(level=9)         | ValueError: level is 0 (watch)
          """)
  void mistakesAreNamedWithWhatToDo(String call, String message) {
    guest.run("import epochly as e; r = error(lambda: e." + call.replace("\"", "'") + ")");
    assertThat(guest.text("r")).startsWith(message);
  }

  @Test
  void configuringNoLicenceMeansUnset() {
    assertThat(guest.text("epochly.configure(license_key=None)")).isEqualTo("None");
  }

  @Test
  void generatorsCoroutinesAndLambdasWorkAndAreExplained() {
    guest.run(
        """
        @epochly.optimize
        def gen(n):
            yield n
        @epochly.optimize
        async def co(n):
            return n
        lam = epochly.optimize(lambda x: x + 1)
        def drive(c):
            try:
                c.send(None)
            except StopIteration as e:
                return e.value
        r = list(gen(3)), drive(co(4)), lam(5)
        import inspect
        """);
    assertThat(guest.text("r, inspect.iscoroutinefunction(co)")).isEqualTo("(([3], 4, 6), True)");
    assertThat(guest.text("epochly.explain(gen)")).contains("a generator is not compiled");
    assertThat(guest.text("epochly.explain(co)")).contains("an async function is not compiled");
    assertThat(guest.text("epochly.explain(lam)")).contains("a lambda is not compiled");
  }

  @Test
  void statusTellsWhatThereIs() {
    assertThat(
            guest.text(
                "[epochly.get_status()[k] for k in ('initialized', 'version', 'enabled',"
                    + " 'enhancement_level', 'guest_jit', 'workers', 'devices',"
                    + " 'emergency_disabled', 'access', 'realized_level')]"))
        .isEqualTo("[True, '1.2.3', True, 3, 'on', 2, [], False, 'direct', 3]");
    assertThat(guest.text("epochly.get_status()['notes']")).isEqualTo("[]");
  }

  @Test
  void theHostCapsTheLevel() {
    assertThat(guest.text("epochly.set_level(4), epochly.get_level()")).isEqualTo("(3, 3)");
  }

  @Test
  void emergencyDisableCannotBeUndoneFromInside() {
    GuestInfo off = new GuestInfo("1", "off", false, true, 4, 4, 0, List.of(), Cores.ONE, true);
    compiler.with("compiled", (poll, o) -> 8L);
    try (Guest disabled = Guest.open(engine, "direct", compiler, off)) {
      disabled.run(
          """
          import epochly
          epochly.configure(enabled=True)
          @epochly.optimize(level=2)
          def compiled(a): return 'plain'
          with epochly.optimize_context(level=2):
              r = compiled(1)
          """);
      assertThat(disabled.text("r")).isEqualTo("plain");
      assertThat(disabled.text("epochly.get_status()['emergency_disabled']")).isEqualTo("True");
    }
  }

  @Test
  void prangeBehavesAsRange() {
    assertThat(guest.text("list(epochly.prange(3)), epochly.prange(1, 9, 2)"))
        .isEqualTo("([0, 1, 2], range(1, 9, 2))");
  }

  @Test
  void statsHaveTotalsAndFunctions() {
    guest.run(
        """
        @epochly.optimize
        def compiled(a): return 'plain'
        compiled(1); compiled(2); compiled({})
        s = epochly.stats()
        """);
    assertThat(
            guest.text(
                "[s['functions']['compiled'][k] for k in ('calls', 'compiled_calls',"
                    + " 'fallback_calls', 'realized_level', 'last_fallback_reason')]"))
        .isEqualTo("[3, 2, 1, 1, \"parameter 'a' is of type 'dict', which kernels do not take\"]");
    assertThat(guest.text("s['calls'] >= 3 and s['compile_ms'] > 0")).isEqualTo("True");
  }

  @Test
  void anExplanationPrintsTheSourceWithTheReasons() {
    guest.run(
        """
        @epochly.optimize
        def odd(a):
            with open(a):
                return 1

        x = 1
        error(odd, 3)
        """);
    assertThat(guest.text("epochly.explain(odd)"))
        .contains("odd (", "not compiled")
        .contains("2 | def odd(a):\n    |     ^ ! no recipe for it (1 call)")
        .contains("4 |         return 1")
        .doesNotContain("x = 1");
  }

  @Test
  void thePackageFilesAreForTypeCheckers() {
    var files = GuestBindings.packageFiles();
    assertThat(files.keySet())
        .containsAll(Set.of("epochly/__init__.py", "epochly/__init__.pyi", "epochly/py.typed"));
    String stub = new String(files.get("epochly/__init__.pyi"), StandardCharsets.UTF_8);
    guest.run("import ast");
    guest.context.getBindings("python").putMember("stub", stub);
    assertThat(
            guest.text(
                "sorted(set(epochly.__all__) - {n.name for n in ast.parse(stub).body if"
                    + " hasattr(n, 'name')})"))
        .isEqualTo("[]");
  }
}
