/**
 * The switch by which an operator stops all that is more than plain Python, without a restart.
 *
 * <p>In: the setting {@code emergency_disable}, and a file that is looked for four times a second
 * while anything is open. Out: guests run plain from then on, kernels that run end, and there are
 * no workers; an audit event and a line in the log. Nothing undoes it but a new start of the host,
 * without the setting and the file.
 */
@NullMarked
package io.epochly.host.internal.emergency;

import org.jspecify.annotations.NullMarked;
