/**
 * TornadoVM as a {@link io.epochly.kernels.device.Device}, of the SDK that {@code TORNADOVM_HOME}
 * names.
 *
 * <p>Nothing here needs TornadoVM to be compiled or loaded: {@link
 * io.epochly.kernels.internal.tornado.Member} names what is used of its API, and the device
 * process, which TornadoVM's own list of arguments starts, binds that by method handles. The Maven
 * profile {@code tornado} compiles the same uses against an SDK and compares them with the names.
 *
 * <p>In: the numbers of a backend and of a device of it, text, buffers in memory with TornadoVM's
 * header before the content, which it wraps without a copy. Out: what the device did, timed by
 * TornadoVM's profiler from the driver's events. Launches are kept until somebody waits, and then
 * run as one task graph of prebuilt tasks: each buffer goes to the device before the first of them
 * and, if one stores into it, comes back behind the last. Buffers that last stay there: TornadoVM's
 * plans share nothing on the device, but graphs of one plan do, so graphs with a common buffer are
 * made one plan, up to a number of them. What a plan alone has comes to this process's memory when
 * it is asked for, another plan wants it, or the plan is given up; other buffers are there between
 * two waits. A graph of the same launches of the same buffers runs again without being built anew,
 * whatever its numbers; all that are kept for that are given up, with the memory that they take
 * there, before one is told that there is none. What is given up is erased first: each graph runs
 * once more, and stores zeros into all that it has on the device.
 *
 * <p>Refused, with the reason: no SDK, or one with files missing or of another API; a JVM without
 * JVMCI; backends that take neither OpenCL C nor CUDA C; devices without binary64 or that are not
 * little-endian. Compiled programs are kept by the drivers' own caches alone.
 */
@NullMarked
package io.epochly.kernels.internal.tornado;

import org.jspecify.annotations.NullMarked;
