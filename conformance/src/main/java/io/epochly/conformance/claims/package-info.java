/**
 * What this project claims about security, as tests that look at it from outside.
 *
 * <p>In: a distribution, and the tools of a Linux machine: strace, bubblewrap, unshare, nsenter,
 * logrotate. Out: for each claim whether it holds here, and what was seen. Refused: to take the
 * host's settings, or its own word, for what it does. What counts is what the kernel tells of its
 * processes, what its tools record, what a scraper or a second process gets, and what lies on disk.
 *
 * <p>Claims are in the order of a security page that operators know, with the lines of its
 * checklist. Where a line is about people and not about software, the table says so, and why.
 */
@NullMarked
package io.epochly.conformance.claims;

import org.jspecify.annotations.NullMarked;
