/**
 * Kernels on devices: what a device is for its callers, and calls of kernels on one.
 *
 * <p>In: kernels as they are compiled for this JVM, and the same operands. {@link
 * io.epochly.kernels.device.DeviceCompiler} makes a {@link io.epochly.kernels.device.DeviceKernel}
 * of a kernel: its independent loops become text for devices, the rest stays code of this JVM,
 * which has the loops launched. Out: the results and the stores of the kernel, bit for bit but for
 * the functions that {@code IR.md} gives a number of ulps for; or a {@link
 * io.epochly.kernels.BailOut}, and nothing is stored then: a device works on copies, which are
 * brought back only when all has gone well.
 *
 * <p>A {@link io.epochly.kernels.device.Device} is a driver seen from outside: it describes itself,
 * keeps buffers, compiles text and launches it. A {@link io.epochly.kernels.device.DeviceQueue}
 * lends one device to one call at a time, in the order in which they come, opens it when it is
 * first needed, and opens another one when it is lost. Queues of one device share its turn, so that
 * an owner's next call comes behind those of others that wait; behind one that takes longer than
 * two seconds they run beside it. Starting a process and compiling are out of turn, and so is
 * giving back what somebody held. {@link io.epochly.kernels.device.Devices} finds those that there
 * are: TornadoVM's where TORNADOVM_HOME names its SDK, which come first among equals, and those of
 * the platform's OpenCL drivers; each runs in a process of its own, which serves one queue, so that
 * nothing of one owner's memory is where another one's kernels run, and a driver that fails takes
 * nobody with it.
 *
 * <p>A {@link io.epochly.kernels.device.DeviceArray} lies on a device for longer than a call and is
 * an operand like any other, but that nothing is moved. A call that may have to be undone stores
 * into a copy of it there, which takes its place when all has gone well; a call of one loop that
 * cannot fail stores in place. With the device's process such arrays are lost, and whoever uses
 * them then is told so; they are cleared before their memory is given back, as all buffers of calls
 * are but those of TornadoVM.
 *
 * <p>Refused, with the place and the reason: kernels none of whose loops has independent
 * iterations, or that use elements of lists outside such loops; lists of lists; lists that a kernel
 * makes; calls of functions of the kernel; functions of numbers that devices do not have; devices
 * without binary64.
 */
@NullMarked
package io.epochly.kernels.device;

import org.jspecify.annotations.NullMarked;
