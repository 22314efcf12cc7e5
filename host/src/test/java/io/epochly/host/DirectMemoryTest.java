package io.epochly.host;

import static io.epochly.host.OutsideGuest.assertEntered;
import static io.epochly.host.OutsideGuest.outside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Memory, narrow arrays and captured lists of optimized functions that run without the guest. */
class DirectMemoryTest {
  private static EpochlyHost host;

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.create();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  private static Guest open(String program) {
    return open(GuestPolicy.closed(), program);
  }

  private static Guest open(GuestPolicy policy, String program) {
    Guest guest = host.openGuest(policy);
    guest.eval("import epochly\n" + program);
    return guest;
  }

  private static <T> Optional<T> outsideIfPrepared(Callable<T> call) throws Exception {
    try {
      return Optional.of(outside(call));
    } catch (ExecutionException e) {
      assertThat(e).hasMessageContaining("a virtual thread cannot enter");
      return Optional.empty();
    }
  }

  interface Scale {
    double scale(@Elements(double.class) MemorySegment values, double factor);
  }

  interface Fill {
    void fill(
        @Elements(double.class) MemorySegment doubles,
        @Elements(float.class) MemorySegment floats,
        @Elements(long.class) MemorySegment longs,
        @Elements(int.class) MemorySegment ints,
        @Elements(short.class) MemorySegment shorts,
        MemorySegment bytes);
  }

  interface Narrow {
    void fill(float[] floats, short[] shorts);
  }

  interface Shift {
    void shift(@Elements(long.class) MemorySegment from, @Elements(long.class) MemorySegment to);
  }

  interface Words {
    long first(
        @Elements(int.class) MemorySegment words, @Elements(short.class) MemorySegment halves);
  }

  interface Beside {
    void shift(@Elements(long.class) MemorySegment from, long[] to);
  }

  interface OfChars {
    void fill(@Elements(char.class) MemorySegment chars);
  }

  interface OfNumber {
    void fill(@Elements(double.class) double value);
  }

  interface Three {
    double scale(@Elements(double.class) MemorySegment a, double b, double c);
  }

  private static final String SCALE =
      """
      @epochly.optimize
      def scale(values, factor):
          total = 0.0
          for i in range(len(values)):
              total += values[i]
              values[i] = values[i] * factor
          return total

      @epochly.optimize
      def total(values, factor):
          result = 0.0
          for i in range(len(values)):
              result += values[i] * factor
          return result
      """;

  @Test
  void memoryIsWorkedOnWhereItLies() throws Exception {
    try (Guest guest = open(SCALE);
        Arena arena = Arena.ofShared()) {
      Scale scale = guest.function("scale", Scale.class);
      assertThat(scale)
          .hasToString(
              "guest function scale(values, factor) as"
                  + " double Scale.scale(@Elements(double) MemorySegment, double)");
      MemorySegment own = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3);
      scale.scale(own, 1);
      double[] array = {1, 2, 3, 4};
      byte[] odd = new byte[25];
      MemorySegment unaligned = MemorySegment.ofArray(odd).asSlice(1);
      MemorySegment.copy(own, 0, unaligned, 0, 24);
      for (MemorySegment memory :
          new MemorySegment[] {own, MemorySegment.ofArray(array).asSlice(0, 24)}) {
        assertThat(outside(() -> scale.scale(memory, 10))).isEqualTo(6.0);
        assertThat(memory.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED)).containsExactly(10, 20, 30);
      }
      assertThat(array[3]).isEqualTo(4);
      assertThat(outside(() -> scale.scale(MemorySegment.NULL, 10))).isEqualTo(0.0);
      // More than a copy in the guest could be had of without anybody noticing.
      MemorySegment large = arena.allocate(64L << 20, 8);
      assertThat(outside(() -> scale.scale(large, 1))).isEqualTo(0.0);

