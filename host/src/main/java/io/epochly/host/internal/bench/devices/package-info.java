/**
 * Measures the best device of this machine: how soon its first kernel is done, how soon a process
 * of its own is replaced that was killed, what a launch takes and what arrays take there and back.
 *
 * <p>In: how many rounds. Out: named figures with their units, each the best of its rounds.
 * Refused: a machine without a device that a kernel can run on.
 */
@NullMarked
package io.epochly.host.internal.bench.devices;

import org.jspecify.annotations.NullMarked;
