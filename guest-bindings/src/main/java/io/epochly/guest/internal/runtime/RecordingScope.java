package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.frontend.NameScope;
import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.Callee;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells a compiler what names mean now, and remembers it so that the version can be guarded. */
final class RecordingScope implements NameScope {
  private final GuestAccess access;
  private final GenuineNames genuine;
  private final Environment environment;
  private final Arguments arguments;
  private final Map<List<String>, Answer> answers = new LinkedHashMap<>();

  private record Answer(Lookup lookup, Object value, Binding binding) {}

  RecordingScope(
      GuestAccess access, GenuineNames genuine, Environment environment, Arguments arguments) {
    this.access = access;
    this.arguments = arguments;
    this.genuine = genuine;
    this.environment = environment;
  }

  @Override
  public Binding resolve(List<String> path) {
    List<String> key = List.copyOf(path);
    Answer answer = answers.get(key);
    if (answer == null) {
      Lookup lookup = new Lookup(key);
      Object value = lookup.read(access, environment, arguments);
      answer = new Answer(lookup, value, bindingOf(value, key));
      answers.put(key, answer);
    }
    return answer.binding();
  }

  private Binding bindingOf(Object value, List<String> path) {
    if (value == GuestAccess.ABSENT) {
      return new Binding.Unbound();
    }
    if (value == GuestAccess.HANDLED) {
      return new Binding.Other("what its class handles in its own way");
    }
    if (path.size() > 1 && path.get(path.size() - 2).equals(STORED)) {
      return Boolean.TRUE.equals(value) ? new Binding.Yes() : new Binding.Other("not plain");
    }
    if (access.isNone(value)) {
      return new Binding.None();
    }
    if (access.isModule(value)) {
      return new Binding.Module(path.getLast());
    }
    Optional<String> builtin = genuine.builtin(access, value);
    if (builtin.isPresent()) {
      return new Binding.Builtin(builtin.get());
    }
    Optional<String> math = genuine.math(access, value);
    if (math.isPresent()) {
      return new Binding.MathFunction(math.get());
    }
    if (genuine.isParallelRange(access, value)) {
      return new Binding.ParallelRange();
    }
    Optional<Callee> callee = access.callee(value);
    if (callee.isPresent()) {
      // The guard on the function itself does not see a new __code__.
      List<String> code = new ArrayList<>(path);
      code.add(INSIDE);
      code.add(Lookup.CODE);
      resolve(code);
      return new Binding.Function(callee.get().source(), callee.get().environment().function());
    }
    if (path.getLast().equals(Lookup.CODE)) {
      return new Binding.Other("code");
    }
    Arguments probe = access.arguments(new Object[] {value});
    if (probe.obstacle() == null && !probe.hasEmpty() && !(probe.type(0) instanceof OpaqueType)) {
      return new Binding.Value(probe.type(0));
    }
    return new Binding.Other("an object of type '" + access.typeName(value) + "'");
  }

  /**
   * @param captures the paths that the compiler turned into operands
   */
  Guards guards(List<List<String>> captures) {
    List<Guards.Same> same = new ArrayList<>();
    List<Guards.Typed> asked = new ArrayList<>();
    for (Answer answer : answers.values()) {
      if (!(answer.binding() instanceof Binding.Value(Type type))) {
        same.add(new Guards.Same(answer.lookup(), answer.value()));
      } else if (!captures.contains(answer.lookup().path())) {
        asked.add(new Guards.Typed(answer.lookup(), type));
      }
    }
    Guards.Typed[] captured =
        captures.stream()
            .map(
                path -> {
                  if (resolve(path) instanceof Binding.Value(Type type)) {
                    return new Guards.Typed(new Lookup(path), type);
                  }
                  throw new IllegalStateException(
                      "the compiler captures '" + String.join(".", path) + "', which is no data");
                })
            .toArray(Guards.Typed[]::new);
    return new Guards(
        same.toArray(Guards.Same[]::new), captured, asked.toArray(Guards.Typed[]::new));
  }
}
