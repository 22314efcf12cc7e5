/**
 * One guest from the inside: its context, the Python code that runs before the guest's own, and the
 * passage of values and errors.
 *
 * <p>In: a policy, and calls of the host. Out: a context that has only what the policy grants, and
 * guest errors as exceptions of the public API. Refused: everything that a policy does not name.
 * The context's settings and the file system are the lock, and what no setting closes is taken out
 * of the interpreter before the guest's own code runs ({@code facts.py}); the guards ({@code
 * guards.py}) only give a closed door the exception that CPython would raise.
 */
@NullMarked
package io.epochly.host.internal.guest;

import org.jspecify.annotations.NullMarked;
