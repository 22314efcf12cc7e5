package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Numbers.scalar;
import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;

import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;

/** Lowers {@code x in (a, b)} and {@code x in values}: the first equal item decides. */
final class Membership {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final Operators operators;

  Membership(KernelWriter writer, Numbers numbers, Operators operators) {
    this.writer = writer;
    this.numbers = numbers;
    this.operators = operators;
  }

  Expr contains(Value container, Value wanted, SSTNode where) {
    if (!NumberMethods.isNumber(wanted)) {
      throw unsupported(describe(wanted) + " as left side of in", where);
    }
    Value kept = writer.settled(wanted);
    return switch (container) {
      case Value.Tuple t -> among(t.items(), kept, where);
      case Value.Array a
          when a.rank() == 1
              // A bytes or bytearray has ideas of its own about what may be asked for.
              && a.ref().type().storage() != Storage.U8 ->
          scalar(numbers.onNumber(kept, where, x -> new Value.Scalar(search(a, x, where))));
      case Value.EmptyList _ -> constant(false);
      default -> throw unsupported("in with " + describe(container), where);
    };
  }

  private Expr among(List<Value> items, Value wanted, SSTNode where) {
    List<Expr> tests = new ArrayList<>();
    for (Value item : items) {
      if (NumberMethods.isNumber(item)) {
        tests.add(
            writer.settled(
                scalar(
                    numbers.onNumbers(
                        item, wanted, where, (l, r) -> new Value.Scalar(isEqual(l, r, where))))));
      } else if (!(item instanceof Value.None)) {
        throw unsupported("in with " + describe(item), where);
      }
    }
    Expr any = constant(false);
    for (Expr test : tests.reversed()) {
      any = new Expr.Select(test, constant(true), any);
    }
    return any;
  }

  private Expr search(Value.Array array, Expr wanted, SSTNode where) {
    Position at = at(where);
    Value.Array fixed = (Value.Array) writer.settled((Value) array);
    Expr length = writer.settled(fixed.length(at));
    Var found = writer.temporary(ScalarType.BOOL);
    Var k = writer.temporary(ScalarType.INT);
    Label end = new Label("in" + at.line());
    writer.assign(found, constant(false));
    if (array.type().element() == ScalarType.FLOAT) {
      refuseSpecial(wanted, at);
    }
    List<Stmt> body =
        writer.inBlock(
            () -> {
              Expr item = scalar(fixed.element(local(k), IndexCheck.NONE, at));
              writer.emit(
                  new Stmt.If(
                      operators.compare(CmpOpTy.Eq, item, wanted, at),
                      List.of(new Stmt.Assign(found, constant(true)), new Stmt.Break(end)),
                      List.of()));
            });
    writer.emit(
        new Stmt.Block(
            end,
            List.of(
                new Stmt.CountedLoop(
                    new Label("search" + at.line()),
                    k,
                    constant(0),
                    length,
                    constant(1),
                    body,
                    false,
                    at))));
    return local(found);
  }

  private Expr isEqual(Expr item, Expr wanted, SSTNode where) {
    if (item.type() == ScalarType.FLOAT
        && !(item instanceof Expr.FloatConst(double value) && value != 0.0 && value == value)) {
      refuseSpecial(wanted, at(where));
    }
    return operators.compare(CmpOpTy.Eq, item, wanted, at(where));
  }

  /**
   * Whether zeros of different signs, and NaNs, are found among floats depends on the storage of
   * the guest's list, which a kernel does not see.
   */
  private void refuseSpecial(Expr wanted, Position at) {
    if (wanted.type() != ScalarType.FLOAT
        || wanted instanceof Expr.FloatConst(double value) && value != 0.0 && value == value) {
      return;
    }
    Expr special =
        new Expr.Select(
            new Expr.Binary(BinaryOp.FLOAT_EQ, wanted, new Expr.FloatConst(0.0), false, at),
            constant(true),
            new Expr.Binary(BinaryOp.FLOAT_NE, wanted, wanted, false, at));
    writer.emit(new Stmt.If(special, List.of(new Stmt.Bail(BailReason.DOMAIN, at, -1)), List.of()));
  }
}
