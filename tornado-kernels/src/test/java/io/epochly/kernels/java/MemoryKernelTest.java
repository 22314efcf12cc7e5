package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java kernels over memory. */
class MemoryKernelTest {
  private static final Cores CORES = Cores.of(3);
  private static final JavaKernels KERNELS = new JavaKernels(CORES);

  @AfterAll
  static void close() {
    CORES.close();
  }

  /** Methods over memory; those of all elements have two pieces of the same size. */
  static final class Methods {
    private static final ValueLayout.OfInt WORDS = ValueLayout.JAVA_INT;

    private Methods() {}

    static void doubles(MemorySegment x, MemorySegment y, double a) {
      for (long i = 0; i < x.byteSize() / 8; i++) {
        y.setAtIndex(ValueLayout.JAVA_DOUBLE, i, a * x.getAtIndex(ValueLayout.JAVA_DOUBLE, i) + i);
      }
    }

    static void floats(MemorySegment x, MemorySegment y, double a) {
      int n = (int) (x.byteSize() >> 2);
      for (int i = 0; i < n; i++) {
        float v = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        y.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (v * v + a));
      }
    }

    static void longs(MemorySegment x, MemorySegment y, double a) {
      for (long i = 0; i < x.byteSize() / Long.BYTES; i++) {
        y.set(
            ValueLayout.JAVA_LONG_UNALIGNED,
            i * 8,
            x.get(ValueLayout.JAVA_LONG, i << 3) * 31 + (long) a);
      }
    }

    static void ints(MemorySegment x, MemorySegment y, double a) {
      for (int i = 0; i < x.byteSize() / 4; i++) {
        y.setAtIndex(WORDS, i, x.getAtIndex(WORDS, i) * 0x9e3779b9 + (int) a);
      }
    }

    static void shorts(MemorySegment x, MemorySegment y, double a) {
      for (int i = 0; i < x.byteSize() / 2; i++) {
        y.setAtIndex(
            ValueLayout.JAVA_SHORT, i, (short) (x.getAtIndex(ValueLayout.JAVA_SHORT, i) * 7 + a));
      }
    }

    static void chars(MemorySegment x, MemorySegment y, double a) {
      for (int i = 0; i < x.byteSize() / 2; i++) {
        y.setAtIndex(
            ValueLayout.JAVA_CHAR, i, (char) (x.getAtIndex(ValueLayout.JAVA_CHAR, i) * 7 - a));
      }
    }

    static void bytes(MemorySegment x, MemorySegment y, double a) {
      for (long i = 0; i < x.byteSize(); i++) {
        y.set(ValueLayout.JAVA_BYTE, i, (byte) (x.get(ValueLayout.JAVA_BYTE, i) * 3 + a));
      }
    }

    static long sum(MemorySegment x, long from, long to) {
      long sum = 0;
      for (long i = from; i < to; i++) {
        sum += element(x, i);
      }
      return sum;
    }

    private static int element(MemorySegment x, long i) {
      return x.getAtIndex(ValueLayout.JAVA_INT, i);
    }

