package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.guest.internal.graalpy.Callee;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.Name;
import java.util.List;
import java.util.Optional;

/** A path of names, looked up as the guest does: closure, globals, builtins, then attributes. */
final class Lookup {
  /** Behind {@link NameScope#INSIDE}: the code of the function. */
  static final String CODE = "=";

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
    Object value = first(access, environment, names[0]);
    for (int i = 1; i < names.length && value != GuestAccess.ABSENT; i++) {
      if (path.get(i).equals(NameScope.INSIDE)) {
        Optional<Callee> callee = access.callee(value);
        i++;
        value = callee.isPresent() ? inside(access, callee.get(), i) : GuestAccess.ABSENT;
      } else {
        value = access.isModule(value) ? access.attribute(value, names[i]) : GuestAccess.ABSENT;
      }
    }
    return value;
  }

  private Object inside(GuestAccess access, Callee callee, int index) {
    String name = path.get(index);
    if (name.equals(CODE)) {
      return callee.code();
    }
    if (name.startsWith("=")) {
      return callee.defaults().getOrDefault(name.substring(1), GuestAccess.ABSENT);
    }
    return first(access, callee.environment(), names[index]);
  }

  private static Object first(GuestAccess access, Environment environment, Name name) {
    Object cell = environment.cells().get(name.text());
    if (cell != null) {
      return access.cell(cell);
    }
    Object value = access.global(environment, name);
    return value == GuestAccess.ABSENT ? access.builtin(name) : value;
  }
}
