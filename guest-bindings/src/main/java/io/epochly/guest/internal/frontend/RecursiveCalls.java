package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lowers functions that call themselves, also by way of others, to functions of the kernel: one for
 * each combination of argument types; other functions too where bodies in the place of the calls
 * would make a kernel too large. What such a function returns is found by lowering it again until
 * nothing new turns up; a call met before anything is known is one that does not return.
 */
final class RecursiveCalls {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final ElementTypes elementTypes;
  private final LoopLowering loops;
  private final boolean all;
  private final Map<Key, Instance> instances = new LinkedHashMap<>();
  private int made;

  /**
   * @param all whether functions that do not call themselves are to be functions of the kernel too
   */
  RecursiveCalls(
      KernelWriter writer,
      LocalVariables variables,
      ElementTypes elementTypes,
      LoopLowering loops,
      boolean all) {
    this.writer = writer;
    this.variables = variables;
    this.elementTypes = elementTypes;
    this.loops = loops;
    this.all = all;
  }

  /** Whether functions that do not call themselves are to come here too. */
  boolean wantsAll() {
    return all;
  }

  /** Whether a function of a kernel can be given such arguments. */
  static boolean take(Collection<Value> arguments) {
    return arguments.stream().allMatch(value -> argument(value).isPresent());
  }

  private static Optional<Argument> argument(Value value) {
    return switch (value) {
      case Value.Scalar s -> Optional.of(new Argument.Number(s.type()));
      case Value.Complex _ -> Optional.of(new Argument.Complex());
      case Value.ComplexList list -> argument(list.array());
      case Value.ComplexArray(Value.Array parts) when parts.indices().isEmpty() -> argument(parts);
      case Value.Array a when a.indices().isEmpty() && a.ref() instanceof ArrayParam param ->
          Optional.of(new Argument.Same(param));
      case Value.Array a when !a.ref().type().storage().isBuffer() ->
          Optional.of(new Argument.MadeList(a.type()));
      case Value.None _ -> Optional.of(new Argument.Nothing());
      default -> Optional.empty();
    };
  }

  /** What makes two calls calls of one function. */
  private record Key(Binding.Function function, List<Argument> arguments) {}

  /** What is known of an argument before the call. */
  private sealed interface Argument {
    record Number(ScalarType type) implements Argument {}

    record Complex() implements Argument {}

    record MadeList(ArrayType type) implements Argument {}

    /** An array of the kernel's own arguments, which the function reaches by itself. */
    record Same(ArrayParam param) implements Argument {}

    record Nothing() implements Argument {}
  }

  /** What a function returns. */
  sealed interface Shape {
    record Number(ScalarType type) implements Shape {}

    record Complex() implements Shape {}

    record MadeList(ArrayType type) implements Shape {}

    record Nothing() implements Shape {}

    record Several(List<Shape> items) implements Shape {}
  }

  /** A function being lowered, or done. */
  static final class Instance {
    private final Callee callee;
    private final List<Var> scalars = new ArrayList<>();
    private final List<ArrayVar> lists = new ArrayList<>();
    private Optional<Shape> result = Optional.empty();
    private List<Stmt> body = List.of();

    private Instance(Callee callee) {
      this.callee = callee;
    }
  }

  /** The functions that calls were lowered to. */
  List<Function> functions() {
    return instances.values().stream()
        .map(
            instance ->
                new Function(
                    instance.callee,
                    instance.scalars,
                    instance.lists,
                    scalars(instance.result.orElseThrow()),
                    lists(instance.result.orElseThrow()),
                    instance.body))
        .toList();
  }

  private static List<ScalarType> scalars(Shape shape) {
    return switch (shape) {
      case Shape.Number(ScalarType type) -> List.of(type);
      case Shape.Complex() -> List.of(ScalarType.FLOAT, ScalarType.FLOAT);
      case Shape.MadeList _, Shape.Nothing _ -> List.of();
      case Shape.Several(List<Shape> items) ->
          items.stream().flatMap(item -> scalars(item).stream()).toList();
    };
  }

