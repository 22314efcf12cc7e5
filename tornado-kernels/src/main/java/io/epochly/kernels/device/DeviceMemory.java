package io.epochly.kernels.device;

/**
 * Memory of a device that its owner's buffers take.
 *
 * @param used bytes
 * @param limit the most that they may take, in bytes
 */
public record DeviceMemory(long used, long limit) {}
