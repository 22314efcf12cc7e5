package io.epochly.kernels.internal.jvm;

import static io.epochly.kernels.internal.jvm.Descriptors.ARRAY_ARG;
import static io.epochly.kernels.internal.jvm.Descriptors.BOUNDS;
import static io.epochly.kernels.internal.jvm.Descriptors.BUFFERS;
import static io.epochly.kernels.internal.jvm.Descriptors.BYTES;
import static io.epochly.kernels.internal.jvm.Descriptors.COMPLEX;
import static io.epochly.kernels.internal.jvm.Descriptors.DD_D;
import static io.epochly.kernels.internal.jvm.Descriptors.DOUBLE;
import static io.epochly.kernels.internal.jvm.Descriptors.D_D;
import static io.epochly.kernels.internal.jvm.Descriptors.FLOATS;
import static io.epochly.kernels.internal.jvm.Descriptors.INTS;
import static io.epochly.kernels.internal.jvm.Descriptors.INT_FUNCTIONS;
import static io.epochly.kernels.internal.jvm.Descriptors.JJ_J;
import static io.epochly.kernels.internal.jvm.Descriptors.J_J;
import static io.epochly.kernels.internal.jvm.Descriptors.MATH;
import static io.epochly.kernels.internal.jvm.Descriptors.ROW_SETS;
import static io.epochly.kernels.internal.jvm.Descriptors.STRIPS;
import static io.epochly.kernels.internal.jvm.Descriptors.isJava;
import static io.epochly.kernels.internal.jvm.Descriptors.primitive;
import static io.epochly.kernels.internal.jvm.Descriptors.routine;
import static io.epochly.kernels.internal.jvm.Descriptors.type;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes what pushes the value of an expression: as it is, as an int, or as a float of 32 bits. */
final class ExpressionCode {
  private final MethodFrame frame;
  private final CodeBuilder code;
  private final Consumer<List<Stmt>> statements;
  private final ArrayCode arrays;

  /**
   * @param statements writes those that stand in expressions
   */
  ExpressionCode(MethodFrame frame, Consumer<List<Stmt>> statements) {
    this.frame = frame;
    this.code = frame.code();
    this.statements = statements;
    this.arrays = new ArrayCode(frame, this);
  }

  ArrayCode arrays() {
    return arrays;
  }

