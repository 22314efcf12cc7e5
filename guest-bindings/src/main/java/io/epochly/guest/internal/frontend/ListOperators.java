package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.unchecked;
import static io.epochly.guest.internal.frontend.ScalarExprs.zero;

import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;

/** Makes new lists of numbers of others: {@code a + b}, {@code a * n} and {@code n * a}. */
final class ListOperators {
  private final KernelWriter writer;
  private final Numbers numbers;

  ListOperators(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  /** What the operator makes of lists, or nothing if neither operand is one. */
  Optional<Value> binary(OperatorTy op, Value left, Value right, SSTNode where) {
    if (op == OperatorTy.Add && isList(left) && isList(right)) {
      return Optional.of(sum((Value.Array) left, (Value.Array) right, where));
    }
    if (op == OperatorTy.Mult && isList(left) && isNumber(right)) {
      return Optional.of(repeated((Value.Array) left, right, where));
    }
    if (op == OperatorTy.Mult && isNumber(left) && isList(right)) {
      return Optional.of(repeated((Value.Array) right, left, where));
    }
    return Optional.empty();
  }

  private static boolean isList(Value value) {
    return value instanceof Value.Array array && !array.ref().type().storage().isBuffer();
  }

  private static boolean isNumber(Value value) {
    return value instanceof Value.Scalar || value instanceof Value.Dynamic;
  }

  private Value sum(Value.Array left, Value.Array right, SSTNode where) {
    requireNumbers(left, where);
    requireNumbers(right, where);
    ScalarType element = left.ref().type().element();
    if (right.ref().type().element() != element) {
      throw unsupported("a sum of lists whose elements are of several types", where);
    }
    Position at = at(where);
    Expr first = writer.settled(left.length(at));
    Expr second = writer.settled(right.length(at));
    Expr length = unchecked(BinaryOp.INT_ADD, first, second);
    Value.Array list = writer.newList(element, length, zero(element), at);
    copy(left, first, list, constant(0), at);
    copy(right, second, list, first, at);
    return list;
  }

  private Value repeated(Value.Array given, Value times, SSTNode where) {
    requireNumbers(given, where);
    Position at = at(where);
    Expr length = writer.settled(given.length(at));
    Expr count =
        writer.settled(
            new Expr.Call(
                Intrinsic.MAX, List.of(constant(0), repetitions(times, where)), Position.NONE));
    ScalarType element = given.ref().type().element();
    Expr whole = new Expr.Binary(BinaryOp.INT_MUL, length, count, true, at);
    Value.Array list = writer.newList(element, whole, zero(element), at);
    Var k = writer.temporary(ScalarType.INT);
    Expr place = unchecked(BinaryOp.INT_MUL, local(k), length);
    List<Stmt> one = writer.inBlock(() -> copy(given, length, list, place, at));
    writer.repeat("list", k, count, one, at);
    return list;
  }

  /** How often a list is to be repeated; the guest raises for what is no index of its own. */
  Expr repetitions(Value times, SSTNode where) {
    Expr count = numbers.integer(times, where, "the number of repetitions");
    if (count instanceof Expr.IntConst(long known) && known == (int) known) {
      return count;
    }
    Expr kept = count instanceof Expr.Local ? count : writer.settled(count);
    requireAtLeast(constant(Integer.MAX_VALUE), kept, at(where));
    requireAtLeast(kept, constant(Integer.MIN_VALUE), at(where));
    return kept;
  }

  private void requireAtLeast(Expr value, Expr least, Position at) {
    writer.emit(
        new Stmt.If(
            intCompare(BinaryOp.INT_LT, value, least),
            List.of(new Stmt.Bail(BailReason.LENGTH, at, -1)),
            List.of()));
  }

  private static void requireNumbers(Value.Array list, SSTNode where) {
    if (list.rank() > 1) {
      throw unsupported("+ and * of lists of lists", where);
    }
  }

  private void copy(Value.Array from, Expr count, Value.Array to, Expr place, Position at) {
    Var k = writer.temporary(ScalarType.INT);
    Value.Scalar item = (Value.Scalar) from.element(local(k), IndexCheck.NONE, at);
    Expr index = unchecked(BinaryOp.INT_ADD, place, local(k));
    Stmt store =
        new Stmt.Store(to.ref(), List.of(index), List.of(IndexCheck.NONE), item.expr(), at);
    writer.repeat("list", k, count, List.of(store), at);
  }
}
