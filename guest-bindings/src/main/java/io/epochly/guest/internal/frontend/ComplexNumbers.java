package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Numbers.scalar;
import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.toFloat;

import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.UnaryOpTy;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Does things with complex numbers: pairs of floats, computed by the guest's own formulas so that
 * signed zeros, infinities and NaN come out the same. A number that meets one becomes complex
 * first.
 */
final class ComplexNumbers {
  /** Constant exponents up to this become products in the kernel. */
  private static final int WRITTEN_OUT = 8;

  private static final Expr ZERO = new Expr.FloatConst(0.0);

  private final KernelWriter writer;
  private final Numbers numbers;

  ComplexNumbers(KernelWriter writer, Numbers numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  static boolean isComplex(Value value) {
    return value instanceof Value.Complex;
  }

  /** A number as a complex one; its parts may be used several times. */
  private Value.Complex operand(Value value, SSTNode where) {
    return switch (value) {
      case Value.Complex _ -> (Value.Complex) writer.settled(value);
      case Value.Scalar _, Value.Dynamic _ ->
          new Value.Complex(writer.settled(real(value, where)), ZERO);
      default ->
          throw unsupported("an operation on a complex number and " + describe(value), where);
    };
  }

  private Expr real(Value value, SSTNode where) {
    return scalar(numbers.onNumber(value, where, x -> new Value.Scalar(toFloat(x))));
  }

  Value binary(OperatorTy op, Value left, Value right, SSTNode where) {
    Value.Complex l = operand(left, where);
    Value.Complex r = operand(right, where);
    return switch (op) {
      case Add -> new Value.Complex(add(l.real(), r.real()), add(l.imag(), r.imag()));
      case Sub -> new Value.Complex(subtract(l.real(), r.real()), subtract(l.imag(), r.imag()));
      case Mult -> product(l, r);
      case Div -> divide(l, r, at(where));
      case Pow -> {
        if (r.real() instanceof Expr.FloatConst(double exponent)
            && r.imag().equals(ZERO)
            && exponent >= 1
            && exponent <= WRITTEN_OUT
            && exponent == (int) exponent) {
          yield power(l, (int) exponent, at(where));
        }
        List<Expr> parts = List.of(l.real(), l.imag(), r.real(), r.imag());
        yield new Value.Complex(
            new Expr.Call(Intrinsic.COMPLEX_POW_REAL, parts, at(where)),
            new Expr.Call(Intrinsic.COMPLEX_POW_IMAG, parts, at(where)));
      }
      default -> throw unsupported("this operator on a complex number", where);
    };
  }

  private static Value.Complex product(Value.Complex l, Value.Complex r) {
    return new Value.Complex(
        subtract(multiply(l.real(), r.real()), multiply(l.imag(), r.imag())),
        add(multiply(l.real(), r.imag()), multiply(l.imag(), r.real())));
  }

  /** A small whole power: the products that the guest computes, from one on. */
  private Value power(Value.Complex base, int exponent, Position at) {
    Var real = writer.temporary(ScalarType.FLOAT);
    Var imag = writer.temporary(ScalarType.FLOAT);
    writer.assign(real, ZERO);
    writer.assign(imag, ZERO);
    List<Stmt> products =
        writer.inLazyBlock(
            () -> {
              Value.Complex result = new Value.Complex(new Expr.FloatConst(1.0), ZERO);
              Value.Complex square = base;
              for (int rest = exponent; rest != 0; rest >>= 1) {
                if ((rest & 1) != 0) {
                  result = (Value.Complex) writer.settled((Value) product(result, square));
                }
                if (rest > 1) {
                  square = (Value.Complex) writer.settled((Value) product(square, square));
                }
              }
              writer.assign(real, result.real());
              writer.assign(imag, result.imag());
              writer.emit(
                  new Stmt.If(
                      new Expr.Select(infinite(local(real)), constant(true), infinite(local(imag))),
                      List.of(new Stmt.Bail(BailReason.DOMAIN, at, -1)),
                      List.of()));
            });
    // Zero has powers of its own, whatever the products of signed zeros are.
    writer.emit(new Stmt.If(truth(base), products, List.of()));
    return new Value.Complex(local(real), local(imag));
  }

  private static Expr infinite(Expr x) {
    return new Expr.Call(Intrinsic.ISINF, List.of(x), Position.NONE);
  }

  private static Expr add(Expr x, Expr y) {
    return new Expr.Binary(BinaryOp.FLOAT_ADD, x, y, false, Position.NONE);
  }

  private static Expr subtract(Expr x, Expr y) {
    return new Expr.Binary(BinaryOp.FLOAT_SUB, x, y, false, Position.NONE);
  }

  private static Expr multiply(Expr x, Expr y) {
    return new Expr.Binary(BinaryOp.FLOAT_MUL, x, y, false, Position.NONE);
  }

  /** A quotient of floats that is what the JVM makes of it, also for a divisor of zero. */
  private static Expr quotient(Expr x, Expr y) {
    return new Expr.Binary(BinaryOp.FLOAT_DIV, x, y, false, Position.NONE);
  }

  private static Expr absolute(Expr x) {
    return new Expr.Unary(UnaryOp.FLOAT_ABS, x, false, Position.NONE);
  }

  /** Divides both sides by the larger part of the divisor first. */
  private Value divide(Value.Complex l, Value.Complex r, Position at) {
    Var real = writer.temporary(ScalarType.FLOAT);
    Var imag = writer.temporary(ScalarType.FLOAT);
    Expr realSize = writer.settled(absolute(r.real()));
    Expr imagSize = writer.settled(absolute(r.imag()));
    List<Stmt> byReal =
        writer.inLazyBlock(
            () -> {
              writer.emit(
                  new Stmt.If(
                      new Expr.Binary(BinaryOp.FLOAT_EQ, realSize, ZERO, false, at),
                      List.of(new Stmt.Bail(BailReason.ZERO_DIVISION, at, -1)),
                      List.of()));
              Expr ratio = writer.settled(quotient(r.imag(), r.real()));
              Expr divisor = writer.settled(add(r.real(), multiply(r.imag(), ratio)));
              writer.assign(real, quotient(add(l.real(), multiply(l.imag(), ratio)), divisor));
              writer.assign(imag, quotient(subtract(l.imag(), multiply(l.real(), ratio)), divisor));
            });
    List<Stmt> byImag =
        writer.inLazyBlock(
            () -> {
              Expr ratio = writer.settled(quotient(r.real(), r.imag()));
              Expr divisor = writer.settled(add(multiply(r.real(), ratio), r.imag()));
              writer.assign(real, quotient(add(multiply(l.real(), ratio), l.imag()), divisor));
              writer.assign(imag, quotient(subtract(multiply(l.imag(), ratio), l.real()), divisor));
            });
    writer.emit(
        new Stmt.If(
            new Expr.Binary(BinaryOp.FLOAT_GE, realSize, imagSize, false, at), byReal, byImag));
    return new Value.Complex(local(real), local(imag));
  }

  Value unary(UnaryOpTy op, Value.Complex z, SSTNode where) {
    return switch (op) {
      case UAdd -> z;
      case USub -> new Value.Complex(negative(z.real()), negative(z.imag()));
      case Invert -> throw unsupported("~ on a complex number", where);
      case Not -> throw new IllegalStateException("not is a condition");
    };
  }

  private static Expr negative(Expr x) {
    return x instanceof Expr.FloatConst(double value)
        ? new Expr.FloatConst(-value)
        : new Expr.Unary(UnaryOp.FLOAT_NEG, x, false, Position.NONE);
  }

  static Value conjugate(Value.Complex z) {
    return new Value.Complex(z.real(), negative(z.imag()));
  }

  static Value absolute(Value.Complex z, SSTNode where) {
    return new Value.Scalar(
        new Expr.Call(Intrinsic.COMPLEX_ABS, List.of(z.real(), z.imag()), at(where)));
  }

  /** {@code complex()}, {@code complex(x)} and {@code complex(x, y)}. */
  Value made(List<Value> arguments, SSTNode where) {
    if (arguments.isEmpty()) {
      return new Value.Complex(ZERO, ZERO);
    }
    Value first = arguments.getFirst();
    if (arguments.size() == 1) {
      return first instanceof Value.Complex ? first : new Value.Complex(real(first, where), ZERO);
    }
    Value second = arguments.get(1);
    if (isComplex(first) || isComplex(second)) {
      throw unsupported("complex() of two numbers one of which is complex", where);
    }
    return new Value.Complex(real(first, where), real(second, where));
  }

  static Expr truth(Value.Complex z) {
    return new Expr.Select(
        new Expr.Unary(UnaryOp.FLOAT_TO_BOOL, z.real(), false, Position.NONE),
        constant(true),
        new Expr.Unary(UnaryOp.FLOAT_TO_BOOL, z.imag(), false, Position.NONE));
  }

  /**
   * Whether two values are equal, one of which is complex.
   *
   * @param equal whether two numbers are
   */
  Expr equal(Value left, Value right, SSTNode where, BinaryOperator<Expr> equal) {
    Value.Complex z = (Value.Complex) writer.settled(isComplex(left) ? left : right);
    Value other = isComplex(left) ? right : left;
    return switch (other) {
      case Value.Complex w -> {
        Value.Complex kept = (Value.Complex) writer.settled((Value) w);
        yield new Expr.Select(
            equal.apply(z.real(), kept.real()),
            equal.apply(z.imag(), kept.imag()),
            constant(false));
      }
      case Value.Scalar _, Value.Dynamic _ -> {
        Expr same =
            scalar(numbers.onNumber(other, where, x -> new Value.Scalar(equal.apply(z.real(), x))));
        yield new Expr.Select(equal.apply(z.imag(), ZERO), same, constant(false));
      }
      case Value.None _, Value.Text _ -> constant(false);
      default ->
          throw unsupported("a comparison of a complex number with " + describe(other), where);
    };
  }

  /** An element of a list of complex numbers. */
  Value element(Value.ComplexList list, Expr index, IndexCheck check, Position at) {
    return get(list, place(list, index, check, at), at);
  }

  /** The number whose real part lies at a place of the list. */
  static Value.Complex get(Value.ComplexList list, Expr place, Position at) {
    return new Value.Complex(
        new Expr.Load(list.parts(), List.of(place), List.of(IndexCheck.NONE), at),
        new Expr.Load(list.parts(), List.of(next(place)), List.of(IndexCheck.NONE), at));
  }

  /** Stores a number whose real part is to lie at a place of the list. */
  static void put(
      KernelWriter writer, Value.ComplexList list, Expr place, Value.Complex z, Position at) {
    List<IndexCheck> checked = List.of(IndexCheck.NONE);
    writer.emit(new Stmt.Store(list.parts(), List.of(place), checked, z.real(), at));
    writer.emit(new Stmt.Store(list.parts(), List.of(next(place)), checked, z.imag(), at));
  }

  void store(Value.ComplexList list, Expr index, Value value, SSTNode where) {
    Position at = at(where);
    if (!(value instanceof Value.Complex)) {
      // The list would mix types from here on, which only the guest can do.
      writer.note("storing " + describe(value) + " into a list of complex numbers runs plain", at);
      writer.emit(new Stmt.Bail(BailReason.STORE_TYPE, at, -1));
      return;
    }
    Value.Complex z = (Value.Complex) writer.settled(value);
    Expr place = place(list, index, IndexCheck.WRAP, at);
    put(writer, list, place, z, at);
  }

  /** An element, or a row, of an array of complex numbers. */
  Value element(Value.ComplexArray array, List<Expr> indices, Position at) {
    List<Expr> settled = indices.stream().map(writer::settled).toList();
    Value.Array place = array.at(settled);
    return settled.size() < array.rank()
        ? new Value.ComplexArray(place)
        : new Value.Complex(part(place, 0, at), part(place, 1, at));
  }

  void store(Value.ComplexArray array, List<Expr> indices, Value value, SSTNode where) {
    if (indices.size() < array.rank()) {
      throw unsupported("a store of a whole row into an array of complex numbers", where);
    }
    Position at = at(where);
    Value.Complex z = (Value.Complex) writer.settled((Value) operand(value, where));
    Value.Array place = array.at(indices.stream().map(writer::settled).toList());
    storePart(place, 0, z.real(), at);
    storePart(place, 1, z.imag(), at);
  }

  private static Expr part(Value.Array place, int part, Position at) {
    return new Expr.Load(place.ref(), partIndices(place, part), partChecks(place), at);
  }

  private void storePart(Value.Array place, int part, Expr value, Position at) {
    writer.emit(
        new Stmt.Store(place.ref(), partIndices(place, part), partChecks(place), value, at));
  }

  private static List<Expr> partIndices(Value.Array place, int part) {
    List<Expr> all = new ArrayList<>(place.indices());
    all.add(constant(part));
    return all;
  }

  private static List<IndexCheck> partChecks(Value.Array place) {
    List<IndexCheck> checks =
        new ArrayList<>(Collections.nCopies(place.indices().size(), IndexCheck.WRAP));
    checks.add(IndexCheck.NONE);
    return checks;
  }

  /** Where the real part of an element lies. */
  private Expr place(Value.ComplexList list, Expr index, IndexCheck check, Position at) {
    Expr i = writer.settled(index);
    if (check != IndexCheck.NONE) {
      Expr given = i;
      i =
          writer.settled(
              new Expr.Select(
                  intCompare(BinaryOp.INT_LT, given, constant(0)),
                  new Expr.Binary(BinaryOp.INT_ADD, given, list.length(), false, at),
                  given));
      int parameter = list.parts() instanceof ArrayParam param ? param.index() : -1;
      writer.emit(
          new Stmt.If(
              new Expr.Select(
                  intCompare(BinaryOp.INT_LT, i, constant(0)),
                  constant(true),
                  intCompare(BinaryOp.INT_GE, i, list.length())),
              List.of(new Stmt.Bail(BailReason.INDEX, at, parameter)),
              List.of()));
    }
    return writer.settled(new Expr.Binary(BinaryOp.INT_MUL, i, constant(2), false, at));
  }

  private static Expr next(Expr place) {
    return new Expr.Binary(BinaryOp.INT_ADD, place, constant(1), false, Position.NONE);
  }
}
