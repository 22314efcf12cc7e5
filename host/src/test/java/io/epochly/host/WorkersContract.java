package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers do at either strength, for a guest that may have no threads, and for Java. */
abstract class WorkersContract {
  private static EpochlyHost host;
  private static Guest guest;

  /** The strength of the workers. */
  abstract String isolation();

  @BeforeAll
  static void open() {
    host = EpochlyHost.create();
    guest = host.openGuest(GuestPolicy.builder().allowWorkers(2).build());
  }

  @AfterAll
  static void close() {
    host.close();
    // Other tests count what is left of guests that nobody holds.
    host = null;
    guest = null;
  }

  static EpochlyHost host() {
    return host;
  }

  /** Runs a program, with an executor of two workers as {@code executor}; gives {@code result}. */
  private String result(String program) {
    StringBuilder text = new StringBuilder("import epochly\n");
    text.append("with epochly.Executor(2, isolation='%s') as executor:\n".formatted(isolation()));
    program.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    guest.eval(text.toString());
    return guest.eval("result").toString();
  }

  @Test
  void functionsTravelWithWhatTheyUse() {
    guest.eval(
        """
        import math
        from functools import reduce
        FACTOR = 3
        def scaled(x, by=FACTOR, *, plus=0):
            return x * by + plus + shift(0)
        def shift(x):
            return x + math.floor(FACTOR / 2)
        def factorial(n):
            return 1 if n < 2 else n * factorial(n - 1)
        def adder(n):
            def add(x):
                return x + n
            return add
        def twice(f, x):
            return f(f(x))
        """);
    assertThat(
            result(
                """
                futures = [
                    executor.submit(scaled, 2),
                    executor.submit(scaled, 2, by=10, plus=5),
                    executor.submit(factorial, 20),
                    executor.submit(lambda x: [x, {x: (x,)}], 1),
                    executor.submit(adder(5), 1),
                    executor.submit(twice, adder(5), 1),
                    executor.submit(math.hypot, 3, 4),
                    executor.submit(reduce, lambda a, b: a * b, [1, 2, 3, 4]),
                ]
                result = [future.result() for future in futures]
                """))
        .isEqualTo("[7, 26, 2432902008176640000, [1, {1: (1,)}], 6, 11, 5.0, 24]");
    // What was shipped before is no longer what the program says.
    guest.eval("FACTOR = 4");
    assertThat(result("result = executor.submit(shift, 1).result()")).isEqualTo("3");
  }

