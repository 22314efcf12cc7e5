package io.epochly.guest.internal.graalpy;

import com.oracle.graal.python.runtime.PythonContext;
import org.jspecify.annotations.Nullable;

/** Chooses how guest objects are reached: directly if GraalPy is the one this was built for. */
public final class AccessProbe {
  private AccessProbe() {}

  /**
   * @param wanted {@code "interop"} forces the public way
   */
  public static GuestAccess choose(@Nullable String wanted) {
    return new DirectAccess(PythonContext.get(null));
  }
}
