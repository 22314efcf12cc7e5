package io.epochly.host.internal.typed;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What types mean where type parameters are known: no variables or wildcards are left. */
final class GroundTypes {
  private final Map<TypeVariable<?>, Type> known = new HashMap<>();

  /** A class with what it is given for its type parameters. */
  record Ground(Class<?> raw, List<Type> arguments) implements Type {
    @Override
    public String getTypeName() {
      List<String> names = arguments.stream().map(TypeNames::of).toList();
      return raw.getTypeName() + "<" + String.join(", ", names) + ">";
    }
  }

  /** What an interface gives its parents, and these theirs. */
  static GroundTypes of(Class<?> type) {
    GroundTypes types = new GroundTypes();
    types.addParents(type);
    return types;
  }

  /** What a generic record's own components are made of. */
  static GroundTypes of(Ground type) {
    GroundTypes types = new GroundTypes();
    types.add(type.raw(), type.arguments());
    return types;
  }

  private void addParents(Class<?> type) {
    for (Type parent : type.getGenericInterfaces()) {
      if (resolve(parent) instanceof Ground(Class<?> raw, List<Type> arguments)) {
        add(raw, arguments);
        addParents(raw);
      } else if (parent instanceof Class<?> raw) {
        addParents(raw);
      }
    }
  }

  private void add(Class<?> raw, List<Type> arguments) {
    TypeVariable<?>[] variables = raw.getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      known.put(variables[i], arguments.get(i));
    }
  }

  /** The type itself; of a variable that nothing is known of, its bound's class. */
  Type resolve(Type type) {
    return switch (type) {
      case TypeVariable<?> variable -> {
        Type value = known.get(variable);
        yield value != null ? value : erased(variable.getBounds()[0]);
      }
      case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0]);
      case ParameterizedType generic -> {
        List<Type> arguments = new ArrayList<>();
        for (Type argument : generic.getActualTypeArguments()) {
          arguments.add(resolve(argument));
        }
        yield new Ground((Class<?>) generic.getRawType(), arguments);
      }
      default -> type;
    };
  }

  private static Type erased(Type bound) {
    return switch (bound) {
      case ParameterizedType generic -> generic.getRawType();
      case TypeVariable<?> variable -> erased(variable.getBounds()[0]);
      default -> bound;
    };
  }
}
