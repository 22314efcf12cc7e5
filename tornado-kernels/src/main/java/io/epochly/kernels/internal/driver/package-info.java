/**
 * The platform's OpenCL driver as a {@link io.epochly.kernels.device.Device}, through LWJGL.
 *
 * <p>In: the number of a platform and of a device of it, text, buffers. Out: what the device did,
 * timed by its own events. Buffers are cleared before the driver gets them back, and all of them
 * when the device is: drivers hand memory to whoever asks next. Meant for the device process; a
 * driver that fails may take its process along. Refused: devices without binary64 or that are not
 * little-endian, with the reason.
 */
@NullMarked
package io.epochly.kernels.internal.driver;

import org.jspecify.annotations.NullMarked;
