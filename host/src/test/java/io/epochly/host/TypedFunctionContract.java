package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions of a guest as interfaces of the host, at either strength. */
abstract class TypedFunctionContract {
  private static EpochlyHost host;

  /** A policy that opens nothing but asks for the strength. */
  abstract GuestPolicy.Builder policy();

  static EpochlyHost host() {
    return host;
  }

  static Guest open(GuestPolicy.Builder policy, String program) {
    Guest guest = host.openGuest(policy.build());
    guest.eval(program);
    return guest;
  }

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  interface Mixed {
    String apply(
        boolean b,
        byte i8,
        short i16,
        int i32,
        long i64,
        float f,
        double d,
        String s,
        BigInteger n);
  }

  interface Arrays {
    int scale(double[] d, long[] q, int[] i, short[] h, float[] f, byte[] b, int k);
  }

  interface Smooth {
    double[] apply(double[] values, int window);
  }

  interface Pair {
    boolean same(long[] one, long[] other);
  }

  record Point(double x, double y) {}

  record Path(String name, List<Point> points, Optional<Point> end) {}

  record Box<T>(T value) {}

  interface Paths {
    Path reversed(Path path);
  }

  interface Boxes extends UnaryOperator<Box<List<Integer>>> {}

  interface Counts extends BiFunction<List<String>, Set<Long>, Map<String, Optional<Integer>>> {}

  interface Own extends DoubleUnaryOperator {}

  interface Later extends Callable<Integer> {
    default Integer twice() throws Exception {
      return call() + call();
    }

    @Override
    Integer call();
  }

  @Test
  void scalarsCrossBothWays() {
    try (Guest guest =
        open(
            policy(),
            """
            def price(spot, strike): return max(spot - strike, 0)
            def show(*values): return repr(values)
            def larger(n): return n * 2 ** 64
            """)) {
      DoubleBinaryOperator price = guest.function("price", DoubleBinaryOperator.class);
      assertThat(price.applyAsDouble(3.5, 1)).isEqualTo(2.5);
      // An int that is a double exactly.
      assertThat(price.applyAsDouble(1, 2)).isZero();
      assertThat(
              guest
                  .function("show", Mixed.class)
                  .apply(
                      true,
                      (byte) -1,
                      (short) -2,
                      -3,
                      1L << 40,
                      0.5f,
                      0.1,
                      "\u20ac'",
                      BigInteger.TWO.pow(70)))
          .isEqualTo(
              "(True, -1, -2, -3, 1099511627776, 0.5, 0.1, \"\u20ac'\", 1180591620717411303424)");
      UnaryOperator<BigInteger> larger = guest.function("larger", BigOperator.class);
      assertThat(larger.apply(BigInteger.TEN)).isEqualTo(BigInteger.TEN.shiftLeft(64));
    }
  }

  interface BigOperator extends UnaryOperator<BigInteger> {}

  @Test
  void arraysCrossAndComeBackChangedAlsoWhenTheFunctionRaises() {
    try (Guest guest =
        open(
            policy(),
            """
            def scale(d, q, i, h, f, b, k):
                for a in (d, q, i, h, f, b):
                    for at in range(len(a)):
                        a[at] *= k
                return len(d) + sum(getattr(a, 'typecode', 'b') == c
                                    for a, c in zip((d, q, i, h, f, b), 'dqihfb'))
            def smooth(values, window):
                if window == 0:
                    values[0] = 7
                    raise ValueError('no window')
                return [v / window for v in values]
            def same(one, other):
                one[0] = 5
                return one is other and other[0] == 5
            """)) {
      double[] d = {1.5};
      long[] q = {1L << 40, -1};
      int[] i = {1 << 20};
      short[] h = {-9};
      float[] f = {0.1f};
      byte[] b = {100};
      Arrays arrays = guest.function("scale", Arrays.class);
      assertThat(arrays.scale(d, q, i, h, f, b, 2)).isEqualTo(7);
      assertThat(d).containsExactly(3);
      assertThat(q).containsExactly(1L << 41, -2);
      assertThat(i).containsExactly(1 << 21);
      assertThat(h).containsExactly((short) -18);
      assertThat(f).containsExactly(0.2f);
      assertThat(b).containsExactly((byte) 200);

      Smooth smooth = guest.function("smooth", Smooth.class);
      assertThat(smooth.apply(new double[] {3, 6}, 3)).containsExactly(1, 2);
      assertThat(smooth.apply(new double[0], 3)).isEmpty();
      assertThatThrownBy(() -> smooth.apply(d, 0))
          .isInstanceOfSatisfying(
              GuestException.class,
              e -> {
                assertThat(e.type()).isEqualTo("ValueError");
                assertThat(e).hasMessage("ValueError: no window");
                assertThat(e.traceback())
                    .startsWith(
                        "Traceback (most recent call last):\n  File \"<eval>\", line 10, in")
                    .endsWith("ValueError: no window\n")
                    .doesNotContain("epochly", "java");
              });
      assertThat(d).containsExactly(7);

      Pair pair = guest.function("same", Pair.class);
      assertThat(pair.same(q, q)).isTrue();
      assertThat(pair.same(q, new long[] {1})).isFalse();
    }
  }

