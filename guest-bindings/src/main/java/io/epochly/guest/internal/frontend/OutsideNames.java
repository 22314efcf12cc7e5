package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives names outside the function their meaning: data becomes operands of the kernel, functions
 * and modules stay what they are.
 */
final class OutsideNames {
  private final KernelWriter writer;
  private final NameScope names;
  private final Map<List<String>, Value> captures = new LinkedHashMap<>();

  OutsideNames(KernelWriter writer, NameScope names) {
    this.writer = writer;
    this.names = names;
  }

  /** The paths that became operands, in the order of the operands. */
  List<List<String>> captures() {
    return List.copyOf(captures.keySet());
  }

  /** What a path from the kernel's own function means, without making an operand of it. */
  Binding meaning(List<String> path) {
    return names.resolve(path);
  }

  /** What a path means where it was written. */
  Value outside(List<String> written, SSTNode where) {
    return operand(
        writer.frame().path().isEmpty() ? written : inside(written),
        String.join(".", written),
        where);
  }

  /** What a path from the kernel's own function means. */
  Value operand(List<String> path, String name, SSTNode where) {
    Value known = captures.get(path);
    if (known != null) {
      return known;
    }
    return switch (names.resolve(path)) {
      case Binding.Value(ScalarType type) -> {
        Var var = new Var(name, type);
        writer.addParam(new Param.Scalar(var));
        Value value = new Value.Scalar(local(var));
        captures.put(path, value);
        yield value;
      }
      case Binding.Value(ArrayType type) -> {
        ArrayParam param = new ArrayParam(writer.params().size(), name, type);
        writer.addParam(param);
        Value value = Value.seen(new Value.Array(param, List.of()));
        captures.put(path, value);
        yield value;
      }
      case Binding.Value(OpaqueType _) -> throw unsupported(name + ", which is an object", where);
      case Binding.Value(CompoundType type) -> {
        ArrayParam param = Compounds.parameter(writer.params().size(), name, type);
        writer.addParam(param);
        Value value = Compounds.value(param, type);
        captures.put(path, value);
        yield value;
      }
      case Binding.Other(String description) ->
          throw unsupported(name + ", which is " + description, where);
      // An attribute that a module lacks is told at once: it is missing for good.
      case Binding.Unbound() when isAttribute(path) ->
          throw unsupported(name + ", which is not defined", where);
      case Binding.Unbound() -> throw new UnboundException(name, at(where));
      case Binding.Yes() -> throw new IllegalStateException("no value at " + path);
      case Binding.None() -> new Value.None();
      case Binding.Builtin b -> new Value.Outside(b, path);
      case Binding.Module b -> new Value.Outside(b, path);
      case Binding.MathFunction b -> new Value.Outside(b, path);
      case Binding.ParallelRange b -> new Value.Outside(b, path);
      case Binding.Function b -> new Value.Outside(b, path);
    };
  }

  private static boolean isAttribute(List<String> path) {
    return path.size() > 1 && !path.get(path.size() - 2).equals(NameScope.INSIDE);
  }

  /** The path of a name in the scope of the function that is being inlined. */
  private List<String> inside(List<String> written) {
    List<String> path = new ArrayList<>(writer.frame().path());
    path.add(NameScope.INSIDE);
    path.addAll(written);
    return List.copyOf(path);
  }

  /** What an attribute of a module means. */
  Value attribute(Value.Outside module, String attribute, SSTNode where) {
    // The path of the module already leads through the scope of the function.
    List<String> whole = new ArrayList<>(module.path());
    whole.add(attribute);
    if (!writer.frame().path().isEmpty()) {
      whole = whole.subList(writer.frame().path().size() + 1, whole.size());
    }
    return outside(List.copyOf(whole), where);
  }
}
