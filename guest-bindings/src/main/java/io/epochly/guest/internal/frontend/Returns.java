package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Ends the kernel with a result, or an inlined call with a value. */
final class Returns {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final LocalVariables variables;
  private final Attributes attributes;
  private final RecursiveCalls recursion;

  Returns(
      KernelWriter writer,
      Numbers numbers,
      LocalVariables variables,
      Attributes attributes,
      RecursiveCalls recursion) {
    this.recursion = recursion;
    this.writer = writer;
    this.numbers = numbers;
    this.variables = variables;
    this.attributes = attributes;
  }

  void returnValue(Value value, SSTNode where) {
    if (writer.frame().returns().isPresent()) {
      Frame.ReturnPoint point = writer.frame().returns().get();
      variables.bind(point.result, writer.settled(value), where);
      variables.conform(writer.here(), point.expected);
      point.reached = Environment.join(point.reached, writer.env());
      writer.emit(new Stmt.Break(point.label));
    } else if (writer.frame().instance().isPresent()) {
      recursion.returnValue(writer.frame().instance().get(), value, where);
    } else {
      Value all = attributes.withStored(value, where);
      withResult(all, where, result -> writer.emit(new Stmt.Return(result)));
    }
    writer.setEnv(Optional.empty());
  }

  /** Hands on the result, once for each combination of the types that its numbers can have. */
  private void withResult(Value value, SSTNode where, Consumer<Result> use) {
    switch (value) {
      case Value.None _ -> use.accept(new Result.None());
      case Value.Scalar s -> use.accept(new Result.Scalar(s.expr()));
      case Value.Dynamic d -> numbers.byCase(d, s -> use.accept(new Result.Scalar(s.expr())));
      case Value.Complex z ->
          use.accept(new Result.Compound(CompoundType.COMPLEX, List.of(z.real(), z.imag())));
      case Value.ComplexList l -> use.accept(new Result.Array(l.parts()));
      case Value.ComplexArray(Value.Array parts) -> {
        if (!parts.indices().isEmpty()) {
          throw unsupported("returning a part of a buffer", where);
        }
        use.accept(new Result.Array(parts.ref()));
      }
      case Value.Character c ->
          use.accept(new Result.Compound(CompoundType.TEXT, List.of(c.codePoint())));
      case Value.TextOperand t -> {
        if (t.letters() != LetterCase.AS_WRITTEN) {
          throw unsupported("returning a str with its letters changed", where);
        }
        use.accept(new Result.Array(t.codePoints()));
      }
      case Value.TextConstant t ->
          use.accept(
              new Result.Compound(
                  CompoundType.TEXT, t.codePoints().stream().map(ScalarExprs::constant).toList()));
      case Value.Array a when a.indices().isEmpty() -> use.accept(new Result.Array(a.ref()));
      case Value.Array a -> {
        if (a.ref().type().storage().isBuffer()) {
          throw unsupported("returning a part of a buffer", where);
        }
        use.accept(new Result.Array(writer.reference(a, at(where))));
      }
      case Value.EmptyList e -> withResult(writer.newList(e), where, use);
      case Value.Tuple t -> withResults(t.items(), List.of(), where, use);
      case Value.Outside _, Value.Instance _, Value.Method _ ->
          throw unsupported("returning " + describe(value), where);
    }
  }

  private void withResults(
      List<Value> items, List<Result> done, SSTNode where, Consumer<Result> use) {
    if (items.isEmpty()) {
      use.accept(new Result.Tuple(done));
      return;
    }
    withResult(
        items.getFirst(),
        where,
        result -> {
          List<Result> next = new ArrayList<>(done);
          next.add(result);
          withResults(items.subList(1, items.size()), next, where, use);
        });
  }
}
