package io.epochly.host.internal.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The tasks that a worker has, as they were sent together. Of each batch it says when it begins
 * with the first; of the others that is known by what was before them.
 */
final class Batches {
  private final Deque<Integer> left = new ArrayDeque<>();
  private boolean within;
  private int over;

  private volatile int begun;

  /** So many were sent. */
  void sent(int count) {
    left.add(count);
  }

  /** The next one is over. */
  void outcome() {
    int rest = left.remove() - 1;
    within = rest > 0;
    if (within) {
      left.addFirst(rest);
    } else {
      over++;
    }
  }

  /** The last so many were given back. */
  void givenBack(int count) {
    int back = count;
    while (back > 0) {
      int last = left.removeLast();
      if (last > back) {
        left.add(last - back);
      }
      back -= Math.min(last, back);
    }
    if (left.isEmpty() && within) {
      within = false;
      over++;
    }
  }

  /** The worker has begun with a batch; by one other thread. */
  void begun() {
    begun++;
  }

  /** Whether the worker has not begun with the next one. */
  boolean isNextNew() {
    return !within && begun <= over;
  }
}
