package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Numbers.scalar;
import static io.epochly.guest.internal.frontend.Refusals.article;
import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;
import static io.epochly.guest.internal.frontend.ScalarExprs.toFloat;
import static io.epochly.guest.internal.frontend.ScalarExprs.toInt;

import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.UnaryOpTy;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.UnaryOp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Applies the guest's operators to numbers of any types. */
final class Operators {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final ComplexNumbers complexNumbers;
  private final Characters characters;
  private final LowBits lowBits;

  Operators(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
    this.complexNumbers = new ComplexNumbers(writer, numbers);
    this.characters = new Characters(writer, numbers);
    this.lowBits = new LowBits(writer);
  }

  Value binary(OperatorTy op, Value left, Value right, SSTNode where) {
    if (ComplexNumbers.isComplex(left) || ComplexNumbers.isComplex(right)) {
      return complexNumbers.binary(op, left, right, where);
    }
    return numbers.onNumbers(left, right, where, (l, r) -> binary(op, l, r, where));
  }

  Value binary(OperatorTy op, Expr left, Expr right, SSTNode where) {
    Position at = at(where);
    boolean floats = left.type() == ScalarType.FLOAT || right.type() == ScalarType.FLOAT;
    boolean bools = left.type() == ScalarType.BOOL && right.type() == ScalarType.BOOL;
    Optional<Expr> wrapped = floats || bools ? Optional.empty() : wrapped(op, left, right, at);
    if (wrapped.isPresent()) {
      return new Value.Scalar(wrapped.get());
    }
    return switch (op) {
      case Add -> arithmetic(floats ? BinaryOp.FLOAT_ADD : BinaryOp.INT_ADD, left, right, at);
      case Sub -> arithmetic(floats ? BinaryOp.FLOAT_SUB : BinaryOp.INT_SUB, left, right, at);
      case Mult -> arithmetic(floats ? BinaryOp.FLOAT_MUL : BinaryOp.INT_MUL, left, right, at);
      case Div -> arithmetic(floats ? BinaryOp.FLOAT_DIV : BinaryOp.INT_TRUEDIV, left, right, at);
      case FloorDiv ->
          arithmetic(floats ? BinaryOp.FLOAT_FLOORDIV : BinaryOp.INT_FLOORDIV, left, right, at);
      case Mod -> arithmetic(floats ? BinaryOp.FLOAT_MOD : BinaryOp.INT_MOD, left, right, at);
      case Pow -> power(left, right, floats, at);
      case LShift -> bitwise(BinaryOp.INT_SHL, left, right, floats, where);
      case RShift -> bitwise(BinaryOp.INT_SHR, left, right, floats, where);
      case BitAnd ->
          bitwise(bools ? BinaryOp.BOOL_AND : BinaryOp.INT_AND, left, right, floats, where);
      case BitOr -> bitwise(bools ? BinaryOp.BOOL_OR : BinaryOp.INT_OR, left, right, floats, where);
      case BitXor ->
          bitwise(bools ? BinaryOp.BOOL_XOR : BinaryOp.INT_XOR, left, right, floats, where);
      case MatMult -> throw unsupported("the operator @", where);
    };
  }

  /** An operation on ints of which only the low bits count. */
  private Optional<Expr> wrapped(OperatorTy op, Expr left, Expr right, Position at) {
    return switch (op) {
      case BitAnd -> lowBits.and(toInt(left), toInt(right), at);
      case Mod -> lowBits.mod(toInt(left), toInt(right), at);
      default -> Optional.empty();
    };
  }

  private static Value arithmetic(BinaryOp op, Expr left, Expr right, Position at) {
    boolean floats = op.operand() == ScalarType.FLOAT;
    return new Value.Scalar(
        new Expr.Binary(
            op,
            floats ? toFloat(left) : toInt(left),
            floats ? toFloat(right) : toInt(right),
            true,
            at));
  }

