package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Numbers.scalar;
import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;
import static io.epochly.guest.internal.frontend.ScalarExprs.toFloat;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.KeywordTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lowers those functions of {@code math} that are not one intrinsic: the ones with any number of
 * arguments, with keywords, with pairs as results, and the ones that run over something. Each does
 * the guest's float operations in the guest's order.
 */
final class MathLowering {
  private static final Set<String> NAMES =
      Set.of(
          "comb",
          "perm",
          "gcd",
          "lcm",
          "isclose",
          "nextafter",
          "modf",
          "frexp",
          "hypot",
          "dist",
          "fsum",
          "sumprod");

  /** As many partial sums as the guest begins with; so many are never needed in practice. */
  private static final int PARTIALS = 32;

  private final KernelWriter writer;
  private final Numbers numbers;
  private final Generators generators;
  private final Expressions expressions;

  MathLowering(
      KernelWriter writer, Numbers numbers, Generators generators, Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.generators = generators;
    this.expressions = expressions;
  }

  /** The value of a call, if it is one of these. */
  Optional<Value> call(NameScope.Binding binding, ExprTy.Call e) {
    if (!(binding instanceof NameScope.Binding.MathFunction(String name))
        || !NAMES.contains(name)) {
      return Optional.empty();
    }
    ExprTy[] given = e.args == null ? new ExprTy[0] : e.args;
    for (ExprTy argument : given) {
      if (argument instanceof ExprTy.Starred) {
        throw unsupported("a starred argument", argument);
      }
    }
    if (name.equals("fsum") && given.length == 1 && keywords(e).isEmpty()) {
      return Optional.of(new Value.Scalar(exactSum(e)));
    }
    List<Value> values = new ArrayList<>();
    for (ExprTy argument : given) {
      values.add(writer.settled(expressions.expression(argument)));
    }
    Map<String, Value> named = new LinkedHashMap<>();
    keywords(e).forEach((key, node) -> named.put(key, writer.settled(value(node))));
    return Optional.of(
        switch (name) {
          case "isclose" -> close(values, named, e);
          case "nextafter" -> nextAfter(values, named, e);
          default -> {
            if (!named.isEmpty()) {
              throw unsupported("a keyword argument of math." + name, e);
            }
            yield positional(name, values, e);
          }
        });
  }

  private Value value(ExprTy node) {
    return expressions.expression(node);
  }

  private static Map<String, ExprTy> keywords(ExprTy.Call e) {
    Map<String, ExprTy> result = new LinkedHashMap<>();
    if (e.keywords != null) {
      for (KeywordTy keyword : e.keywords) {
        if (keyword.arg == null) {
          throw unsupported("arguments with **", keyword);
        }
        result.put(keyword.arg, keyword.value);
      }
    }
    return result;
  }

  private Value positional(String name, List<Value> values, ExprTy.Call e) {
    int count = values.size();
    return switch (name) {
      case "comb" -> {
        arity(name, count, 2, 2, e);
        yield intrinsic(Intrinsic.COMB, ints(values, name, e), e);
      }
      case "perm" -> {
        arity(name, count, 1, 2, e);
        yield intrinsic(
            count == 1 ? Intrinsic.FACTORIAL : Intrinsic.PERM, ints(values, name, e), e);
      }
      case "gcd" -> folded(Intrinsic.GCD, 0, ints(values, name, e), e);
      case "lcm" -> {
        for (Value value : values) {
          if (!(value instanceof Value.Scalar s) || s.type() != ScalarType.INT) {
            throw unsupported("math.lcm of something else than ints", e);
          }
        }
        yield folded(Intrinsic.LCM, 1, ints(values, name, e), e);
      }
      case "modf" -> {
        arity(name, count, 1, 1, e);
        Expr x = asFloat(values.getFirst(), e);
        yield pair(Intrinsic.MODF_FRACTION, Intrinsic.MODF_INTEGRAL, x, e);
      }
      case "frexp" -> {
        arity(name, count, 1, 1, e);
        Expr x = asFloat(values.getFirst(), e);
        yield pair(Intrinsic.FREXP_MANTISSA, Intrinsic.FREXP_EXPONENT, x, e);
      }
      case "hypot" -> {
        List<Expr> coordinates = new ArrayList<>();
        values.forEach(v -> coordinates.add(asFloat(v, e)));
        // The guest computes two coordinates in a way of their own.
        yield count == 2
            ? intrinsic(Intrinsic.HYPOT, coordinates, e)
            : new Value.Scalar(norm(each -> coordinates.forEach(each)));
      }
      case "dist" -> {
        arity(name, count, 2, 2, e);
        yield new Value.Scalar(
            norm(
                each ->
                    pairs(
                        name,
                        values.get(0),
                        values.get(1),
                        e,
                        (a, b) -> {
                          Expr x = writer.settled(toFloat(a));
                          Expr y = writer.settled(toFloat(b));
                          each.accept(writer.settled(abs(sub(x, y))));
                        })));
      }
      case "sumprod" -> {
        arity(name, count, 2, 2, e);
        yield new Value.Scalar(sumOfProducts(values.get(0), values.get(1), e));
      }
      default -> throw unsupported("math." + name + " with " + count + " arguments", e);
    };
  }

