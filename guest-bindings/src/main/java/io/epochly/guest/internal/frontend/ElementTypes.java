package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out the element types of lists written as {@code []}, or filled by a comprehension: that of
 * the first thing ever appended. Whoever learns one too late begins anew.
 */
final class ElementTypes {
  private final Map<Position, ScalarType> known;

  /** The places of the lists that a variable may refer to. */
  private final Map<ArrayVar, Set<Position>> origins = new HashMap<>();

  ElementTypes(Map<Position, ScalarType> known) {
    this.known = known;
  }

  /** The element type of the list written there; until one is known it may as well be floats. */
  ScalarType of(Position origin) {
    return known.getOrDefault(origin, ScalarType.FLOAT);
  }

  /** Notes that a variable refers to the list written there. */
  void begin(ArrayVar list, Position origin) {
    origins.put(list, new HashSet<>(Set.of(origin)));
  }

  /** Notes that a variable may now refer to what another one refers to. */
  void follow(ArrayVar var, ArrayRef value) {
    if (value instanceof ArrayVar from && origins.containsKey(from)) {
      origins.computeIfAbsent(var, _ -> new HashSet<>()).addAll(origins.get(from));
    }
  }

  /** Learns from what is appended to a list. */
  void learn(ArrayVar list, Value appended) {
    origins.getOrDefault(list, Set.of()).forEach(origin -> learn(origin, appended));
  }

  /** Learns from what is appended to the list written there. */
  void learn(Position origin, Value appended) {
    if (!known.containsKey(origin)) {
      ScalarType type =
          switch (appended) {
            case Value.Scalar s -> s.type();
            case Value.Dynamic d -> d.cases().keySet().iterator().next();
            default -> ScalarType.FLOAT;
          };
      known.put(origin, type);
      throw new Restart();
    }
  }

  /** The element type of a list became known too late: the function has to be lowered again. */
  static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restart() {
      super(null, null, false, false);
    }
  }
}