  private Value power(Expr left, Expr right, boolean floats, Position at) {
    if (!floats && toInt(right) instanceof Expr.IntConst(long exponent)) {
      if (exponent < 0) {
        return arithmetic(BinaryOp.FLOAT_POW, left, right, at);
      }
      if (exponent == 2) {
        Expr base = writer.settled(toInt(left));
        return arithmetic(BinaryOp.INT_MUL, base, base, at);
      }
    }
    return arithmetic(floats ? BinaryOp.FLOAT_POW : BinaryOp.INT_POW, left, right, at);
  }

  private static Value bitwise(BinaryOp op, Expr left, Expr right, boolean floats, SSTNode where) {
    if (floats) {
      throw unsupported("the operator " + op.symbol() + " on a float", where);
    }
    boolean bools = op.operand() == ScalarType.BOOL;
    return new Value.Scalar(
        new Expr.Binary(
            op, bools ? left : toInt(left), bools ? right : toInt(right), true, at(where)));
  }

  Value unary(UnaryOpTy op, Value value, SSTNode where) {
    return value instanceof Value.Complex z
        ? complexNumbers.unary(op, z, where)
        : numbers.onNumber(value, where, x -> unary(op, x, where));
  }

  Value unary(UnaryOpTy op, Expr x, SSTNode where) {
    return switch (op) {
      case UAdd -> new Value.Scalar(toInt(x));
      case USub -> {
        if (x instanceof Expr.FloatConst(double value)) {
          yield new Value.Scalar(new Expr.FloatConst(-value));
        }
        if (x instanceof Expr.IntConst(long value) && value != Long.MIN_VALUE) {
          yield new Value.Scalar(constant(-value));
        }
        yield new Value.Scalar(
            x.type() == ScalarType.FLOAT
                ? new Expr.Unary(UnaryOp.FLOAT_NEG, x, false, at(where))
                : new Expr.Unary(UnaryOp.INT_NEG, toInt(x), true, at(where)));
      }
      case Invert -> {
        if (x.type() != ScalarType.INT) {
          throw unsupported("~ on " + article(x.type().name().toLowerCase(Locale.ROOT)), where);
        }
        yield new Value.Scalar(new Expr.Unary(UnaryOp.INT_INVERT, x, false, at(where)));
      }
      case Not -> throw new IllegalStateException("not is a condition");
    };
  }

  Expr compare(CmpOpTy op, Value left, Value right, SSTNode where) {
    if (op == CmpOpTy.Is || op == CmpOpTy.IsNot) {
      if (left instanceof Value.None || right instanceof Value.None) {
        boolean both = left instanceof Value.None && right instanceof Value.None;
        return constant(both == (op == CmpOpTy.Is));
      }
      throw unsupported("'is' on something else than None", where);
    }
    if (op == CmpOpTy.In || op == CmpOpTy.NotIn) {
      Expr contained = characters.contained(left, right, where);
      return op == CmpOpTy.In ? contained : not(contained);
    }
    if (ComplexNumbers.isComplex(left) || ComplexNumbers.isComplex(right)) {
      if (op != CmpOpTy.Eq && op != CmpOpTy.NotEq) {
        throw unsupported("an order of complex numbers", where);
      }
      Expr equal =
          complexNumbers.equal(left, right, where, (l, r) -> compare(CmpOpTy.Eq, l, r, at(where)));
      return op == CmpOpTy.Eq ? equal : not(equal);
    }
    if (left instanceof Value.Text || right instanceof Value.Text) {
      return characters.compare(op, left, right, where);
    }
    if (left instanceof Value.Tuple l && right instanceof Value.Tuple r) {
      if (op != CmpOpTy.Eq && op != CmpOpTy.NotEq) {
        throw unsupported("the order of tuples", where);
      }
      Expr equal = equal((Value.Tuple) writer.settled(l), (Value.Tuple) writer.settled(r), where);
      return op == CmpOpTy.Eq ? equal : not(equal);
    }
    return scalar(
        numbers.onNumbers(
            left, right, where, (l, r) -> new Value.Scalar(compare(op, l, r, at(where)))));
  }

