/**
 * How claims are looked at: the launcher's processes, their system calls, what Linux tells of them,
 * and a place like a container.
 */
@NullMarked
package io.epochly.conformance.claims.internal;

import org.jspecify.annotations.NullMarked;
