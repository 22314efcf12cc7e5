/**
 * From kernels to the text that devices run: OpenCL C, which a few macros make CUDA C as well.
 *
 * <p>In: a kernel whose independent loops have become functions that run some of their iterations,
 * as {@link io.epochly.kernels.internal.ir.Splitting} leaves them. Out: a {@link
 * io.epochly.kernels.internal.opencl.DevicePlan}: for each such function an entry of one program,
 * and the kernel with nothing on the host any more but numbers and the launches.
 *
 * <p>An entry is one of two: a grid of one to three axes, of which a work-item runs the iterations
 * at its place; or, where variables are combined, pieces of the iterations, one for each work-item,
 * whose results the group combines in local memory, in pairs and in order, and the host those of
 * the groups. Loops in any order are cut as on cores, so that their floats have the same bits there
 * and here. The arguments are a buffer for errors, one for results, the first counter, the number
 * of iterations and how many a piece has, then the function's numbers, how often the inner loops of
 * the grid run last, then for each array a pointer and what is needed to index it. Whatever would
 * bail out writes the number of its site and the counters of the loops into the buffer for errors,
 * and ends what the work-item does for itself before anything out of range is touched; entries that
 * find something there do nothing.
 *
 * <p>What several iterations add to one element is added by the device's atomic operations, and
 * checked by what they give back.
 *
 * <p>Arithmetic is that of the IR: 64-bit ints that wrap or are checked, binary64 without
 * contraction, each operation rounded once. Remainders of floats are computed in ints, as those of
 * drivers are not always exact.
 *
 * <p>Refused, by {@link io.epochly.kernels.UnsupportedKernelException} with the place: see {@link
 * io.epochly.kernels.device}.
 */
@NullMarked
package io.epochly.kernels.internal.opencl;

import org.jspecify.annotations.NullMarked;
