package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.Name;
import java.util.List;
import java.util.Optional;

/**
 * The functions that a guest's {@code builtins} and {@code math} held before any guest code ran:
 * what a name means to a kernel only while it is bound to one of these.
 */
final class GenuineNames {
  /** A function and its name. */
  record Entry(String name, Object value) {}

  private final List<Entry> builtins;
  private final List<Entry> math;
  private volatile Optional<Object> parallelRange = Optional.empty();

  GenuineNames(List<Entry> builtins, List<Entry> math) {
    this.builtins = List.copyOf(builtins);
    this.math = List.copyOf(math);
  }

  void setParallelRange(Object value) {
    parallelRange = Optional.of(value);
  }

  Optional<String> builtin(GuestAccess access, Object value) {
    return find(builtins, access, value);
  }

  Optional<String> math(GuestAccess access, Object value) {
    return find(math, access, value);
  }

  boolean isParallelRange(GuestAccess access, Object value) {
    return parallelRange.isPresent() && access.same(parallelRange.get(), value);
  }

  private static Optional<String> find(List<Entry> entries, GuestAccess access, Object value) {
    for (Entry entry : entries) {
      if (access.same(entry.value(), value)) {
        return Optional.of(entry.name());
      }
    }
    return Optional.empty();
  }

  /** The names of a path as lookups want them. */
  static List<Name> names(List<String> path) {
    return path.stream().map(Name::of).toList();
  }
}
