package io.epochly.kernels.java;

/** Methods that tests compile; each covers something of the language. */
final class Samples {
  static final double SCALE = Double.parseDouble("2.5");
  static int changing = 3;

  private Samples() {}

  static void saxpy(double a, double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = a * x[i] + y[i];
    }
  }

  static int hash(int[] values, int seed) {
    int h = seed;
    for (int v : values) {
      h = h * 31 + v;
    }
    return h;
  }

  static int wrappingSum(int[] values) {
    int sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * values[i];
    }
    return sum;
  }

  static long wrappingProduct(long[] values) {
    long product = 1;
    for (int i = 0; i < values.length; i++) {
      product *= values[i] | 1;
    }
    return product;
  }

  static void matmul(double[][] a, double[][] b, double[][] c, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i][k] * b[k][j];
        }
        c[i][j] = sum;
      }
    }
  }

  static void flatMatmul(double[] a, double[] b, double[] c, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i * n + k] * b[k * n + j];
        }
        c[i * n + j] = sum;
      }
    }
  }

  static void rows(double[][] a, double[] sums) {
    for (int i = 0; i < a.length; i++) {
      double[] row = a[i];
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += row[j] * SCALE;
      }
      sums[i] = sum;
    }
  }

  static void histogram(int[] values, int[] counts) {
    for (int i = 0; i < values.length; i++) {
      counts[(values[i] >>> 3) % counts.length]++;
    }
  }

  static int collatz(int from, int most) {
    int steps = 0;
    long n = from;
    while (n != 1 && steps < most) {
      n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
      steps++;
    }
    return steps;
  }

  static int find(int[] values, int what) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == what) {
        return i;
      }
    }
    return -1;
  }

  static int labelled(int[][] grid, int limit) {
    int count = 0;
    outer:
    for (int i = 0; i < grid.length; i++) {
      for (int j = 0; j < grid[i].length; j++) {
        if (grid[i][j] < 0) {
          continue outer;
        }
        if (count > limit) {
          break outer;
        }
        count += grid[i][j];
      }
      count++;
    }
    return count;
  }

  static void floats(float[] x, float[] y, float a) {
    for (int i = 0; i < x.length; i++) {
      float t = a * x[i] + y[i] / 3f;
      y[i] = t - (float) Math.sqrt(Math.abs(t)) % 0.7f;
    }
  }

  static void small(byte[] b, short[] s, char[] c, boolean[] z, int n) {
    for (int i = 0; i < n; i++) {
      b[i] = (byte) (b[i] + s[i] * 3);
      s[i] = (short) (c[i] - b[i]);
      c[i] = (char) (s[i] ^ 0x5a5a);
      z[i] = b[i] > 0 && s[i] < 100 || !z[i];
    }
  }

  static long shifts(int a, long b, int by) {
    int x = a << by ^ a >> by ^ a >>> by;
    long y = b << by ^ b >> by ^ b >>> by;
    return x + y + (a << 3) + (b << 40) + (a >>> 31) + (b >>> 63);
  }

  static long conversions(double d, float f, long l, int i) {
    long sum = (long) d + (int) d + (long) f + (int) f;
    sum += (byte) i + (short) i + (char) i + (int) l;
    sum += Float.floatToIntBits((float) l) + Float.floatToIntBits(i) + Double.doubleToLongBits(l);
    return sum + Float.floatToIntBits((float) d);
  }

  static int division(int a, int b) {
    return a / b + a % b;
  }

  static long division(long a, long b) {
    return a / b + a % b;
  }

  static double called(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += clamp(x[i], -1, 1) * twice(i);
    }
    return sum;
  }

  static double clamp(double x, double low, double high) {
    if (x < low) {
      return low;
    }
    if (x > high) {
      return high;
    }
    return x;
  }

  static int twice(int i) {
    return i * 2;
  }

  static int choose(int x) {
    switch (x) {
      case 1:
        return 10;
      case 2:
      case 3:
        x += 5;
        break;
      case 1000:
        return x;
      default:
        x = -x;
    }
    return x * 2;
  }

  static int doWhile(int n) {
    int i = 0;
    int sum = 0;
    do {
      sum += i * i;
      i += 3;
    } while (i < n);
    return sum + i;
  }

  static int steps(int from, int to, int by3) {
    int count = 0;
    int i;
    for (i = from; i <= to; i += 3) {
      count += i;
    }
    for (int j = to; j >= from; j -= 2) {
      count ^= j;
    }
    return count * 31 + i + by3;
  }

  static void storesBeforeItThrows(int[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = i * 2;
    }
  }

  static int checked(int[] a, int i) {
    if (i < 0) {
      throw new IllegalArgumentException("negative: " + i);
    }
    return a[i];
  }

  static double mathematics(double x, double y) {
    return Math.sin(x)
        + StrictMath.exp(y)
        + Math.pow(Math.abs(x), y)
        + Math.max(x, y)
        + Math.min(-0.0, 0.0)
        + Math.floorMod((int) x, 7)
        + Integer.bitCount((int) y)
        + Math.round(x)
        + Math.fma(x, y, 1)
        + (Double.isNaN(x) ? 1 : 0);
  }

  static int nested(int a, int b, int[] out, boolean flag) {
    int i = 0;
    out[i++] = a > b ? a < 10 ? 1 : 2 : flag ? 3 : 4;
    out[i++] += (a & 1) != 0 || b > 3 && flag ? out[0]++ : --out[0];
    int c = out[i] = a + (b > a ? b : -b);
    return c + i;
  }

  static void life(boolean[][] from, boolean[][] to) {
    for (int i = 1; i < from.length - 1; i++) {
      for (int j = 1; j < from[i].length - 1; j++) {
        int around = 0;
        for (int di = -1; di <= 1; di++) {
          for (int dj = -1; dj <= 1; dj++) {
            if ((di != 0 || dj != 0) && from[i + di][j + dj]) {
              around++;
            }
          }
        }
        to[i][j] = around == 3 || around == 2 && from[i][j];
      }
    }
  }

  static int wrapsAround(int from) {
    int count = 0;
    for (int i = from; i <= Integer.MAX_VALUE - 1; i += 2) {
      if (++count > 10) {
        break;
      }
    }
    return count;
  }

  static long longLoop(long from, long to) {
    long sum = 0;
    for (long i = from; i < to; i++) {
      sum += i * i;
    }
    return sum;
  }

  static void wrappedIndex(int[] a, int factor, int step) {
    for (int i = 0; i < a.length; i += 4) {
      a[i * factor + step] += a[i] + i;
    }
  }

  static void wrappedVariable(long[] a, long[] b, int factor) {
    for (int i = 0; i < b.length; i++) {
      int k = i * factor;
      int at = k < 0 ? k - Integer.MIN_VALUE : k;
      a[at / factor * factor % a.length] = b[i];
    }
  }

  static void endless(int[] a) {
    a[0] = 1;
    while (a[1] == 0) {
      a[2]++;
    }
  }

  static int trace(int[][] a) {
    int sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i][i];
    }
    return sum;
  }

  static double[][] makes(int n) {
    return new double[n][n];
  }

  static int reads() {
    return changing;
  }

  static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }

  static int ackermann(int m, int n) {
    if (m == 0) {
      return n + 1;
    }
    return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  static boolean isEven(int n) {
    return n == 0 || isOdd(n - 1);
  }

  static boolean isOdd(int n) {
    return n != 0 && isEven(n - 1);
  }

  static double pairwise(double[] x, int from, int to) {
    if (to - from < 3) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += x[i];
      }
      return sum;
    }
    int middle = (from + to) >>> 1;
    return pairwise(x, from, middle) + pairwise(x, middle, to);
  }

  static void quickSort(int[] a, int from, int to) {
    while (from < to) {
      int pivot = a[(from + to) >>> 1];
      int i = from;
      int j = to;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          int kept = a[i];
          a[i++] = a[j];
          a[j--] = kept;
        }
      }
      quickSort(a, from, j);
      from = i;
    }
  }

  static void mergeSort(double[] a, double[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) / 2;
    mergeSort(spare, a, from, middle);
    mergeSort(spare, a, middle, to);
    int i = from;
    int j = middle;
    for (int k = from; k < to; k++) {
      if (j >= to || i < middle && spare[i] <= spare[j]) {
        a[k] = spare[i++];
      } else {
        a[k] = spare[j++];
      }
    }
  }

  static int flood(int[][] grid, int row, int column, int depth) {
    if (row < 0 || row >= grid.length || column < 0 || column >= grid[row].length) {
      return 0;
    }
    int[] cells = grid[row];
    if (cells[column] != 0 || depth > 40) {
      return 0;
    }
    cells[column] = depth;
    return 1
        + flood(grid, row + 1, column, depth + 1)
        + flood(grid, row, column + 1, depth + 1)
        + flood(grid, row - 1, column, depth + 1)
        + flood(grid, row, column - 1, depth + 1);
  }

  static int rowSums(int[][] grid, int at) {
    return at == grid.length ? 0 : total(grid[at], 0) * 31 + rowSums(grid, at + 1);
  }

  static int total(int[] row, int at) {
    return at == row.length ? 0 : row[at] + total(row, at + 1);
  }

  static int permutations(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return permuted(order, 0, 7);
  }

  static int permuted(int[] order, int k, int hash) {
    if (k == order.length) {
      int h = hash;
      for (int i = 0; i < order.length; i++) {
        h = h * 31 + order[i];
      }
      return h;
    }
    int h = hash;
    for (int i = k; i < order.length; i++) {
      int first = order[k];
      order[k] = order[i];
      order[i] = first;
      h = permuted(order, k + 1, h);
      order[i] = order[k];
      order[k] = first;
    }
    return h;
  }

  static byte narrowing(byte b, short s, char c, float f, int n) {
    if (n == 0) {
      return (byte) (b + s + c + (int) f);
    }
    return narrowing((byte) (b * 5), (short) (s * 7), (char) (c * 11), f * 1.3f, n - 1);
  }

  static int deep(int n) {
    return n == 0 ? 0 : deep(n - 1) + 1;
  }

  static int endlessly(int[] a, int depth) {
    a[0] = depth;
    return endlessly(a, depth + 1) + 1;
  }

  static void deeply(int[] depths, int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = deep(depths[i]);
    }
  }

  static void branching(int[] a, int n) {
    a[0]++;
    if (n > 0) {
      branching(a, n - 1);
      branching(a, n - 1);
    }
  }

  static void storesOnTheWay(int[] a, int at) {
    a[at]++;
    storesOnTheWay(a, at + 1);
    a[at] *= 2;
  }

  static void fibonaccis(int[] n, long[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = fibonacci(n[i] & 15);
    }
  }

  static double[] grown(double[] a) {
    return a.length > 3 ? a : grown(new double[a.length + 1]);
  }

  static long mixed(long x, long[] seen) {
    long y = x ^ x >>> 31;
    for (int i = 0; i < seen.length; i++) {
      y = y * 0x9e3779b97f4a7c15L + seen[i];
      y ^= y >>> 29;
      if ((y & 3) == 1) {
        seen[i] = y ^ x;
      } else if ((y & 3) == 2) {
        seen[i] += y << 3;
      }
    }
    return y % 1_000_003 + (int) y;
  }

  static long mixed4(long x, long[] seen) {
    return mixed(mixed(mixed(mixed(x, seen), seen), seen), seen);
  }

  static long mixed16(long x, long[] seen) {
    return mixed4(mixed4(mixed4(mixed4(x, seen), seen), seen), seen);
  }

  static long mixed64(long x, long[] seen) {
    return mixed16(mixed16(mixed16(mixed16(x, seen), seen), seen), seen);
  }

  static int startsAtWhatItChanges(int[] a, int n) {
    for (int i = n; i >= 1; i--) {
      n = 3;
      a[i] = i;
    }
    return n;
  }

  static int startsAtWhatItCopies(int n) {
    int last = n;
    for (int i = (last | -1) & 15; i >= 1; i--) {
      last = i;
    }
    return last;
  }

  static int tries(int[] a) {
    try {
      return a[0];
    } catch (ArrayIndexOutOfBoundsException e) {
      return -1;
    }
  }

  static String shown(Object given) {
    return String.valueOf(given);
  }

  static long turning(long n) {
    long sum = 0;
    int rounds = 0;
    for (long l = 0; l < n; l = ~(l + 1)) {
      sum += l;
      if (++rounds > 100) {
        break;
      }
    }
    return sum;
  }

  static long farApart(long n) {
    long sum = 0;
    int rounds = 0;
    for (long l = 0; l < n; l += Long.MIN_VALUE) {
      sum += l;
      if (++rounds > 100) {
        break;
      }
    }
    return sum;
  }

  /** Nothing in the array has to be as small, or as large, as what the variables start with. */
  static int extremes(int[] x, int least, int greatest) {
    for (int i = 0; i < x.length; i++) {
      if (x[i] < least) {
        least = x[i];
      }
      greatest = Math.max(greatest, x[i]);
    }
    return 31 * least + greatest;
  }

  static double renamed(double[] x, double[] y, double[] z) {
    double[] last = x;
    for (int i = 0; i < z.length; i++) {
      last = y;
      z[i] = last[i];
    }
    last[0] += 1;
    return last[0] + x[0];
  }

  static int leftInTheMiddle(double[] x, double[] y) {
    int i;
    for (i = 0; i < x.length; i++) {
      y[i] = i;
      if (x[i] > 2.5) {
        break;
      }
      y[i] += 1;
    }
    return i;
  }

  static int leftFromWithin(double[] x, double[] y) {
    int i;
    int j = 9;
    outer:
    for (i = 0; i < x.length; i += 2) {
      for (j = 0; j < 5; j++) {
        if (x[i] > 3 - j * 0.25) {
          break outer;
        }
        y[i] += j;
      }
    }
    return i * 10 + j;
  }
}
