/**
 * Isolated workers: guests that run tasks for another guest, or for the host.
 *
 * <p>In: tasks, as what {@code tasks.py} takes: a pickled function and its arguments. Out: what
 * each gives, as {@link io.epochly.host.internal.data.Data}, or that its worker died. Refused: more
 * workers than the policy grants, and workers that are held less well than the guest that asks.
 *
 * <p>A pool has a thread for each of its workers, which opens the worker when there is a task for
 * it, and another when that one has died. What is queued is never lost to that: only the task that
 * ran fails, unless it is to be tried once more. Workers have the policy of the guest that asked,
 * but no host functions and no workers of their own.
 */
@NullMarked
package io.epochly.host.internal.pool;

import org.jspecify.annotations.NullMarked;