  @Test
  void modulesBesideTheProgramAreFoundByWorkersToo(@TempDir Path folder) throws Exception {
    Path more = Files.createDirectory(folder.resolve("more"));
    Path inner = Files.createDirectories(folder.resolve("outer").resolve("inner"));
    Files.writeString(folder.resolve("outer").resolve("__init__.py"), "");
    Files.writeString(inner.resolve("__init__.py"), "");
    Files.writeString(inner.resolve("most.py"), "A = 5\n");
    Files.writeString(
        folder.resolve("beside.py"),
        "class Point:\n    def __init__(self, x): self.x = x\ndef next(x): return x + 1\n");
    Path lazily = Files.createDirectory(folder.resolve("lazily"));
    Files.writeString(lazily.resolve("__init__.py"), "");
    Files.writeString(lazily.resolve("part.py"), "B = 6\n");
    Files.writeString(more.resolve("later.py"), "def last(x): return x - 1\n");
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).allowRead(folder).build();
    try (Guest reading = host.openGuest(policy)) {
      reading.eval(
          """
          import sys
          sys.path.insert(0, '%s')
          import epochly
          import outer.inner.most
          from beside import Point, next
          def both(point):
              return point.x, outer.inner.most.A
          def apart(name):
              return __import__(name).last(1)
          executor = epochly.Executor(1, isolation='%s')
          results = [
              executor.submit(next, 1).result(),
              executor.submit(both, Point([2])).result(),
              type(executor.submit(apart, 'later').exception()).__name__,
          ]
          sys.path.append('%s')
          results += [executor.submit(apart, 'later').result(), executor.submit(both, Point(3)).result()]
          import lazily
          def late():
              return lazily.part.B
          def closing():
              import outer
              return lambda: outer.inner.most.A
          results += [type(executor.submit(late).exception()).__name__, executor.submit(closing()).result()]
          import lazily.part
          results.append(executor.submit(late).result())
          executor.shutdown()
          """
              .formatted(folder, isolation(), more));
      assertThat(reading.eval("results"))
          .hasToString("[2, ([2], 5), 'ModuleNotFoundError', 0, (3, 5), 'AttributeError', 5, 6]");
    }
  }

  @Test
  void aFunctionThatHasChangedSinceItWasSentIsSentAnew() {
    guest.eval(
        """
        import math
        SCALE, TEXT, ZERO, LIST = 2, 'a', 0.0, [1]
        def inner(x):
            return (x * SCALE, TEXT, math.copysign(1.0, ZERO), LIST[0])
        def outer(x, extra=()):
            return inner(x), extra
        def closed_over():
            value = 1
            def get(): return value
            def put(x):
                nonlocal value
                value = x
            return get, put
        get, put = closed_over()
        """);
    assertThat(
            result(
                """
                def now():
                    return executor.submit(outer, 1).result()
                seen = [now(), now()]
                SCALE = 3
                seen.append(now())
                TEXT, ZERO = 'b', -0.0
                seen.append(now())
                LIST[0] = 2
                seen.append(now())
                outer.__defaults__ = (5,)
                seen.append(now())
                inner.__code__ = (lambda x: x).__code__
                seen.append(now())
                seen.append(executor.submit(get).result())
                put(7)
                seen.append(executor.submit(get).result())
                result = seen
                """))
        .isEqualTo(
            "[((2, 'a', 1.0, 1), ()), ((2, 'a', 1.0, 1), ()), ((3, 'a', 1.0, 1), ()),"
                + " ((3, 'b', -1.0, 1), ()), ((3, 'b', -1.0, 2), ()), ((3, 'b', -1.0, 2), 5),"
                + " (1, 5), 1, 7]");
  }

  @Test
  void functionsOfOnePlaceOfAProgramAreNotTakenForEachOther() {
    guest.eval(
        """
        from types import FunctionType
        STEP = 1
        def adding(n):
            return lambda x=5: (x + n, type(n).__name__)
        def by_default(n):
            return lambda x=n: x
        def by_keyword(n):
            return lambda *, x=n: x
        def with_attribute(n):
            def f(): return f.n
            f.n = n
            return f
        def elsewhere(step):
            return FunctionType((lambda: STEP).__code__, {'STEP': step, '__name__': '__main__'})
        def filled(box):
            return lambda: box
        def run(function):
            return executor.submit(function).result()
        """);
    assertThat(
            result(
                """
                values = [1, 1, True, 1.0, 2, 1]
                result = [[run(make(n)) for n in values] for make in (adding, by_default, by_keyword, with_attribute)]
                result.append([run(elsewhere(n)) for n in (1, 2, 1)])
                boxes = [[n] for n in range(3)]
                makers = [filled(box) for box in boxes]
                first = [run(f) for f in makers]
                boxes[1].append(7)
                result.append((first, [run(f) for f in makers]))
                def emptied():
                    x = 1
                    def inner(): return x
                    make = lambda: (lambda: inner())
                    before = run(make())
                    del x
                    return before, type(executor.submit(make()).exception()).__name__
                result.append(emptied())
                """))
        .isEqualTo(
            "[[(6, 'int'), (6, 'int'), (6, 'bool'), (6.0, 'float'), (7, 'int'), (6, 'int')],"
                + " [1, 1, True, 1.0, 2, 1], [1, 1, True, 1.0, 2, 1], [1, 1, True, 1.0, 2, 1],"
                + " [1, 2, 1], ([[0], [1], [2]], [[0], [1, 7], [2]]), (1, 'NameError')]");
  }

  @Test
  void moreFunctionsThanAreKeptWork() {
    assertThat(
            result(
                """
                def adder(n):
                    return lambda x: x + n
                adders = [adder(n) for n in range(300)]
                futures = [executor.submit(add, 1) for add in adders + adders]
                result = [future.result() for future in futures] == [n + 1 for n in range(300)] * 2
                """))
        .isEqualTo("True");
  }

  @Test
  void whatIsDataComesBackAsItWas() {
    assertThat(
            result(
                """
                from array import array
                values = [None, True, -1, 1 << 70, 0.1, float('inf'), 1j, 'a\\u20ac', b'b',
                          bytearray(b'c'), array('f', [0.5]), [1], (2,), {3}, frozenset([4]), {'k': [5]}]
                back = executor.submit(lambda x: x, values).result()
                result = back == values and [type(x) for x in back] == [type(x) for x in values]
                """))
        .isEqualTo("True");
  }

  @Test
  void aLargeArrayTravelsBesideOtherArguments() {
    assertThat(
            result(
                """
                from array import array
                large, data, text = array('d', range(20_000)), bytearray(100_000), 'a\u20ac\ud800'
                def told(*given, **named):
                    return [x if type(x) is not array else sum(x) for x in given], len(given), named
                futures = [
                    executor.submit(told, 1, large, [text, (None, 2.5)], z=3),
                    executor.submit(told, large),
                    executor.submit(told, {1}, large),
                    executor.submit(lambda x, y: x is y, large, large),
                    executor.submit(lambda *, x: sum(x), x=large),
                    executor.submit(lambda x, y: (len(x), len(y)), large, data),
                    executor.submit(lambda x: x.append(1), data),
                ]
                result = [future.result() for future in futures]
                assert result[0] == ([1, 199990000.0, [text, (None, 2.5)]], 3, {'z': 3})
                result = result[1:], len(data), executor.shared_memory()['used']
                """))
        .isEqualTo(
            "([([199990000.0], 1, {}), ([{1}, 199990000.0], 2, {}), True, 199990000.0,"
                + " (20000, 100000), None], 100000, 0)");
  }

  @Test
  void arraysOfEveryTypeAndLengthComeBackAsTheyWere() {
    guest.eval(
        """
        from array import array
        def there_and_back(executor, value):
            back = executor.submit(lambda x: x, value).result()
            if type(back) is not type(value):
                return False
            if isinstance(value, array):
                return back.typecode == value.typecode and back.tobytes() == value.tobytes()
            if isinstance(value, memoryview):
                return (back.format, back.shape, back.tobytes()) == (value.format, value.shape, value.tobytes())
            if isinstance(value, epochly.array):
                return (back.dtype, back.shape, back.tolist()) == (value.dtype, value.shape, value.tolist())
            return back == value
        def values():
            for typecode in 'bBhHiIlLqQfd':
                item = array(typecode).itemsize
                some = array(typecode, range(100)) * (200_000 // item // 100 + 1)
                for size in (0, 65536 - item, 65536, 65536 + item, 199_999):
                    yield some[: size // item]
            yield array('d', [float('nan'), -0.0, float('inf')] * 5000)
            for size in (65535, 65536, 65537, 200_001):
                data = bytes(range(256)) * (size // 256) + b'x' * (size % 256)
                yield data
                yield bytearray(data)
                yield [data, {'nested': array('B', data)}]
            view = memoryview(array('d', range(30_000)))
            yield from (view, view[::2], view[::-3], view[5:20_000:7], view[:0], view[:9:2])
            yield memoryview(bytes(200_000))[3:]
            yield view.cast('B').cast('d', shape=[100, 300])
            yield epochly.zeros((2, 2))
            yield epochly.arange(120_000).reshape((300, 400))
            yield epochly.arange(120_000).reshape((300, 400))[:, ::3]
            yield epochly.full((100, 200), 1 + 2j)
        """);
    assertThat(
            result(
                """
                tried = [there_and_back(executor, value) for value in values()]
                # To take back what the last of them had takes the host a moment.
                import time
                time.sleep(0.2)
                memory = executor.shared_memory()
                result = len(tried), all(tried), memory['used'], memory['through_pipe'], memory['arrays'] > 50
                """))
        .isEqualTo("(85, True, 0, 0, True)");
  }

  @Test
  void aWorkerChangesACopyOfAnArrayAndNotTheGuests() {
    assertThat(
            result(
                """
                from array import array
                def change(x):
                    x[0] = 7.0
                    return x
                mine = array('d', [1.0]) * 50_000
                theirs = [executor.submit(change, mine).result() for _ in range(3)]
                theirs[0][1] = 9.0
                result = mine[0], [x[0] for x in theirs], [x[1] for x in theirs]
                """))
        .isEqualTo("(1.0, [7.0, 7.0, 7.0], [9.0, 1.0, 1.0])");
  }

  @Test
  void aWorkerThatLiesAboutItsPlacesFailsItsTaskAndNothingElse() {
    guest.eval(
        """
        def forged(value, largest=0, head=b'', place=None, views=False):
            from array import array
            from struct import pack
            number = place(array('d', [1.0]) * 10_000, 80_000)
            arrays = {
                'right': [(b'd', number, 80_000)],
                'twice': [(b'd', number, 80_000)] * 2,
                'larger than its place': [(b'd', number, 80_008)],
                'part of an element': [(b'd', number, 79_999)],
                'negative': [(b'd', number, -8)],
                'of no place': [(b'd', number + 1, 80_000)],
                'of no type': [(b'!', number, 80_000)],
            }[value]
            return head + b'L' + pack('>I', len(arrays)) + b''.join(b'R' + pack('>cIq', *each) for each in arrays)
        def forge(kind):
            import sys
            frame = sys._getframe()
            while 'encode' not in frame.f_locals:
                frame = frame.f_back
            frame.f_locals['encode'].__code__ = forged.__code__
            return kind
        lies = ['twice', 'larger than its place', 'part of an element', 'negative', 'of no place', 'of no type']
        """);
    assertThat(
            result(
                """
                told = [executor.submit(forge, lie).exception(timeout=60) for lie in lies]
                honest = executor.submit(forge, 'right').result(timeout=60)
                import time
                end = time.monotonic() + 10
                while executor.shared_memory()['used'] and time.monotonic() < end:
                    time.sleep(0.05)
                result = (
                    {type(each).__name__ for each in told},
                    all('the worker sent what is no result' in str(each) for each in told),
                    len(honest), len(honest[0]), sum(honest[0]),
                    executor.shared_memory()['used'],
                )
                """))
        .isEqualTo("({'WorkerDied'}, True, 1, 10000, 10000.0, 0)");
  }

  @Test
  void whatDoesNotFitIntoTheSharedMemoryGoesThroughThePipe() {
    for (long size : new long[] {0, 1 << 20}) {
      GuestPolicy policy =
          GuestPolicy.builder().allowWorkers(1).limit(Limit.SHARED_MEMORY, size).build();
      try (Guest small = host.openGuest(policy)) {
        small.eval(
            """
            import epochly
            from array import array
            executor = epochly.Executor(1, isolation='%s')
            large, fits = array('q', range(400_000)), array('q', range(10_000))
            back = executor.submit(lambda x, y: [x, y, x], large, fits).result()
            right = back == [large, fits, large]
            error = executor.submit(lambda x, y: 1 / 0, large, fits).exception()
            import time
            time.sleep(0.2)
            memory = executor.shared_memory()
            executor.shutdown()
            """
                .formatted(isolation()));
        assertThat(small.eval("right, type(error).__name__"))
            .hasToString("(True, 'ZeroDivisionError')");
        assertThat(small.eval("memory['size'], memory['used']")).hasToString("(" + size + ", 0)");
        assertThat(small.eval("memory['through_pipe']").asLong()).isEqualTo(4);
        assertThat(small.eval("memory['arrays']").asLong()).isEqualTo(size == 0 ? 0 : 3);
      }
    }
  }

  @Test
  void anOptimizedFunctionIsCompiledInTheWorker() {
    guest.eval(
        """
        import epochly
        @epochly.optimize
        def total(n):
            s = 0
            for i in range(n):
                s += i * i
            return s
        def calls(n):
            return total(n), [row.calls for row in epochly.stats()]
        """);
    assertThat(result("result = executor.submit(total, 1000).result()")).isEqualTo("332833500");
  }

  @Test
  void anErrorKeepsItsTypeAndTellsWhereItWasRaised() {
    guest.eval(
        """
        class Odd(Exception): pass
        def fail(kind):
            if kind == 'odd':
                raise KeyError('k', 1)
            if kind == 'file':
                raise FileNotFoundError(2, 'none', 'a.txt')
            if kind == 'decode':
                return b'\\xff'.decode('ascii')
            if kind == 'json':
                import json
                return json.loads('{')
            if kind == 'group':
                raise ExceptionGroup('both', [ValueError(1), KeyError(2)])
            return [][1]
        def outcome(future):
            try:
                return future.result()
            except Exception as e:
                return f'{type(e).__name__} {e} / {"in fail" in str(e.__cause__)}'
        """);
    assertThat(
            result(
                """
                result = [
                    outcome(executor.submit(fail, 'odd')),
                    outcome(executor.submit(fail, 'index')),
                    outcome(executor.submit(fail, 'file')),
                    executor.submit(fail, 'file').exception().filename,
                    outcome(executor.submit(fail, 'decode')).partition(' ')[0],
                    outcome(executor.submit(fail, 'json')),
                    outcome(executor.submit(fail, 'group')),
                    outcome(executor.submit(lambda: object())),
                ]
                """))
        .startsWith(
            "[\"KeyError ('k', 1) / True\", 'IndexError list index out of range / True',"
                + " \"FileNotFoundError [Errno 2] none: 'a.txt' / True\", 'a.txt',"
                + " 'UnicodeDecodeError', 'RemoteError json.decoder.JSONDecodeError: Expecting property"
                + " name enclosed in double quotes: line 1 column 2 (char 1) / True',"
                + " 'RemoteError ExceptionGroup: both (2 sub-exceptions) / True',"
                + " 'TypeError a value of type object cannot cross to the host");
    assertThatThrownBy(() -> result("executor.submit(fail, Odd())"))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("class Odd is defined in the program itself")
        .hasMessageContaining("put it into a module");
  }

  @Test
  void aWorkerThatDiesFailsOnlyWhatItRan() {
    guest.eval(
        """
        import os
        def die(): os._exit(3)
        def outcome(future):
            try:
                return future.result()
            except Exception as e:
                return type(e).__name__
        """);
    assertThat(
            result(
                """
                futures = [executor.submit(die)] + [executor.submit(abs, -i) for i in range(20)]
                result = [outcome(future) for future in futures]
                """))
        .isEqualTo(
            "['WorkerDied', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]");
  }

  @Test
  void theWholeInterfaceOfExecutorsWorks() {
    guest.eval("import time\nfrom concurrent.futures import as_completed, wait, FIRST_EXCEPTION");
    assertThat(
            result(
                """
                slow = [executor.submit(time.sleep, 0.5) for _ in range(2)]
                queued = [executor.submit(abs, -i) for i in range(5)]
                cancelled = queued[4].cancel()
                states = [f.running() for f in queued]
                try:
                    slow[0].result(timeout=0.001)
                    late_one = None
                except TimeoutError:
                    late_one = True
                while not slow[0].running() and not slow[0].done():
                    time.sleep(0.001)
                while queued[0].running() is False and not queued[0].done():
                    time.sleep(0.001)
                called = []
                slow[1].add_done_callback(lambda f: called.append(f is slow[1]))
                in_turn = [f.result() for f in as_completed(queued[:4] + slow)]
                failing = [executor.submit(time.sleep, 0.2), executor.submit(divmod, 1, 0)]
                first = [type(f.exception()).__name__ for f in wait(failing, return_when=FIRST_EXCEPTION).done]
                assert 'ZeroDivisionError' in first and len(in_turn) == 6 and called == [True], (first, in_turn, called)
                assert late_one and states[-1] is False, (late_one, states)
                leaving = [executor.submit(time.sleep, 0.3) for _ in range(4)]
                for future in leaving:
                    future.add_done_callback(lambda f: exit(3))
                assert [future.result() for future in leaving] == [None] * 4
                done, late = wait(queued, timeout=60)
                result = [
                    list(executor.map(abs, range(-3, 0))),
                    list(executor.map(max, range(7), [3] * 7, chunksize=3)),
                    sorted(f.result() for f in as_completed(queued) if not f.cancelled()),
                    (len(done), len(late)),
                    (cancelled, queued[4].cancelled()),
                ]
                """))
        .isEqualTo("[[3, 2, 1], [3, 3, 3, 3, 4, 5, 6], [0, 1, 2, 3], (5, 0), (True, True)]");
    guest.eval(
        """
        executor = epochly.Executor(1, isolation='%s')
        # What no worker has begun with is cancelled too.
        executor.submit(abs, 0).result()
        first = executor.submit(time.sleep, 5)
        time.sleep(1)
        rest = [executor.submit(abs, i) for i in range(3)]
        executor.shutdown(cancel_futures=True)
        """
            .formatted(isolation()));
    assertThat(guest.eval("[f.cancelled() for f in rest], first.exception()"))
        .hasToString("([True, True, True], None)");
    assertThatThrownBy(() -> guest.eval("executor.submit(abs, 1)"))
        .hasMessageContaining("cannot schedule new futures after shutdown");
  }

  @Test
  void whatWasSubmittedBeforeAShutdownThatDoesNotWaitIsDone() {
    guest.eval(
        """
        import epochly, time
        from concurrent.futures import wait
        executor = epochly.Executor(1, isolation='%s')
        queued = [executor.submit(time.sleep, 1)] + [executor.submit(abs, -i) for i in range(5)]
        start = time.monotonic()
        executor.shutdown(wait=False)
        waited = executor.submit if time.monotonic() - start > 0.9 else None
        open_then = sum(not future.done() for future in queued)
        done, late = wait(queued, timeout=60)
        """
            .formatted(isolation()));
    assertThat(
            guest.eval(
                "waited, open_then > 0, len(late), [future.result() for future in queued[1:]]"))
        .hasToString("(None, True, 0, [0, 1, 2, 3, 4])");
    assertThatThrownBy(() -> guest.eval("executor.submit(abs, 1)"))
        .hasMessageContaining("cannot schedule new futures after shutdown");
  }

  @Test
  void moreWorkersThanThePolicyGrantsAreRefused() {
    assertThatThrownBy(
            () -> guest.eval("epochly.Executor(3, isolation='%s')".formatted(isolation())))
        .isInstanceOfSatisfying(
            GuestException.class, e -> assertThat(e.type()).isEqualTo("PermissionError"))
        .hasMessageContaining("grants 2 workers, not 3");
    try (Guest none = host.openGuest(GuestPolicy.closed())) {
      assertThatThrownBy(() -> none.eval("import epochly; epochly.Executor()"))
          .hasMessageContaining("allowWorkers");
    }
  }

  @Test
  void mapKeepsTheOrderAndShowsNothingOffATerminal() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).stderr(err).build();
    try (Guest onPipe = host.openGuest(policy)) {
      onPipe.eval("import epochly");
      assertThat(
              onPipe.eval(
                  "epochly.map(lambda x: x * x, range(50), progress=True, isolation='%s') == [x * x for x in range(50)]"
                      .formatted(isolation())))
          .hasToString("True");
    }
    assertThat(err.toByteArray()).isEmpty();
  }

  @Test
  void aPoolThatIsClosedFailsWhatRunsAndWhatWaits() throws Exception {
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    WorkerPool pool = host.workers(ofWorkers().build(), 1, "import time\nslow = time.sleep");
    try {
      assertThat(pool.call("slow", 0).get()).isNull();
      calls.add(pool.call("slow", 600));
      calls.add(pool.call("slow", 0));
      CompletableFuture<@Nullable Object> cancelled = pool.call("slow", 0);
      assertThat(cancelled.cancel(true)).isTrue();
    } finally {
      pool.close();
    }
    for (CompletableFuture<?> call : calls) {
      assertThatThrownBy(call::get)
          .hasCauseInstanceOf(GuestDeadException.class)
          .hasMessageContaining("the workers were ended");
    }
  }

  @Test
  void mapShowsItsProgressOnATerminal() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    GuestPolicy policy =
        GuestPolicy.builder().allowWorkers(1).interactive(true).stderr(err).build();
    try (Guest onTerminal = host.openGuest(policy)) {
      onTerminal.eval(
          "import epochly\nepochly.map(abs, [-1] * 4, progress=True, isolation='%s', chunksize=1)"
              .formatted(isolation()));
    }
    assertThat(err.toString(StandardCharsets.US_ASCII))
        .startsWith("\r[##########..............................] 1/4")
        .endsWith("\r[########################################] 4/4\n");
  }

  @Test
  void largeArraysOfJavaGoThroughTheMemoryOfTheirPool() throws Exception {
    GuestPolicy policy = ofWorkers().limit(Limit.SHARED_MEMORY, 2 << 20).build();
    String program =
        """
        from array import array
        def same(x):
            return x
        def halves(x):
            return [x[: len(x) // 2], {'rest': x[len(x) // 2 :]}]
        def fail(x):
            raise ValueError(len(x))
        def view(x):
            return memoryview(x)
        """;
    double[] doubles = DoubleStream.iterate(0.5, x -> x + 1).limit(50_000).toArray();
    long[] longs = LongStream.range(-25_000, 25_000).toArray();
    byte[] bytes = new byte[200_000];
    new Random(5).nextBytes(bytes);
    try (WorkerPool pool = host.workers(policy, 1, program)) {
      assertThat(pool.call("same", (Object) doubles).get()).isEqualTo(doubles);
      assertThat(pool.call("same", (Object) longs).get()).isEqualTo(longs);
      assertThat(pool.call("same", (Object) bytes).get()).isEqualTo(bytes);
      assertThat(pool.call("same", (Object) new double[8191]).get()).isEqualTo(new double[8191]);
      assertThat(pool.call("same", List.of(longs, Map.of("k", bytes))).get())
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .first()
          .isEqualTo(longs);
      List<?> halves = (List<?>) pool.call("halves", (Object) doubles).get();
      assertThat(halves.getFirst()).isEqualTo(Arrays.copyOf(doubles, 25_000));
      assertThat(((Map<?, ?>) halves.getLast()).get("rest"))
          .isEqualTo(Arrays.copyOfRange(doubles, 25_000, 50_000));
      assertThatThrownBy(pool.call("fail", (Object) doubles)::get)
          .hasMessageContaining("ValueError: 50000");
      assertThatThrownBy(pool.call("view", (Object) bytes)::get)
          .hasMessageContaining("a value of type memoryview cannot cross to the host");
      assertThatThrownBy(() -> pool.call("same", doubles, new Object()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(pool.sharedMemory())
          .isEqualTo(new WorkerPool.SharedMemory(2 << 20, 0, 16, 5_000_000, 0));
      // It does not fit, one way nor the other.
      double[] larger = new double[300_000];
      larger[7] = 1;
      assertThat(pool.call("same", (Object) larger).get()).isEqualTo(larger);
      assertThat(pool.sharedMemory().throughPipe()).isEqualTo(2);
      assertThat(pool.sharedMemory().used()).isZero();
    }
  }

  @Test
  void aPoolWhoseWorkersMayHaveSomeOfTheirOwnSharesNoMemory() throws Exception {
    GuestPolicy policy = ofWorkers().allowWorkers(1).build();
    double[] doubles = new double[50_000];
    doubles[3] = 1;
    String program =
        """
        import epochly
        def through(x):
            with epochly.Executor(1) as executor:
                return executor.submit(lambda x: x, x).result()
        """;
    try (WorkerPool pool = host.workers(policy, 1, program)) {
      assertThat(pool.call("through", (Object) doubles).get()).isEqualTo(doubles);
      assertThat(pool.sharedMemory()).isEqualTo(new WorkerPool.SharedMemory(0, 0, 0, 0, 1));
    }
  }

  private GuestPolicy.Builder ofWorkers() {
    return GuestPolicy.builder().isolation(Isolation.valueOf(isolation().toUpperCase(Locale.ROOT)));
  }

  @Test
  void fromJavaTheFunctionsOfAProgramRunSideBySide() throws Exception {
    GuestPolicy policy = ofWorkers().build();
    String program =
        """
        import os
        def area(r, name=None):
            if r < 0:
                raise ValueError('no radius')
            return {'area': 3.0 * r * r, 'name': name}
        def die():
            os._exit(3)
        """;
    try (WorkerPool pool = host.workers(policy, 2, program)) {
      List<CompletableFuture<@Nullable Object>> areas = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        areas.add(pool.call("area", (double) i, "n" + i));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(areas.get(i).get()).isEqualTo(Map.of("area", 3.0 * i * i, "name", "n" + i));
      }
      CompletableFuture<@Nullable Object> bad = pool.call("area", -1);
      assertThatThrownBy(bad::get)
          .hasCauseInstanceOf(GuestException.class)
          .hasMessageContaining("ValueError: no radius");
      CompletableFuture<@Nullable Object> dead = pool.call("die");
      assertThatThrownBy(dead::get).hasCauseInstanceOf(GuestDeadException.class);
      assertThat(pool.call("area", 1).get()).isNotNull();
      CompletableFuture<@Nullable Object> cancelled = pool.call("area", 1);
      if (cancelled.cancel(true)) {
        assertThatThrownBy(cancelled::get).isInstanceOf(CancellationException.class);
      }
      assertThatThrownBy(() -> pool.call("area", new Object()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.Object");
    }
  }
}
