/**
 * From the source text of a guest function and the types of its arguments to a compiled kernel.
 *
 * <p>In: the text, the function's place in it, one type per parameter, and a {@link
 * io.epochly.guest.internal.frontend.NameScope} that tells what names outside the function mean.
 * Out: a kernel, or the reasons why not, with line and column. Refused: whatever could not be
 * proven to mean the same in the kernel IR.
 */
package io.epochly.guest.internal.frontend;
