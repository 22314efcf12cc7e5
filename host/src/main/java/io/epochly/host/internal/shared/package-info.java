/**
 * Memory that a guest, or the host, shares with its workers, so that large arrays need not go
 * through a pipe.
 *
 * <p>In: a size. Out: memory without a name ({@link io.epochly.host.internal.shared.SealedMemory}),
 * which a worker gets as an open file before it starts, and places in it for arrays ({@link
 * io.epochly.host.internal.shared.SharedArena}). Refused: a place when it is full; then the array
 * goes through the pipe, and is counted.
 *
 * <p>A guest has one arena for all its workers, made before the first of them, and before the guest
 * if that is a process, and closed with the guest; a pool of the host's has one for itself. Others'
 * workers have no way to it. It is sealed, so that no worker can shorten it and have the host fail
 * on a read. What is in it is numbers and bytes, whatever a worker writes there and whenever;
 * whoever reads takes each place once, and no more than it holds. Where it lies and how long it is,
 * only the host says: a worker names the places that it was given by their number.
 */
@NullMarked
package io.epochly.host.internal.shared;

import org.jspecify.annotations.NullMarked;
