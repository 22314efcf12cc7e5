/**
 * Runs the cases of a bench on other engines: C compilers and other Pythons, each in a process of
 * its own that is asked for one call at a time.
 *
 * <p>A peer reads names of cases from its standard input, a line each, and answers each with a
 * line: the milliseconds of one call and the checksum of what it left, or {@code !} and a reason.
 * {@code checksum.py} says what the checksum is. Peers get no network and no environment but {@code
 * PATH}, {@code HOME} and {@code LANG}; they are no guests: their files are the user's.
 */
package io.epochly.host.internal.bench.peers;
