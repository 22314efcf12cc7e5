/**
 * Where threads run. In: threads that help another one. Out: on Linux, that the system never puts
 * them on the very processor that the other one is running on, where they would wait for it or it
 * for them; they may go there once it waits itself. Left alone: everything, where native access is
 * not enabled for this module.
 */
@NullMarked
package io.epochly.kernels.internal.threads;

import org.jspecify.annotations.NullMarked;
