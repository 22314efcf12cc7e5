package io.epochly.guest;

/** Why a call ran the plain function, without what the guest's code would tell of itself. */
public enum FallbackKind {
  /** Optimization is switched off. */
  SWITCHED_OFF,
  /** The level in force runs plain functions. */
  LEVEL,
  /** It is to be compiled after more calls. */
  NOT_YET,
  /** The function cannot be compiled, or not for arguments of these types. */
  UNSUPPORTED,
  /** Kernels take no such arguments. */
  ARGUMENTS,
  /** The guest may have other threads, which kernels cannot keep out. */
  THREADS,
  /** It has been compiled too often. */
  TOO_MANY_VERSIONS,
  /** What a name of it means changed meanwhile. */
  NAME_CHANGED,
  /** The kernel gave up: an error to be raised, an int beyond 64 bits. */
  BAIL_OUT,
  /** The kernel gave up so often that it is not tried for a while. */
  RESTING,
  /** It was interrupted. */
  INTERRUPTED,
  /** The stack was too deep. */
  STACK
}
