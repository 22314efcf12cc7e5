package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the guest's variables in those of the kernel: one per type, and one more for the tag that
 * tells the current one where paths with different types meet.
 */
final class LocalVariables {
  /** How the keys of attributes begin. */
  static final String ATTRIBUTE = "@";

  private final KernelWriter writer;
  private final Numbers numbers;
  private final Map<String, LocalVars> variables = new HashMap<>();
  private final Set<String> dynamicReads = new HashSet<>();

  LocalVariables(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  /** The IR variables of one guest variable. */
  private static final class LocalVars {
    final String name;
    final Map<ScalarType, Var> byType = new EnumMap<>(ScalarType.class);
    final Var tag;
    final Var real;
    final Var imag;
    final Var character;
    final List<Var> rowIndices = new ArrayList<>();
    final Map<ArrayType, ArrayVar> joined = new HashMap<>();
    final Map<ArrayType, ArrayVar> aliases = new HashMap<>();

    LocalVars(String name) {
      this.name = name;
      this.tag = new Var(name + ".tag", ScalarType.INT);
      this.real = new Var(name + ".real", ScalarType.FLOAT);
      this.imag = new Var(name + ".imag", ScalarType.FLOAT);
      this.character = new Var(name + ".character", ScalarType.INT);
    }

    Var of(ScalarType type) {
      return byType.computeIfAbsent(
          type, t -> new Var(name + "." + t.name().toLowerCase(Locale.ROOT), t));
    }

    /** What the variable refers to where paths meet on which it was given different lists. */
    ArrayVar joined(ArrayType type) {
      return joined.computeIfAbsent(type, t -> new ArrayVar(name + ".list", t));
    }

    /** What the variable refers to after it was given what another variable refers to. */
    ArrayVar alias(ArrayType type) {
      return aliases.computeIfAbsent(type, t -> new ArrayVar(name + ".alias", t));
    }

    Var rowIndex(int axis) {
      while (rowIndices.size() <= axis) {
        rowIndices.add(new Var(name + ".row" + rowIndices.size(), ScalarType.INT));
      }
      return rowIndices.get(axis);
    }
  }

  /** The variables that were read as a number of several types, since this was last cleared. */
  Set<String> dynamicReads() {
    return dynamicReads;
  }

  /** Whether a variable has a value on every path to here. */
  boolean isBound(String key) {
    return !(writer.here().get(key) instanceof Slot.Scalars(Set<Kind> kinds)
        && kinds.contains(Kind.UNBOUND));
  }

  /** The kernel's variables that stand for memory which other threads can write. */
  Set<Var> mirrors() {
    Set<Var> result = new HashSet<>();
    variables.forEach(
        (key, vars) -> {
          if (key.startsWith(ATTRIBUTE)) {
            result.addAll(vars.byType.values());
          }
        });
    return result;
  }

  /** The variables of the parts of a parameter that is a complex number. */
  List<Var> complexParameter(String name) {
    LocalVars vars = vars(name);
    return List.of(vars.real, vars.imag);
  }

  /** The kernel's variable for a scalar parameter of the function. */
  Var parameter(String name, ScalarType type) {
    return vars(name).of(type);
  }

  private LocalVars vars(String name) {
    return variables.computeIfAbsent(name, LocalVars::new);
  }

  private void bindArray(String key, Value.Array array, SSTNode name) {
    LocalVars vars = vars(key);
    if (array.ref() instanceof ArrayVar) {
      // A variable of its own, since the other one may come to refer to something else.
      ArrayVar alias = vars.alias(array.type());
      writer.referTo(alias, array, at(name));
      writer.here().put(key, new Slot.Array(new Value.Array(alias, List.of())));
      return;
    }
    List<Expr> indices = new ArrayList<>();
    for (int axis = 0; axis < array.indices().size(); axis++) {
      Var index = vars.rowIndex(axis);
      writer.assign(index, array.indices().get(axis));
      indices.add(local(index));
    }
    Value.Array row = new Value.Array(array.ref(), indices);
    writer.checkRow(row, at(name));
    writer.here().put(key, new Slot.Array(row));
  }

  /** Gives a local variable a value. */
  void bind(String key, Value value, SSTNode name) {
    LocalVars vars = vars(key);
    switch (value) {
      case Value.Scalar s -> {
        writer.assign(vars.of(s.type()), s.expr());
        writer.here().put(key, Slot.Scalars.of(Kind.of(s.type())));
      }
      case Value.Dynamic d -> {
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        d.cases().keySet().forEach(type -> kinds.add(Kind.of(type)));
        numbers.byCase(
            d,
            s -> {
              writer.assign(vars.of(s.type()), s.expr());
              writer.assign(vars.tag, constant(Kind.of(s.type()).tag()));
            });
        writer.here().put(key, new Slot.Scalars(kinds));
      }
      case Value.Complex _ -> {
        // Both parts are computed before either changes: they may depend on the old ones.
        Value.Complex kept = (Value.Complex) writer.settled(value);
        writer.assign(vars.real, kept.real());
        writer.assign(vars.imag, kept.imag());
        writer.here().put(key, Slot.Scalars.of(Kind.COMPLEX));
      }
      case Value.Character c -> {
        writer.assign(vars.character, c.codePoint());
        writer.here().put(key, Slot.Scalars.of(Kind.CHARACTER));
      }
      case Value.TextOperand _, Value.TextConstant _ ->
          writer.here().put(key, new Slot.Fixed(value));
      case Value.ComplexList list -> bindArray(key, list.array(), name);
      case Value.ComplexArray(Value.Array parts) -> bindArray(key, parts, name);
      case Value.Array a -> bindArray(key, a, name);
      case Value.EmptyList empty -> bind(key, writer.newList(empty), name);
      case Value.Tuple tuple -> {
        for (int i = 0; i < tuple.items().size(); i++) {
          bind(key + "." + i, tuple.items().get(i), name);
        }
        writer.here().put(key, new Slot.TupleOf(tuple.items().size()));
      }
      case Value.None _ -> writer.here().put(key, new Slot.Nothing());
      case Value.Instance(int argument) -> writer.here().put(key, new Slot.Instance(argument));
      case Value.Method m -> throw unsupported(describe(m) + " in a variable", name);
      case Value.Outside o -> throw unsupported(describe(o) + " in a variable", name);
    }
  }

  /** The value of a variable; {@code name} is what the guest calls it. */
  Value read(String key, String name, SSTNode where) {
    LocalVars vars = vars(key);
    return switch (writer.here().get(key)) {
      case Slot.Array(Value.Array array) -> Value.seen(array);
      case Slot.ListOf(ArrayType type) -> Value.seen(new Value.Array(vars.joined(type), List.of()));
      case Slot.Fixed(Value value) -> value;
      case Slot.TupleOf(int size) -> {
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          items.add(read(key + "." + i, name, where));
        }
        yield new Value.Tuple(items);
      }
      case Slot.Nothing() -> new Value.None();
      case Slot.Instance(int argument) -> new Value.Instance(argument);
      case Slot.Conflict() ->
          throw unsupported(name + ", which is not one thing on every path to here", where);
      case Slot.Scalars(Set<Kind> possible) -> {
        Set<Kind> kinds = withoutNone(key, possible, where);
        if (kinds.contains(Kind.UNBOUND)) {
          if (kinds.size() == 1) {
            throw new UnboundException(name, at(where));
          }
          writer.emit(
              new Stmt.If(
                  intCompare(BinaryOp.INT_EQ, local(vars.tag), constant(Kind.UNBOUND.tag())),
                  List.of(new Stmt.Bail(BailReason.UNBOUND, at(where), -1)),
                  List.of()));
          if (!writer.isLazy()) {
            Set<Kind> bound = EnumSet.copyOf(kinds);
            bound.remove(Kind.UNBOUND);
            writer.here().put(key, new Slot.Scalars(bound));
          }
        }
        if (kinds.contains(Kind.COMPLEX)) {
          only(Kind.COMPLEX, kinds, key, where);
          yield new Value.Complex(local(vars.real), local(vars.imag));
        }
        if (kinds.contains(Kind.CHARACTER)) {
          only(Kind.CHARACTER, kinds, key, where);
          yield new Value.Character(local(vars.character));
        }
        List<ScalarType> types = kinds.stream().filter(Kind::isScalar).map(Kind::type).toList();
        if (types.size() == 1) {
          yield new Value.Scalar(local(vars.of(types.getFirst())));
        }
        dynamicReads.add(key);
        Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
        types.forEach(type -> cases.put(type, local(vars.of(type))));
        yield new Value.Dynamic(vars.tag, cases);
      }
    };
  }

