/**
 * The kernel IR: a typed, structured program in the guest language's arithmetic.
 *
 * <p>Scalars are 64-bit ints, IEEE doubles and booleans; arrays are parameters. Control flow stays
 * structured (counted loops, general loops, labelled blocks), so that analyses see loops as loops.
 * An operation that can leave the domain where JVM arithmetic and the guest's agree is
 * <em>checked</em>: it ends the kernel with a bail-out instead of a wrong value. Analyses may only
 * ever clear a check that they have proven away.
 */
package io.epochly.kernels.ir;
