package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.Signatures.arguments;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells what a {@code for} runs over: ranges, lists, and what {@code enumerate}, {@code zip} and
 * {@code reversed} make of them.
 */
final class Iterations {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final Slices slices;
  private final Expressions expressions;

  Iterations(KernelWriter writer, Numbers numbers, Slices slices, Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.slices = slices;
    this.expressions = expressions;
  }

  /**
   * What a {@code for} runs over: ints from start to stop, and what each of them stands for.
   *
   * @param item the loop variable's value for a counter
   * @param lists those of the kernel's own that must keep their lengths meanwhile
   * @param anyOrder whether the user lets iterations run in any order
   */
  record Iteration(
      Expr start,
      Expr stop,
      Expr step,
      Function<Expr, Value> item,
      List<ArrayVar> lists,
      boolean anyOrder,
      String note) {
    Iteration(
        Expr start,
        Expr stop,
        Expr step,
        Function<Expr, Value> item,
        List<ArrayVar> lists,
        String note) {
      this(start, stop, step, item, lists, false, note);
    }
  }

  /** What a loop over this runs over, from the lengths that lists have here. */
  Iteration iteration(ExprTy iterable) {
    Iteration source = source(iterable);
    return source.stop() instanceof Expr.Length length
        ? new Iteration(
            source.start(),
            writer.settled(length),
            source.step(),
            source.item(),
            source.lists(),
            source.anyOrder(),
            source.note())
        : source;
  }

  /** As {@link #iteration}, but a list may still grow while other arguments are computed. */
  private Iteration source(ExprTy iterable) {
    if (iterable instanceof ExprTy.Call call
        && !isMethod(call.func)
        && expressions.expression(call.func)
            instanceof Value.Outside(Binding binding, List<String> path)) {
      if (binding instanceof Binding.ParallelRange) {
        return rangeIteration(call, true);
      }
      if (binding instanceof Binding.Builtin(String name)) {
        switch (name) {
          case "range" -> {
            return rangeIteration(call, false);
          }
          case "enumerate" -> {
            return enumeration(call);
          }
          case "zip" -> {
            return zipped(call);
          }
          case "reversed" -> {
            return reversed(call);
          }
          default -> throw unsupported("a loop over the result of " + name + "()", iterable);
        }
      }
      if (!(binding instanceof Binding.Function)) {
        throw unsupported("a loop over the result of " + String.join(".", path), iterable);
      }
    }
    Value value = sliceOfBuffer(iterable).orElseGet(() -> expressions.expression(iterable));
    if (value instanceof Value.EmptyList e) {
      value = writer.newList(e);
    }
    if (value instanceof Value.Text text) {
      return new Iteration(
          constant(0),
          Characters.length(text, at(iterable)),
          constant(1),
          new Characters(writer, numbers).elements(text, IndexCheck.NONE, at(iterable)),
          List.of(),
          "for loop over characters: compiled");
    }
    if (value instanceof Value.ComplexArray array) {
      ComplexNumbers complexNumbers = new ComplexNumbers(writer, numbers);
      Value.ComplexArray fixed = (Value.ComplexArray) writer.settled((Value) array);
      return new Iteration(
          constant(0),
          fixed.parts().length(at(iterable)),
          constant(1),
          counter -> complexNumbers.element(fixed, List.of(counter), at(iterable)),
          List.of(),
          fixed.rank() > 1 ? "for loop over rows: compiled" : "for loop over elements: compiled");
    }
    if (value instanceof Value.ComplexList list) {
      ComplexNumbers complexNumbers = new ComplexNumbers(writer, numbers);
      Value.ComplexList fixed = (Value.ComplexList) writer.settled((Value) list);
      return new Iteration(
          constant(0),
          fixed.length(),
          constant(1),
          counter -> complexNumbers.element(fixed, counter, IndexCheck.NONE, at(iterable)),
          fixed.parts() instanceof ArrayVar made ? List.of(made) : List.of(),
          "for loop over elements: compiled");
    }
    if (value instanceof Value.Tuple tuple) {
      return items(tuple, iterable);
    }
    if (value instanceof Value.Array array) {
      Value.Array fixed = (Value.Array) writer.settled((Value) array);
      if (fixed.rank() > 1 && !fixed.hasRows()) {
        throw unsupported("a loop over a buffer of several dimensions", iterable);
      }
      Position at = at(iterable);
      return new Iteration(
          constant(0),
          fixed.length(at),
          constant(1),
          counter -> fixed.element(counter, IndexCheck.NONE, at),
          fixed.ref() instanceof ArrayVar list ? List.of(list) : List.of(),
          "for loop over elements: compiled");
    }
    throw unsupported("a loop over " + describe(value), iterable);
  }

