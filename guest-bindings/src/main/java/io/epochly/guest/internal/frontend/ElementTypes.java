package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out the element types of lists written as {@code []}, or filled by a comprehension: that of
 * the first thing ever appended. Whoever learns one too late begins anew.
 */
final class ElementTypes {
  private final Map<Position, Type> known;

  /** The places of the lists that a variable may refer to. */
  private final Map<ArrayVar, Set<Position>> origins = new HashMap<>();

  /** The places of the lists that may stand in the list written somewhere. */
  private final Map<Position, Set<Position>> rows = new HashMap<>();

  ElementTypes(Map<Position, Type> known) {
    this.known = known;
  }

  /** The element type of the list written there; until one is known it may as well be floats. */
  Type of(Position origin) {
    return known.getOrDefault(origin, ScalarType.FLOAT);
  }

  /** Notes that a variable refers to the list written there. */
  void begin(ArrayVar list, Position origin) {
    origins.put(list, new HashSet<>(Set.of(origin)));
  }

  /** Notes that a variable may now refer to this list, or row of one. */
  void follow(ArrayVar var, Value.Array value) {
    if (value.ref() instanceof ArrayVar from) {
      Set<Position> reached = origins.getOrDefault(from, Set.of());
      for (int i = 0; i < value.indices().size(); i++) {
        Set<Position> next = new HashSet<>();
        reached.forEach(origin -> next.addAll(rows.getOrDefault(origin, Set.of())));
        reached = next;
      }
      if (!reached.isEmpty()) {
        origins.computeIfAbsent(var, _ -> new HashSet<>()).addAll(reached);
      }
    }
  }

  /** Notes that a list may hold this row. */
  void holds(ArrayVar list, ArrayVar row) {
    for (Position origin : origins.getOrDefault(list, Set.of())) {
      rows.computeIfAbsent(origin, _ -> new HashSet<>())
          .addAll(origins.getOrDefault(row, Set.of()));
    }
  }

  /** Learns from what is appended to a list. */
  void learn(ArrayVar list, Value appended) {
    origins.getOrDefault(list, Set.of()).forEach(origin -> learn(origin, appended));
  }

  /** Learns from what is appended to the list written there. */
  void learn(Position origin, Value appended) {
    if (!known.containsKey(origin)) {
      Type type =
          switch (appended) {
            case Value.Scalar s -> s.type();
            case Value.Dynamic d -> d.cases().keySet().iterator().next();
            case Value.Complex _ -> CompoundType.COMPLEX;
            case Value.Array a when !a.type().storage().isBuffer() -> a.type();
            default -> ScalarType.FLOAT;
          };
      // The type of a list of lists was told by rows whose own types were not known yet.
      known.values().removeIf(t -> rank(t) > rank(type));
      known.put(origin, type);
      throw new Restart();
    }
  }

  private static int rank(Type type) {
    return type instanceof ArrayType array ? array.rank() : 0;
  }

  /** The element type of a list became known too late: the function has to be lowered again. */
  static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restart() {
      super(null, null, false, false);
    }
  }
}
