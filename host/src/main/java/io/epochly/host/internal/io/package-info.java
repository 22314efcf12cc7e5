/**
 * Texts in the host's jar, folders that go when they are closed, and files with secrets in them.
 */
@NullMarked
package io.epochly.host.internal.io;

import org.jspecify.annotations.NullMarked;
