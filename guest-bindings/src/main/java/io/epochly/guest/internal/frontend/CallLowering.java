package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.Signatures.arguments;
import static io.epochly.guest.internal.frontend.Signatures.parameterNames;

import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.KeywordTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lowers calls: those of guest functions by lowering their bodies in the place of the call. */
final class CallLowering {
  private static final int INLINE_DEPTH = 12;

  private final KernelWriter writer;
  private final LocalVariables variables;
  private final OutsideNames outside;
  private final LoopLowering loops;
  private final Returns returns;
  private final RecursiveCalls recursion;
  private final BuiltinCalls builtins;
  private final Reductions reductions;
  private final MathLowering math;
  private final Expressions expressions;
  private final Statements statements;
  private final Lowering.Definitions definitions;

  CallLowering(
      KernelWriter writer,
      LocalVariables variables,
      OutsideNames outside,
      LoopLowering loops,
      Returns returns,
      RecursiveCalls recursion,
      BuiltinCalls builtins,
      Reductions reductions,
      MathLowering math,
      Expressions expressions,
      Statements statements,
      Lowering.Definitions definitions) {
    this.writer = writer;
    this.variables = variables;
    this.outside = outside;
    this.loops = loops;
    this.returns = returns;
    this.recursion = recursion;
    this.builtins = builtins;
    this.reductions = reductions;
    this.math = math;
    this.expressions = expressions;
    this.statements = statements;
    this.definitions = definitions;
  }

  /** {@code float("inf")} and the like, the usual way to write what no literal can. */
  Optional<Value> specialFloat(ExprTy.Call e) {
    boolean written =
        e.func instanceof ExprTy.Name name
            && name.id.equals("float")
            && writer.frame().key(name.id).isEmpty()
            && e.args != null
            && e.args.length == 1
            && e.args[0] instanceof ExprTy.Constant argument
            && argument.value.kind == ConstantValue.Kind.CODEPOINTS;
    if (!written
        || !(expressions.expression(e.func)
            instanceof Value.Outside(Binding.Builtin(String genuine), List<String> _))
        || !genuine.equals("float")
        || arguments(e) != 1) {
      return Optional.empty();
    }
    String text = ((ExprTy.Constant) e.args[0]).value.getCodePoints().toJavaString();
    return switch (text) {
      case "inf" -> Optional.of(new Value.Scalar(new Expr.FloatConst(Double.POSITIVE_INFINITY)));
      case "-inf" -> Optional.of(new Value.Scalar(new Expr.FloatConst(Double.NEGATIVE_INFINITY)));
      case "nan" -> Optional.of(new Value.Scalar(new Expr.FloatConst(Double.NaN)));
      default -> Optional.empty();
    };
  }

