package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.unsupported;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.guest.internal.frontend.CompileOutcome.AttributeStore;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the attributes of objects that are arguments in variables: read when the kernel begins, and
 * handed back for storing with its result, since nobody else can look meanwhile.
 */
final class Attributes {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final OutsideNames outside;
  private final Used used;

  /** The attributes that the function was seen to use; whoever adds one begins anew. */
  static final class Used {
    private final Set<AttributeStore> read = new LinkedHashSet<>();
    private final Set<AttributeStore> stored = new LinkedHashSet<>();
  }

  /** An attribute is met that the kernel's begin did not know of: it has to be lowered again. */
  static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restart() {
      super(null, null, false, false);
    }
  }

  Attributes(KernelWriter writer, LocalVariables variables, OutsideNames outside, Used used) {
    this.writer = writer;
    this.variables = variables;
    this.outside = outside;
    this.used = used;
  }

  /** The attributes whose values stand behind the result, in this order. */
  List<AttributeStore> stores() {
    return List.copyOf(used.stored);
  }

  /** Fills the variables when the kernel begins. */
  void begin(SSTNode where) {
    Set<AttributeStore> all = new LinkedHashSet<>(used.read);
    all.addAll(used.stored);
    for (AttributeStore attribute : all) {
      if (used.stored.contains(attribute)) {
        List<String> stored = path(attribute, NameScope.STORED);
        if (!(outside.meaning(stored) instanceof Binding.Yes)) {
          throw unsupported(
              "a store into attribute "
                  + attribute.name()
                  + ", which the class of the object handles in its own way",
              where);
        }
      }
      List<String> path =
          used.stored.contains(attribute)
              ? path(attribute, NameScope.OWN)
              : List.of(NameScope.argument(attribute.argument()), attribute.name());
      Binding meaning = outside.meaning(path);
      boolean steady = !used.stored.contains(attribute);
      if (meaning instanceof Binding.Value || meaning instanceof Binding.None && steady) {
        variables.bind(key(attribute), outside.operand(path, attribute.name(), where), where);
      } else if (used.stored.contains(attribute) && !(meaning instanceof Binding.Unbound)) {
        // Whatever it is, it may be stored over before anything reads it.
        writer.here().put(key(attribute), new Slot.Conflict());
      } else if (!(meaning instanceof Binding.Unbound)) {
        throw unsupported(
            "attribute "
                + attribute.name()
                + (meaning instanceof Binding.Other(String what) ? ", which is " + what : ""),
            where);
      }
    }
  }

  private static List<String> path(AttributeStore attribute, String kind) {
    return List.of(NameScope.argument(attribute.argument()), kind, attribute.name());
  }

  private static String key(AttributeStore attribute) {
    return LocalVariables.ATTRIBUTE + attribute.argument() + "." + attribute.name();
  }

  private void refuseRecursion(String name, SSTNode where) {
    if (writer.frame().instance().isPresent()) {
      throw unsupported("attribute " + name + " in a recursive function", where);
    }
  }

  /** What {@code object.name} is. */
  Value read(Value.Instance object, String name, SSTNode where) {
    refuseRecursion(name, where);
    AttributeStore attribute = new AttributeStore(object.argument(), name);
    if (!used.stored.contains(attribute) && !used.read.contains(attribute)) {
      List<String> path = List.of(NameScope.argument(object.argument()), name);
      if (outside.meaning(path) instanceof Binding.Function function) {
        if (!(outside.meaning(path(attribute, NameScope.OWN)) instanceof Binding.Unbound)) {
          throw unsupported("a function in attribute " + name, where);
        }
        return new Value.Method(object, function, path);
      }
      used.read.add(attribute);
      throw new Restart();
    }
    return variables.read(key(attribute), "attribute " + name, where);
  }

  /** Does {@code object.name = value}. */
  void store(Value.Instance object, String name, Value value, SSTNode where) {
    refuseRecursion(name, where);
    AttributeStore attribute = new AttributeStore(object.argument(), name);
    if (used.stored.add(attribute)) {
      throw new Restart();
    }
    variables.bind(key(attribute), writer.settled(value), where);
  }

  /** A result, and the attributes to be stored behind it. */
  Value withStored(Value result, SSTNode where) {
    if (used.stored.isEmpty()) {
      return result;
    }
    List<Value> all = new ArrayList<>(List.of(result));
    for (AttributeStore attribute : used.stored) {
      if (!variables.isBound(key(attribute))) {
        throw unsupported(
            "attribute " + attribute.name() + ", which is not set on every path to here", where);
      }
      all.add(variables.read(key(attribute), "attribute " + attribute.name(), where));
    }
    return new Value.Tuple(all);
  }
}