  /**
   * Ends the kernel unless a variable holds what operations cannot choose by tag. In a loop that
   * was entered with something else ({@code z = 0}) the first iteration is peeled instead.
   */
  private void only(Kind kind, Set<Kind> kinds, String key, SSTNode where) {
    if (kinds.stream().anyMatch(Kind::isScalar)
        || kinds.contains(Kind.COMPLEX) && kinds.contains(Kind.CHARACTER)) {
      dynamicReads.add(key);
      writer.emit(
          new Stmt.If(
              intCompare(BinaryOp.INT_NE, local(vars(key).tag), constant(kind.tag())),
              List.of(new Stmt.Bail(BailReason.TYPE, at(where), -1)),
              List.of()));
      if (!writer.isLazy()) {
        writer.here().put(key, Slot.Scalars.of(kind));
      }
    }
  }

  /** Ends the kernel where a variable that may be {@code None} is to be a number, and is not. */
  private Set<Kind> withoutNone(String key, Set<Kind> possible, SSTNode where) {
    if (!possible.contains(Kind.NONE)) {
      return possible;
    }
    dynamicReads.add(key);
    bailIf(key, Kind.NONE, BailReason.TYPE, where);
    Set<Kind> rest = EnumSet.copyOf(possible);
    rest.remove(Kind.NONE);
    if (!writer.isLazy()) {
      writer.here().put(key, new Slot.Scalars(rest));
    }
    return rest;
  }

