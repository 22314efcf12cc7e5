package io.epochly.guest.internal.graalpy;

import java.util.Map;

/**
 * Where a guest function takes its free names from.
 *
 * @param function the plain function
 * @param globals its {@code __globals__}
 * @param cells its closure cells, by name
 */
public record Environment(Object function, Object globals, Map<String, Object> cells) {
  public Environment {
    cells = Map.copyOf(cells);
  }
}