  void expression(Expr expression) {
    switch (expression) {
      case Expr.IntConst e -> code.loadConstant(e.value());
      case Expr.FloatConst e -> code.loadConstant(e.value());
      case Expr.BoolConst e -> code.loadConstant(e.value() ? 1 : 0);
      case Expr.Local e when frame.isNarrow(e.var()) -> code.iload(frame.narrow(e.var())).i2l();
      case Expr.Local e -> {
        code.loadLocal(frame.kind(e.var()), frame.slot(e.var()));
        if (frame.small().isSmall(e.var())) {
          if (e.type() == ScalarType.INT) {
            code.i2l();
          } else {
            code.f2d();
          }
        }
      }
      case Expr.Unary e -> unary(e);
      case Expr.Binary e -> binary(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        expression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        expression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Load e -> arrays.load(e);
      case Expr.Length e -> arrays.length(e);
      case Expr.Call e -> call(e);
      case Expr.StripLoad e -> {
        code.aload(frame.strip(e.strip()));
        intExpression(e.lane());
        boolean isInt = e.type() == ScalarType.INT;
        code.invokestatic(
            STRIPS,
            isInt ? "getInt" : "getFloat",
            MethodTypeDesc.of(primitive(e.type()), BYTES, CD_int));
      }
      case Expr.LeastLength e -> {
        frame.operand(e.array());
        code.loadConstant(e.axis())
            .invokevirtual(ARRAY_ARG, "leastLength", MethodTypeDesc.of(CD_int, CD_int))
            .i2l();
      }
      case Expr.Distinct e when e.array().type().storage().isBuffer() -> {
        frame.operand((ArrayParam) e.array());
        code.loadConstant(e.array().type().storage().bytes())
            .invokestatic(BUFFERS, "isDistinct", MethodTypeDesc.of(CD_boolean, ARRAY_ARG, CD_int));
      }
      case Expr.Distinct e when e.array() instanceof ArrayParam a && a.type().hasRows() -> {
        frame.operand(a);
        frame.burnRows(a, a);
        code.invokevirtual(ARRAY_ARG, "hasDistinctRows", MethodTypeDesc.of(CD_boolean));
      }
      case Expr.Distinct e -> {
        arrays.rows(e.array(), List.of());
        frame.burnRows(e.array().type().rank() - 1);
        code.invokestatic(ROW_SETS, "distinct", MethodTypeDesc.of(CD_boolean, CD_Object));
      }
      case Expr.Disjoint e when areSingleRows(e) -> {
        arrays.rows(e.array(), e.indices());
        arrays.rows(e.other(), e.otherIndices());
        java.lang.classfile.Label same = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        code.if_acmpeq(same).iconst_1().goto_(end);
        code.labelBinding(same).iconst_0().labelBinding(end);
      }
      case Expr.Disjoint e
          when e.array() instanceof ArrayParam a
              && a.type().hasRows()
              && e.indices().isEmpty()
              && e.other() instanceof ArrayParam b
              && b.type().hasRows()
              && e.otherIndices().isEmpty() -> {
        frame.operand(a);
        frame.burnRows(a, b);
        frame.operand(b);
        code.invokevirtual(ARRAY_ARG, "isApartFrom", MethodTypeDesc.of(CD_boolean, ARRAY_ARG));
      }
      case Expr.Disjoint e -> {
        arrays.rows(e.array(), e.indices());
        frame.burnRows(e.array().type().rank() - 1 - e.indices().size());
        arrays.rows(e.other(), e.otherIndices());
        frame.burnRows(e.other().type().rank() - 1 - e.otherIndices().size());
        code.invokestatic(
            ROW_SETS, "disjoint", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object));
      }
      case Expr.Sequence e -> {
        statements.accept(e.statements());
        expression(e.value());
      }
    }
  }

  /** Whether it compares one array of elements with another, both of parameters. */
  private static boolean areSingleRows(Expr.Disjoint e) {
    return isSingleRow(e.array(), e.indices()) && isSingleRow(e.other(), e.otherIndices());
  }

  private static boolean isSingleRow(ArrayRef array, List<Expr> indices) {
    ArrayType type = array.type();
    return array instanceof ArrayParam
        && !type.storage().isMemory()
        && (type.storage().isBuffer()
            || indices.size() == type.rank() - 1 && (type.rank() == 1 || type.hasRows()));
  }

  /**
   * Pushes the low 32 bits of an int expression: all of it where it is proven to fit. Sums and
   * products need only the low bits of their operands.
   */
  void intExpression(Expr expression) {
    switch (expression) {
      case Expr.IntConst e -> code.loadConstant((int) e.value());
      case Expr.Local e when frame.isNarrow(e.var()) -> code.iload(frame.narrow(e.var()));
      case Expr.Unary e when e.op() == UnaryOp.BOOL_TO_INT -> expression(e.operand());
      case Expr e when frame.small().isJava() && javaInt(e) -> {}
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_ADD -> {
        intExpression(e.left());
        intExpression(e.right());
        code.iadd();
      }
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_SUB -> {
        intExpression(e.left());
        intExpression(e.right());
        code.isub();
      }
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_MUL -> {
        intExpression(e.left());
        intExpression(e.right());
        code.imul();
      }
      default -> {
        expression(expression);
        code.l2i();
      }
    }
  }