  private static void arity(String name, int count, int least, int most, ExprTy.Call e) {
    if (count < least || count > most) {
      throw unsupported("math." + name + " with " + count + " arguments", e);
    }
  }

  private Value close(List<Value> values, Map<String, Value> named, ExprTy.Call e) {
    arity("isclose", values.size(), 2, 2, e);
    List<Expr> arguments = new ArrayList<>();
    values.forEach(v -> arguments.add(asFloat(v, e)));
    if (named.isEmpty()) {
      return intrinsic(Intrinsic.ISCLOSE, arguments, e);
    }
    if (!Set.of("rel_tol", "abs_tol").containsAll(named.keySet())) {
      throw unsupported("this keyword argument of math.isclose", e);
    }
    arguments.add(
        named.containsKey("rel_tol")
            ? asFloat(named.get("rel_tol"), e)
            : new Expr.FloatConst(1e-9));
    arguments.add(
        named.containsKey("abs_tol") ? asFloat(named.get("abs_tol"), e) : new Expr.FloatConst(0.0));
    return intrinsic(Intrinsic.ISCLOSE_WITHIN, arguments, e);
  }

  private Value nextAfter(List<Value> values, Map<String, Value> named, ExprTy.Call e) {
    arity("nextafter", values.size(), 2, 2, e);
    List<Expr> arguments = new ArrayList<>();
    values.forEach(v -> arguments.add(asFloat(v, e)));
    if (named.isEmpty()) {
      return intrinsic(Intrinsic.NEXTAFTER, arguments, e);
    }
    if (!named.keySet().equals(Set.of("steps"))) {
      throw unsupported("this keyword argument of math.nextafter", e);
    }
    arguments.add(numbers.integer(named.get("steps"), e, "the steps of math.nextafter"));
    return intrinsic(Intrinsic.NEXTAFTER_STEPS, arguments, e);
  }

  // Numbers

  private static Value intrinsic(Intrinsic f, List<Expr> arguments, SSTNode where) {
    return new Value.Scalar(new Expr.Call(f, arguments, at(where)));
  }

  private static Value pair(Intrinsic first, Intrinsic second, Expr x, SSTNode where) {
    return new Value.Tuple(
        List.of(intrinsic(first, List.of(x), where), intrinsic(second, List.of(x), where)));
  }

  private Value folded(Intrinsic f, long ofNothing, List<Expr> values, ExprTy.Call e) {
    if (values.isEmpty()) {
      return new Value.Scalar(constant(ofNothing));
    }
    if (values.size() == 1) {
      return new Value.Scalar(new Expr.Unary(UnaryOp.INT_ABS, values.getFirst(), true, at(e)));
    }
    Expr result = values.getFirst();
    for (Expr next : values.subList(1, values.size())) {
      result = new Expr.Call(f, List.of(result, next), at(e));
    }
    return new Value.Scalar(result);
  }

  private List<Expr> ints(List<Value> values, String name, ExprTy.Call e) {
    List<Expr> result = new ArrayList<>();
    for (Value value : values) {
      result.add(numbers.integer(value, e, "an argument of math." + name));
    }
    return result;
  }

  private Expr asFloat(Value value, SSTNode where) {
    return writer.settled(
        scalar(numbers.onNumber(value, where, x -> new Value.Scalar(toFloat(x)))));
  }

  private static Expr abs(Expr x) {
    return new Expr.Unary(UnaryOp.FLOAT_ABS, x, false, Position.NONE);
  }

