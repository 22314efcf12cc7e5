/**
 * The command line: {@code epochly-host script.py}, as {@code python script.py} would be, with
 * every door of the guest closed that no option opens.
 *
 * <p>{@code bench}, {@code config}, {@code devices}, {@code diagnose}, {@code doctor}, {@code
 * healthcheck}, {@code license} and {@code status} are commands that run no script.
 *
 * <p>In: arguments, and the process's own streams. Out: what the guest prints, its traceback on
 * stderr, its exit status; 130 after Ctrl-C, 2 for a command line or a script that cannot be used.
 * With {@code explain} before it all, what became of its optimized functions follows on stderr.
 * Refused: unknown options; whatever follows the script belongs to the guest.
 */
@NullMarked
package io.epochly.host.internal.cli;

import org.jspecify.annotations.NullMarked;
