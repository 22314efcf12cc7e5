package io.epochly.host.internal.pool;

import io.epochly.host.internal.guest.Task;

/**
 * A task that waits or runs.
 *
 * @param ticket its number in the pool
 * @param retry whether it is tried once more if its worker dies
 * @param listener hears how it ended
 */
record QueuedTask(long ticket, Task task, boolean retry, TaskPool.Listener listener) {
  /** The same, for the last time. */
  QueuedTask again() {
    return new QueuedTask(ticket, task, false, listener);
  }

  void died(String reason) {
    listener.died(reason);
  }

  void withdrawn() {
    listener.withdrawn();
  }
}
