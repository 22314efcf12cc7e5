/**
 * Attacks on the doors and the limits of guests, as a library.
 *
 * <p>In: a host, and a strength or a policy. Out: for each attack whether a guest was kept from it,
 * and for a strength also whether the same program gets through once the one door is open, without
 * which a denial proves nothing. Refused: to take a program's own word for its success. What counts
 * is what can be seen from outside: a secret that was planted comes out, a file has changed, a
 * connection has arrived, a process has ended.
 *
 * <p>An attack is a Python program of {@code conformance/attacks}; the README of the module says
 * how to write one.
 */
@NullMarked
package io.epochly.conformance.attacks;

import org.jspecify.annotations.NullMarked;
