package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.UnaryOp;
import java.lang.classfile.Opcode;

/** The JVM's instructions on numbers as expressions. */
final class Arithmetic {
  private final Position at;

  /**
   * @param at where the instruction stands
   */
  Arithmetic(Position at) {
    this.at = at;
  }

  private Expr unary(UnaryOp op, Expr operand, boolean checked) {
    return new Expr.Unary(op, operand, checked, at);
  }

  private Expr binary(BinaryOp op, Expr left, Expr right, boolean checked) {
    return new Expr.Binary(op, left, right, checked, at);
  }

  /** The low 32 bits of what was computed exactly. */
  Expr wrapped(Expr exact) {
    return exact instanceof Expr.IntConst(long value)
        ? new Expr.IntConst((int) value)
        : unary(UnaryOp.INT_WRAP, exact, true);
  }

  private Expr single(Expr exact) {
    return unary(UnaryOp.FLOAT_TO_SINGLE, exact, false);
  }

  Expr negated(Kind kind, Expr x) {
    return switch (kind) {
      case INT -> wrapped(unary(UnaryOp.INT_NEG, x, false));
      case LONG -> binary(BinaryOp.WRAP_SUB, new Expr.IntConst(0), x, true);
      case FLOAT, DOUBLE -> unary(UnaryOp.FLOAT_NEG, x, false);
    };
  }

  /** An operation of two numbers of one kind. */
  Expr of(Opcode opcode, Expr a, Expr b) {
    return switch (opcode) {
      // Two ints of 32 bits: nothing leaves 64.
      case IADD -> wrapped(exact(BinaryOp.INT_ADD, a, b));
      case ISUB -> wrapped(exact(BinaryOp.INT_SUB, a, b));
      case IMUL -> wrapped(exact(BinaryOp.INT_MUL, a, b));
      case IDIV -> wrapped(binary(BinaryOp.INT_QUOTIENT, a, b, !isNotZero(b)));
      case IREM, LREM -> binary(BinaryOp.INT_REMAINDER, a, b, !isNotZero(b));
      case LADD -> binary(BinaryOp.WRAP_ADD, a, b, true);
      case LSUB -> binary(BinaryOp.WRAP_SUB, a, b, true);
      case LMUL -> binary(BinaryOp.WRAP_MUL, a, b, true);
      case LDIV -> binary(BinaryOp.INT_QUOTIENT, a, b, !isNotZero(b));
      case IAND, LAND -> binary(BinaryOp.INT_AND, a, b, false);
      case IOR, LOR -> binary(BinaryOp.INT_OR, a, b, false);
      case IXOR, LXOR ->
          b.equals(new Expr.IntConst(-1))
              ? unary(UnaryOp.INT_INVERT, a, false)
              : binary(BinaryOp.INT_XOR, a, b, false);
      case ISHL ->
          b instanceof Expr.IntConst(long count)
              ? wrapped(exact(BinaryOp.INT_MUL, a, new Expr.IntConst(1L << (count & 31))))
              : wrapped(binary(BinaryOp.SHIFT_LEFT, a, count(b, 31), false));
      case LSHL ->
          b instanceof Expr.IntConst(long count)
              ? binary(BinaryOp.WRAP_MUL, a, new Expr.IntConst(1L << (count & 63)), true)
              : binary(BinaryOp.SHIFT_LEFT, a, count(b, 63), false);
      case ISHR -> binary(BinaryOp.SHIFT_RIGHT, a, count(b, 31), false);
      case LSHR -> binary(BinaryOp.SHIFT_RIGHT, a, count(b, 63), false);
      case IUSHR ->
          wrapped(
              binary(
                  BinaryOp.SHIFT_RIGHT_UNSIGNED,
                  binary(BinaryOp.INT_AND, a, new Expr.IntConst(0xffff_ffffL), false),
                  count(b, 31),
                  false));
      case LUSHR -> binary(BinaryOp.SHIFT_RIGHT_UNSIGNED, a, count(b, 63), false);
      case DADD -> binary(BinaryOp.FLOAT_ADD, a, b, false);
      case DSUB -> binary(BinaryOp.FLOAT_SUB, a, b, false);
      case DMUL -> binary(BinaryOp.FLOAT_MUL, a, b, false);
      case DDIV -> binary(BinaryOp.FLOAT_DIV, a, b, false);
      case DREM -> binary(BinaryOp.FLOAT_REMAINDER, a, b, false);
      case FADD -> single(binary(BinaryOp.FLOAT_ADD, a, b, false));
      case FSUB -> single(binary(BinaryOp.FLOAT_SUB, a, b, false));
      case FMUL -> single(binary(BinaryOp.FLOAT_MUL, a, b, false));
      case FDIV -> single(binary(BinaryOp.FLOAT_DIV, a, b, false));
      case FREM -> single(binary(BinaryOp.FLOAT_REMAINDER, a, b, false));
      default -> throw new IllegalArgumentException("no operation of two numbers: " + opcode);
    };
  }

