package io.epochly.kernels.cache;

/** A cache folder, or why there is none. */
public sealed interface CacheOpening {
  /** The folder passed every check. */
  record Opened(CacheFolder folder) implements CacheOpening {}

  /**
   * The folder must not or cannot be used.
   *
   * @param reason a sentence that names the component of the path, its owner and mode, and what to
   *     do about it
   */
  record Refused(String reason) implements CacheOpening {}
}
