/**
 * Measures workers: how soon they are there, how many tasks they take, how quickly arrays go to and
 * from them, and what a second one is worth.
 *
 * <p>In: how many rounds. Out: named figures with their units, for a table and for JSON, each the
 * best of its rounds, and of tasks the first round too. Refused: a machine that cannot have workers
 * in processes.
 */
@NullMarked
package io.epochly.host.internal.bench.workers;

import org.jspecify.annotations.NullMarked;
