/**
 * Static Java methods over numbers and arrays, compiled as guests' functions are.
 *
 * <p>In: a class and the name of a static method of it, with parameters of primitive types and
 * arrays of these, of any depth. Out: a {@link io.epochly.kernels.java.JavaKernel} that does what
 * the method does: the same result to the bit, the same stores, the same exceptions at the same
 * element. Loops with independent iterations run over cores. The class file is what is read; the
 * source need not be there.
 *
 * <p>Nothing is refused with an exception: a method that has no kernel runs as plain Java, and
 * {@code explain()} tells why, with the line. A call that would throw is undone and made again as
 * plain Java, which then throws what it throws, with the stores before it done.
 *
 * <p>Kernels for a device take a {@link io.epochly.kernels.device.DeviceArray} in the place of an
 * array: it lies there between calls. Where such a call cannot run there, or would throw, it is
 * made with copies here, and what it stored goes back. Refused with an exception, before anything
 * runs: one that is closed or lost, lies on another device, is of another type, or is passed twice;
 * any by a kernel for cores.
 *
 * <p>Of what one call stores, another thread sees no less and no more than with plain Java, but
 * perhaps in another order. Compiling a method initialises its class, and those whose methods it
 * calls, as a call would.
 */
@NullMarked
package io.epochly.kernels.java;

import org.jspecify.annotations.NullMarked;