  /**
   * The elements of a slice of a buffer, where only they are asked for; as a value, the slice would
   * be an array.
   */
  private Optional<Value> sliceOfBuffer(ExprTy iterable) {
    // What contains calls must not be lowered twice.
    if (iterable instanceof ExprTy.Subscript e
        && e.slice instanceof ExprTy.Slice slice
        && !Calls.in(e.value)) {
      Value container = writer.before(expressions.expression(e.value), e.slice);
      if (container instanceof Value.Array array
          && array.ref().type().storage().isBuffer()
          && array.rank() == 1) {
        return Optional.of(slices.copied(array, slice, e));
      }
    }
    return Optional.empty();
  }

  /** The items of a tuple, one after the other. */
  private Iteration items(Value.Tuple tuple, ExprTy iterable) {
    List<Expr> items = new ArrayList<>();
    for (Value item : tuple.items()) {
      if (!(item instanceof Value.Scalar s) || s.type() != scalarType(tuple)) {
        throw unsupported(
            "a loop over a tuple of something else than numbers of one type", iterable);
      }
      items.add(s.expr());
    }
    if (items.isEmpty()) {
      throw unsupported("a loop over an empty tuple", iterable);
    }
    String note = "for loop over a tuple: compiled";
    Optional<Long> step = progression(items);
    if (step.isPresent()) {
      long first = ((Expr.IntConst) items.getFirst()).value();
      return new Iteration(
          constant(first),
          constant(first + step.get() * items.size()),
          constant(step.get()),
          Value.Scalar::new,
          List.of(),
          note);
    }
    Position at = at(iterable);
    ScalarType type = items.getFirst().type();
    Value.Array list = writer.newList(type, items, at);
    return new Iteration(
        constant(0),
        constant(items.size()),
        constant(1),
        counter -> list.element(counter, IndexCheck.NONE, at),
        List.of(),
        note);
  }

  private static ScalarType scalarType(Value.Tuple tuple) {
    return tuple.items().getFirst() instanceof Value.Scalar s ? s.type() : ScalarType.INT;
  }

