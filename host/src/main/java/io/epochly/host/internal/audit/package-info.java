/**
 * What becomes of the things that whoever answers for a machine's security wants to know of.
 *
 * <p>In: what the host does and what guests do to their settings. Out: {@link
 * io.epochly.host.AuditEvent}s at a sink, on the thread that they happened on. Left out: whatever a
 * guest computed; and after a number of events that a guest caused, those that it causes, since it
 * could fill a disk.
 */
@NullMarked
package io.epochly.host.internal.audit;

import org.jspecify.annotations.NullMarked;
