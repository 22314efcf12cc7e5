/** Texts in the host's jar, and folders that go when they are closed. */
@NullMarked
package io.epochly.host.internal.io;

import org.jspecify.annotations.NullMarked;
