package io.epochly.kernels.ir;

/**
 * What a parameter or an expression of a kernel may be, or an argument or a result of its caller.
 */
public sealed interface Type permits ScalarType, ArrayType, CompoundType, OpaqueType {}
