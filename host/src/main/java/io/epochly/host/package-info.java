/**
 * The embedding API: a host opens guests, and a guest runs Python.
 *
 * <p>In: scripts, source text, function names with primitive arguments, functional interfaces that
 * its functions implement, and a {@link io.epochly.host.GuestPolicy} that says what the guest may
 * touch. Out: what the guest writes to its streams, values, and failures as {@link
 * io.epochly.host.GuestException} with the guest's own traceback. Refused by default: files outside
 * the script's folder, environment, network, processes, threads, native code, host classes.
 *
 * <pre>{@code
 * try (EpochlyHost host = EpochlyHost.create();
 *     Guest guest = host.openGuest(GuestPolicy.closed())) {
 *   guest.eval("def dot(a, b): return sum(x * y for x, y in zip(a, b))");
 *   double d = guest.call("dot", new double[] {1, 2}, new double[] {3, 4}).asDouble();
 *   DoubleBinaryOperator most = guest.function("max", DoubleBinaryOperator.class);
 * }
 * }</pre>
 */
@NullMarked
package io.epochly.host;

import org.jspecify.annotations.NullMarked;