  /** Pushes the low 32 bits of what Java computes with ints, if it is one of these. */
  private boolean javaInt(Expr expression) {
    switch (expression) {
      case Expr.Local e when frame.small().isSmall(e.var()) -> code.iload(frame.slot(e.var()));
      case Expr.Load e when frame.small().isSmall(e) -> arrays.loadAsStored(e);
      case Expr.Length e when isJava(e.array()) -> arrays.lengthAsInt(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        intExpression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        intExpression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Call e when e.function() instanceof JavaFunction && frame.small().isSmall(e) ->
          javaCall(e, (JavaFunction) e.function());
      case Expr.Call e when frame.small().isSmall(e) -> {
        e.arguments().forEach(this::intExpression);
        code.invokestatic(
            MATH,
            e.function().name().toLowerCase(Locale.ROOT),
            MethodTypeDesc.of(CD_int, CD_int, CD_int));
      }
      case Expr.Unary e -> {
        return javaInt(e);
      }
      case Expr.Binary e -> {
        return javaInt(e);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean javaInt(Expr.Unary e) {
    switch (e.op()) {
      case INT_WRAP -> intExpression(e.operand());
      case INT_TO_BYTE, INT_TO_SHORT, INT_TO_CHAR -> {
        intExpression(e.operand());
        switch (e.op()) {
          case INT_TO_BYTE -> code.i2b();
          case INT_TO_SHORT -> code.i2s();
          default -> code.i2c();
        }
      }
      case FLOAT_SATURATE_INT -> {
        expression(e.operand());
        code.d2i();
      }
      case INT_NEG -> {
        if (e.checked()) {
          return false;
        }
        intExpression(e.operand());
        code.ineg();
      }
      case INT_INVERT -> {
        intExpression(e.operand());
        code.iconst_m1().ixor();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean javaInt(Expr.Binary e) {
    boolean count = SmallValues.isIntCount(e.right());
    boolean smallLeft = frame.small().isSmall(e.left());
    boolean both = smallLeft && frame.small().isSmall(e.right());
    switch (e.op()) {
      case INT_AND, INT_OR, INT_XOR, WRAP_ADD, WRAP_SUB, WRAP_MUL -> {
        intExpression(e.left());
        intExpression(e.right());
        switch (e.op()) {
          case INT_AND -> code.iand();
          case INT_OR -> code.ior();
          case INT_XOR -> code.ixor();
          case WRAP_ADD -> code.iadd();
          case WRAP_SUB -> code.isub();
          default -> code.imul();
        }
      }
      case SHIFT_LEFT -> {
        if (!count) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        code.ishl();
      }
      case SHIFT_RIGHT -> {
        if (!count || !smallLeft) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        code.ishr();
      }
      case SHIFT_RIGHT_UNSIGNED -> {
        if (!count
            || !(e.left() instanceof Expr.Binary low)
            || low.op() != BinaryOp.INT_AND
            || !low.right().equals(new Expr.IntConst(0xffff_ffffL))) {
          return false;
        }
        intExpression(low.left());
        intExpression(e.right());
        code.iushr();
      }
      case INT_QUOTIENT, INT_REMAINDER -> {
        if (!both) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        if (e.checked()) {
          code.dup().ifeq(frame.bail(BailReason.ZERO_DIVISION, e.position(), -1));
        }
        if (e.op() == BinaryOp.INT_QUOTIENT) {
          code.idiv();
        } else {
          code.irem();
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Pushes the binary32 nearest to a float; operations of binary32 numbers are done in it. */
  void singleExpression(Expr expression) {
    switch (expression) {
      case Expr.FloatConst e -> code.loadConstant((float) e.value());
      case Expr.Local e when frame.small().isSmall(e.var()) -> code.fload(frame.slot(e.var()));
      case Expr.Load e
          when e.array().type().storage() == Storage.FLOATS
              || e.array().type().storage() == Storage.MEMORY_F32 ->
          arrays.loadAsStored(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        singleExpression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        singleExpression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Unary e when e.op() == UnaryOp.FLOAT_NEG && frame.small().isSmall(e.operand()) -> {
        singleExpression(e.operand());
        code.fneg();
      }
      case Expr.Unary e when e.op() == UnaryOp.INT_TO_SINGLE -> {
        if (frame.small().isSmall(e.operand())) {
          intExpression(e.operand());
          code.i2f();
        } else {
          expression(e.operand());
          code.l2f();
        }
      }
      case Expr.Unary e
          when e.op() == UnaryOp.FLOAT_TO_SINGLE
              && e.operand() instanceof Expr.Binary b
              && isSingleOperation(b) -> {
        singleExpression(b.left());
        singleExpression(b.right());
        switch (b.op()) {
          case FLOAT_ADD -> code.fadd();
          case FLOAT_SUB -> code.fsub();
          case FLOAT_MUL -> code.fmul();
          case FLOAT_DIV -> code.fdiv();
          default -> code.frem();
        }
      }
      case Expr.Unary e when e.op() == UnaryOp.FLOAT_TO_SINGLE -> singleExpression(e.operand());
      case Expr.Call e
          when e.function() instanceof JavaFunction f && f.type().returnType().equals(CD_float) ->
          javaCall(e, f);
      default -> {
        expression(expression);
        code.d2f();
      }
    }
  }

  /** Whether rounding the result of an operation gives what it is in binary32. */
  private boolean isSingleOperation(Expr.Binary e) {
    return switch (e.op()) {
          case FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_REMAINDER -> true;
          case FLOAT_DIV -> !e.checked();
          default -> false;
        }
        && frame.small().isSmall(e.left())
        && frame.small().isSmall(e.right());
  }

  /** Calls a method of the JDK; the result is as it gives it. */
  private void javaCall(Expr.Call e, JavaFunction f) {
    for (int i = 0; i < e.arguments().size(); i++) {
      Expr argument = e.arguments().get(i);
      switch (f.type().parameterType(i).descriptorString()) {
        case "I", "B", "S", "C" -> intExpression(argument);
        case "F" -> singleExpression(argument);
        default -> expression(argument);
      }
    }
    if (f.total()) {
      code.invokestatic(f.owner(), f.method(), f.type());
    } else {
      frame.checkedCall(f.owner(), f.method(), f.type(), BailReason.DOMAIN, e.position());
    }
  }

  private void unary(Expr.Unary e) {
    switch (e.op()) {
      case INT_WRAP, INT_TO_BYTE, INT_TO_SHORT, INT_TO_CHAR, FLOAT_SATURATE_INT -> {
        intExpression(e);
        code.i2l();
        return;
      }
      case FLOAT_TO_SINGLE, INT_TO_SINGLE -> {
        singleExpression(e);
        code.f2d();
        return;
      }
      default -> {}
    }
    expression(e.operand());
    switch (e.op()) {
      case INT_NEG -> exact(e.checked(), "negateExact", J_J, e.position(), code::lneg);
      case INT_ABS ->
          exact(
              e.checked(),
              "absExact",
              J_J,
              e.position(),
              () -> code.invokestatic(MATH, "abs", J_J));
      case INT_INVERT -> code.loadConstant(-1L).lxor();
      case INT_TO_FLOAT -> code.l2d();
      case INT_TO_BOOL -> {
        code.lconst_0().lcmp();
        isTrue(Comparison.NE);
      }
      case FLOAT_NEG -> code.dneg();
      case FLOAT_ABS -> code.invokestatic(MATH, "abs", D_D);
      case FLOAT_TO_INT -> {
        if (e.checked()) {
          frame.checkedCall(
              FLOATS,
              "toInt",
              MethodTypeDesc.of(CD_long, CD_double),
              BailReason.CONVERSION,
              e.position());
        } else {
          code.d2l();
        }
      }
      case FLOAT_TO_BOOL -> {
        code.dconst_0().dcmpl();
        isTrue(Comparison.NE);
      }
      case BOOL_TO_INT -> code.i2l();
      case FLOAT_SATURATE_LONG -> code.d2l();
      case INT_WRAP,
          INT_TO_BYTE,
          INT_TO_SHORT,
          INT_TO_CHAR,
          INT_TO_SINGLE,
          FLOAT_TO_SINGLE,
          FLOAT_SATURATE_INT ->
          throw new IllegalStateException("written above: " + e.op());
      case NOT -> code.iconst_1().ixor();
    }
  }

  private void exact(
      boolean checked, String name, MethodTypeDesc type, Position position, Runnable unchecked) {
    if (checked) {
      frame.checkedCall(MATH, name, type, BailReason.OVERFLOW, position);
    } else {
      unchecked.run();
    }
  }

  /**
   * Shifts what lies on the stack by a constant, or divides it by a constant power of two: to shift
   * rounds down, as the guest does, and the lowest bits are the remainder, while {@code
   * Math.floorDiv} rounds to zero first and mends that.
   */
  private boolean byConstant(Expr.Binary e) {
    if (!(e.right() instanceof Expr.IntConst(long constant))) {
      return false;
    }
    if (e.op() == BinaryOp.INT_SHR && constant >= 0) {
      code.loadConstant((int) Math.min(constant, 63)).lshr();
      return true;
    }
    if (constant <= 0 || Long.bitCount(constant) != 1) {
      return false;
    }
    switch (e.op()) {
      case INT_FLOORDIV -> code.loadConstant(Long.numberOfTrailingZeros(constant)).lshr();
      case INT_MOD -> code.loadConstant(constant - 1).land();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void binary(Expr.Binary e) {
    if (e.op().isComparison()) {
      compare(e);
      isTrue(comparison(e.op()));
      return;
    }
    expression(e.left());
    if (byConstant(e)) {
      return;
    }
    expression(e.right());
    Position at = e.position();
    boolean checked = e.checked();
    switch (e.op()) {
      case INT_ADD -> exact(checked, "addExact", JJ_J, at, code::ladd);
      case INT_SUB -> exact(checked, "subtractExact", JJ_J, at, code::lsub);
      case INT_MUL -> exact(checked, "multiplyExact", JJ_J, at, code::lmul);
      case INT_FLOORDIV -> {
        if (checked) {
          frame.checkedCall(INTS, "floorDiv", JJ_J, BailReason.ZERO_DIVISION, at);
        } else {
          code.invokestatic(MATH, "floorDiv", JJ_J);
        }
      }
      case INT_MOD -> {
        if (checked) {
          frame.checkedCall(INTS, "floorMod", JJ_J, BailReason.ZERO_DIVISION, at);
        } else {
          code.invokestatic(MATH, "floorMod", JJ_J);
        }
      }
      case WRAP_ADD -> code.ladd();
      case WRAP_SUB -> code.lsub();
      case WRAP_MUL -> code.lmul();
      case INT_QUOTIENT, INT_REMAINDER -> {
        if (checked) {
          code.dup2().lconst_0().lcmp().ifeq(frame.bail(BailReason.ZERO_DIVISION, at, -1));
        }
        if (e.op() == BinaryOp.INT_QUOTIENT) {
          code.ldiv();
        } else {
          code.lrem();
        }
      }
      case SHIFT_LEFT -> code.l2i().lshl();
      case SHIFT_RIGHT -> code.l2i().lshr();
      case SHIFT_RIGHT_UNSIGNED -> code.l2i().lushr();
      case FLOAT_REMAINDER -> code.drem();
      case INT_TRUEDIV ->
          frame.checkedCall(
              INTS,
              "trueDiv",
              MethodTypeDesc.of(CD_double, CD_long, CD_long),
              BailReason.ZERO_DIVISION,
              at);
      case INT_POW -> frame.checkedCall(INTS, "pow", JJ_J, BailReason.OVERFLOW, at);
      case INT_AND -> code.land();
      case INT_OR -> code.lor();
      case INT_XOR -> code.lxor();
      case INT_SHL -> {
        if (checked) {
          frame.checkedCall(INTS, "shiftLeft", JJ_J, BailReason.SHIFT, at);
        } else {
          code.l2i().lshl();
        }
      }
      case INT_SHR -> frame.checkedCall(INTS, "shiftRight", JJ_J, BailReason.SHIFT, at);
      case FLOAT_ADD -> code.dadd();
      case FLOAT_SUB -> code.dsub();
      case FLOAT_MUL -> code.dmul();
      case FLOAT_DIV -> {
        if (checked) {
          code.dup2().dconst_0().dcmpl().ifeq(frame.bail(BailReason.ZERO_DIVISION, at, -1));
        }
        code.ddiv();
      }
      case FLOAT_FLOORDIV ->
          frame.checkedCall(FLOATS, "floorDiv", DD_D, BailReason.ZERO_DIVISION, at);
      case FLOAT_MOD -> frame.checkedCall(FLOATS, "mod", DD_D, BailReason.ZERO_DIVISION, at);
      case FLOAT_POW -> frame.checkedCall(FLOATS, "power", DD_D, BailReason.POWER, at);
      case BOOL_AND -> code.iand();
      case BOOL_OR -> code.ior();
      case BOOL_XOR -> code.ixor();
      default -> throw new IllegalStateException("comparison " + e.op());
    }
  }

  private enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }

  private static Comparison comparison(BinaryOp op) {
    return switch (op) {
      case INT_EQ, FLOAT_EQ -> Comparison.EQ;
      case INT_NE, FLOAT_NE -> Comparison.NE;
      case INT_LT, FLOAT_LT -> Comparison.LT;
      case INT_LE, FLOAT_LE -> Comparison.LE;
      case INT_GT, FLOAT_GT -> Comparison.GT;
      case INT_GE, FLOAT_GE -> Comparison.GE;
      default -> throw new IllegalStateException("no comparison: " + op);
    };
  }

  /** Pushes an int whose relation to zero is the comparison; a NaN makes every one but != false. */
  private void compare(Expr.Binary e) {
    if (e.op().operand() == ScalarType.FLOAT
        && frame.small().isSmall(e.left())
        && frame.small().isSmall(e.right())) {
      singleExpression(e.left());
      singleExpression(e.right());
      if (e.op() == BinaryOp.FLOAT_LT || e.op() == BinaryOp.FLOAT_LE) {
        code.fcmpg();
      } else {
        code.fcmpl();
      }
      return;
    }
    expression(e.left());
    expression(e.right());
    if (e.op().operand() == ScalarType.INT) {
      code.lcmp();
    } else if (e.op() == BinaryOp.FLOAT_LT || e.op() == BinaryOp.FLOAT_LE) {
      code.dcmpg();
    } else {
      code.dcmpl();
    }
  }

  /** Turns an int and a relation to zero into a boolean. */
  private void isTrue(Comparison comparison) {
    java.lang.classfile.Label no = code.newLabel();
    java.lang.classfile.Label end = code.newLabel();
    branchUnless(comparison, no);
    code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
  }

  private void branchUnless(Comparison comparison, java.lang.classfile.Label target) {
    switch (comparison) {
      case EQ -> code.ifne(target);
      case NE -> code.ifeq(target);
      case LT -> code.ifge(target);
      case LE -> code.ifgt(target);
      case GT -> code.ifle(target);
      case GE -> code.iflt(target);
    }
  }

  private void jumpUnlessOfInts(Expr.Binary e, java.lang.classfile.Label target) {
    intExpression(e.left());
    intExpression(e.right());
    switch (comparison(e.op())) {
      case EQ -> code.if_icmpne(target);
      case NE -> code.if_icmpeq(target);
      case LT -> code.if_icmpge(target);
      case LE -> code.if_icmpgt(target);
      case GT -> code.if_icmple(target);
      case GE -> code.if_icmplt(target);
    }
  }

  void jumpUnless(Expr condition, java.lang.classfile.Label target) {
    switch (condition) {
      case Expr.Binary e
          when e.op().isComparison()
              && e.op().operand() == ScalarType.INT
              && frame.small().isSmall(e.left())
              && frame.small().isSmall(e.right()) ->
          jumpUnlessOfInts(e, target);
      case Expr.Unary(UnaryOp op, Expr operand, boolean _, Position _) when op == UnaryOp.NOT -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        jumpUnless(operand, otherwise);
        code.goto_(target);
        code.labelBinding(otherwise);
      }
      case Expr.Binary e when e.op().isComparison() -> {
        compare(e);
        branchUnless(comparison(e.op()), target);
      }
      case Expr.Select(Expr left, Expr then, Expr.BoolConst(boolean otherwise)) when !otherwise -> {
        jumpUnless(left, target);
        jumpUnless(then, target);
      }
      default -> {
        expression(condition);
        code.ifeq(target);
      }
    }
  }

  private void call(Expr.Call e) {
    if (e.function() instanceof JavaFunction f) {
      javaCall(e, f);
      switch (f.type().returnType().descriptorString()) {
        case "I", "B", "S", "C" -> code.i2l();
        case "F" -> code.f2d();
        default -> {}
      }
      return;
    }
    e.arguments().forEach(this::expression);
    Intrinsic f = (Intrinsic) e.function();
    switch (f) {
      case ROOT -> code.invokestatic(MATH, "sqrt", D_D);
      case ATAN, TANH -> code.invokestatic(MATH, f.name().toLowerCase(Locale.ROOT), D_D);
      case ATAN2 -> code.invokestatic(MATH, "atan2", DD_D);
      case HYPOT -> code.invokestatic(MATH, "hypot", DD_D);
      case COPYSIGN -> code.invokestatic(MATH, "copySign", DD_D);
      case NEXTAFTER -> code.invokestatic(MATH, "nextAfter", DD_D);
      case ISNAN -> code.invokestatic(DOUBLE, "isNaN", MethodTypeDesc.of(CD_boolean, CD_double));
      case ISINF ->
          code.invokestatic(DOUBLE, "isInfinite", MethodTypeDesc.of(CD_boolean, CD_double));
      case ISFINITE ->
          code.invokestatic(DOUBLE, "isFinite", MethodTypeDesc.of(CD_boolean, CD_double));
      case MIN, MAX -> code.invokestatic(MATH, f.name().toLowerCase(Locale.ROOT), JJ_J);
      case LOW_ADD,
          HIGH_ADD,
          LOW_SUB,
          HIGH_SUB,
          LOW_MUL,
          HIGH_MUL,
          LOW_WRAP_INT,
          HIGH_WRAP_INT,
          LOW_WRAP,
          HIGH_WRAP ->
          code.invokestatic(BOUNDS, routine(f), JJ_J);
      case GCD, LCM, COMB, PERM, ISQRT, FACTORIAL, POW_MOD, BIT_LENGTH, BIT_COUNT, COMPARE ->
          frame.checkedCall(INTS, routine(f), type(f), BailReason.DOMAIN, e.position());
      case SQRT_INT, LOG2_INT, LOG10_INT, ACOSH_INT ->
          frame.checkedCall(INT_FUNCTIONS, routine(f), type(f), BailReason.DOMAIN, e.position());
      case COMPLEX_ABS, COMPLEX_POW_REAL, COMPLEX_POW_IMAG ->
          frame.checkedCall(COMPLEX, routine(f), type(f), BailReason.DOMAIN, e.position());
      default -> frame.checkedCall(FLOATS, routine(f), type(f), BailReason.DOMAIN, e.position());
    }
  }
}