  private static List<ArrayType> lists(Shape shape) {
    return switch (shape) {
      case Shape.MadeList(ArrayType type) -> List.of(type);
      case Shape.Number _, Shape.Complex _, Shape.Nothing _ -> List.of();
      case Shape.Several(List<Shape> items) ->
          items.stream().flatMap(item -> lists(item).stream()).toList();
    };
  }

  /**
   * Calls a function of the kernel.
   *
   * @param values the arguments, each in a place of its own, in the order of the parameters
   * @param body lowers the function's body in the current frame
   */
  Value call(
      Binding.Function function,
      StmtTy.FunctionDef definition,
      List<String> path,
      Map<String, Value> values,
      Runnable body,
      SSTNode where) {
    FunctionSource called = function.source();
    List<Argument> arguments = new ArrayList<>();
    List<Expr> scalars = new ArrayList<>();
    List<ArrayVar> lists = new ArrayList<>();
    for (Value value : values.values()) {
      Argument argument =
          argument(value)
              .orElseThrow(
                  () ->
                      unsupported(
                          describe(value)
                              + " as an argument of "
                              + called.name()
                              + "(), which is recursive",
                          where));
      arguments.add(argument);
      if (value instanceof Value.Scalar s) {
        scalars.add(s.expr());
      } else if (value instanceof Value.Complex(Expr real, Expr imag)) {
        scalars.add(real);
        scalars.add(imag);
      } else if (argument instanceof Argument.MadeList) {
        Value.Array list = Value.list(value).orElseThrow();
        lists.add(writer.reference(list, at(where)));
      }
    }
    Key key = new Key(function, arguments);
    Instance instance = instances.get(key);
    if (instance == null) {
      instance = lower(key, definition, path, List.copyOf(values.keySet()), lists, body, where);
    } else {
      follow(instance, lists);
    }
    if (instance.result.isEmpty()) {
      throw new NeverReturns();
    }
    List<Var> scalarResults =
        scalars(instance.result.get()).stream().map(writer::temporary).toList();
    List<ArrayVar> listResults =
        lists(instance.result.get()).stream().map(writer::temporaryList).toList();
    writer.emit(
        new Stmt.Invoke(
            scalarResults,
            listResults,
            instance.callee,
            scalars,
            lists,
            writer.frame().depth() + 1,
            at(where)));
    loops.keepLengths(at(where));
    return value(
        instance.result.get(), new ArrayList<>(scalarResults), new ArrayList<>(listResults));
  }

  /** Whether functions are being lowered of which it is not known yet what they return. */
  boolean isIncomplete() {
    return instances.values().stream().anyMatch(instance -> instance.result.isEmpty());
  }

  private void follow(Instance instance, List<ArrayVar> lists) {
    for (int i = 0; i < lists.size(); i++) {
      elementTypes.follow(instance.lists.get(i), new Value.Array(lists.get(i), List.of()));
    }
  }

  private static Value value(Shape shape, List<Var> scalars, List<ArrayVar> lists) {
    return switch (shape) {
      case Shape.Number _ -> new Value.Scalar(local(scalars.removeFirst()));
      case Shape.Complex _ ->
          new Value.Complex(local(scalars.removeFirst()), local(scalars.removeFirst()));
      case Shape.MadeList _ -> Value.seen(new Value.Array(lists.removeFirst(), List.of()));
      case Shape.Nothing _ -> new Value.None();
      case Shape.Several(List<Shape> items) ->
          new Value.Tuple(items.stream().map(item -> value(item, scalars, lists)).toList());
    };
  }

