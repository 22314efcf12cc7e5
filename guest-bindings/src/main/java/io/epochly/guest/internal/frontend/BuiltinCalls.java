package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.toFloat;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;
import static io.epochly.guest.internal.frontend.ScalarExprs.truncated;

import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.UnaryOp;
import java.util.ArrayList;
import java.util.List;

/** Lowers calls of builtins and of functions of {@code math}. */
final class BuiltinCalls {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final Operators operators;

  BuiltinCalls(KernelWriter writer, Numbers numbers, Operators operators) {
    this.writer = writer;
    this.numbers = numbers;
    this.operators = operators;
  }

  Value builtin(String name, List<Value> values, ExprTy.Call e) {
    Position at = at(e);
    int count = values.size();
    return switch (name + "/" + count) {
      case "len/1" -> {
        if (values.getFirst() instanceof Value.Array array) {
          yield new Value.Scalar(array.length(at));
        }
        if (values.getFirst() instanceof Value.Tuple tuple) {
          yield new Value.Scalar(constant(tuple.items().size()));
        }
        if (values.getFirst() instanceof Value.EmptyList) {
          yield new Value.Scalar(constant(0));
        }
        if (values.getFirst() instanceof Value.Text text) {
          yield new Value.Scalar(Characters.length(text, at));
        }
        if (values.getFirst() instanceof Value.ComplexArray array) {
          yield new Value.Scalar(array.parts().length(at));
        }
        if (values.getFirst() instanceof Value.ComplexList list) {
          yield new Value.Scalar(list.length());
        }
        throw unsupported("len() of " + describe(values.getFirst()), e);
      }
      case "ord/1" -> new Characters(writer, numbers).ord(values.getFirst(), e);
      case "chr/1" -> new Characters(writer, numbers).chr(values.getFirst(), e);
      case "complex/0", "complex/1", "complex/2" ->
          new ComplexNumbers(writer, numbers).made(values, e);
      case "abs/1" ->
          values.getFirst() instanceof Value.Complex z
              ? ComplexNumbers.absolute(z, e)
              : numbers.onNumber(
                  values.getFirst(),
                  e,
                  x ->
                      new Value.Scalar(
                          x.type() == ScalarType.FLOAT
                              ? new Expr.Unary(UnaryOp.FLOAT_ABS, x, false, at)
                              : new Expr.Unary(UnaryOp.INT_ABS, toInt(x), true, at)));
      case "int/0" -> new Value.Scalar(constant(0));
      case "float/0" -> new Value.Scalar(new Expr.FloatConst(0.0));
      case "bool/0" -> new Value.Scalar(constant(false));
      case "int/1" ->
          numbers.onNumber(values.getFirst(), e, x -> new Value.Scalar(truncated(x, at)));
      case "float/1" -> numbers.onNumber(values.getFirst(), e, x -> new Value.Scalar(toFloat(x)));
      case "bool/1" -> new Value.Scalar(numbers.truth(values.getFirst(), e));
      case "round/1" ->
          numbers.onNumber(
              values.getFirst(),
              e,
              x ->
                  new Value.Scalar(
                      x.type() == ScalarType.FLOAT
                          ? new Expr.Call(Intrinsic.ROUND, List.of(x), at)
                          : toInt(x)));
      case "round/2" -> roundDigits(values, e);
      case "pow/2" -> operators.binary(OperatorTy.Pow, values.get(0), values.get(1), e);
      case "pow/3" ->
          numbers.onAll(
              values,
              List.of(),
              e,
              x -> {
                for (Expr argument : x) {
                  if (argument.type() == ScalarType.FLOAT) {
                    throw unsupported("pow() of floats with a modulus", e);
                  }
                }
                return new Value.Scalar(
                    new Expr.Call(
                        Intrinsic.POW_MOD, x.stream().map(ScalarExprs::toInt).toList(), at));
              });
      case "divmod/2" -> {
        Value left = writer.settled(values.get(0));
        Value right = writer.settled(values.get(1));
        yield new Value.Tuple(
            List.of(
                operators.binary(OperatorTy.FloorDiv, left, right, e),
                operators.binary(OperatorTy.Mod, left, right, e)));
      }
      default -> {
        if (count >= 2 && (name.equals("min") || name.equals("max"))) {
          yield extreme(values, name.equals("min") ? CmpOpTy.Lt : CmpOpTy.Gt, e);
        }
        throw unsupported("a call of " + name + "() with " + count + " arguments", e);
      }
    };
  }

  Value mathCall(MathCalls.Shape shape, String name, List<Value> values, ExprTy.Call e) {
    return numbers.onAll(
        values,
        List.of(),
        e,
        arguments ->
            switch (shape) {
              case MathCalls.Shape.Function(Intrinsic ofFloats) -> {
                Intrinsic f = MathCalls.forArguments(ofFloats, arguments);
                List<Expr> converted = new ArrayList<>();
                for (int i = 0; i < arguments.size(); i++) {
                  Expr argument = arguments.get(i);
                  if (f.parameters().get(i) == ScalarType.FLOAT) {
                    converted.add(toFloat(argument));
                  } else if (argument.type() == ScalarType.FLOAT) {
                    throw unsupported("a float as argument of math." + name, e);
                  } else {
                    converted.add(toInt(argument));
                  }
                }
                yield new Value.Scalar(new Expr.Call(f, converted, at(e)));
              }
              case MathCalls.Shape.Rounding(Intrinsic f) ->
                  arguments.getFirst().type() == ScalarType.FLOAT
                      ? new Value.Scalar(new Expr.Call(f, arguments, at(e)))
                      : new Value.Scalar(toInt(arguments.getFirst()));
              case MathCalls.Shape.Truncation() ->
                  new Value.Scalar(truncated(arguments.getFirst(), at(e)));
              case MathCalls.Shape.Absolute() ->
                  new Value.Scalar(
                      new Expr.Unary(
                          UnaryOp.FLOAT_ABS, toFloat(arguments.getFirst()), false, at(e)));
            });
  }

  private Value roundDigits(List<Value> values, ExprTy.Call e) {
    return numbers.onAll(
        values,
        List.of(),
        e,
        x -> {
          if (x.get(1).type() == ScalarType.FLOAT) {
            throw unsupported("a float as number of digits of round()", e);
          }
          Expr digits = toInt(x.get(1));
          if (x.get(0).type() == ScalarType.FLOAT) {
            return new Value.Scalar(
                new Expr.Call(Intrinsic.ROUND_DIGITS, List.of(x.get(0), digits), at(e)));
          }
          if (digits instanceof Expr.IntConst(long n) && n >= 0) {
            return new Value.Scalar(toInt(x.get(0)));
          }
          throw unsupported("round() of an int to a variable number of digits", e);
        });
  }

  /** The first of the values that no later one is before (min) or behind (max). */
  private Value extreme(List<Value> values, CmpOpTy before, SSTNode where) {
    Value best = writer.settled(values.getFirst());
    for (Value value : values.subList(1, values.size())) {
      Value champion = best;
      Value challenger = writer.settled(value);
      Expr wins = operators.compare(before, challenger, champion, where);
      best = writer.settled(numbers.choose(wins, () -> challenger, () -> champion, where));
    }
    return best;
  }
}
