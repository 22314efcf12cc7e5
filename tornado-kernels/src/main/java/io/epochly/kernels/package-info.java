/**
 * Compiles typed kernels to JVM bytecode and runs them.
 *
 * <p>In goes a {@link io.epochly.kernels.ir.Kernel}, a typed, structured program over 64-bit ints,
 * IEEE doubles, booleans and arrays. Out comes a {@link io.epochly.kernels.CompiledKernel}. Any
 * operation whose result would differ from the guest language's ends the kernel with a {@link
 * io.epochly.kernels.BailOut}; the caller then undoes the stores and runs the plain function.
 *
 * <p>{@code IR.md} in this module describes kernels and what happens to them; {@link
 * io.epochly.kernels.LoopReport} tells what the passes found out about a loop.
 *
 * <p>Nothing here knows Python or Polyglot.
 */
package io.epochly.kernels;