  /** Whether tuples of ints are equal; a NaN would be equal to itself in them. */
  private Expr equal(Value.Tuple left, Value.Tuple right, SSTNode where) {
    if (left.items().size() != right.items().size()) {
      return constant(false);
    }
    Expr equal = constant(true);
    for (int i = left.items().size() - 1; i >= 0; i--) {
      Value l = left.items().get(i);
      Value r = right.items().get(i);
      Expr same;
      if (l instanceof Value.Tuple lt && r instanceof Value.Tuple rt) {
        same = equal(lt, rt, where);
      } else if (l instanceof Value.Scalar ls
          && r instanceof Value.Scalar rs
          && ls.type() != ScalarType.FLOAT
          && rs.type() != ScalarType.FLOAT) {
        same = compare(CmpOpTy.Eq, ls.expr(), rs.expr(), at(where));
      } else {
        throw unsupported("a comparison of tuples of something else than ints", where);
      }
      equal = new Expr.Select(same, equal, constant(false));
    }
    return equal;
  }

  Expr compare(CmpOpTy op, Expr left, Expr right, Position at) {
    Expr l = toInt(left);
    Expr r = toInt(right);
    if (l.type() == r.type()) {
      return new Expr.Binary(comparison(op, l.type()), l, r, false, at);
    }
    // An int that a double holds exactly compares as a double.
    if (exact(l) || exact(r)) {
      return new Expr.Binary(comparison(op, ScalarType.FLOAT), toFloat(l), toFloat(r), false, at);
    }
    boolean swapped = l.type() == ScalarType.FLOAT;
    Expr order =
        writer.settled(
            new Expr.Call(Intrinsic.COMPARE, swapped ? List.of(r, l) : List.of(l, r), at));
    long less = swapped ? 1 : -1;
    return switch (op) {
      case Eq -> intCompare(BinaryOp.INT_EQ, order, constant(0));
      case NotEq -> intCompare(BinaryOp.INT_NE, order, constant(0));
      case Lt -> intCompare(BinaryOp.INT_EQ, order, constant(less));
      case Gt -> intCompare(BinaryOp.INT_EQ, order, constant(-less));
      case LtE ->
          new Expr.Select(
              intCompare(BinaryOp.INT_EQ, order, constant(less)),
              constant(true),
              intCompare(BinaryOp.INT_EQ, order, constant(0)));
      case GtE ->
          new Expr.Select(
              intCompare(BinaryOp.INT_EQ, order, constant(-less)),
              constant(true),
              intCompare(BinaryOp.INT_EQ, order, constant(0)));
      default -> throw new IllegalStateException("no order: " + op);
    };
  }

  private static boolean exact(Expr e) {
    return e instanceof Expr.IntConst(long value) && Math.abs(value) <= 1L << 53
        || e instanceof Expr.Unary u && u.op() == UnaryOp.BOOL_TO_INT;
  }

  private static BinaryOp comparison(CmpOpTy op, ScalarType type) {
    boolean floats = type == ScalarType.FLOAT;
    return switch (op) {
      case Eq -> floats ? BinaryOp.FLOAT_EQ : BinaryOp.INT_EQ;
      case NotEq -> floats ? BinaryOp.FLOAT_NE : BinaryOp.INT_NE;
      case Lt -> floats ? BinaryOp.FLOAT_LT : BinaryOp.INT_LT;
      case LtE -> floats ? BinaryOp.FLOAT_LE : BinaryOp.INT_LE;
      case Gt -> floats ? BinaryOp.FLOAT_GT : BinaryOp.INT_GT;
      case GtE -> floats ? BinaryOp.FLOAT_GE : BinaryOp.INT_GE;
      default -> throw new IllegalStateException("no order: " + op);
    };
  }
}