  private Expr exact(BinaryOp op, Expr a, Expr b) {
    return binary(op, a, b, false);
  }

  private Expr count(Expr count, long mask) {
    return count instanceof Expr.IntConst(long value)
        ? new Expr.IntConst(value & mask)
        : binary(BinaryOp.INT_AND, count, new Expr.IntConst(mask), false);
  }

  private static boolean isNotZero(Expr divisor) {
    return divisor instanceof Expr.IntConst(long value) && value != 0;
  }

  /** A conversion from one kind to another, or to what is smaller than an int. */
  Value.Number converted(Opcode opcode, Expr x) {
    return switch (opcode) {
      case I2L -> new Value.Number(Kind.LONG, x);
      case I2F, L2F -> new Value.Number(Kind.FLOAT, unary(UnaryOp.INT_TO_SINGLE, x, false));
      case I2D, L2D -> new Value.Number(Kind.DOUBLE, unary(UnaryOp.INT_TO_FLOAT, x, false));
      case L2I -> new Value.Number(Kind.INT, wrapped(x));
      case F2I, D2I -> new Value.Number(Kind.INT, unary(UnaryOp.FLOAT_SATURATE_INT, x, false));
      case F2L, D2L -> new Value.Number(Kind.LONG, unary(UnaryOp.FLOAT_SATURATE_LONG, x, false));
      case F2D -> new Value.Number(Kind.DOUBLE, x);
      case D2F -> new Value.Number(Kind.FLOAT, single(x));
      case I2B -> new Value.Number(Kind.INT, unary(UnaryOp.INT_TO_BYTE, x, false));
      case I2C -> new Value.Number(Kind.INT, unary(UnaryOp.INT_TO_CHAR, x, false));
      case I2S -> new Value.Number(Kind.INT, unary(UnaryOp.INT_TO_SHORT, x, false));
      default -> throw new IllegalArgumentException("no conversion: " + opcode);
    };
  }

  /** The condition of a branch on the sign of a comparison. */
  Expr condition(Opcode branch, Value.Comparison c) {
    if (c.of() == Kind.LONG) {
      return binary(comparison(branch), c.left(), c.right(), false);
    }
    // NaN counts as greater, or as less; every comparison but != is false for it.
    boolean greater = c.greaterForNan();
    return switch (branch) {
      case IFEQ -> floats(BinaryOp.FLOAT_EQ, c);
      case IFNE -> floats(BinaryOp.FLOAT_NE, c);
      case IFLT ->
          greater ? floats(BinaryOp.FLOAT_LT, c) : Conditions.not(floats(BinaryOp.FLOAT_GE, c));
      case IFLE ->
          greater ? floats(BinaryOp.FLOAT_LE, c) : Conditions.not(floats(BinaryOp.FLOAT_GT, c));
      case IFGT ->
          greater ? Conditions.not(floats(BinaryOp.FLOAT_LE, c)) : floats(BinaryOp.FLOAT_GT, c);
      case IFGE ->
          greater ? Conditions.not(floats(BinaryOp.FLOAT_LT, c)) : floats(BinaryOp.FLOAT_GE, c);
      default -> throw new IllegalArgumentException("no branch on a sign: " + branch);
    };
  }

  private Expr floats(BinaryOp op, Value.Comparison c) {
    return binary(op, c.left(), c.right(), false);
  }

  /** The comparison that a branch makes of two ints, or of one with zero. */
  Expr ofInts(Opcode branch, Expr left, Expr right) {
    return binary(comparison(branch), left, right, false);
  }

  private static BinaryOp comparison(Opcode branch) {
    return switch (branch) {
      case IFEQ, IF_ICMPEQ -> BinaryOp.INT_EQ;
      case IFNE, IF_ICMPNE -> BinaryOp.INT_NE;
      case IFLT, IF_ICMPLT -> BinaryOp.INT_LT;
      case IFLE, IF_ICMPLE -> BinaryOp.INT_LE;
      case IFGT, IF_ICMPGT -> BinaryOp.INT_GT;
      case IFGE, IF_ICMPGE -> BinaryOp.INT_GE;
      default -> throw new IllegalArgumentException("no comparison: " + branch);
    };
  }
}
