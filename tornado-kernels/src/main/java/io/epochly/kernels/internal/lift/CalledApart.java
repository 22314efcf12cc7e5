package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes functions of the kernel of methods whose code cannot stand in the place of a call, as they
 * call themselves: one for each choice of the kernel's arrays that such a method is given.
 */
final class CalledApart {
  private final Inlining inlining;
  private final Map<Key, Callee> known = new HashMap<>();
  private final List<Function> functions = new ArrayList<>();
  private int results;

  /** What makes two calls calls of one function. */
  private record Key(MethodModel method, List<Given> arguments) {}

  /** What is known of an argument before the call. */
  private sealed interface Given {
    record Number(Kind kind) implements Given {}

    /** An array of the kernel's own arguments, or a row of it that so many indices reach. */
    record Same(ArrayParam array, int indices) implements Given {}

    /** What the caller's variable refers to. */
    record Referred(ArrayType type) implements Given {}
  }

  /** A function while it is made. */
  private static final class Making {
    private final List<Var> scalars = new ArrayList<>();
    private final List<ArrayVar> lists = new ArrayList<>();
    private final List<Stmt> start = new ArrayList<>();
  }

  CalledApart(Inlining inlining) {
    this.inlining = inlining;
  }

  /** The functions that were made. */
  List<Function> functions() {
    return List.copyOf(functions);
  }

  /** Whether a method that is given such arguments, and returns that, can be called so. */
  static boolean takes(List<Value> arguments, ClassDesc result) {
    return !result.isArray()
        && arguments.stream().allMatch(a -> a instanceof Value.Number || a instanceof Value.Array);
  }

  /**
   * Calls a method.
   *
   * @param body gets the call
   * @return the result, if the method has one
   * @throws Refusal where the method has no function
   */
  Optional<Value> call(
      Methods.Found method, List<Value> arguments, List<Stmt> body, Position position) {
    ClassDesc result = method.method().methodTypeSymbol().returnType();
    String name = method.owner().getSimpleName() + "." + method.method().methodName().stringValue();
    if (!takes(arguments, result)) {
      throw new Refusal(
          "the recursive call of " + name + ", which takes or gives more than numbers and arrays",
          position.line());
    }
    Key key = new Key(method.method(), arguments.stream().map(CalledApart::given).toList());
    Callee callee = known.get(key);
    if (callee == null) {
      callee = new Callee(name);
      make(key, callee, method, arguments, position.line());
    }
    List<Expr> scalars = new ArrayList<>();
    List<ArrayVar> lists = new ArrayList<>();
    for (Value argument : arguments) {
      switch (argument) {
        case Value.Number(Kind _, Expr number) -> scalars.add(number);
        case Value.Array(ArrayParam _, List<Expr> path) -> scalars.addAll(path);
        case Value.Array(ArrayVar var, List<Expr> _) -> lists.add(var);
        case Value.Layout _, Value.Comparison _ -> throw new IllegalStateException("an argument");
      }
    }
    Optional<Value.Number> value =
        result.descriptorString().equals("V")
            ? Optional.empty()
            : Optional.of(number(name + ".result" + ++results, Functions.kind(result)));
    body.add(
        new Stmt.Invoke(
            value.map(v -> ((Expr.Local) v.expr()).var()).stream().toList(),
            List.of(),
            callee,
            scalars,
            lists,
            // The stack of the JVM bounds them, as it does those of the method.
            0,
            position));
    return value.map(v -> v);
  }

  /** Makes a function, and those that it calls; none of them where one is refused. */
  private void make(Key key, Callee callee, Methods.Found method, List<Value> arguments, int line) {
    Map<Key, Callee> before = Map.copyOf(known);
    int count = functions.size();
    boolean done = false;
    try {
      known.put(key, callee);
      functions.add(made(callee, method, arguments, line));
      done = true;
    } finally {
      if (!done) {
        known.keySet().retainAll(before.keySet());
        functions.subList(count, functions.size()).clear();
      }
    }
  }

  private static Value.Number number(String name, Kind kind) {
    return new Value.Number(kind, new Expr.Local(Frame.variable(name, kind)));
  }

  private static Given given(Value argument) {
    return switch (argument) {
      case Value.Number(Kind kind, Expr _) -> new Given.Number(kind);
      case Value.Array(ArrayParam array, List<Expr> path) -> new Given.Same(array, path.size());
      case Value.Array(ArrayRef array, List<Expr> _) -> new Given.Referred(array.type());
      case Value.Layout _, Value.Comparison _ -> throw new IllegalStateException("an argument");
    };
  }

  private Function made(Callee callee, Methods.Found method, List<Value> arguments, int line) {
    Frame frame = inlining.frame(method, line);
    Making making = new Making();
    for (int i = 0; i < arguments.size(); i++) {
      parameter(frame, i, arguments.get(i), making);
    }
    ClassDesc result = method.method().methodTypeSymbol().returnType();
    List<ScalarType> results =
        result.descriptorString().equals("V")
            ? List.of()
            : List.of(Frame.type(Functions.kind(result)));
    return new Function(
        callee,
        making.scalars,
        making.lists,
        results,
        List.of(),
        inlining.apart(frame, making.start, line));
  }

  private void parameter(Frame frame, int index, Value argument, Making making) {
    int web = frame.webs.ofParameter(index);
    String name = frame.name(index);
    switch (argument) {
      case Value.Number(Kind kind, Expr _) -> {
        Var var = Frame.variable(name, kind);
        making.scalars.add(var);
        if (frame.webs.isAssigned(index)) {
          Var own = Frame.variable(name, kind);
          making.start.add(new Stmt.Assign(own, new Expr.Local(var)));
          frame.setNumber(web, own);
        } else {
          frame.setNumber(web, var);
        }
      }
      case Value.Array(ArrayParam array, List<Expr> path) when !path.isEmpty() -> {
        List<Var> indices = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
          Var given = Var.small(name + ".at" + i, ScalarType.INT);
          Var own = Var.small(name + ".at" + i, ScalarType.INT);
          making.scalars.add(given);
          making.start.add(new Stmt.Assign(own, new Expr.Local(given)));
          indices.add(own);
        }
        frame.setArray(web, new Frame.Binding(array, List.copyOf(indices)));
      }
      case Value.Array(ArrayParam array, List<Expr> _) ->
          frame.setArray(web, BlockLifter.start(inlining, frame, index, name, array, making.start));
      case Value.Array(ArrayRef array, List<Expr> _) -> {
        ArrayVar var = new ArrayVar(name, array.type());
        making.lists.add(var);
        frame.setArray(web, BlockLifter.start(inlining, frame, index, name, var, making.start));
      }
      case Value.Layout _, Value.Comparison _ -> throw new IllegalStateException("an argument");
    }
  }
}
