/**
 * Guests in processes of their own.
 *
 * <p>In: a policy, and the calls of {@link io.epochly.host.internal.guest.Session}. Out: the same
 * as from a guest in this JVM, by messages over the worker's standard input and output. Refused: to
 * open a guest where the sandbox cannot be had, unless the policy accepts that; whatever a worker
 * sends that is no message it may send now: then the worker is killed.
 *
 * <p>The worker is a JVM on the same runtime image as this one ({@link
 * io.epochly.host.internal.worker.WorkerRuntime}), started under {@code bwrap} in namespaces of its
 * own ({@link io.epochly.host.internal.worker.Sandbox}): no network, no processes but its own, a
 * root that holds the C library, the runtime, the jars and the paths of the policy. {@code prlimit}
 * sets what the kernel is to hold. The host keeps the clock and counts the output, and kills the
 * worker at a limit.
 *
 * <p>The host asks ({@link io.epochly.host.internal.worker.Request}) and the worker answers ({@link
 * io.epochly.host.internal.worker.Reply}), one question at a time; meanwhile the worker may have
 * the host call a function, or give it room in the shared memory, one at a time. Tasks are one
 * question with an answer each, but for those that the host asks back ({@link
 * io.epochly.host.internal.worker.Inbox} knows what may come when). Output, counts, events, word
 * that a result was taken out of the shared memory, and one request for input may come at any
 * moment. A message is a frame: its length in 4 bytes, and a record by {@link
 * io.epochly.host.internal.worker.Wire}. Nothing that comes up from a worker is more than data:
 * what the host makes of it are numbers, text, bytes and errors.
 */
@NullMarked
package io.epochly.host.internal.worker;

import org.jspecify.annotations.NullMarked;
