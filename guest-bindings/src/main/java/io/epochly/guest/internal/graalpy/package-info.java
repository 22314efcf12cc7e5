/**
 * Reads and writes the guest's objects for kernels; the only package that knows GraalPy's classes.
 *
 * <p>In: the raw arguments of a call and the names that a function uses. Out: a kernel type and an
 * operand for each, and afterwards the changes put back into what had to be copied. Two ways:
 *
 * <ul>
 *   <li>{@link io.epochly.guest.internal.graalpy.DirectAccess} hands GraalPy's own arrays to the
 *       kernel and holds its lock meanwhile;
 *   <li>{@link io.epochly.guest.internal.graalpy.InteropAccess} uses public interop messages only,
 *       copies lists and buffers in and out, and cannot hold the lock, so it refuses to run kernels
 *       where another guest thread could see them half done.
 * </ul>
 *
 * <p>An {@code epochly.array} is known by its {@link
 * io.epochly.guest.internal.graalpy.ArrayLayout}; arrays over the same memory share the operand's.
 * A memoryview of memory outside the JVM (an mmap's) is copied in, and of the copy the bytes that
 * changed are written back.
 *
 * <p>Refused, with an {@link io.epochly.guest.internal.graalpy.Obstacle}: subclasses of the
 * built-in types, lists that mix types, ints beyond 64 bits, native memory that Python cannot read,
 * view formats without a kernel storage.
 */
package io.epochly.guest.internal.graalpy;
