package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One method whose code is put in: the kernel's, or one that is called. */
final class Frame {
  final Methods.Found found;
  final Instructions code;
  final Webs webs;

  /** What a variable that holds arrays refers to: rows of one array, by indices kept for it. */
  record Binding(ArrayRef root, List<Var> path) {}

  private final Map<Integer, Var> numbers = new HashMap<>();
  private final Map<Integer, Binding> arrays = new HashMap<>();
  private final int positionsFrom;
  private final List<Integer> slots = new ArrayList<>();

  /**
   * @param positionsFrom keeps the places of one frame apart from those of others
   */
  Frame(Methods.Found found, int positionsFrom) {
    this.found = found;
    this.code = new Instructions(found.method());
    this.positionsFrom = positionsFrom;
    int slot = 0;
    for (ClassDesc type : parameters()) {
      slots.add(slot);
      slot += type.descriptorString().equals("J") || type.descriptorString().equals("D") ? 2 : 1;
    }
    this.webs = new Webs(code, slots);
  }

  MethodModel method() {
    return found.method();
  }

  List<ClassDesc> parameters() {
    return method().methodTypeSymbol().parameterList();
  }

  /** The slot in which a parameter arrives. */
  int slot(int parameter) {
    return slots.get(parameter);
  }

  /** What the source calls a parameter, where the class file tells. */
  String name(int parameter) {
    return code.name(slot(parameter), 0).orElse("local" + slot(parameter));
  }

  Position position(int index) {
    return new Position(code.line(index), positionsFrom + code.position(index));
  }

  int line(int index) {
    return code.line(index);
  }

  /** The variable of a number that is loaded or stored at an instruction. */
  Var number(int web, Kind kind, int slot, int index) {
    return numbers.computeIfAbsent(
        web, _ -> variable(code.name(slot, index).orElse("local" + slot), kind));
  }

  /** A variable that holds what Java's does. */
  static Var variable(String name, Kind kind) {
    return kind == Kind.INT || kind == Kind.FLOAT
        ? Var.small(name, type(kind))
        : new Var(name, type(kind));
  }

  /** The type of an expression that holds what Java's does. */
  static ScalarType type(Kind kind) {
    return kind == Kind.INT || kind == Kind.LONG ? ScalarType.INT : ScalarType.FLOAT;
  }

  void setNumber(int web, Var var) {
    numbers.put(web, var);
  }

  Optional<Binding> array(int web) {
    return Optional.ofNullable(arrays.get(web));
  }

  void setArray(int web, Binding binding) {
    arrays.put(web, binding);
  }
}