  private static Expr op(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, false, Position.NONE);
  }

  private static Expr add(Expr left, Expr right) {
    return op(BinaryOp.FLOAT_ADD, left, right);
  }

  private static Expr sub(Expr left, Expr right) {
    return op(BinaryOp.FLOAT_SUB, left, right);
  }

  private static Expr notZero(Expr x) {
    return op(BinaryOp.FLOAT_NE, x, new Expr.FloatConst(0.0));
  }

  private static Expr is(Intrinsic property, Expr x) {
    return new Expr.Call(property, List.of(x), Position.NONE);
  }

  private Var variable(Expr initial) {
    Var var = writer.temporary(initial.type());
    writer.assign(var, initial);
    return var;
  }

  private void when(Expr condition, Runnable then) {
    writer.emit(new Stmt.If(condition, writer.inBlock(then), List.of()));
  }

  private void choose(Expr condition, Runnable then, Runnable otherwise) {
    writer.emit(new Stmt.If(condition, writer.inBlock(then), writer.inBlock(otherwise)));
  }

  private void bail(BailReason reason, SSTNode where) {
    writer.emit(new Stmt.Bail(reason, at(where), -1));
  }

  // Vectors

  /** What is done with the items of two vectors at one place. */
  private interface OnPair {
    void accept(Expr left, Expr right);
  }

  /** Runs over two tuples or two lists side by side; of different lengths they bail out. */
  private void pairs(String name, Value p, Value q, ExprTy.Call e, OnPair body) {
    if (p instanceof Value.Tuple left && q instanceof Value.Tuple right) {
      if (left.items().size() != right.items().size()) {
        throw unsupported("vectors of different lengths", e);
      }
      for (int i = 0; i < left.items().size(); i++) {
        if (!(left.items().get(i) instanceof Value.Scalar a)
            || !(right.items().get(i) instanceof Value.Scalar b)) {
          throw unsupported("vectors of something else than numbers of known types", e);
        }
        body.accept(a.expr(), b.expr());
      }
      return;
    }
    if (!(p instanceof Value.Array left && left.rank() == 1)
        || !(q instanceof Value.Array right && right.rank() == 1)) {
      throw unsupported("math." + name + " of " + describe(p) + " and " + describe(q), e);
    }
    Position at = at(e);
    Expr length = writer.settled(left.length(at));
    when(intCompare(BinaryOp.INT_NE, length, right.length(at)), () -> bail(BailReason.DOMAIN, e));
    Var k = writer.temporary(ScalarType.INT);
    loop(
        "pairs",
        k,
        length,
        () ->
            body.accept(
                scalar(left.element(local(k), IndexCheck.NONE, at)),
                scalar(right.element(local(k), IndexCheck.NONE, at))),
        at);
  }

  private void loop(String name, Var counter, Expr stop, Runnable body, Position at) {
    writer.emit(
        new Stmt.CountedLoop(
            new Label(name + at.line()),
            counter,
            constant(0),
            stop,
            constant(1),
            writer.inBlock(body),
            false,
            at));
  }

  /**
   * The length of a vector: its coordinates over the largest one, squared and added up with what
   * rounding loses.
   *
   * @param coordinates runs over the coordinates; is asked twice
   */
  private Expr norm(Consumer<Consumer<Expr>> coordinates) {
    Expr zero = new Expr.FloatConst(0.0);
    Expr one = new Expr.FloatConst(1.0);
    Var max = variable(zero);
    Var unordered = variable(constant(false));
    coordinates.accept(
        given -> {
          Expr x = writer.settled(abs(given));
          when(is(Intrinsic.ISNAN, x), () -> writer.assign(unordered, constant(true)));
          when(op(BinaryOp.FLOAT_GT, x, local(max)), () -> writer.assign(max, x));
        });
    Var result = variable(local(max));
    when(
        not(is(Intrinsic.ISINF, local(max))),
        () ->
            choose(
                local(unordered),
                () -> writer.assign(result, new Expr.FloatConst(Double.NaN)),
                () ->
                    when(
                        notZero(local(max)),
                        () -> {
                          Var sum = variable(one);
                          Var lost = variable(zero);
                          coordinates.accept(
                              given -> {
                                Expr x =
                                    writer.settled(op(BinaryOp.FLOAT_DIV, abs(given), local(max)));
                                Expr square = writer.settled(op(BinaryOp.FLOAT_MUL, x, x));
                                Expr before = writer.settled(local(sum));
                                writer.assign(sum, add(before, square));
                                Expr rest = add(sub(before, local(sum)), square);
                                writer.assign(lost, add(local(lost), rest));
                              });
                          Expr squared = add(sub(local(sum), one), local(lost));
                          writer.assign(
                              result,
                              op(BinaryOp.FLOAT_MUL, local(max), is(Intrinsic.SQRT, squared)));
                        })));
    return local(result);
  }

  // Sums

  /**
   * Ints are multiplied and added as such; as soon as a pair has a float, in three floats, as long
   * as those are finite.
   */
  private Expr sumOfProducts(Value p, Value q, ExprTy.Call e) {
    Set<Boolean> kinds = kinds(p, q, e);
    if (kinds.size() != 1) {
      throw unsupported("math.sumprod of no items, or of ints here and floats there", e);
    }
    Position at = at(e);
    if (!kinds.iterator().next()) {
      Var total = variable(constant(0));
      pairs(
          "sumprod",
          p,
          q,
          e,
          (a, b) ->
              writer.assign(
                  total,
                  new Expr.Binary(
                      BinaryOp.INT_ADD,
                      local(total),
                      new Expr.Binary(BinaryOp.INT_MUL, toInt(a), toInt(b), true, at),
                      true,
                      at)));
      return local(total);
    }
    if (p instanceof Value.Array array) {
      // The sum of nothing is an int.
      when(
          intCompare(BinaryOp.INT_EQ, array.length(at), constant(0)),
          () -> bail(BailReason.TYPE, e));
    }
    Expr zero = new Expr.FloatConst(0.0);
    Var high = variable(zero);
    Var low = variable(zero);
    Var tiny = variable(zero);
    pairs(
        "sumprod",
        p,
        q,
        e,
        (a, b) -> {
          Expr x = writer.settled(toFloat(a));
          Expr y = writer.settled(toFloat(b));
          Expr product = writer.settled(op(BinaryOp.FLOAT_MUL, x, y));
          Expr error =
              writer.settled(
                  new Expr.Call(
                      Intrinsic.FMA,
                      List.of(x, y, new Expr.Unary(UnaryOp.FLOAT_NEG, product, false, at)),
                      at));
          Sum sm = sum(local(high), product);
          Sum r1 = sum(local(low), error);
          Sum r2 = sum(r1.rounded(), sm.error());
          when(not(is(Intrinsic.ISFINITE, sm.rounded())), () -> bail(BailReason.DOMAIN, e));
          writer.assign(high, sm.rounded());
          writer.assign(low, r2.rounded());
          writer.assign(tiny, add(add(local(tiny), r1.error()), r2.error()));
        });
    Sum last = sum(local(low), local(high));
    // The guest adds this to the int 0, which turns -0.0 into 0.0.
    return writer.settled(add(zero, add(add(local(tiny), last.error()), last.rounded())));
  }

  private static Set<Boolean> kinds(Value p, Value q, ExprTy.Call e) {
    if (p instanceof Value.Array a && q instanceof Value.Array b) {
      return Set.of(
          a.ref().type().element() == ScalarType.FLOAT
              || b.ref().type().element() == ScalarType.FLOAT);
    }
    Set<Boolean> kinds = new HashSet<>();
    if (p instanceof Value.Tuple a
        && q instanceof Value.Tuple b
        && a.items().size() == b.items().size()) {
      for (int i = 0; i < a.items().size(); i++) {
        kinds.add(isFloat(a.items().get(i)) || isFloat(b.items().get(i)));
      }
      return kinds;
    }
    throw unsupported("math.sumprod of " + describe(p) + " and " + describe(q), e);
  }

  private static boolean isFloat(Value value) {
    return value instanceof Value.Scalar s && s.type() == ScalarType.FLOAT;
  }

  /** A sum of two floats and what rounding it lost. */
  private record Sum(Expr rounded, Expr error) {}

  private Sum sum(Expr a, Expr b) {
    Expr left = writer.settled(a);
    Expr right = writer.settled(b);
    Expr x = writer.settled(add(left, right));
    Expr z = writer.settled(sub(x, left));
    Expr y = writer.settled(add(sub(left, sub(x, z)), sub(right, z)));
    return new Sum(x, y);
  }

  /** The sum of all items, rounded once: by partial sums that do not overlap. */
  private Expr exactSum(ExprTy.Call e) {
    Position at = at(e);
    Expr zero = new Expr.FloatConst(0.0);
    Value.Array partials = writer.newList(ScalarType.FLOAT, constant(PARTIALS), zero, at);
    Var n = variable(constant(0));
    Var infinite = variable(zero);
    Var special = variable(zero);
    generators.each(
        e,
        e.args[0],
        item -> {
          Expr given = asFloat(item, e);
          Var x = variable(given);
          Var kept = variable(constant(0));
          Var j = writer.temporary(ScalarType.INT);
          Expr count = writer.settled(local(n));
          loop(
              "partials",
              j,
              count,
              () -> {
                Var y = variable(partial(partials, local(j), at));
                when(
                    op(BinaryOp.FLOAT_LT, abs(local(x)), abs(local(y))),
                    () -> {
                      Expr smaller = writer.settled(local(x));
                      writer.assign(x, local(y));
                      writer.assign(y, smaller);
                    });
                Expr high = writer.settled(add(local(x), local(y)));
                Expr low = writer.settled(sub(local(y), sub(high, local(x))));
                when(
                    notZero(low),
                    () -> {
                      put(partials, local(kept), low, at);
                      writer.assign(kept, op(BinaryOp.INT_ADD, local(kept), constant(1)));
                    });
                writer.assign(x, high);
              },
              at);
          writer.assign(n, local(kept));
          when(
              notZero(local(x)),
              () ->
                  choose(
                      is(Intrinsic.ISFINITE, local(x)),
                      () -> {
                        when(
                            op(BinaryOp.INT_GE, local(n), constant(PARTIALS)),
                            () -> bail(BailReason.LENGTH, e));
                        put(partials, local(n), local(x), at);
                        writer.assign(n, op(BinaryOp.INT_ADD, local(n), constant(1)));
                      },
                      () -> {
                        when(is(Intrinsic.ISFINITE, given), () -> bail(BailReason.DOMAIN, e));
                        when(
                            is(Intrinsic.ISINF, given),
                            () -> writer.assign(infinite, add(local(infinite), given)));
                        writer.assign(special, add(local(special), given));
                        writer.assign(n, constant(0));
                      }));
        });
    Var result = variable(zero);
    choose(
        notZero(local(special)),
        () -> {
          when(is(Intrinsic.ISNAN, local(infinite)), () -> bail(BailReason.DOMAIN, e));
          writer.assign(result, local(special));
        },
        () ->
            when(op(BinaryOp.INT_GT, local(n), constant(0)), () -> total(partials, n, result, at)));
    return local(result);
  }

  /** Adds up partial sums from the last one on, until one has to be rounded. */
  private void total(Value.Array partials, Var n, Var result, Position at) {
    Expr one = constant(1);
    Var low = variable(new Expr.FloatConst(0.0));
    Label inexact = new Label("total" + at.line());
    writer.assign(n, op(BinaryOp.INT_SUB, local(n), one));
    writer.assign(result, partial(partials, local(n), at));
    writer.emit(
        new Stmt.While(
            inexact,
            op(BinaryOp.INT_GT, local(n), constant(0)),
            writer.inBlock(
                () -> {
                  writer.assign(n, op(BinaryOp.INT_SUB, local(n), one));
                  Expr x = writer.settled(local(result));
                  Expr y = writer.settled(partial(partials, local(n), at));
                  writer.assign(result, add(x, y));
                  writer.assign(low, sub(y, sub(local(result), x)));
                  when(notZero(local(low)), () -> writer.emit(new Stmt.Break(inexact)));
                }),
            at));
    when(
        op(BinaryOp.INT_GT, local(n), constant(0)),
        () -> {
          // What is left below may lie on the same side: then a tie is none.
          Expr below = writer.settled(partial(partials, op(BinaryOp.INT_SUB, local(n), one), at));
          Expr zero = new Expr.FloatConst(0.0);
          Expr sameSide =
              new Expr.Select(
                  op(BinaryOp.FLOAT_LT, local(low), zero),
                  op(BinaryOp.FLOAT_LT, below, zero),
                  new Expr.Select(
                      op(BinaryOp.FLOAT_GT, local(low), zero),
                      op(BinaryOp.FLOAT_GT, below, zero),
                      constant(false)));
          when(
              sameSide,
              () -> {
                Expr twice =
                    writer.settled(op(BinaryOp.FLOAT_MUL, local(low), new Expr.FloatConst(2.0)));
                Expr x = writer.settled(add(local(result), twice));
                when(
                    op(BinaryOp.FLOAT_EQ, twice, sub(x, local(result))),
                    () -> writer.assign(result, x));
              });
        });
  }

  private static Expr partial(Value.Array list, Expr index, Position at) {
    return new Expr.Load(list.ref(), List.of(index), List.of(IndexCheck.NONE), at);
  }

  private void put(Value.Array list, Expr index, Expr value, Position at) {
    writer.emit(new Stmt.Store(list.ref(), List.of(index), List.of(IndexCheck.NONE), value, at));
  }
}
