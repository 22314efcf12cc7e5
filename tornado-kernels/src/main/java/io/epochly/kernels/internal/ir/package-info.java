/**
 * What can be asked of a kernel, whether it is well formed and what it stores; and the passes that
 * it goes through, see {@link io.epochly.kernels.internal.ir.Passes}.
 */
package io.epochly.kernels.internal.ir;
