/**
 * Isolated workers: guests that run tasks for another guest, or for the host.
 *
 * <p>In: tasks, as what {@code tasks.py} takes: a pickled function and its arguments, of a guest
 * ({@link io.epochly.host.internal.pool.GuestWorkers}), or the name of a function and data, of the
 * host ({@link io.epochly.host.internal.pool.HostWorkers}). Out: what each gives, as {@link
 * io.epochly.host.internal.data.Data}, or that its worker died. Refused: more workers than the
 * policy grants, and workers that are held less well than the guest that asks.
 *
 * <p>A pool has a thread for each of its workers, which opens the worker when there is a task for
 * it, and another when that one has died. A worker in a process is given several tasks at a time
 * while they are short, so that it need not wait for the next; what it has not begun comes back
 * when one takes long. What is queued, or stands behind the next one, is never lost to a worker
 * that dies: only the task that ran fails, unless it is to be tried once more. A worker says when
 * it begins after a rest; one that died while it rested, or started, costs no task, and several one
 * after the other do. Workers have the policy of the guest that asked, but no host functions and no
 * workers of their own.
 *
 * <p>Functions go down once: the guest sends the pickle of one and gets a number, by which tasks
 * name it ({@link io.epochly.host.internal.pool.Functions}). Large arrays lie in memory that is
 * shared with the workers ({@link io.epochly.host.internal.pool.Sharing}); their places come back
 * when the task is over, or its result is where it belongs.
 */
@NullMarked
package io.epochly.host.internal.pool;

import org.jspecify.annotations.NullMarked;
