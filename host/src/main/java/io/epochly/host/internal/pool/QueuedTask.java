package io.epochly.host.internal.pool;

import io.epochly.host.internal.guest.Task;
import java.util.Optional;

/**
 * A task that waits or runs.
 *
 * @param ticket its number in the pool
 * @param retry whether it is tried once more if its worker dies
 * @param unseen how many workers may still die before they begin with it
 * @param listener hears how it ended
 */
record QueuedTask(long ticket, Task task, boolean retry, int unseen, TaskPool.Listener listener) {
  /** The same after a worker died, if it is tried once more. */
  Optional<QueuedTask> afterDeath(boolean begun) {
    if (!begun && unseen > 0) {
      return Optional.of(new QueuedTask(ticket, task, retry, unseen - 1, listener));
    }
    return retry
        ? Optional.of(new QueuedTask(ticket, task, false, unseen, listener))
        : Optional.empty();
  }

  void died(String reason) {
    listener.died(reason);
  }

  void withdrawn() {
    listener.withdrawn();
  }
}
