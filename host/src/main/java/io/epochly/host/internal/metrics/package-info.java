/**
 * Numbers for Prometheus: what guests and workers there are, what became of the calls of optimized
 * functions, which limits were reached.
 *
 * <p>In: sessions as they are opened and closed, and the counts that each guest's runtime keeps.
 * Out: text at {@code /metrics}, in the format that the scraper asks for, where a port is set; else
 * nothing listens. Labels are of fixed lists: no name, path or text of a guest is among them.
 *
 * <p>Refused: to listen on an address that other machines can reach without a token; a token file
 * that others can read; requests without the token, or by a name that is not this machine's. What a
 * guest in a process tells is data that it may have made up: within bounds, and never less than
 * before.
 */
@NullMarked
package io.epochly.host.internal.metrics;

import org.jspecify.annotations.NullMarked;
