package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.Name;
import java.util.List;

/** A path of names, looked up as the guest does: closure, globals, builtins, then attributes. */
final class Lookup {
  private final List<String> path;
  private final Name[] names;

  Lookup(List<String> path) {
    this.path = List.copyOf(path);
    this.names = GenuineNames.names(path).toArray(Name[]::new);
  }

  List<String> path() {
    return path;
  }

  /** What the path leads to now, or {@link GuestAccess#ABSENT}. */
  Object read(GuestAccess access, Environment environment) {
    Object value = first(access, environment);
    for (int i = 1; i < names.length && value != GuestAccess.ABSENT; i++) {
      value = access.isModule(value) ? access.attribute(value, names[i]) : GuestAccess.ABSENT;
    }
    return value;
  }

  private Object first(GuestAccess access, Environment environment) {
    Object cell = environment.cells().get(names[0].text());
    if (cell != null) {
      return access.cell(cell);
    }
    Object value = access.global(environment, names[0]);
    return value == GuestAccess.ABSENT ? access.builtin(names[0]) : value;
  }
}
