/**
 * Policies from files.
 *
 * <p>In: a TOML file with the doors and limits of a {@link io.epochly.host.GuestPolicy}. Out: a
 * builder with these opened, and no others. Refused, with the file and the key: a key that is not
 * known, a value of another type, a limit that does not exist or that the strength cannot hold.
 */
@NullMarked
package io.epochly.host.internal.policy;

import org.jspecify.annotations.NullMarked;