  interface Scale {
    double apply(MemorySegment memory, double factor);
  }

  interface Both {
    void apply(MemorySegment one, MemorySegment other);
  }

  interface Gives {
    MemorySegment apply();
  }

  @Test
  void memoryCrossesAsBytesAndComesBackChanged() {
    try (Guest guest =
            open(
                policy(),
                """
                def scale(memory, factor):
                    floats = memoryview(memory).cast("d")
                    total = sum(floats)
                    if not isinstance(memory, bytes):
                        for i in range(len(floats)):
                            floats[i] *= factor
                    return total

                def both(one, other):
                    one[0] = 7
                    assert one is other or other[0] == 0

                def gives(): return None
                """);
        Arena arena = Arena.ofConfined()) {
      Scale scale = guest.function("scale", Scale.class);
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3);
      assertThat(scale.apply(floats, 2)).isEqualTo(6.0);
      assertThat(floats.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(2, 4, 6);
      assertThat(scale.apply(floats.asReadOnly(), 2)).isEqualTo(12.0);
      assertThat(scale.apply(floats.asSlice(8, 8), 10)).isEqualTo(4.0);
      assertThat(floats.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(2, 40, 6);

      Both both = guest.function("both", Both.class);
      MemorySegment bytes = arena.allocate(4);
      both.apply(bytes, bytes);
      assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> both.apply(bytes, bytes.asSlice(1)))
          .withMessageContaining("argument 2 of")
          .withMessageContaining("overlaps with another argument's memory");
      MemorySegment freed;
      try (Arena brief = Arena.ofShared()) {
        freed = brief.allocate(8);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scale.apply(freed, 1))
          .withMessageContaining("is memory that has been freed");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guest.function("gives", Gives.class))
          .withMessageContaining("the result of MemorySegment Gives.apply() is or holds");
    }
  }

  @Test
  void collectionsOptionalsAndRecordsCrossAsData() {
    try (Guest guest =
        open(
            policy(),
            """
            def reverse(path):
                assert type(path) is dict and path['end'] is None
                points = path['points'][::-1]
                return {'name': path['name'][::-1], 'points': points, 'end': points[-1]}
            def twice(box): return {'value': tuple(v * 2 for v in box['value'])}
            def count(words, lengths):
                return {w: len(w) if len(w) in lengths else None for w in words}
            """)) {
      Point one = new Point(1, 2);
      Point two = new Point(3, 4);
      assertThat(
              guest
                  .function("reverse", Paths.class)
                  .reversed(new Path("ab", List.of(one, two), Optional.empty())))
          .isEqualTo(new Path("ba", List.of(two, one), Optional.of(one)));
      assertThat(guest.function("twice", Boxes.class).apply(new Box<>(List.of(1, 2))))
          .isEqualTo(new Box<>(List.of(2, 4)));
      Map<String, Optional<Integer>> counts =
          guest.function("count", Counts.class).apply(List.of("a", "bcd"), Set.of(3L));
      assertThat(counts)
          .containsExactly(Map.entry("a", Optional.empty()), Map.entry("bcd", Optional.of(3)));
      assertThatThrownBy(counts::clear).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void anInterfaceWithoutTypesTakesAnyDataAndRefusesLiveObjects() {
    try (Guest guest = open(policy(), "def pair(a, b): return [a, b]\ndef live(): return object")) {
      BinaryOperator<Object> pair = guest.function("pair", BinaryOperator.class);
      assertThat(pair.apply(1, Map.of("k", List.of(2.5))))
          .isEqualTo(List.of(1L, Map.of("k", List.of(2.5))));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pair.apply(1, new Object()))
          .withMessageContaining("java.lang.Object")
          .withMessageContaining("BinaryOperator.apply");
      Supplier<Object> live = guest.function("live", Supplier.class);
      assertThatThrownBy(live::get)
          .isInstanceOf(ClassCastException.class)
          .hasMessageContaining("a value of type type cannot cross");
    }
  }

  @Test
  void defaultFunctionsWorkAsWritten() throws Exception {
    try (Guest guest =
        open(
            policy(),
            "def half(x): return x / 2\nn = 0\ndef f():\n    global n\n    n += 1\n    return n")) {
      Later later = guest.function("f", Later.class);
      assertThat(later.twice()).isEqualTo(3);
      assertThat(later).hasToString("guest function f() as Integer Later.call()");
      assertThat(later.equals(later)).isTrue();
      assertThat(later).isNotEqualTo(guest.function("f", Later.class));
      DoubleUnaryOperator half = guest.function("half", DoubleUnaryOperator.class);
      assertThat(half.andThen(half).applyAsDouble(8)).isEqualTo(2);
      assertThat(guest.function("half", Own.class).andThen(half).applyAsDouble(8)).isEqualTo(2);
      Runnable nothing = guest.function("f", Runnable.class);
      nothing.run();
      assertThat(guest.eval("n").asLong()).isEqualTo(3);
    }
  }

  @Test
  void aFunctionStaysWhatItWasWhenItWasBound() {
    try (Guest guest = open(policy(), "def f(): return 1")) {
      LongSupplier f = guest.function("f", LongSupplier.class);
      guest.eval("def f(): return 2");
      assertThat(f.getAsLong()).isEqualTo(1);
      assertThat(guest.function("f", LongSupplier.class).getAsLong()).isEqualTo(2);
    }
  }

  @Test
  void anInterfaceThatDoesNotFitIsRefusedWhenItIsBound() {
    try (Guest guest =
        open(
            policy(),
            """
            import epochly
            price = 1.5
            def two(a, b): return a
            def some(a, b=2, *, c=3): return a
            def keyword(a, *, b): return a
            class Model:
                def area(self, r): return r
            area = Model().area
            @epochly.optimize
            def fast(a, b, c): return a * b + c
            """)) {
      assertRefused(guest, "none", "the guest has no function 'none'", DoubleUnaryOperator.class);
      assertRefused(
          guest,
          "price",
          "'price' of the guest is a float, not a function",
          DoubleUnaryOperator.class);
      assertRefused(
          guest,
          "two",
          "guest function two(a, b) takes 2 by position, but double"
              + " DoubleUnaryOperator.applyAsDouble(double) of"
              + " java.util.function.DoubleUnaryOperator passes 1",
          DoubleUnaryOperator.class);
      assertRefused(guest, "some", "some(a, b=..., *, c=...) takes 1 to 2 by", LongSupplier.class);
      assertRefused(guest, "keyword", "needs others by keyword", DoubleUnaryOperator.class);
      assertRefused(guest, "area", "area(r) takes 1 by", DoubleBinaryOperator.class);
      assertRefused(guest, "fast", "fast(a, b, c) takes 3 by", DoubleBinaryOperator.class);
      assertRefused(
          guest,
          "some",
          "parameter 1 of Thread Threads.of(Thread) is or holds Thread, which cannot cross",
          Threads.class);
      assertRefused(guest, "some", "guest function some(a, b=..., *, c=...)", Threads.class);
      assertRefused(guest, "some", "List<int[]>", Nested.class);
      assertRefused(guest, "some", "as it holds itself", Trees.class);
      assertRefused(guest, "some", "has int Two.a(), int Two.b()", Two.class);
      assertRefused(guest, "some", "java.lang.String is no interface", String.class);
      assertRefused(guest, "some", "has none", Cloneable.class);
      assertThat(guest.function("area", DoubleUnaryOperator.class).applyAsDouble(2)).isEqualTo(2);
      assertThat(guest.function("fast", Three.class).of(2, 3, 4)).isEqualTo(10);
    }
  }

  interface Three {
    double of(double a, double b, double c);
  }

  interface Threads {
    Thread of(Thread thread);
  }

  interface Nested {
    int of(List<int[]> arrays);
  }

  record Tree(List<Tree> parts) {}

  interface Trees {
    int of(Tree tree);
  }

  interface Two {
    int a();

    int b();
  }

  private static void assertRefused(Guest guest, String name, String message, Class<?> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function(name, type))
        .withMessageContaining(message);
  }

  interface Ints {
    int of(Object value);
  }

  interface Points {
    List<Point> of(Object value);
  }

  interface MaybeText {
    Optional<String> of(Optional<String> value);
  }

  @Test
  void aResultOfAnotherTypeIsRefusedByItsTypeAndPlace() {
    try (Guest guest = open(policy(), "def same(value): return value\ndef z(v): return v * 1j")) {
      Ints ints = guest.function("same", Ints.class);
      assertThat(ints.of(5)).isEqualTo(5);
      assertUnfit(
          () -> ints.of("secret"),
          "same(value), bound to int Ints.of(Object), is a str, not an int of 32");
      assertUnfit(() -> ints.of(1L << 31), "is an int, not an int of 32 bits");
      assertUnfit(() -> ints.of(true), "is a bool");
      assertUnfit(() -> ints.of(Optional.empty().orElse(null)), "is None");
      assertUnfit(() -> guest.function("z", Ints.class).of(1), "has no counterpart in Java");
      Points points = guest.function("same", Points.class);
      assertThat(points.of(List.of(Map.of("x", 1, "y", 2)))).containsExactly(new Point(1, 2));
      assertUnfit(
          () -> points.of(List.of(Map.of("x", 1, "y", "secret"))),
          "has an element 0 that has a component 'y' that is a str, not a float");
      assertUnfit(() -> points.of(List.of(Map.of("x", 1))), "is a dict without 'y'");
      assertUnfit(() -> points.of(List.of(Map.of("x", 1, "y", 2, "z", 3))), "a dict of 3 keys");
      MaybeText text = guest.function("same", MaybeText.class);
      assertThat(text.of(Optional.of("a"))).contains("a");
      assertThat(text.of(Optional.empty())).isEmpty();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> text.of(nothing()))
          .withMessageContaining("argument 1 of Optional<String> MaybeText.of(Optional<String>)");
    }
  }

  @SuppressWarnings("NullAway")
  private static Optional<String> nothing() {
    return null;
  }

  private static void assertUnfit(Callable<?> call, String message) {
    assertThatThrownBy(call::call)
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  @Test
  void anArrayKeepsItsLengthAndAResultItsLimit() {
    try (Guest guest =
        open(
            policy().limit(Limit.RESULT, 10_000),
            "def smooth(values, n):\n    if n < 0: values.append(1.0)\n    return [0.5] * n")) {
      Smooth smooth = guest.function("smooth", Smooth.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> smooth.apply(new double[1], -1))
          .withMessageContaining("smooth(values, n) changed the length of an array");
      assertThatThrownBy(() -> smooth.apply(new double[1], 2_000))
          .isInstanceOfSatisfying(
              ResourceExhaustedException.class, e -> assertThat(e.limit()).isEqualTo(Limit.RESULT));
      assertThat(smooth.apply(new double[1], 1_000)).hasSize(1_000);
    }
  }

  @Test
  void interruptingTheCallingThreadEndsTheCallAndNotTheGuest() throws Exception {
    GuestPolicy.Builder limited = policy().limit(Limit.WALL_TIME, 60_000);
    for (GuestPolicy.Builder policy : List.of(policy(), limited)) {
      try (Guest guest = open(policy, "def forever():\n    while True: pass\ndef f(): return 1")) {
        Runnable forever = guest.function("forever", Runnable.class);
        LongSupplier f = guest.function("f", LongSupplier.class);
        for (int i = 0; i < 3; i++) {
          CompletableFuture<Throwable> error = new CompletableFuture<>();
          CompletableFuture<Boolean> flag = new CompletableFuture<>();
          CompletableFuture<Long> after = new CompletableFuture<>();
          Thread caller =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        error.complete(errorOf(forever));
                        flag.complete(Thread.interrupted());
                        // At once: an interrupt that came too late would end this one.
                        after.complete(f.getAsLong());
                      });
          Thread.sleep(300);
          caller.interrupt();
          assertThat(error.get(20, TimeUnit.SECONDS)).isInstanceOf(GuestInterruptedException.class);
          assertThat(flag.get(20, TimeUnit.SECONDS)).isTrue();
          assertThat(after.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(f::getAsLong).isInstanceOf(GuestInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(f.getAsLong()).isEqualTo(1);
      }
    }
  }

  @Test
  void useAfterCloseIsRefused() {
    GuestPolicy.Builder limited = policy().limit(Limit.WALL_TIME, 60_000);
    for (GuestPolicy.Builder policy : List.of(policy(), limited)) {
      Guest guest = open(policy, "def f(): return 1");
      LongSupplier f = guest.function("f", LongSupplier.class);
      guest.close();
      assertThatThrownBy(f::getAsLong)
          .isInstanceOf(GuestDeadException.class)
          .hasMessage("the guest is closed: open another one");
      assertThatThrownBy(() -> guest.function("f", LongSupplier.class))
          .isInstanceOf(GuestDeadException.class);
    }
  }

  @Test
  void closingAGuestEndsTheCallThatRuns() throws Exception {
    Guest guest = open(policy(), "def forever():\n    while True: pass");
    Runnable forever = guest.function("forever", Runnable.class);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> ended.complete(errorOf(forever)));
    Thread.sleep(300);
    guest.close();
    assertThat(ended.get(20, TimeUnit.SECONDS))
        .isInstanceOf(GuestDeadException.class)
        .hasMessage("the guest was closed while the call ran");
  }

  @Test
  void aGuestThatALimitEndedSaysSo() {
    try (Guest guest =
        open(policy().limit(Limit.WALL_TIME, 2_000), "def forever():\n    while True: pass")) {
      Runnable forever = guest.function("forever", Runnable.class);
      assertThatThrownBy(forever::run).isInstanceOf(ResourceExhaustedException.class);
      assertThatThrownBy(forever::run)
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("ended by an earlier call")
          .hasMessageContaining("limit of 2000 milliseconds");
    }
  }

  @Test
  void aHostFunctionCannotCallTheGuestThatWaitsForIt() throws Exception {
    AtomicReference<LongSupplier> inner = new AtomicReference<>();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    AtomicReference<Throwable> fromElsewhere = new AtomicReference<>();
    HostFunction back =
        HostFunction.of(
            "back",
            List.of(),
            Long.class,
            arguments -> {
              refused.set(errorOf(() -> inner.get().getAsLong()));
              Thread.ofPlatform()
                  .start(() -> fromElsewhere.set(errorOf(() -> inner.get().getAsLong())))
                  .join();
              return 3L;
            });
    GuestPolicy.Builder limited = policy().limit(Limit.WALL_TIME, 60_000);
    for (GuestPolicy.Builder policy : List.of(policy(), limited)) {
      try (Guest guest =
          open(
              policy.allowFunction(back),
              "import epochly\ndef outer(): return epochly.host.back()\ndef f(): return 1")) {
        inner.set(guest.function("f", LongSupplier.class));
        assertThat(guest.function("outer", LongSupplier.class).getAsLong()).isEqualTo(3);
        assertThat(refused.get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("host function 'back' called the guest that waits for it");
        assertThat(fromElsewhere.get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the guest runs a call of another thread");
        assertThat(inner.get().getAsLong()).isEqualTo(1);
      }
    }
  }

  private static Throwable errorOf(Runnable action) {
    try {
      action.run();
      return new AssertionError("no error");
    } catch (RuntimeException e) {
      return e;
    }
  }
}
