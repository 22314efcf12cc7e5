/**
 * Computes with whole arrays of {@code epochly.array}, element by element.
 *
 * <p>In: the name of an operation, and layouts and numbers as operands, the first of them the array
 * that takes the results. Out: the results in that array, or a number. What is done with an element
 * is written in the guest's own language ({@link io.epochly.guest.internal.arrays.Operation}) and
 * goes through the same compiler as guest functions do, so that {@code a / b} gives what {@code
 * a[i] / b[i]} gives. Refused, for the package's Python code to do: elements and numbers that
 * kernels do not have, and whatever ends the kernel, such as a division by zero; the array is then
 * as it was.
 */
package io.epochly.guest.internal.arrays;
