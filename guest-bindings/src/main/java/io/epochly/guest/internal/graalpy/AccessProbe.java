package io.epochly.guest.internal.graalpy;

import com.oracle.graal.python.builtins.objects.PNone;
import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.runtime.PythonContext;
import java.util.Optional;

/** Chooses how guest objects are reached: directly where GraalPy's classes are what they were. */
public final class AccessProbe {
  /** What the system property {@code epochly.guest.access} may say. */
  private static final String INTEROP = "interop";

  private AccessProbe() {}

  /**
   * @param wanted {@code "interop"} forces the public way
   */
  public static GuestAccess choose(Optional<String> wanted, GuestTypes types) {
    if (wanted.isPresent() && !wanted.get().equals("direct")) {
      if (!wanted.get().equals(INTEROP)) {
        throw new IllegalArgumentException(
            "epochly.guest.access is neither 'direct' nor 'interop'; leave it out to let the"
                + " runtime choose");
      }
      return new InteropAccess(types, "asked for");
    }
    try {
      return direct(types);
    } catch (LinkageError e) {
      return new InteropAccess(
          types,
          "GraalPy's classes cannot be reached ("
              + e.getClass().getSimpleName()
              + "); put python-language and guest-bindings on the class path, in the versions that"
              + " this release names");
    }
  }

  /** Touches what direct access relies on, so that a class that differs fails here. */
  private static GuestAccess direct(GuestTypes types) {
    DirectAccess access = new DirectAccess(PythonContext.get(null));
    if (!(types.builtins() instanceof PythonModule) || types.none() != PNone.NONE) {
      throw new NoClassDefFoundError("GraalPy's objects are of another class loader");
    }
    boolean entered = access.enter(null);
    try {
      access.selfTest(types);
    } finally {
      access.leave(entered);
    }
    return access;
  }
}
