/**
 * The JVM backend: one hidden class per kernel.
 *
 * <p>In: a verified kernel. Out: a {@link io.epochly.kernels.CompiledKernel} whose {@code invoke}
 * restores every stored array when the code ends by an exception of whatever kind. Every loop runs
 * in chunks of bounded length, with a poll in between if one is wanted; what takes long in one
 * step, as lists that are made or sorted, counts as many iterations. Refused: kernels whose code
 * would pass the size up to which HotSpot compiles a method.
 */
package io.epochly.kernels.internal.jvm;
