/**
 * Where log lines go and what they look like.
 *
 * <p>In: the settings {@code log_level}, {@code log_file} and {@code log_format}, log events of the
 * host, and its audit events. Out: lines of text or of JSON, on standard error or in a file that
 * may be rotated at any time. A line is a line: what could begin another one, or fool a terminal,
 * is escaped. Left out: messages of exceptions, which may hold data of a guest. An embedding
 * program that sets none of the settings keeps its logging as it is.
 */
@NullMarked
package io.epochly.host.internal.logs;

import org.jspecify.annotations.NullMarked;
