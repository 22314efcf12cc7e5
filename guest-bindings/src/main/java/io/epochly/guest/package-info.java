/** The guest module {@code epochly}: Python source to typed kernels, and zero-copy calls. */
package io.epochly.guest;
