/**
 * What the host's settings are and where each comes from.
 *
 * <p>In: what a program sets, the EPOCHLY_ variables of an environment, and a TOML file, in this
 * order of precedence; a {@link io.epochly.host.internal.config.Setting} says what is accepted.
 * Out: {@link io.epochly.host.internal.config.Settings}, each value with its source. Refused, by an
 * error that names the key, its source and what is accepted: unknown keys in code and files, values
 * of another kind, files that somebody else could have written. No error shows a value, since any
 * may be a secret in the wrong place.
 */
@NullMarked
package io.epochly.host.internal.config;

import org.jspecify.annotations.NullMarked;
