package io.epochly.kernels.ir;

/** The type of what a kernel is given and never looks at. */
public enum OpaqueType implements Type {
  OBJECT
}
