package io.epochly.guest.internal.frontend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of every local variable at one point of the program. */
final class Environment {
  private final Map<String, Slot> slots;

  Environment() {
    this.slots = new HashMap<>();
  }

  private Environment(Map<String, Slot> slots) {
    this.slots = slots;
  }

  Environment copy() {
    return new Environment(new HashMap<>(slots));
  }

  Slot get(String name) {
    return slots.getOrDefault(name, Slot.Scalars.UNBOUND);
  }

  void put(String name, Slot slot) {
    slots.put(name, slot);
  }

  Map<String, Slot> slots() {
    return slots;
  }

  /** What is known where paths meet; an empty side is a path that does not get there. */
  static Optional<Environment> join(Optional<Environment> a, Optional<Environment> b) {
    if (a.isEmpty()) {
      return b;
    }
    if (b.isEmpty()) {
      return a;
    }
    Environment joined = new Environment();
    for (Map<String, Slot> names : List.of(a.get().slots, b.get().slots)) {
      for (String name : names.keySet()) {
        joined.put(name, Slot.join(a.get().get(name), b.get().get(name)));
      }
    }
    return Optional.of(joined);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Environment e && slots.equals(e.slots);
  }

  @Override
  public int hashCode() {
    return slots.hashCode();
  }
}
