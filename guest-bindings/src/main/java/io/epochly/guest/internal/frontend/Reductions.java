package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;

import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.ComprehensionTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.KeywordTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lowers the builtins that run over something and give one value: {@code sum}, {@code any}, {@code
 * all}, {@code min} and {@code max}, and {@code math.prod}. The guest adds and multiplies one after
 * the other, without compensation, and so does the loop that a call becomes.
 */
final class Reductions {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final Operators operators;
  private final LocalVariables variables;
  private final Generators generators;
  private final Expressions expressions;

  Reductions(
      KernelWriter writer,
      Numbers numbers,
      Operators operators,
      LocalVariables variables,
      Generators generators,
      Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.operators = operators;
    this.variables = variables;
    this.generators = generators;
    this.expressions = expressions;
  }

  /** The value of a call, if it is one of these. */
  Optional<Value> call(NameScope.Binding binding, ExprTy.Call e) {
    int count = e.args == null ? 0 : e.args.length;
    boolean keywords = e.keywords != null && e.keywords.length > 0;
    if (count == 0 || e.args[0] instanceof ExprTy.Starred) {
      return Optional.empty();
    }
    return switch (binding) {
      case NameScope.Binding.Builtin(String name) ->
          switch (name) {
            case "sum" -> accumulated(OperatorTy.Add, 0, start(e, count, 2), e);
            case "any" -> keywords || count != 1 ? Optional.empty() : found(true, e);
            case "all" -> keywords || count != 1 ? Optional.empty() : found(false, e);
            case "min" -> keywords || count != 1 ? Optional.empty() : extreme(CmpOpTy.Lt, e);
            case "max" -> keywords || count != 1 ? Optional.empty() : extreme(CmpOpTy.Gt, e);
            default -> Optional.empty();
          };
      case NameScope.Binding.MathFunction(String name) when name.equals("prod") ->
          accumulated(OperatorTy.Mult, 1, start(e, count, 1), e);
      default -> Optional.empty();
    };
  }

  /** The argument that says where to begin, by its name or as the last of {@code most}. */
  private static Optional<ExprTy> start(ExprTy.Call e, int count, int most) {
    if (count > most) {
      throw unsupported(count + " arguments here", e);
    }
    Optional<ExprTy> start = count == 2 ? Optional.of(e.args[1]) : Optional.empty();
    if (e.keywords != null) {
      for (KeywordTy keyword : e.keywords) {
        if (!"start".equals(keyword.arg) || start.isPresent()) {
          throw unsupported("this keyword argument", keyword);
        }
        start = Optional.of(keyword.value);
      }
    }
    if (start.isPresent() && !isFixed(start.get())) {
      // The start is computed behind what is run over, but is needed before the loop.
      ExprTy first =
          e.args[0] instanceof ExprTy.GeneratorExp generator
              ? generator.generators[0].iter
              : e.args[0];
      if (Calls.in(start.get()) || Calls.in(first)) {
        throw unsupported("a start value beside calls", e);
      }
    }
    return start;
  }

  /** Whether no call can change what this gives, which is a number. */
  private static boolean isFixed(ExprTy start) {
    return switch (start) {
      case ExprTy.Constant _, ExprTy.Name _ -> true;
      case ExprTy.UnaryOp u -> isFixed(u.operand);
      default -> false;
    };
  }

  private Optional<Value> accumulated(
      OperatorTy op, long neutral, Optional<ExprTy> given, ExprTy.Call e) {
    Value start =
        given.isPresent()
            ? expressions.expression(given.get())
            : new Value.Scalar(constant(neutral));
    if (!NumberMethods.isNumber(start)) {
      throw unsupported(describe(start) + " as the value to start from", e);
    }
    String key = generators.prefix(e) + "=total";
    variables.bind(key, start, e);
    generators.each(
        e,
        e.args[0],
        item ->
            variables.bind(
                key, operators.binary(op, variables.read(key, "the total", e), item, e), e));
    Value total = variables.read(key, "the total", e);
    return Optional.of(
        given.isEmpty() && total instanceof Value.Dynamic d && !filters(e.args[0])
            ? notEmpty(d, e)
            : total);
  }