  /** Whether a variable is {@code None}, where only its tag tells. */
  Optional<Expr> isNone(String key, SSTNode where) {
    if (!(writer.here().get(key) instanceof Slot.Scalars(Set<Kind> kinds))
        || !kinds.contains(Kind.NONE)) {
      return Optional.empty();
    }
    dynamicReads.add(key);
    if (kinds.contains(Kind.UNBOUND)) {
      bailIf(key, Kind.UNBOUND, BailReason.UNBOUND, where);
    }
    return Optional.of(
        intCompare(BinaryOp.INT_EQ, local(vars(key).tag), constant(Kind.NONE.tag())));
  }

  private void bailIf(String key, Kind kind, BailReason reason, SSTNode where) {
    writer.emit(
        new Stmt.If(
            intCompare(BinaryOp.INT_EQ, local(vars(key).tag), constant(kind.tag())),
            List.of(new Stmt.Bail(reason, at(where), -1)),
            List.of()));
  }

  /** Sets the tags that the place ahead relies on and that are not kept here. */
  void conform(Environment from, Optional<Environment> to) {
    if (to.isEmpty()) {
      return;
    }
    to.get()
        .slots()
        .forEach(
            (name, slot) -> {
              if (slot instanceof Slot.Scalars wanted
                  && wanted.tagged()
                  && from.get(name) instanceof Slot.Scalars given
                  && !given.tagged()) {
                writer.assign(vars(name).tag, constant(given.kinds().iterator().next().tag()));
              }
              if (slot instanceof Slot.Scalars && from.get(name) instanceof Slot.Nothing) {
                writer.assign(vars(name).tag, constant(Kind.NONE.tag()));
              }
              if (slot instanceof Slot.ListOf(ArrayType type)
                  && from.get(name) instanceof Slot.Array(Value.Array given)) {
                writer.referTo(vars(name).joined(type), given, Position.NONE);
              }
            });
  }
}
