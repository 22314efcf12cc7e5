package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.Callee;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.graalpy.Name;
import java.util.List;
import java.util.Optional;

/**
 * A path of names, looked up as the guest does: closure, globals, builtins, then attributes; or the
 * attributes of an argument.
 */
final class Lookup {
  /** Behind {@link NameScope#INSIDE}: the code of the function. */
  static final String CODE = "=";

  private final List<String> path;
  private final Name[] names;

  /** The argument that the path begins with, or -1. */
  private final int argument;

  Lookup(List<String> path) {
    this.path = List.copyOf(path);
    this.names = GenuineNames.names(path).toArray(Name[]::new);
    this.argument =
        path.getFirst().startsWith("@") ? Integer.parseInt(path.getFirst().substring(1)) : -1;
  }

  List<String> path() {
    return path;
  }

  /** What the path leads to now, or {@link GuestAccess#ABSENT}. */
  Object read(GuestAccess access, Environment environment, Arguments arguments) {
    Object value =
        argument >= 0 ? arguments.argument(argument) : first(access, environment, names[0]);
    for (int i = 1; i < names.length && value != GuestAccess.ABSENT; i++) {
      if (path.get(i).equals(NameScope.INSIDE)) {
        Optional<Callee> callee = access.callee(value);
        i++;
        value = callee.isPresent() ? inside(access, callee.get(), i) : GuestAccess.ABSENT;
      } else if (path.get(i).equals(NameScope.OWN)) {
        i++;
        value = access.ownAttribute(value, names[i]);
      } else if (path.get(i).equals(NameScope.STORED)) {
        i++;
        value = access.storesPlainly(value, names[i]);
      } else if (argument >= 0 && i == 1) {
        value = access.instanceAttribute(value, names[i]);
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
