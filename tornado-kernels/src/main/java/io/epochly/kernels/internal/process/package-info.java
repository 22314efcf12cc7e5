/**
 * Devices in a process of their own, and what passes between it and this one.
 *
 * <p>The process is a JVM with the driver's libraries and nothing of its owner's environment but
 * where drivers are found; for TornadoVM it is started with the SDK's own options. It reads frames
 * from its standard input and answers on file descriptor 3, since libraries print on the standard
 * output: a length, a kind, fields. It ends when its input ends. Buffers are files in a private
 * folder that both map, unlinked as soon as both have; they are filled before they are mapped, so
 * that a full disk is an error rather than a fault.
 *
 * <p>Uploads, downloads and launches are not answered: they run in their order, and the answer to
 * the next wait tells of the first that failed. So a call that launches many kernels waits once.
 * Whoever waits for an answer polls, whatever was asked for; when its poll throws, the process is
 * killed, as nothing else ends a driver that hangs.
 *
 * <p>An owner that is done has all buffers cleared before it ends the process. One that is killed,
 * for what runs there does not end or its owner is gone, clears nothing: then it is the driver that
 * must not hand memory on as it is. TornadoVM has no way to clear what it keeps.
 *
 * <p>Refused: frames longer than a bound, numbers of buffers and programs that there are not. When
 * the process ends, whatever is asked of it is answered by a {@link
 * io.epochly.kernels.device.DeviceLostException}, with the last lines that it wrote.
 */
@NullMarked
package io.epochly.kernels.internal.process;

import org.jspecify.annotations.NullMarked;
