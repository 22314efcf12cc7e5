package io.epochly.kernels.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java kernels that make arrays, return them, or have variables that refer to several. */
class ArrayKernelTest {
  private static final Cores CORES = Cores.of(3);
  private static final JavaKernels KERNELS = new JavaKernels(CORES);

  @AfterAll
  static void close() {
    CORES.close();
  }

  /** Each takes an array of ints and a number. */
  static final class Methods {
    private Methods() {}

    static double[] doubles(int[] x, int n) {
      double[] result = new double[n];
      for (int i = 0; i < n; i++) {
        result[i] = x[i % x.length] * 0.5;
      }
      return result;
    }

    static float[] floats(int[] x, int n) {
      float[] result = new float[n];
      for (int i = 0; i < result.length; i++) {
        result[i] = x[i] / 3f;
      }
      return result;
    }

    static byte[] bytes(int[] x, int n) {
      byte[] result = new byte[n];
      for (int i = 0; i < result.length; i++) {
        result[i] = (byte) x[i];
      }
      return result;
    }

    static short[] shorts(int[] x, int n) {
      short[] result = new short[n];
      for (int i = 0; i < result.length; i++) {
        result[i] += (short) (x[i] >> 3);
      }
      return result;
    }

    static char[] chars(int[] x, int n) {
      char[] result = new char[n];
      for (int i = 0; i < result.length; i++) {
        result[i]--;
      }
      return result;
    }

    static boolean[] booleans(int[] x, int n) {
      boolean[] result = new boolean[n];
      for (int i = 0; i < result.length; i++) {
        result[i] = x[i] > 0;
      }
      return result;
    }

    static long histogram(int[] x, int n) {
      long[] counts = new long[n];
      for (int v : x) {
        counts[Math.floorMod(v, n)]++;
      }
      long result = 0;
      for (int i = 0; i < counts.length; i++) {
        result = result * 31 + counts[i];
      }
      return result;
    }

    static int[] same(int[] x, int n) {
      x[0] = n;
      return x;
    }

    static int[] either(int[] x, int n) {
      int[] result = x;
      if (n > 2) {
        result = new int[n];
        result[1] = x[1];
      }
      result[0]++;
      return result;
    }

    /** Buffers that change places, of which one is the argument. */
    static int[] swapped(int[] x, int n) {
      int[] from = x;
      int[] to = new int[x.length];
      for (int step = 0; step < n; step++) {
        for (int i = 0; i < to.length; i++) {
          to[i] = from[i] * 3 + from[(i + 1) % from.length] + step;
        }
        int[] last = from;
        from = to;
        to = last;
      }
      return from;
    }

    /** A new array in each iteration, while the one before is still used. */
    static long previous(int[] x, int n) {
      int[] before = new int[1];
      long sum = 0;
      for (int i = 0; i < n; i++) {
        int[] now = new int[i + 1];
        for (int j = 0; j < now.length; j++) {
          now[j] = x[j % x.length] + (j < before.length ? before[j] : -j);
        }
        before = now;
        sum = sum * 7 + before[i / 2];
      }
      return sum;
    }

    /** The length of what a loop counts to changes inside of it. */
    static int shrinking(int[] x, int n) {
      int[] a = new int[n];
      int count = 0;
      for (int i = 0; i < a.length; i++) {
        a = new int[n - i];
        count++;
      }
      return count;
    }

    static void scratch(int[] x, int n) {
      for (int i = 0; i < x.length; i++) {
        int[] digits = new int[8];
        int v = x[i];
        for (int j = 0; j < digits.length; j++) {
          digits[j] = v & 15;
          v >>>= 4;
        }
        int sum = n;
        for (int j = 0; j < digits.length; j++) {
          sum = sum * 3 + digits[j];
        }
        x[i] = sum;
      }
    }

    static int[] called(int[] x, int n) {
      int[] twice = scaled(x, 2);
      int[] again = scaled(twice, n);
      again[0] += twice[0] + x[0];
      return again;
    }

    private static int[] scaled(int[] x, int factor) {
      if (factor == 1) {
        return x;
      }
      int[] result = new int[x.length];
      for (int i = 0; i < x.length; i++) {
        result[i] = x[i] * factor;
      }
      return result;
    }

    static int reassigned(int[] x, int n) {
      x[0]++;
      if (n > 4) {
        x = new int[n];
      }
      x[1] += 5;
      return x[0] + x[1];
    }

    /** What is on the stack refers to the array from before the assignment. */
    static int stacked(int[] x, int n) {
      int[] a = new int[2];
      a[1] = n;
      int result = 0;
      for (int i = 0; i < 3; i++) {
        result += a[1] + (a = new int[2])[0] + (a[1] = i);
        a[1] = result;
      }
      return result;
    }
  }

  static Stream<String> names() {
    return Arrays.stream(Methods.class.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> !name.equals("scaled") && !name.startsWith("lambda"));
  }

  private static String outcome(Method method, int[] x, int n) throws IllegalAccessException {
    try {
      return text(method.invoke(null, x, n), x);
    } catch (InvocationTargetException e) {
      return e.getCause().getClass().getName() + Arrays.toString(x);
    }
  }

  private static String outcome(JavaKernel kernel, int[] x, int n) {
    try {
      return text(kernel.run(x, n), x);
    } catch (RuntimeException e) {
      return e.getClass().getName() + Arrays.toString(x);
    }
  }

  private static String text(Object result, int[] x) {
    return Arrays.deepToString(new Object[] {result, result == x, x});
  }

  @ParameterizedTest
  @MethodSource("names")
  void arraysAreWhatTheMethodMakesOfThem(String name) throws Exception {
    Method method = Methods.class.getDeclaredMethod(name, int[].class, int.class);
    JavaKernel kernel = KERNELS.compile(Methods.class, name);
    assertThat(kernel.isCompiled()).as(kernel.explain()).isTrue();
    for (int n : new int[] {0, 1, 2, 3, 5, 40, -1, 20_000}) {
      int[] x = new Random(n).ints(n == 20_000 ? n : 40).toArray();
      if (n == 20_000 && (name.equals("previous") || name.equals("swapped"))) {
        continue;
      }
      assertThat(outcome(kernel, x.clone(), n))
          .as("%d: %s", n, kernel.ir().orElseThrow())
          .isEqualTo(outcome(method, x.clone(), n));
    }
    assertThat(kernel.stats().compiled()).as(kernel.explain()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void aLengthThatIsNoneIsRefusedAsTheMethodDoesIt() {
    JavaKernel doubles = KERNELS.compile(Methods.class, "doubles");
    assertThatThrownBy(() -> doubles.run(new int[] {1}, -1))
        .isInstanceOf(NegativeArraySizeException.class)
        .hasMessage("-1");
    assertThat(doubles.stats().bailedOut()).isOne();
    assertThat((double[]) doubles.run(new int[] {3}, 2)).containsExactly(1.5, 1.5);
  }

  @Test
  void loopsThatFillNewArraysRunOverCores() {
    assertThat(KERNELS.compile(Methods.class, "doubles").explain()).contains("over cores");
    assertThat(KERNELS.compile(Methods.class, "scratch").explain())
        .contains("counted loop", "over cores");
  }
}