  /**
   * The difference between neighbours where all items are constants that count up or down by one.
   */
  private static Optional<Long> progression(List<Expr> items) {
    long previous = 0;
    long step = 0;
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Expr.IntConst(long value)) || Math.abs(value) > 1 << 30) {
        return Optional.empty();
      }
      if (i == 1) {
        step = value - previous;
      }
      if (i > 0 && (Math.abs(step) != 1 || value - previous != step)) {
        return Optional.empty();
      }
      previous = value;
    }
    return items.size() > 1 ? Optional.of(step) : Optional.empty();
  }

  /** Whether a function is asked of a value, not of a module as {@code epochly.prange} is. */
  private boolean isMethod(ExprTy function) {
    return function instanceof ExprTy.Attribute attribute
        && !(attribute.value instanceof ExprTy.Name name
            && expressions.expression(name) instanceof Value.Outside(Binding.Module _, _));
  }

  private Iteration rangeIteration(ExprTy.Call call, boolean parallel) {
    int count = arguments(call);
    if (count < 1 || count > 3) {
      throw unsupported("range() with " + count + " arguments", call);
    }
    List<Expr> bounds = new ArrayList<>();
    for (ExprTy argument : call.args) {
      bounds.add(
          writer.settled(
              numbers.integer(
                  expressions.expression(argument), argument, "an argument of range()")));
    }
    Expr step = count == 3 ? bounds.get(2) : constant(1);
    if (step.equals(constant(0))) {
      throw unsupported("range() with step zero", call);
    }
    return new Iteration(
        count == 1 ? constant(0) : bounds.get(0),
        bounds.get(count == 1 ? 0 : 1),
        step,
        Value.Scalar::new,
        List.of(),
        parallel,
        (parallel ? "prange" : "for") + " loop over a range: compiled");
  }

  /** The same iteration, with a counter that runs from 0 by 1. */
  private Iteration counted(ExprTy iterable) {
    Iteration it = source(iterable);
    if (it.start().equals(constant(0)) && it.step().equals(constant(1))) {
      return it;
    }
    boolean up = it.step().equals(constant(1));
    if (!up && !it.step().equals(constant(-1))) {
      throw unsupported("enumerate(), zip() or reversed() of a range with a step", iterable);
    }
    Position at = at(iterable);
    Expr length =
        writer.settled(
            new Expr.Binary(
                BinaryOp.INT_SUB,
                up ? it.stop() : it.start(),
                up ? it.start() : it.stop(),
                true,
                at));
    BinaryOp op = up ? BinaryOp.INT_ADD : BinaryOp.INT_SUB;
    return new Iteration(
        constant(0),
        length,
        constant(1),
        k -> it.item().apply(new Expr.Binary(op, it.start(), k, true, at)),
        it.lists(),
        it.note());
  }

  private Expr enumerationStart(ExprTy node) {
    Value start = expressions.expression(node);
    if (!(start instanceof Value.Scalar s && s.type() == ScalarType.INT)) {
      // The guest's enumerate() does not even take bools.
      throw unsupported(describe(start) + " as the start of enumerate()", node);
    }
    return writer.settled(s.expr());
  }

  private Iteration enumeration(ExprTy.Call call) {
    int count = arguments(call);
    if (count < 1 || count > 2) {
      throw unsupported("enumerate() with " + count + " arguments", call);
    }
    Iteration it = counted(call.args[0]);
    Expr first = count == 1 ? constant(0) : enumerationStart(call.args[1]);
    return new Iteration(
        it.start(),
        it.stop(),
        it.step(),
        k -> {
          Expr index =
              first.equals(constant(0))
                  ? k
                  : new Expr.Binary(BinaryOp.INT_ADD, first, k, true, at(call));
          return new Value.Tuple(List.of(new Value.Scalar(index), it.item().apply(k)));
        },
        it.lists(),
        it.note());
  }

  private Iteration zipped(ExprTy.Call call) {
    int count = arguments(call);
    if (count == 0) {
      throw unsupported("zip() without arguments", call);
    }
    List<Iteration> all = new ArrayList<>();
    for (ExprTy argument : call.args) {
      all.add(counted(argument));
    }
    Expr shortest = all.getFirst().stop();
    for (Iteration it : all.subList(1, count)) {
      shortest =
          writer.settled(new Expr.Call(Intrinsic.MIN, List.of(shortest, it.stop()), at(call)));
    }
    return new Iteration(
        constant(0),
        shortest,
        constant(1),
        k -> new Value.Tuple(all.stream().map(it -> it.item().apply(k)).toList()),
        all.stream().flatMap(it -> it.lists().stream()).toList(),
        all.getFirst().note());
  }

  private Iteration reversed(ExprTy.Call call) {
    if (arguments(call) != 1) {
      throw unsupported("reversed() with several arguments", call);
    }
    Iteration it = counted(call.args[0]);
    Expr last =
        writer.settled(new Expr.Binary(BinaryOp.INT_SUB, it.stop(), constant(1), true, at(call)));
    return new Iteration(last, constant(-1), constant(-1), it.item(), it.lists(), it.note());
  }
}