    static void scale(double[] x, MemorySegment y) {
      MemorySegment other = y;
      for (int i = 0; i < x.length; i++) {
        other.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 1 / x[i]);
      }
    }

    static long twoTypes(MemorySegment x) {
      return x.getAtIndex(ValueLayout.JAVA_INT, 0) + x.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }

    static long slice(MemorySegment x) {
      return x.asSlice(8).byteSize();
    }
  }

  private static byte[] random(int bytes) {
    byte[] result = new byte[bytes];
    new Random(bytes).nextBytes(result);
    return result;
  }

  private static MemorySegment copy(SegmentKind kind, Arena arena, byte[] content) {
    MemorySegment made =
        switch (kind) {
          case NATIVE -> arena.allocate(content.length, 8);
          case HEAP -> MemorySegment.ofArray(new long[(content.length + 7) / 8]);
        };
    MemorySegment memory = made.asSlice(0, content.length);
    MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, 0, content.length);
    return memory;
  }

  private enum SegmentKind {
    NATIVE,
    HEAP
  }

  private static byte[] content(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }

  private static Method method(String name) {
    return Arrays.stream(Methods.class.getDeclaredMethods())
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JavaKernel kernel(String name) {
    return KERNELS.compile(Methods.class, name);
  }

  static Stream<String> elements() {
    return Stream.of("doubles", "floats", "longs", "ints", "shorts", "chars", "bytes");
  }

  @ParameterizedTest
  @MethodSource("elements")
  void elementsOfEachTypeAreWhatTheMethodMakesOfThem(String name) throws Exception {
    JavaKernel kernel = kernel(name);
    assertThat(kernel.isCompiled()).as(kernel.explain()).isTrue();
    int runs = 0;
    try (Arena own = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      for (Arena arena : List.of(own, shared)) {
        for (SegmentKind kind : SegmentKind.values()) {
          for (int size : new int[] {0, 8, 80, 40_000}) {
            byte[] x = random(size);
            byte[] y = random(size + 1);
            MemorySegment expected = copy(kind, arena, Arrays.copyOf(y, size));
            method(name).invoke(null, copy(kind, arena, x), expected, 2.5);
            MemorySegment actual = copy(kind, arena, Arrays.copyOf(y, size));
            kernel.run(copy(kind, arena, x), actual, 2.5);
            runs++;
            assertThat(content(actual)).isEqualTo(content(expected));
          }
        }
      }
    }
    assertThat(kernel.stats().compiled()).isEqualTo(runs);
    assertThat(kernel.explain()).contains("over cores");
  }

  @Test
  void memoryThatIsTheSameOrOverlapsStaysSo() {
    JavaKernel kernel = kernel("doubles");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment same = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3, 4);
      kernel.run(same, same, 2.0);
      assertThat(same.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(2, 5, 8, 11);
      assertThat(kernel.stats().compiled()).isOne();

      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 0, 0, 0);
      kernel.run(memory.asSlice(0, 24), memory.asSlice(8, 24), 2.0);
      assertThat(memory.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(1, 2, 5, 12);
      assertThat(kernel.stats().plain()).isOne();
    }
    JavaKernel scale = kernel("scale");
    double[] array = {2, 4, 8};
    MemorySegment over = MemorySegment.ofArray(array).asSlice(8);
    assertThatThrownBy(() -> scale.run(array, over)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(array).containsExactly(2, 0.5, 2);
    assertThat(scale.stats().compiled()).isZero();
    scale.run(array, MemorySegment.ofArray(new double[3]));
    assertThat(scale.stats().compiled()).isOne();
  }

  @Test
  void aPlaceOutOfRangeIsRefusedAsTheMethodDoesIt() {
    JavaKernel sum = kernel("sum");
    MemorySegment x = MemorySegment.ofArray(new int[] {1, 2, 3});
    assertThat(sum.run(x, 0L, 3L)).isEqualTo(6L);
    assertThat(sum.stats().compiled()).isOne();
    for (long[] range :
        new long[][] {{0, 4}, {-1, 1}, {1L << 32, (1L << 32) + 1}, {1L << 62, -1}}) {
      long to = range[1] < 0 ? Long.MAX_VALUE : range[1];
      assertThatThrownBy(() -> sum.run(x, range[0], to))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    JavaKernel doubles = kernel("doubles");
    MemorySegment shorter = MemorySegment.ofArray(new double[] {0, 0});
    assertThatThrownBy(
            () -> doubles.run(MemorySegment.ofArray(new double[] {1, 2, 3}), shorter, 1.0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(shorter.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(1, 3);
  }

  @Test
  void memoryThatCannotBeUsedIsRefusedAsTheMethodDoesIt() throws Exception {
    JavaKernel sum = kernel("sum");
    JavaKernel doubles = kernel("doubles");
    Arena arena = Arena.ofConfined();
    MemorySegment memory = arena.allocate(16, 8);
    Thread[] other = new Thread[1];
    Throwable[] thrown = new Throwable[1];
    other[0] =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    sum.run(memory, 0L, 4L);
                  } catch (Throwable e) {
                    thrown[0] = e;
                  }
                });
    other[0].join();
    assertThat(thrown[0]).isInstanceOf(WrongThreadException.class);
    MemorySegment constant = memory.asReadOnly();
    assertThat(sum.run(constant, 0L, 4L)).isEqualTo(0L);
    assertThat(sum.stats().compiled()).isOne();
    assertThatThrownBy(() -> doubles.run(memory, constant, 1.0))
        .isInstanceOf(IllegalArgumentException.class);
    MemorySegment odd = MemorySegment.ofArray(new byte[8]);
    assertThatThrownBy(() -> sum.run(odd, 0L, 2L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lignment");
    assertThatThrownBy(() -> sum.run(null, 0L, 2L)).isInstanceOf(NullPointerException.class);
    arena.close();
    assertThatThrownBy(() -> sum.run(memory, 0L, 4L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void whatIsNotLiftedSaysWhy() {
    assertThat(kernel("twoTypes").explain())
        .contains("runs as plain Java", "line ", "the memory x, whose elements are of two types");
    assertThat(kernel("slice").explain()).contains("a call of MemorySegment.asSlice");
    MemorySegment x = MemorySegment.ofArray(new long[] {1, 2});
    assertThat(kernel("twoTypes").run(x)).isEqualTo(3L);
  }
}
