package io.epochly.guest.internal.graalpy;

import io.epochly.guest.internal.frontend.FunctionSource;
import java.util.Map;

/**
 * A guest function that a kernel can be asked to compile along.
 *
 * @param code its {@code __code__}, by identity
 * @param defaults its defaults, by parameter
 */
public record Callee(
    FunctionSource source, Environment environment, Object code, Map<String, Object> defaults) {
  public Callee {
    defaults = Map.copyOf(defaults);
  }

  /** An object that runs a guest function: what a call of it compiles along is that function. */
  public interface Wrapper {
    Object plainFunction();
  }
}
