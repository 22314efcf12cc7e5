package io.epochly.kernels;

import io.epochly.kernels.ir.Kernel;
import java.util.function.UnaryOperator;

/**
 * One step from a kernel to a better one that does the same.
 *
 * @param name for messages and printouts
 * @param rewrite gives the kernel that takes the place of its argument; well formed, of the same
 *     name and parameters
 */
public record Pass(String name, UnaryOperator<Kernel> rewrite) {}
