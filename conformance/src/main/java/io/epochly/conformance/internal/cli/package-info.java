/**
 * The command {@code epochly-host conformance}.
 *
 * <p>In: words of the command line. Out: tables on standard output, progress on a terminal, and a
 * status. Refused: what it does not know, with status 2.
 */
@NullMarked
package io.epochly.conformance.internal.cli;

import org.jspecify.annotations.NullMarked;
