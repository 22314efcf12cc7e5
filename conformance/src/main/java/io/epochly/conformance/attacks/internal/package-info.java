/**
 * How attacks are read, run and judged.
 *
 * <p>In: the programs of {@code conformance/attacks}. Out: {@link
 * io.epochly.conformance.attacks.AttackResult}s. Refused: a program without a complete header.
 */
@NullMarked
package io.epochly.conformance.attacks.internal;

import org.jspecify.annotations.NullMarked;
