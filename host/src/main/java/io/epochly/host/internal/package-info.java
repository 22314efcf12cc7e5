/** What the embedding API and the command line have in common: the opening of guests. */
@NullMarked
package io.epochly.host.internal;

import org.jspecify.annotations.NullMarked;