      assertEntered(() -> scale.scale(unaligned, 10));
      assertThat(scale.scale(unaligned, 10)).isEqualTo(6.0);
      assertThat(unaligned.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED)).containsExactly(10, 20, 30);
    }
  }

  @Test
  void elementsAreOfTheTypeThatIsSaid() throws Exception {
    String program =
        """
        @epochly.optimize
        def fill(doubles, floats, longs, ints, shorts, octets):
            doubles[0] = doubles[1] + 0.1
            floats[0] = floats[1] + 0.1
            longs[-1] = longs[0] + 1
            ints[-1] = ints[0] - 1
            shorts[-1] = shorts[0] + shorts[0]
            octets[-1] = octets[0] - 1
        """;
    try (Guest guest = open(program);
        Arena arena = Arena.ofShared()) {
      Fill fill = guest.function("fill", Fill.class);
      MemorySegment doubles = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 0, 1);
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0, 1);
      MemorySegment longs = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L << 40, 0);
      MemorySegment ints = arena.allocateFrom(ValueLayout.JAVA_INT, 5, 0);
      MemorySegment shorts = arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) 300, (short) 0);
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) -1, (byte) 0);
      Callable<Object> call =
          () -> {
            fill.fill(doubles, floats, longs, ints, shorts, bytes);
            return shorts;
          };
      call.call();
      for (int i = 0; i < 2; i++) {
        assertThat(doubles.getAtIndex(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(1.1);
        assertThat(floats.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1.1f);
        assertThat(longs.getAtIndex(ValueLayout.JAVA_LONG, 1)).isEqualTo((1L << 40) + 1);
        assertThat(ints.getAtIndex(ValueLayout.JAVA_INT, 1)).isEqualTo(4);
        assertThat(shorts.getAtIndex(ValueLayout.JAVA_SHORT, 1)).isEqualTo((short) 600);
        assertThat(bytes.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 254);
        for (MemorySegment memory : new MemorySegment[] {doubles, floats}) {
          memory.asSlice(0, memory.byteSize() / 2).fill((byte) 0);
        }
        for (MemorySegment memory : new MemorySegment[] {longs, ints, shorts, bytes}) {
          memory.asSlice(memory.byteSize() / 2).fill((byte) 0);
        }
        outside(call);
      }
      shorts.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) 20_000);
      longs.setAtIndex(ValueLayout.JAVA_LONG, 1, 7);
      assertThatThrownBy(call::call).hasMessageContaining("OverflowError");
      assertThat(longs.getAtIndex(ValueLayout.JAVA_LONG, 1)).isEqualTo((1L << 40) + 1);
    }
  }

  @Test
  void narrowArraysAreWorkedOnInPlace() throws Exception {
    try (Guest guest =
        open(
            """
            @epochly.optimize
            def fill(floats, shorts):
                for i in range(1, len(floats)):
                    floats[i] = floats[i - 1] * 1.1
                for i in range(1, len(shorts)):
                    shorts[i] = shorts[i - 1] * 2
            """)) {
      Narrow fill = guest.function("fill", Narrow.class);
      float[] floats = {1, 0, 0};
      short[] shorts = {100, 0, 0};
      fill.fill(floats, shorts);
      float[] expected = floats.clone();
      for (int i = 0; i < 2; i++) {
        assertThat(floats).containsExactly(expected);
        assertThat(shorts).containsExactly((short) 100, (short) 200, (short) 400);
        floats[2] = shorts[1] = 0;
        outside(
            () -> {
              fill.fill(floats, shorts);
              return floats;
            });
      }
      assertThat(expected[1]).isEqualTo((float) 1.1);
      shorts[0] = 20_000;
      assertThatThrownBy(() -> fill.fill(floats, shorts)).hasMessageContaining("OverflowError");
      floats[0] = Float.MAX_VALUE;
      fill.fill(floats, new short[0]);
      assertThat(floats[1]).isEqualTo(Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void memoryThatCannotBeUsedIsRefused() throws Exception {
    try (Guest guest = open(SCALE)) {
      Scale scale = guest.function("scale", Scale.class);
      Scale total = guest.function("total", Scale.class);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment own = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2);
        MemorySegment constant = own.asReadOnly();
        for (int i = 0; i < 3; i++) {
          assertThat(total.scale(own, 2)).isEqualTo(6.0);
          assertThat(total.scale(constant, 2)).isEqualTo(6.0);
          assertThat(scale.scale(own, 1)).isEqualTo(3.0);
          assertThatThrownBy(() -> scale.scale(constant, 2))
              .isInstanceOf(GuestException.class)
              .hasMessageContaining("read-only memory");
          assertThat(own.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(1, 2);
        }
        assertThatIllegalArgumentException()
            .isThrownBy(() -> scale.scale(MemorySegment.ofArray(new int[3]), 2))
            .withMessage(
                "argument 1 of double Scale.scale(@Elements(double) MemorySegment, double) is memory"
                    + " of 12 bytes, which is no multiple of the 8 that an element has");
        assertThatThrownBy(() -> outside(() -> scale.scale(own, 2)))
            .hasCauseInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is memory that belongs to another thread than the calling one");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> scale.scale(null, 2))
            .withMessageContaining("is null, not an array");
      }
      MemorySegment freed;
      try (Arena arena = Arena.ofShared()) {
        freed = arena.allocate(8);
        MemorySegment alive = freed;
        total.scale(alive, 2);
        assertThat(outside(() -> total.scale(alive.asReadOnly(), 2))).isEqualTo(0.0);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scale.scale(freed, 1))
          .withMessageContaining("is memory that has been freed");
    }
  }

  @Test
  void memoryThatOverlapsIsRefusedAndTheSameIsOneArray() throws Exception {
    try (Guest guest =
            open(
                """
                @epochly.optimize
                def shift(source, target):
                    for i in range(1, len(target)):
                        target[i] = source[i - 1] + 1

                @epochly.optimize
                def first(words, halves):
                    return words[0] + halves[0]
                """);
        Arena arena = Arena.ofShared()) {
      Shift shift = guest.function("shift", Shift.class);
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_LONG, 1, 0, 0, 0);
      shift.shift(memory, memory);
      for (int i = 0; i < 2; i++) {
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsExactly(1, 2, 3, 4);
        memory.asSlice(8).fill((byte) 0);
        outside(
            () -> {
              shift.shift(memory, memory);
              return memory;
            });
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shift.shift(memory, memory.asSlice(8)))
          .withMessageContaining("argument 2 of")
          .withMessageContaining("overlaps with another argument's memory");
      long[] array = {1, 2, 3};
      Beside beside = guest.function("shift", Beside.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> beside.shift(MemorySegment.ofArray(array).asSlice(8), array))
          .withMessageContaining("overlaps with another argument's memory");
      Words words = guest.function("first", Words.class);
      MemorySegment other = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      assertThat(words.first(arena.allocateFrom(ValueLayout.JAVA_INT, 4), other)).isEqualTo(5);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> words.first(other, other))
          .withMessageContaining("is memory that is passed with other elements, too");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWhenItIsBoundByBothSignatures() {
    try (Guest guest = open(SCALE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guest.function("scale", OfChars.class))
          .withMessage(
              "parameter 1 of void OfChars.fill(@Elements(char) MemorySegment) is or holds a"
                  + " MemorySegment of char: its elements can be double, float, long, int, short or"
                  + " byte; it was to be bound to guest function scale(values, factor)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guest.function("scale", OfNumber.class))
          .withMessageContaining("has @Elements, but is a double: only a MemorySegment needs it");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guest.function("scale", Three.class))
          .withMessageContaining("guest function scale(values, factor) takes 2 by position, but")
          .withMessageContaining(
              "double Three.scale(@Elements(double) MemorySegment, double, double)");
    }
  }

  @Test
  void listsOfTheSurroundingsAreWhatTheyWereWhenTheGuestWasLeft() throws Exception {
    try (Guest guest =
        open(
            """
            weights = [1.0, 2.0, 3.0]
            table = [[1, 2], [3, 4]]
            seen = [0, 0]

            @epochly.optimize
            def weighted(n):
                s = 0.0
                for i in range(len(weights)):
                    s += weights[i] * n
                return s

            @epochly.optimize
            def row(i):
                return table[i]

            @epochly.optimize
            def counted(i):
                seen[i] = seen[i] + 1
                return seen[i]
            """)) {
      interfaces(guest);
      LongUnaryOperator counted = guest.function("counted", LongUnaryOperator.class);
      assertThat(counted.applyAsLong(1)).isEqualTo(1);
      assertThat(counted.applyAsLong(1)).isEqualTo(2);
      assertEntered(() -> counted.applyAsLong(1));
    }
  }

  interface Weighted {
    double of(long n);
  }

  interface Row {
    long[] of(long i);
  }

  private static void interfaces(Guest guest) throws Exception {
    Weighted weighted = guest.function("weighted", Weighted.class);
    assertThat(weighted.of(1)).isEqualTo(6.0);
    assertThat(outside(() -> weighted.of(2))).isEqualTo(12.0);
    guest.eval("weights[0] = 10.0");
    assertEntered(() -> weighted.of(2));
    assertThat(weighted.of(1)).isEqualTo(15.0);
    guest.eval("weights.append(1.0)");
    assertThat(weighted.of(1)).isEqualTo(16.0);
    assertThat(outside(() -> weighted.of(1))).isEqualTo(16.0);
    Row row = guest.function("row", Row.class);
    assertThat(row.of(1)).containsExactly(3, 4);
    row.of(1)[0] = 7;
    assertThat(row.of(1)).containsExactly(3, 4);
  }

  @Test
  void aGuestWithThreadsIsLeftAloneOnlyWhileNoneOfThemRuns() throws Exception {
    GuestPolicy policy = GuestPolicy.builder().allowThreads().build();
    try (Guest guest =
        open(
            policy,
            """
            import threading
            rate = 2

            @epochly.optimize
            def scaled(n):
                return n * rate

            stop = threading.Event()
            def work():
                global rate
                rate = 3
                stop.wait()
            """)) {
      LongUnaryOperator scaled = guest.function("scaled", LongUnaryOperator.class);
      assertThat(scaled.applyAsLong(2)).isEqualTo(4);
      assertThat(outside(() -> scaled.applyAsLong(5))).isEqualTo(10);
      guest.eval(
          """
          thread = threading.Thread(target=work)
          thread.start()
          while rate == 2: pass
          """);
      assertThat(scaled.applyAsLong(2)).isEqualTo(6);
      assertEntered(() -> scaled.applyAsLong(5));
      guest.eval("stop.set(); thread.join()");
      // Behind a refusal some calls are not tried, and a thread ends after who waits for it knows.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      Optional<Long> answer = Optional.empty();
      while (answer.isEmpty() && System.nanoTime() < end) {
        assertThat(scaled.applyAsLong(2)).isEqualTo(6);
        answer = outsideIfPrepared(() -> scaled.applyAsLong(5));
      }
      assertThat(answer).contains(15L);
    }
  }
}
