package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaKernelTest {
  private static final Cores CORES = Cores.of(3);
  private static final JavaKernels KERNELS = new JavaKernels(CORES);

  @AfterAll
  static void close() {
    CORES.close();
  }

  /** A method and arguments; the arrays among them are copied for each run. */
  record Sample(Method method, Object... arguments) {
    @Override
    public String toString() {
      return method.getName() + Arrays.deepToString(arguments).replaceAll("(.{60}).*", "$1...");
    }
  }

  private static Sample sample(String name, Object... arguments) {
    Method found =
        Arrays.stream(Samples.class.getDeclaredMethods())
            .filter(m -> m.getName().equals(name) && fits(m, arguments))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(name));
    return new Sample(found, arguments);
  }

  private static boolean fits(Method method, Object[] arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (arguments[i] != null
          && !(types[i].isPrimitive()
              ? Array.get(Array.newInstance(types[i], 1), 0).getClass() == arguments[i].getClass()
              : types[i].isInstance(arguments[i]))) {
        return false;
      }
    }
    return true;
  }

  private static double[] doubles(int n) {
    return new Random(n).doubles(n, -3, 3).toArray();
  }

  private static int[] ints(int n) {
    return new Random(n).ints(n).toArray();
  }

  private static double[][] square(int n, int seed) {
    double[][] result = new double[n][];
    for (int i = 0; i < n; i++) {
      result[i] = new Random(seed + i).doubles(n, -3, 3).toArray();
    }
    return result;
  }

  private static float[] floats(int n) {
    float[] result = new float[n];
    Random random = new Random(n);
    for (int i = 0; i < n; i++) {
      result[i] = random.nextFloat() * 100 - 50;
    }
    return result;
  }

  static Stream<Sample> samples() {
    byte[] bytes = new byte[300];
    short[] shorts = new short[300];
    char[] chars = new char[300];
    boolean[] bools = new boolean[300];
    Random random = new Random(1);
    random.nextBytes(bytes);
    for (int i = 0; i < 300; i++) {
      shorts[i] = (short) random.nextInt();
      chars[i] = (char) random.nextInt();
      bools[i] = random.nextBoolean();
    }
    double[] shared = doubles(50);
    return Stream.of(
        sample("saxpy", 2.5, doubles(1000), doubles(1000)),
        sample("saxpy", 2.5, doubles(1000), doubles(999)),
        sample("saxpy", 2.5, shared, shared),
        sample("saxpy", 2.5, null, shared),
        sample("saxpy", 2.5, doubles(0), doubles(0)),
        sample("hash", ints(1000), 7),
        sample("wrappingSum", ints(100_000)),
        sample("wrappingProduct", new Random(3).longs(50_000).toArray()),
        sample("matmul", square(33, 1), square(33, 2), square(33, 3), 33),
        sample("matmul", square(33, 1), square(33, 2), square(33, 3), 34),
        sample("flatMatmul", doubles(1024), doubles(1024), doubles(1024), 32),
        sample("flatMatmul", doubles(1024), doubles(1024), doubles(1000), 32),
        sample("flatMatmul", doubles(10), doubles(10), doubles(10), 70_000),
        sample("rows", square(40, 1), doubles(40)),
        sample("rows", square(40, 1), doubles(39)),
        sample("histogram", Arrays.stream(ints(5000)).map(v -> v >>> 4).toArray(), new int[77]),
        sample("histogram", ints(5000), new int[0]),
        sample("collatz", 27, 1000),
        sample("collatz", 27, 10),
        sample("find", ints(100), ints(100)[57]),
        sample("find", ints(100), 3),
        sample("labelled", new int[][] {{1, 2, 3}, {4, -1, 7}, {}, {5, 5}}, 100),
        sample("labelled", new int[][] {{1, 2, 3}, {4, -1, 7}, {}, {5, 5}}, 4),
        sample("labelled", new int[][] {{1, 2}, null, {3}}, 100),
        sample("floats", floats(1000), floats(1000), 1.1f),
        sample("floats", floats(1000), floats(10), Float.NaN),
        sample("small", bytes, shorts, chars, bools, 300),
        sample("small", bytes, shorts, chars, bools, 301),
        sample("shifts", 0x87654321, 0x8765432187654321L, 37),
        sample("shifts", -5, -7L, -1),
        sample("conversions", 1e300, -1e30f, Long.MAX_VALUE - 300, 0x12348765),
        sample("conversions", Double.NaN, Float.NaN, 1L << 53 | 1, -1),
        sample("conversions", -1.5, 2.5f, 16777217L, 16777217),
        sample("division", Integer.MIN_VALUE, -1),
        sample("division", -7, 2),
        sample("division", 7, 0),
        sample("division", Long.MIN_VALUE, -1L),
        sample("division", -7L, 0L),
        sample("called", doubles(500)),
        sample("choose", 1),
        sample("choose", 2),
        sample("choose", 3),
        sample("choose", 4),
        sample("choose", 1000),
        sample("doWhile", 100),
        sample("doWhile", -1),
        sample("steps", 1, 20, 0),
        sample("steps", 20, 1, 0),
        sample("steps", 5, 5, 9),
        sample("storesBeforeItThrows", new int[100], 200),
        sample("storesBeforeItThrows", new int[100], 100),
        sample("checked", ints(10), 3),
        sample("checked", ints(10), -3),
        sample("checked", ints(10), 13),
        sample("mathematics", 1.7, -3.2),
        sample("mathematics", Double.NaN, 0.0),
        sample("nested", 5, 3, new int[] {1, 2, 3, 4}, true),
        sample("nested", 15, 3, new int[] {1, 2, 3, 4}, false),
        sample("nested", 2, 30, new int[] {1, 2, 3, 4}, true),
        sample("nested", 2, 30, new int[] {1, 2}, false),
        sample("life", bools(20, 5), bools(20, 6)),
        sample("wrapsAround", Integer.MAX_VALUE - 5),
        sample("wrapsAround", 1),
        sample("longLoop", -5L, 5000L),
        sample("longLoop", Long.MAX_VALUE - 5, Long.MAX_VALUE),
        sample("wrappedIndex", ints(1000), 1 << 30, 1),
        sample("wrappedIndex", ints(1000), 1, 3),
        sample("wrappedIndex", ints(1000), 1, 0),
        sample("wrappedIndex", ints(1000), 1 << 30, Integer.MIN_VALUE),
        sample("wrappedVariable", new long[500], new Random(4).longs(900).toArray(), 0x4000_0001),
        sample("wrappedVariable", new long[500], new Random(4).longs(900).toArray(), 3),
        sample("extremes", ints(3000), 0, -1),
        sample("extremes", new int[3000], 9, -9),
        sample("extremes", new int[3000], -9, 9),
        sample("renamed", doubles(3000), doubles(3001), new double[3000]),
        sample("renamed", doubles(3000), doubles(3001), new double[0]),
        sample("leftInTheMiddle", doubles(1000), new double[1000]),
        sample("leftInTheMiddle", new double[1000], new double[1000]),
        sample("leftFromWithin", doubles(1000), new double[1000]),
        sample("leftFromWithin", new double[999], new double[999]),
        sample("makes", 3),
        sample("reads"),
        sample("fibonacci", 20),
        sample("ackermann", 2, 9),
        sample("gcd", 1071L * 30, 462L * 49),
        sample("gcd", Long.MIN_VALUE, -1L),
        sample("isEven", 101),
        sample("isOdd", 101),
        sample("pairwise", doubles(777), 0, 777),
        sample("pairwise", doubles(777), 3, 778),
        sample("quickSort", ints(500), 0, 499),
        sample("quickSort", ints(500), 0, 500),
        sample("mergeSort", doubles(300), doubles(300), 0, 300),
        sample("mergeSort", shared, shared, 0, 50),
        sample("flood", new int[][] {{0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0}}, 0, 0, 1),
        sample("rowSums", new int[][] {{5, 7}, {}, {1, 2, 3}}, 0),
        sample("rowSums", new int[][] {{5, 7}, null, {1, 2, 3}}, 0),
        sample("permutations", 5),
        sample("narrowing", (byte) 77, (short) 3000, (char) 60000, 1.7f, 9),
        sample("deep", 500),
        sample("storesOnTheWay", ints(20), 3),
        sample("fibonaccis", ints(400), new long[400]),
        sample("grown", new double[1]),
        sample("startsAtWhatItChanges", new int[10], 9),
        sample("startsAtWhatItChanges", new int[10], 12),
        sample("startsAtWhatItCopies", 5),
        sample("mixed64", 42L, new Random(6).longs(20).toArray()),
        sample("tries", ints(0)));
  }

  private static boolean[][] bools(int n, int seed) {
    boolean[][] result = new boolean[n][n];
    Random random = new Random(seed);
    for (boolean[] row : result) {
      for (int i = 0; i < n; i++) {
        row[i] = random.nextBoolean();
      }
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void doesWhatTheMethodDoes(Sample sample) throws Exception {
    JavaKernel kernel =
        KERNELS.compile(
            Samples.class, sample.method().getName(), sample.method().getParameterTypes());
    Object[] plainArguments = Copies.of(sample.arguments());
    Object[] arguments = Copies.of(sample.arguments());
    Object plain;
    try {
      sample.method().setAccessible(true);
      plain = sample.method().invoke(null, plainArguments);
    } catch (InvocationTargetException e) {
      plain = e.getCause();
    }
    Object result;
    try {
      result = kernel.run(arguments);
    } catch (RuntimeException e) {
      result = e;
    }
    if (plain instanceof RuntimeException expected) {
      assertThat(result).as(kernel.explain()).hasSameClassAs(expected);
      assertThat(((RuntimeException) result).getMessage()).isEqualTo(expected.getMessage());
    } else {
      assertThat(Copies.text(result)).as(kernel.explain()).isEqualTo(Copies.text(plain));
    }
    assertThat(Copies.text(arguments)).as(kernel.explain()).isEqualTo(Copies.text(plainArguments));
  }

  @Test
  void whatIsRefusedSaysWhyAndWhere() {
    assertThat(KERNELS.compile(Samples.class, "makes").explain()).contains("an array is made");
    assertThat(KERNELS.compile(Samples.class, "reads").explain()).contains("field changing");
    assertThat(KERNELS.compile(Samples.class, "grown").explain())
        .contains("recursive call of Samples.grown");
    assertThat(KERNELS.compile(Samples.class, "tries").explain()).contains("try");
    for (String name : List.of("makes", "reads", "grown", "tries")) {
      assertThat(KERNELS.compile(Samples.class, name).explain()).containsPattern("line \\d+: ");
    }
  }

  @ParameterizedTest
  @MethodSource("compiled")
  void compiles(String name) {
    JavaKernel kernel =
        KERNELS.compile(
            Samples.class,
            name,
            Arrays.stream(Samples.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getParameterTypes());
    assertThat(kernel.isCompiled()).as(kernel.explain()).isTrue();
  }

  static Stream<String> compiled() {
    List<String> others = List.of("makes", "reads", "grown", "tries", "shown");
    return Arrays.stream(Samples.class.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> !others.contains(name) && !name.startsWith("lambda"))
        .distinct()
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("overCores")
  void independentLoopsRunOverCores(String name) {
    JavaKernel kernel = KERNELS.compile(Samples.class, name);
    assertThat(kernel.explain()).as(kernel.ir().orElseThrow()).contains("over cores");
  }

  static Stream<String> overCores() {
    return Stream.of(
        "saxpy",
        "wrappingSum",
        "wrappingProduct",
        "matmul",
        "flatMatmul",
        "rows",
        "floats",
        "small",
        "storesBeforeItThrows",
        "life",
        "trace",
        "longLoop",
        "extremes");
  }

  /** What callers bind kernels to. */
  public interface Saxpy {
    void run(double a, double[] x, double[] y);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fibonacci", "ackermann", "quickSort", "mergeSort", "flood", "permutations"})
  void methodsThatCallThemselvesAreFunctionsOfTheKernel(String name) {
    JavaKernel kernel = KERNELS.compile(Samples.class, name);
    assertThat(kernel.ir().orElseThrow()).contains("call Samples.").contains("\nfunction Samples.");
    assertThat(kernel.explain()).startsWith("Samples." + name + " is compiled");
  }

  @Test
  void aLoopBailsOutWhereItsFirstIterationIsOutOfBounds() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "startsAtWhatItChanges");
    assertThatThrownBy(() -> kernel.run(new int[10], 12))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThat(kernel.stats().bailedOut()).isOne();
  }

  @Test
  void methodsAreCalledForRealWhereTheirCodeWouldBeTooMuch() {
    JavaKernel inPlace = KERNELS.compile(Samples.class, "mixed4");
    assertThat(inPlace.ir().orElseThrow()).doesNotContain("\nfunction ");
    JavaKernel called = KERNELS.compile(Samples.class, "mixed64");
    assertThat(called.explain()).startsWith("Samples.mixed64 is compiled");
    assertThat(called.ir().orElseThrow()).contains("\nfunction Samples.mixed16");
  }

  @Test
  void callsThatEndTheStackAreLeftToTheMethod() {
    int[] a = {1, 1, 1};
    JavaKernel deep = KERNELS.compile(Samples.class, "deep");
    assertThatThrownBy(() -> deep.run(Integer.MAX_VALUE)).isInstanceOf(StackOverflowError.class);
    assertThat(deep.stats().bailedOut()).isOne();
    assertThat(deep.explain()).contains("lastly as calls were nested too deep");
    assertThat(deep.run(1000)).isEqualTo(1000);
    assertThat(deep.stats().compiled()).isOne();

    JavaKernel endless = KERNELS.compile(Samples.class, "endlessly");
    assertThatThrownBy(() -> endless.run(a, 0)).isInstanceOf(StackOverflowError.class);
    int[] expected = {1, 1, 1};
    assertThatThrownBy(() -> Samples.endlessly(expected, 0)).isInstanceOf(StackOverflowError.class);
    // How deep the stack is differs from call to call.
    assertThat(a[0]).isGreaterThan(100);
    assertThat(a[1]).isEqualTo(expected[1]);

    JavaKernel pieces = KERNELS.compile(Samples.class, "deeply");
    assertThatThrownBy(() -> pieces.run(new int[] {3, Integer.MAX_VALUE, 2}, new int[3]))
        .isInstanceOf(StackOverflowError.class);
    int[] out = new int[3];
    pieces.run(new int[] {3, 9, 2}, out);
    assertThat(out).containsExactly(3, 9, 2);
    assertThat(pieces.stats().compiled()).isOne();
  }

  @Test
  void aMethodThatCallsItselfIsCancelled() throws InterruptedException {
    int[] a = new int[1];
    CompletableFuture<Object> future = KERNELS.compile(Samples.class, "branching").runAsync(a, 60);
    long patience = System.nanoTime() + 20_000_000_000L;
    while (a[0] == 0 && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    assertThat(a[0]).isPositive();
    future.cancel(true);
    while (a[0] != 0 && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    assertThat(a[0]).isZero();
  }

  @Test
  void isBoundToAnInterface() {
    Saxpy saxpy = KERNELS.compile(Samples.class, "saxpy").as(Saxpy.class);
    double[] y = {1, 2};
    saxpy.run(2, new double[] {10, 20}, y);
    assertThat(y).containsExactly(21, 42);
    assertThatThrownBy(() -> KERNELS.compile(Samples.class, "saxpy").as(Runnable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Samples.saxpy");
  }

  @Test
  void runsOnAThreadOfItsOwn() {
    double[] y = {1, 2};
    CompletableFuture<Object> future =
        KERNELS.compile(Samples.class, "saxpy").runAsync(2.0, new double[] {10, 20}, y);
    assertThat(future.join()).isNull();
    assertThat(y).containsExactly(21, 42);
  }

  @Test
  void takesOneArrayOfArraysForAnArgument() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "trace");
    int[][] a = {{1, 2}, {3, 4}};
    assertThat(kernel.run((Object[]) a)).isEqualTo(5);
    assertThat(kernel.run((Object) a)).isEqualTo(5);
    assertThat(kernel.stats().compiled()).isEqualTo(2);
  }

  @Test
  void givesAMethodThatTakesAnyObjectTheOneThatItWasGiven() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "shown");
    assertThat(kernel.run("one")).isEqualTo("one");
    assertThat(kernel.as(Shown.class).of("one")).isEqualTo("one");
  }

  /** For {@link Samples#shown}. */
  public interface Shown {
    String of(Object given);
  }

  @Test
  void aLoopWhoseStepIsMoreThanASumDoesNotCount() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "turning");
    assertThat(kernel.run(50L)).isEqualTo(Samples.turning(50));
    JavaKernel far = KERNELS.compile(Samples.class, "farApart");
    assertThat(far.run(50L)).isEqualTo(Samples.farApart(50));
  }

  @Test
  void isCancelledAndUndone() throws InterruptedException {
    int[] a = {0, 0, 5};
    JavaKernel kernel = KERNELS.compile(Samples.class, "endless");
    CompletableFuture<Object> future = kernel.runAsync(a);
    long patience = System.nanoTime() + 20_000_000_000L;
    while (a[0] == 0 && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    assertThat(a[0]).isEqualTo(1);
    future.cancel(true);
    while ((a[0] != 0 || a[2] != 5) && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    assertThat(a).containsExactly(0, 0, 5);
  }

  @Test
  void countsWhatBecameOfCalls() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "checked");
    kernel.run(new int[] {7}, 0);
    assertThatThrownBy(() -> kernel.run(new int[] {7}, 1))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThat(kernel.stats().compiled()).isEqualTo(1);
    assertThat(kernel.stats().plain()).isEqualTo(1);
    assertThat(kernel.stats().bailedOut()).isEqualTo(1);
    assertThat(kernel.explain())
        .contains("bailed out 1 times, lastly as an index was out of range");
  }

  @Test
  void refusesArgumentsOfOtherTypes() {
    JavaKernel kernel = KERNELS.compile(Samples.class, "saxpy");
    assertThatThrownBy(() -> kernel.run(2.0, new float[1], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument 2 of Samples.saxpy is a double[], not a float[]");
    assertThatThrownBy(() -> kernel.run(2.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 3 parameters");
    assertThatThrownBy(() -> KERNELS.compile(Samples.class, "nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no static method nothing");
    assertThatThrownBy(() -> KERNELS.compile(Samples.class, "division"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several");
  }
}
