/**
 * Measures what it takes until guests run: whole processes against GraalPy started plainly, and
 * guests within a process.
 *
 * <p>In: the folder that the launcher runs from. Out: figures, of milliseconds, of megabytes, and
 * of ratios to GraalPy on the same JVM with its JIT compiler, taken in turns in the same run so
 * that a slow phase of the machine is one for all. Refused: a folder without the runtime image.
 */
@NullMarked
package io.epochly.host.internal.bench.start;

import org.jspecify.annotations.NullMarked;