  Value call(ExprTy.Call e) {
    if (e.func instanceof ExprTy.Name name && writer.frame().key(name.id).isPresent()) {
      throw unsupported("a call of the local variable " + name.id, e);
    }
    Value callee = expressions.expression(e.func);
    if (callee instanceof Value.Method method) {
      return inlined(method.function(), method.path(), Optional.of(method.receiver()), e);
    }
    if (!(callee instanceof Value.Outside(Binding binding, List<String> path))) {
      throw unsupported("a call of " + describe(callee), e);
    }
    if (binding instanceof Binding.Function called) {
      return inlined(called, path, Optional.empty(), e);
    }
    Optional<Value> whole = reductions.call(binding, e).or(() -> math.call(binding, e));
    if (whole.isPresent()) {
      return whole.get();
    }
    int count = arguments(e);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(writer.before(expressions.expression(e.args[i]), e.args));
    }
    return switch (binding) {
      case Binding.Builtin(String name) -> builtins.builtin(name, values, e);
      case Binding.MathFunction(String name) ->
          MathCalls.lower(name, values.size())
              .map(shape -> builtins.mathCall(shape, name, values, e))
              .orElseThrow(
                  () -> unsupported("math." + name + " with " + values.size() + " arguments", e));
      default -> throw unsupported("a call of " + String.join(".", path), e);
    };
  }

  /**
   * Lowers the body of a called function in the place of the call.
   *
   * @param receiver what goes before the arguments of a method
   */
  private Value inlined(
      Binding.Function function,
      List<String> path,
      Optional<Value.Instance> receiver,
      ExprTy.Call e) {
    FunctionSource called = function.source();
    StmtTy.FunctionDef definition = definitions.find(called);
    boolean running = writer.frame().isRunning(called);
    if (!running && !recursion.wantsAll() && writer.frame().depth() >= INLINE_DEPTH) {
      throw unsupported("calls nested more than " + INLINE_DEPTH + " deep", e);
    }
    String prefix =
        "%s%s@%d:%d."
            .formatted(
                writer.frame().prefix(),
                called.name(),
                e.getSourceRange().startLine,
                e.getSourceRange().startColumn);
    Map<String, Value> values = boundArguments(called, definition, path, receiver, e);
    if (running || recursion.wantsAll() && RecursiveCalls.take(values.values())) {
      return recursion.call(function, definition, path, values, this::runBody, e);
    }
    Label label = new Label("call." + called.name());
    Environment entry = writer.here();
    entry.slots().keySet().removeIf(key -> key.startsWith(prefix));
    Optional<Environment> expected = Optional.empty();
    while (true) {
      Frame.ReturnPoint point = new Frame.ReturnPoint(label, prefix + "=result", expected);
      writer.setEnv(Optional.of(entry.copy()));
      Frame callee =
          new Frame(
              called,
              definition,
              Locals.of(definition),
              prefix,
              path,
              Optional.of(writer.frame()),
              Optional.empty(),
              Optional.of(point),
              writer.frame().instance());
      List<Stmt> block =
          writer.inBlock(() -> writer.within(callee, () -> loops.outside(() -> body(values, e))));
      if (point.reached.equals(expected)) {
        writer.emit(new Stmt.Block(label, block));
        writer.setEnv(expected);
        if (writer.env().isEmpty()) {
          if (recursion.isIncomplete()) {
            writer.setEnv(Optional.of(entry));
            throw new NeverReturns();
          }
          throw unsupported("a call of " + called.name() + "(), which does not return", e);
        }
        return variables.read(point.result, called.name() + "()", e);
      }
      expected = Environment.join(expected, point.reached);
    }
  }

  /** Lowers the body of the current function behind the binding of its parameters. */
  private void body(Map<String, Value> arguments, ExprTy.Call e) {
    arguments.forEach((name, value) -> variables.bind(writer.frame().prefix() + name, value, e));
    runBody();
  }

  private void runBody() {
    StmtTy.FunctionDef function = writer.frame().function();
    statements.statements(function.body);
    if (writer.env().isPresent()) {
      returns.returnValue(new Value.None(), function);
    }
  }

  /** What each parameter of a called function gets, in the order of the parameters. */
  private Map<String, Value> boundArguments(
      FunctionSource called,
      StmtTy.FunctionDef definition,
      List<String> path,
      Optional<Value.Instance> receiver,
      ExprTy.Call e) {
    List<String> parameters = parameterNames(definition);
    int positionalOnly =
        definition.args.posOnlyArgs == null ? 0 : definition.args.posOnlyArgs.length;
    int positional =
        positionalOnly + (definition.args.args == null ? 0 : definition.args.args.length);
    Map<String, Value> given = new HashMap<>();
    int bound = receiver.isPresent() ? 1 : 0;
    int count = e.args == null ? 0 : e.args.length;
    if (bound + count > positional) {
      throw unsupported("too many arguments of " + called.name() + "()", e);
    }
    receiver.ifPresent(object -> given.put(parameters.getFirst(), object));
    for (int i = 0; i < count; i++) {
      if (e.args[i] instanceof ExprTy.Starred) {
        throw unsupported("a starred argument", e.args[i]);
      }
      given.put(parameters.get(bound + i), writer.settled(expressions.expression(e.args[i])));
    }
    if (e.keywords != null) {
      for (KeywordTy keyword : e.keywords) {
        int place = keyword.arg == null ? -1 : parameters.indexOf(keyword.arg);
        if (place < positionalOnly || given.containsKey(keyword.arg)) {
          throw unsupported("this keyword argument of " + called.name() + "()", keyword);
        }
        given.put(keyword.arg, writer.settled(expressions.expression(keyword.value)));
      }
    }
    Map<String, Value> result = new LinkedHashMap<>();
    for (String parameter : parameters) {
      Value value = given.get(parameter);
      if (value == null) {
        List<String> defaultPath = new ArrayList<>(path);
        defaultPath.add(NameScope.INSIDE);
        defaultPath.add("=" + parameter);
        value = outside.operand(List.copyOf(defaultPath), "the default of " + parameter, e);
      }
      result.put(parameter, value);
    }
    return result;
  }
}
