/**
 * Decides, for each call of an optimized function, which compiled version runs or why none does.
 *
 * <p>In: the raw arguments of a call, and the environment that the function takes its free names
 * from. Out: the kernel's result with every mutation committed, or the answer that the plain
 * function must run, with the arguments as they were; and the record of all that, for {@code
 * stats()} and {@code explain()}. Refused: functions whose parameters a kernel cannot have, and
 * signatures beyond a bounded number.
 *
 * <p>A kernel for buffers may run on typed copies of these, which are made and brought back around
 * the call, where that is measured to be quicker ({@link
 * io.epochly.guest.internal.runtime.TypedCopies}).
 *
 * <p>The process of a device is started by another thread as soon as a function asks for it ({@link
 * io.epochly.guest.internal.runtime.DeviceReadiness}); where none does, when calls take so long on
 * the cores that it may pay, which is told by what was measured ({@link
 * io.epochly.guest.internal.runtime.DeviceCosts}).
 *
 * <p>Arrays of the guest that a device has the latest bytes of ({@link
 * io.epochly.guest.internal.runtime.Residency}) are brought home before a kernel of the cores, or
 * the guest, uses them: the guest asks for them by {@link
 * io.epochly.guest.internal.graalpy.ArrayMemory}.
 */
package io.epochly.guest.internal.runtime;