  private static boolean filters(ExprTy iterable) {
    if (iterable instanceof ExprTy.GeneratorExp generator) {
      for (ComprehensionTy c : generator.generators) {
        if (c.ifs != null && c.ifs.length > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Of nothing the guest gives an int, even where the items are floats. That would make an int or a
   * float of whatever is computed from the total, so a call that comes to it runs plain.
   */
  private Value notEmpty(Value.Dynamic total, ExprTy.Call e) {
    if (!total.cases().keySet().equals(EnumSet.of(ScalarType.INT, ScalarType.FLOAT))) {
      return total;
    }
    writer.emit(
        new Stmt.If(
            intCompare(BinaryOp.INT_NE, local(total.tag()), constant(Kind.FLOAT.tag())),
            List.of(new Stmt.Bail(BailReason.TYPE, at(e), -1)),
            List.of()));
    Map<ScalarType, Expr> cases = total.cases();
    return new Value.Scalar(cases.get(ScalarType.FLOAT));
  }

  /** Whether an item whose truth is {@code wanted} decides, for {@code any} and {@code all}. */
  private Optional<Value> found(boolean wanted, ExprTy.Call e) {
    Var result = writer.temporary(ScalarType.BOOL);
    Label end = new Label((wanted ? "any" : "all") + at(e).line());
    List<Stmt> search =
        writer.inBlock(
            () -> {
              writer.assign(result, constant(!wanted));
              generators.each(
                  e,
                  e.args[0],
                  item -> {
                    Expr truth = numbers.truth(item, e);
                    writer.emit(
                        new Stmt.If(
                            wanted ? truth : not(truth),
                            List.of(new Stmt.Assign(result, constant(wanted)), new Stmt.Break(end)),
                            List.of()));
                  });
            });
    writer.emit(new Stmt.Block(end, search));
    return Optional.of(new Value.Scalar(local(result)));
  }

  /** The first item that no later one is before (min) or behind (max). */
  private Optional<Value> extreme(CmpOpTy before, ExprTy.Call e) {
    String key = generators.prefix(e) + "=best";
    writer.here().slots().keySet().removeIf(k -> k.startsWith(key));
    Var some = writer.temporary(ScalarType.BOOL);
    writer.assign(some, constant(false));
    generators.each(e, e.args[0], item -> better(key, some, before, writer.settled(item), e));
    writer.emit(
        new Stmt.If(
            not(local(some)), List.of(new Stmt.Bail(BailReason.DOMAIN, at(e), -1)), List.of()));
    return Optional.of(variables.read(key, "the best item", e));
  }

  /** Keeps an item if it is the first, or better than the best so far. */
  private void better(String key, Var some, CmpOpTy before, Value item, ExprTy.Call e) {
    if (!NumberMethods.isNumber(item)) {
      throw unsupported("the least or greatest of " + describe(item), e);
    }
    Environment known = writer.here();
    writer.setEnv(Optional.of(known.copy()));
    List<Stmt> first =
        writer.inBlock(
            () -> {
              writer.assign(some, constant(true));
              variables.bind(key, item, e);
            });
    Optional<Environment> afterFirst = writer.env();
    writer.setEnv(Optional.of(known.copy()));
    List<Stmt> later =
        writer.inBlock(
            () ->
                writer.reachUnlessUnbound(
                    () -> {
                      Value best = writer.settled(variables.read(key, "the best item", e));
                      Expr wins = operators.compare(before, item, best, e);
                      variables.bind(key, numbers.choose(wins, () -> item, () -> best, e), e);
                    }));
    Optional<Environment> afterLater = writer.env();
    Optional<Environment> after = Environment.join(afterFirst, afterLater);
    afterFirst.ifPresent(env -> first.addAll(writer.inBlock(() -> variables.conform(env, after))));
    afterLater.ifPresent(env -> later.addAll(writer.inBlock(() -> variables.conform(env, after))));
    writer.emit(new Stmt.If(local(some), later, first));
    writer.setEnv(after);
  }
}
