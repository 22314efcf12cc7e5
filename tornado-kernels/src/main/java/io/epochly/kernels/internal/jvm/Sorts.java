package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.Poll;
import java.util.Arrays;

/**
 * Sorts numbers with polls in between: long arrays are parted until what is left is sorted in some
 * tens of milliseconds. What comes out is what {@link Arrays} makes of them: equal ints are one
 * another's, and of floats there is neither a NaN nor a -0.0.
 */
final class Sorts {
  /** What is not longer is sorted at once. */
  static final int AT_ONCE = 1 << 20;

  /** Swaps between two polls. */
  private static final int SWAPS = 1 << 16;

  private Sorts() {}

  static void sort(long[] a, int size, Poll poll) {
    if (size <= AT_ONCE) {
      Arrays.sort(a, 0, size);
    } else if (!isSorted(a, size)) {
      sort(a, 0, size, mostParts(size), poll);
    }
  }

  static void sort(double[] a, int size, Poll poll) {
    if (size <= AT_ONCE) {
      Arrays.sort(a, 0, size);
    } else if (!isSorted(a, size)) {
      sort(a, 0, size, mostParts(size), poll);
    }
  }

  /** How deep parts may lie in parts: where the middle is never met, others do it sooner. */
  private static int mostParts(int size) {
    return 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(size / AT_ONCE));
  }

  private static boolean isSorted(long[] a, int size) {
    for (int i = 1; i < size; i++) {
      if (a[i - 1] > a[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSorted(double[] a, int size) {
    for (int i = 1; i < size; i++) {
      if (a[i - 1] > a[i]) {
        return false;
      }
    }
    return true;
  }

  private static void sort(long[] a, int from, int to, int parts, Poll poll) {
    if (to - from <= AT_ONCE || parts == 0) {
      Arrays.sort(a, from, to);
      poll.poll();
      return;
    }
    long middle = middle(a, from, to);
    int i = from;
    int j = to - 1;
    int left = SWAPS;
    while (i <= j) {
      while (a[i] < middle) {
        i++;
      }
      while (a[j] > middle) {
        j--;
      }
      if (i <= j) {
        long item = a[i];
        a[i++] = a[j];
        a[j--] = item;
        if (--left == 0) {
          poll.poll();
          left = SWAPS;
        }
      }
    }
    sort(a, from, j + 1, parts - 1, poll);
    sort(a, i, to, parts - 1, poll);
  }

  private static void sort(double[] a, int from, int to, int parts, Poll poll) {
    if (to - from <= AT_ONCE || parts == 0) {
      Arrays.sort(a, from, to);
      poll.poll();
      return;
    }
    double middle = middle(a, from, to);
    int i = from;
    int j = to - 1;
    int left = SWAPS;
    while (i <= j) {
      while (a[i] < middle) {
        i++;
      }
      while (a[j] > middle) {
        j--;
      }
      if (i <= j) {
        double item = a[i];
        a[i++] = a[j];
        a[j--] = item;
        if (--left == 0) {
          poll.poll();
          left = SWAPS;
        }
      }
    }
    sort(a, from, j + 1, parts - 1, poll);
    sort(a, i, to, parts - 1, poll);
  }

  /** Numbers that are looked at, all over the array, for one of about the middle. */
  private static final int SAMPLE = 63;

  private static long middle(long[] a, int from, int to) {
    long[] sample = new long[SAMPLE];
    int step = (to - from) / SAMPLE;
    for (int k = 0; k < SAMPLE; k++) {
      sample[k] = a[from + k * step + step / 2];
    }
    Arrays.sort(sample);
    return sample[SAMPLE / 2];
  }

  private static double middle(double[] a, int from, int to) {
    double[] sample = new double[SAMPLE];
    int step = (to - from) / SAMPLE;
    for (int k = 0; k < SAMPLE; k++) {
      sample[k] = a[from + k * step + step / 2];
    }
    Arrays.sort(sample);
    return sample[SAMPLE / 2];
  }
}
