package io.epochly.kernels.ir;

/**
 * An array parameter.
 *
 * @param index its place among the kernel's parameters
 */
public record ArrayParam(int index, String name, ArrayType type) implements Param, ArrayRef {}
