/**
 * Times guest functions plain and optimized, and the same cases on other engines.
 *
 * <p>In: a Python file whose {@code cases()} gives {@code {name: (function, arguments builder)}}.
 * Out: a {@link io.epochly.host.internal.bench.Report}. Arguments are built anew for each call, and
 * not in the measured time; each series starts when the process's compilers rest. What the last
 * call of either kind left is compared bit for bit; what peers left, by a checksum and but for
 * rounding.
 */
package io.epochly.host.internal.bench;