  private Instance lower(
      Key key,
      StmtTy.FunctionDef definition,
      List<String> path,
      List<String> parameters,
      List<ArrayVar> lists,
      Runnable body,
      SSTNode where) {
    FunctionSource source = key.function().source();
    String name = source.name();
    String prefix = name + "#" + made++ + ".";
    Instance instance = new Instance(new Callee(name));
    instances.put(key, instance);
    Environment entry = new Environment();
    int list = 0;
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = prefix + parameters.get(i);
      switch (key.arguments().get(i)) {
        case Argument.Number(ScalarType type) -> {
          instance.scalars.add(variables.parameter(parameter, type));
          entry.put(parameter, Slot.Scalars.of(Kind.of(type)));
        }
        case Argument.Complex() -> {
          instance.scalars.addAll(variables.complexParameter(parameter));
          entry.put(parameter, Slot.Scalars.of(Kind.COMPLEX));
        }
        case Argument.MadeList(ArrayType type) -> {
          ArrayVar var = new ArrayVar(parameter, type);
          instance.lists.add(var);
          elementTypes.follow(var, new Value.Array(lists.get(list++), List.of()));
          entry.put(parameter, new Slot.Array(new Value.Array(var, List.of())));
        }
        case Argument.Same(ArrayParam param) ->
            entry.put(parameter, new Slot.Array(new Value.Array(param, List.of())));
        case Argument.Nothing() -> entry.put(parameter, new Slot.Nothing());
      }
    }
    Frame frame =
        new Frame(
            source,
            definition,
            Locals.of(definition),
            prefix,
            path,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(instance));
    Optional<Environment> caller = writer.env();
    while (true) {
      Optional<Shape> before = instance.result;
      Set<Key> known = Set.copyOf(instances.keySet());
      writer.setEnv(Optional.of(entry.copy()));
      instance.body = writer.apart(() -> writer.within(frame, () -> loops.apart(body)));
      if (instance.result.equals(before)) {
        break;
      }
      // They were lowered with too little known of this one.
      instances.keySet().retainAll(known);
    }
    writer.setEnv(caller);
    if (instance.result.isEmpty()) {
      instances.remove(key);
      if (isIncomplete()) {
        throw new NeverReturns();
      }
      throw unsupported("a call of " + name + "(), which does not return", where);
    }
    return instance;
  }

  /** Ends the function being lowered with a value. */
  void returnValue(Instance instance, Value value, SSTNode where) {
    Value kept = value instanceof Value.EmptyList empty ? writer.newList(empty) : value;
    Shape shape = shape(kept, instance, where);
    if (instance.result.isPresent() && !instance.result.get().equals(shape)) {
      throw unsupported(
          "returning values of several types from " + instance.callee + "(), which is recursive",
          where);
    }
    instance.result = Optional.of(shape);
    writer.emit(new Stmt.Return(result(kept, where)));
    writer.setEnv(Optional.empty());
  }

  private static Shape shape(Value value, Instance instance, SSTNode where) {
    return switch (value) {
      case Value.Scalar s -> new Shape.Number(s.type());
      case Value.Complex _ -> new Shape.Complex();
      case Value.ComplexList list -> shape(list.array(), instance, where);
      case Value.Array a when !a.ref().type().storage().isBuffer() -> new Shape.MadeList(a.type());
      case Value.None _ -> new Shape.Nothing();
      case Value.Tuple t ->
          new Shape.Several(t.items().stream().map(item -> shape(item, instance, where)).toList());
      default ->
          throw unsupported(
              "returning "
                  + describe(value)
                  + " from "
                  + instance.callee
                  + "(), which is recursive",
              where);
    };
  }

  private Result result(Value value, SSTNode where) {
    return switch (value) {
      case Value.Scalar s -> new Result.Scalar(s.expr());
      case Value.Complex z ->
          new Result.Tuple(List.of(new Result.Scalar(z.real()), new Result.Scalar(z.imag())));
      case Value.ComplexList list -> result(list.array(), where);
      case Value.Array a -> new Result.Array(writer.reference(a, at(where)));
      case Value.Tuple t ->
          new Result.Tuple(t.items().stream().map(item -> result(item, where)).toList());
      default -> new Result.None();
    };
  }
}
