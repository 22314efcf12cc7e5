package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;

import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.tokenizer.CodePoints;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Does things with strs: sequences of code points, of which one alone is a character. */
final class Characters {
  /** A search in a constant of so many different characters is written out. */
  private static final int WRITTEN_OUT = 32;

  private final KernelWriter writer;
  private final Numbers numbers;

  Characters(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  /** A str that is written in the source. */
  static Value.Text constantText(CodePoints written) {
    int start = written.getOffset();
    int[] codePoints = Arrays.copyOfRange(written.getBuffer(), start, start + written.getLength());
    return codePoints.length == 1
        ? new Value.Character(constant(codePoints[0]))
        : new Value.TextConstant(Arrays.stream(codePoints).boxed().toList());
  }

  static Expr length(Value.Text text, Position at) {
    return switch (text) {
      case Value.Character _ -> constant(1);
      case Value.TextConstant(List<Integer> codePoints) -> constant(codePoints.size());
      case Value.TextOperand(ArrayRef codePoints, LetterCase _) ->
          new Expr.Length(codePoints, List.of(), List.of(), at);
    };
  }

  /** The characters by their places; a constant is first laid out in memory. */
  Function<Expr, Value> elements(Value.Text text, IndexCheck check, Position at) {
    return switch (text) {
      case Value.Character c -> {
        Value kept = writer.settled((Value) c);
        yield index -> {
          if (check != IndexCheck.NONE) {
            Expr i = writer.settled(index);
            writer.emit(
                new Stmt.If(
                    new Expr.Select(
                        intCompare(BinaryOp.INT_EQ, i, constant(0)),
                        constant(false),
                        intCompare(BinaryOp.INT_NE, i, constant(-1))),
                    List.of(new Stmt.Bail(BailReason.INDEX, at, -1)),
                    List.of()));
          }
          return kept;
        };
      }
      case Value.TextConstant(List<Integer> codePoints) ->
          loads(laidOut(codePoints, at), LetterCase.AS_WRITTEN, check, at);
      case Value.TextOperand(ArrayRef codePoints, LetterCase letters) ->
          loads(codePoints, letters, check, at);
    };
  }

  private Function<Expr, Value> loads(
      ArrayRef codePoints, LetterCase letters, IndexCheck check, Position at) {
    return index -> {
      Expr load = new Expr.Load(codePoints, List.of(index), List.of(check), at);
      return new Value.Character(
          letters == LetterCase.AS_WRITTEN ? load : inCase(letters, writer.settled(load)));
    };
  }

  /** {@code text.upper()} and {@code text.lower()}, where all is ASCII. */
  Value.Text inCase(LetterCase letters, Value.Text text, SSTNode where) {
    Position at = at(where);
    return switch (text) {
      case Value.Character(Expr codePoint) -> {
        Expr c = writer.settled(codePoint);
        writer.emit(bailUnlessAscii(c, at));
        yield new Value.Character(writer.settled(inCase(letters, c)));
      }
      case Value.TextConstant _ ->
          throw unsupported("upper() or lower() of a str that is written in the source", where);
      case Value.TextOperand(ArrayRef codePoints, LetterCase _) -> {
        Var place = writer.temporary(ScalarType.INT);
        Expr c = new Expr.Load(codePoints, List.of(local(place)), List.of(IndexCheck.NONE), at);
        writer.emit(
            new Stmt.CountedLoop(
                new Label("ascii" + at.line()),
                place,
                constant(0),
                length(text, at),
                constant(1),
                List.of(bailUnlessAscii(c, at)),
                false,
                at));
        // Whatever case its letters were read in, they are found again.
        yield new Value.TextOperand(codePoints, letters);
      }
    };
  }

  /** Other letters may change into several, or depend on what is around them. */
  private static Stmt bailUnlessAscii(Expr codePoint, Position at) {
    return new Stmt.If(
        intCompare(BinaryOp.INT_GT, codePoint, constant(127)),
        List.of(new Stmt.Bail(BailReason.DOMAIN, at, -1)),
        List.of());
  }

  private static Expr inCase(LetterCase letters, Expr codePoint) {
    boolean upper = letters == LetterCase.UPPER;
    Expr isOther =
        new Expr.Select(
            intCompare(BinaryOp.INT_GE, codePoint, constant(upper ? 'a' : 'A')),
            intCompare(BinaryOp.INT_LE, codePoint, constant(upper ? 'z' : 'Z')),
            constant(false));
    return new Expr.Select(
        isOther,
        new Expr.Binary(
            BinaryOp.INT_ADD, codePoint, constant(upper ? -32 : 32), false, Position.NONE),
        codePoint);
  }

  private ArrayRef laidOut(List<Integer> codePoints, Position at) {
    Value.Array list = writer.newList(ScalarType.INT, constant(codePoints.size()), constant(0), at);
    for (int i = 0; i < codePoints.size(); i++) {
      writer.emit(
          new Stmt.Store(
              list.ref(),
              List.of(constant(i)),
              List.of(IndexCheck.NONE),
              constant(codePoints.get(i)),
              at));
    }
    return list.ref();
  }

  /** {@code text[index]}. */
  Value element(Value.Text text, Expr index, SSTNode where) {
    return elements(text, IndexCheck.WRAP, at(where)).apply(index);
  }

  /** {@code ord(text)}. */
  Value ord(Value value, SSTNode where) {
    return switch (value) {
      case Value.Character(Expr codePoint) -> new Value.Scalar(codePoint);
      case Value.TextOperand operand -> {
        // Of any other length the guest raises.
        writer.emit(
            new Stmt.If(
                intCompare(BinaryOp.INT_NE, length((Value.Text) value, at(where)), constant(1)),
                List.of(new Stmt.Bail(BailReason.DOMAIN, at(where), -1)),
                List.of()));
        Value only = elements(operand, IndexCheck.NONE, at(where)).apply(constant(0));
        yield new Value.Scalar(((Value.Character) only).codePoint());
      }
      default -> throw unsupported("ord() of " + describe(value), where);
    };
  }

  /** {@code chr(number)}. */
  Value chr(Value value, SSTNode where) {
    Expr codePoint = writer.settled(numbers.integer(value, where, "the argument of chr()"));
    writer.emit(
        new Stmt.If(
            new Expr.Select(
                intCompare(BinaryOp.INT_LT, codePoint, constant(0)),
                constant(true),
                intCompare(BinaryOp.INT_GT, codePoint, constant(Character.MAX_CODE_POINT))),
            List.of(new Stmt.Bail(BailReason.DOMAIN, at(where), -1)),
            List.of()));
    return new Value.Character(codePoint);
  }

  /** A comparison of two values, one of which is a str. */
  Expr compare(CmpOpTy op, Value left, Value right, SSTNode where) {
    if (!(left instanceof Value.Text l) || !(right instanceof Value.Text r)) {
      return compareWithOther(op, left instanceof Value.Text ? right : left, where);
    }
    if (l instanceof Value.Character(Expr a) && r instanceof Value.Character(Expr b)) {
      return intCompare(comparison(op), a, b);
    }
    if (op == CmpOpTy.Eq || op == CmpOpTy.NotEq) {
      Expr equal = equal(l, r, at(where));
      return op == CmpOpTy.Eq ? equal : not(equal);
    }
    return intCompare(comparison(op), order(l, r, at(where)), constant(0));
  }

  /** A str equals nothing but a str. */
  private static Expr compareWithOther(CmpOpTy op, Value other, SSTNode where) {
    boolean known =
        switch (other) {
          case Value.Scalar _, Value.Dynamic _, Value.Complex _, Value.None _ -> true;
          default -> false;
        };
    if (!known || op != CmpOpTy.Eq && op != CmpOpTy.NotEq) {
      throw unsupported("a comparison of a str with " + describe(other), where);
    }
    return constant(op == CmpOpTy.NotEq);
  }

  private static BinaryOp comparison(CmpOpTy op) {
    return switch (op) {
      case Eq -> BinaryOp.INT_EQ;
      case NotEq -> BinaryOp.INT_NE;
      case Lt -> BinaryOp.INT_LT;
      case LtE -> BinaryOp.INT_LE;
      case Gt -> BinaryOp.INT_GT;
      case GtE -> BinaryOp.INT_GE;
      default -> throw new IllegalStateException("no order: " + op);
    };
  }

  private Expr equal(Value.Text left, Value.Text right, Position at) {
    Expr sameLength = intCompare(BinaryOp.INT_EQ, length(left, at), length(right, at));
    if (left instanceof Value.TextConstant && right instanceof Value.TextConstant) {
      return constant(left.equals(right));
    }
    Var equal = writer.temporary(ScalarType.BOOL);
    writer.assign(equal, sameLength);
    List<Stmt> compared =
        writer.inLazyBlock(
            () ->
                searched(
                    length(left, at),
                    codePoints(left, at),
                    codePoints(right, at),
                    (a, b) -> List.of(new Stmt.Assign(equal, constant(false))),
                    at));
    writer.emit(new Stmt.If(local(equal), compared, List.of()));
    return local(equal);
  }

  /** Below zero, zero or above it: the first difference decides, then the length. */
  private Expr order(Value.Text left, Value.Text right, Position at) {
    Var order = writer.temporary(ScalarType.INT);
    Expr leftLength = writer.settled(length(left, at));
    Expr rightLength = writer.settled(length(right, at));
    writer.assign(
        order, new Expr.Binary(BinaryOp.INT_SUB, leftLength, rightLength, false, Position.NONE));
    searched(
        new Expr.Call(Intrinsic.MIN, List.of(leftLength, rightLength), at),
        codePoints(left, at),
        codePoints(right, at),
        (a, b) ->
            List.of(
                new Stmt.Assign(
                    order, new Expr.Binary(BinaryOp.INT_SUB, a, b, false, Position.NONE))),
        at);
    return local(order);
  }

  private Function<Expr, Expr> codePoints(Value.Text text, Position at) {
    Function<Expr, Value> elements = elements(text, IndexCheck.NONE, at);
    return index -> ((Value.Character) elements.apply(index)).codePoint();
  }

  /** What is to be done at the first place where two texts differ. */
  private interface Difference {
    List<Stmt> statements(Expr left, Expr right);
  }

  /** Looks for the first place where two texts differ. */
  private void searched(
      Expr length,
      Function<Expr, Expr> left,
      Function<Expr, Expr> right,
      Difference found,
      Position at) {
    Label loop = new Label("compare" + at.line());
    Label end = new Label("after." + loop);
    Var place = writer.temporary(ScalarType.INT);
    List<Stmt> body =
        writer.inLazyBlock(
            () -> {
              Expr a = writer.settled(left.apply(local(place)));
              Expr b = writer.settled(right.apply(local(place)));
              List<Stmt> then = new ArrayList<>(found.statements(a, b));
              then.add(new Stmt.Break(end));
              writer.emit(new Stmt.If(intCompare(BinaryOp.INT_NE, a, b), then, List.of()));
            });
    writer.emit(
        new Stmt.Block(
            end,
            List.of(
                new Stmt.CountedLoop(
                    loop, place, constant(0), length, constant(1), body, false, at))));
  }

  /** {@code left in container}, for a character and a str or a tuple of strs. */
  Expr contained(Value left, Value container, SSTNode where) {
    Position at = at(where);
    if (!(writer.settled(left) instanceof Value.Text text)) {
      throw unsupported("the operator in for " + describe(left), where);
    }
    if (container instanceof Value.Tuple(List<Value> items)) {
      Expr result = constant(false);
      for (Value item : items.reversed()) {
        Value kept = writer.settled(item);
        Expr rest = result;
        Expr equal = writer.lazily(() -> compare(CmpOpTy.Eq, text, kept, where));
        result = new Expr.Select(equal, constant(true), rest);
      }
      return result;
    }
    if (!(container instanceof Value.Text whole)
        || !(text instanceof Value.Character(Expr wanted))) {
      throw unsupported("a search for more than one character", where);
    }
    return switch (whole) {
      case Value.Character(Expr only) -> intCompare(BinaryOp.INT_EQ, wanted, only);
      case Value.TextConstant(List<Integer> codePoints) when codePoints.size() <= WRITTEN_OUT -> {
        Expr result = constant(false);
        for (int codePoint : codePoints.reversed()) {
          Expr equal = intCompare(BinaryOp.INT_EQ, wanted, constant(codePoint));
          result =
              result instanceof Expr.BoolConst
                  ? equal
                  : new Expr.Select(equal, constant(true), result);
        }
        yield result;
      }
      case Value.TextConstant _, Value.TextOperand _ -> {
        Var found = writer.temporary(ScalarType.BOOL);
        writer.assign(found, constant(false));
        Function<Expr, Expr> codePoints = codePoints(whole, at);
        Label loop = new Label("search" + at.line());
        Label end = new Label("after." + loop);
        Var place = writer.temporary(ScalarType.INT);
        List<Stmt> body =
            writer.inLazyBlock(
                () ->
                    writer.emit(
                        new Stmt.If(
                            intCompare(BinaryOp.INT_EQ, codePoints.apply(local(place)), wanted),
                            List.of(new Stmt.Assign(found, constant(true)), new Stmt.Break(end)),
                            List.of())));
        writer.emit(
            new Stmt.Block(
                end,
                List.of(
                    new Stmt.CountedLoop(
                        loop,
                        place,
                        constant(0),
                        length(whole, at),
                        constant(1),
                        body,
                        false,
                        at))));
        yield local(found);
      }
    };
  }

  static Expr truth(Value.Text text, Position at) {
    return intCompare(BinaryOp.INT_NE, length(text, at), constant(0));
  }
}
