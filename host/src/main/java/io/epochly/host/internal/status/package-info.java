/**
 * What a running host says of itself, for those who look after it.
 *
 * <p>In: the host's numbers and states. Out: a file {@code PID-ID.json} in the folder of the
 * setting {@code runtime_dir}, of mode 0600, replaced as a whole every few seconds and removed when
 * the host ends; and the reading of such files, with a verdict on each: whether the host that wrote
 * it runs. The first one is written some seconds after the host began, so that short runs write
 * nothing and no start waits.
 *
 * <p>Left out: licences, paths, subjects of audit events, and whatever a guest named or computed.
 *
 * <p>Refused: a folder that others could write to or look into; then nothing is written. Files that
 * are links, larger than a status, or no status, are taken for none.
 */
@NullMarked
package io.epochly.host.internal.status;

import org.jspecify.annotations.NullMarked;
