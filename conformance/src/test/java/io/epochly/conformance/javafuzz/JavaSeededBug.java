package io.epochly.conformance.javafuzz;

import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Bugs that a compiler of Java may well have, put into this one on purpose. */
enum JavaSeededBug {
  INT_THAT_GROWS(e -> e instanceof Expr.Unary u && u.op() == UnaryOp.INT_WRAP ? u.operand() : e),
  PYTHON_REMAINDER(op(BinaryOp.INT_REMAINDER, BinaryOp.INT_MOD)),
  PYTHON_QUOTIENT(op(BinaryOp.INT_QUOTIENT, BinaryOp.INT_FLOORDIV)),
  SIGNED_SHIFT(op(BinaryOp.SHIFT_RIGHT_UNSIGNED, BinaryOp.SHIFT_RIGHT)),
  COUNT_OF_LONG_SHIFTS(
      e ->
          e instanceof Expr.Binary b
                  && b.op() == BinaryOp.INT_AND
                  && b.right().equals(new Expr.IntConst(31))
              ? new Expr.Binary(b.op(), b.left(), new Expr.IntConst(63), false, b.position())
              : e),
  FLOAT_AS_DOUBLE(
      e -> e instanceof Expr.Unary u && u.op() == UnaryOp.FLOAT_TO_SINGLE ? u.operand() : e),
  SIGNED_CHAR(
      e ->
          e instanceof Expr.Unary u && u.op() == UnaryOp.INT_TO_CHAR
              ? new Expr.Unary(UnaryOp.INT_TO_SHORT, u.operand(), false, u.position())
              : e),
  BYTE_AS_INT(e -> e instanceof Expr.Unary u && u.op() == UnaryOp.INT_TO_BYTE ? u.operand() : e),
  LONG_SUM_AS_INT(
      e ->
          e instanceof Expr.Binary b && b.op() == BinaryOp.WRAP_ADD
              ? new Expr.Unary(UnaryOp.INT_WRAP, e, false, b.position())
              : e),
  COUNT_OF_INT_SHIFTS_FOR_LONGS(
      e ->
          e instanceof Expr.Binary b
                  && (b.op() == BinaryOp.SHIFT_LEFT || b.op() == BinaryOp.SHIFT_RIGHT)
                  && !isIntCount(b.right())
              ? new Expr.Binary(
                  b.op(),
                  b.left(),
                  new Expr.Binary(
                      BinaryOp.INT_AND, b.right(), new Expr.IntConst(31), false, b.position()),
                  false,
                  b.position())
              : e),
  CAST_THAT_WRAPS(
      e ->
          e instanceof Expr.Unary u && u.op() == UnaryOp.FLOAT_SATURATE_INT
              ? new Expr.Unary(
                  UnaryOp.INT_WRAP,
                  new Expr.Unary(UnaryOp.FLOAT_SATURATE_LONG, u.operand(), false, u.position()),
                  false,
                  u.position())
              : e),
  CHOICE_TURNED(
      e ->
          e instanceof Expr.Select s ? new Expr.Select(s.condition(), s.otherwise(), s.then()) : e),
  INDEX_FROM_THE_END(
      e ->
          e instanceof Expr.Load load
              ? new Expr.Load(
                  load.array(),
                  load.indices(),
                  load.checks().stream()
                      .map(c -> c == IndexCheck.RANGE ? IndexCheck.WRAP : c)
                      .toList(),
                  load.position())
              : e),
  NAN_EQUALS_ITSELF(
      e ->
          e instanceof Expr.Binary b && b.op() == BinaryOp.FLOAT_NE
              ? new Expr.Binary(
                  BinaryOp.BOOL_OR,
                  new Expr.Binary(BinaryOp.FLOAT_LT, b.left(), b.right(), false, b.position()),
                  new Expr.Binary(BinaryOp.FLOAT_GT, b.left(), b.right(), false, b.position()),
                  false,
                  b.position())
              : e),
  ARGUMENTS_OF_CALLS_TURNED(
      new Transformer() {
        @Override
        protected Stmt statement(Stmt statement) {
          Stmt copy = super.statement(statement);
          if (!(copy instanceof Stmt.Invoke s)
              || s.scalars().size() < 2
              || s.scalars().getFirst().type() != s.scalars().getLast().type()) {
            return copy;
          }
          List<Expr> turned = new ArrayList<>(s.scalars());
          turned.set(0, s.scalars().getLast());
          turned.set(turned.size() - 1, s.scalars().getFirst());
          return new Stmt.Invoke(
              s.scalarResults(),
              s.listResults(),
              s.callee(),
              turned,
              s.lists(),
              s.frames(),
              s.position());
        }
      }),
  RESULT_OF_CALLS_FORGOTTEN(
      new Transformer() {
        @Override
        protected List<Stmt> statements(List<Stmt> statements) {
          List<Stmt> result = new ArrayList<>();
          for (Stmt statement : super.statements(statements)) {
            result.add(statement);
            if (statement instanceof Stmt.Invoke s) {
              s.scalarResults().forEach(var -> result.add(new Stmt.Assign(var, zero(var))));
            }
          }
          return result;
        }
      }),
  NAN_TAKES_THE_OTHER_BRANCH(
      e ->
          e instanceof Expr.Unary u
                  && u.op() == UnaryOp.NOT
                  && u.operand() instanceof Expr.Binary b
                  && b.op() == BinaryOp.FLOAT_LT
              ? new Expr.Binary(BinaryOp.FLOAT_GE, b.left(), b.right(), false, b.position())
              : e),
  DIVISOR_NOT_CHECKED(
      e ->
          e instanceof Expr.Binary b && b.op() == BinaryOp.INT_REMAINDER
              ? new Expr.Select(
                  new Expr.Binary(
                      BinaryOp.INT_EQ, b.right(), new Expr.IntConst(0), false, b.position()),
                  b.left(),
                  b)
              : e),
  LOOP_ONE_SHORT(
      new Transformer() {
        @Override
        protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
          Stmt.CountedLoop copy = super.loop(s);
          return s.step() instanceof Expr.IntConst(long step) && step > 1
              ? new Stmt.CountedLoop(
                  copy.label(),
                  copy.counter(),
                  copy.start(),
                  new Expr.Binary(
                      BinaryOp.INT_SUB, copy.stop(), new Expr.IntConst(1), false, copy.position()),
                  copy.step(),
                  copy.body(),
                  copy.narrow(),
                  copy.position())
              : copy;
        }
      }),
  BREAK_FORGOTTEN(
      new Transformer() {
        @Override
        protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
          Stmt.CountedLoop copy = super.loop(s);
          return copy.withBody(
              copy.body().stream()
                  .filter(
                      inner ->
                          !(inner instanceof Stmt.If branch
                              && branch.then().size() == 1
                              && branch.then().getFirst() instanceof Stmt.Break))
                  .toList());
        }
      }),
  ELEMENT_STORED_WITHOUT_A_CHECK(
      new Transformer() {
        @Override
        protected Stmt statement(Stmt statement) {
          Stmt copy = super.statement(statement);
          if (!(copy instanceof Stmt.Store s
              && s.array() instanceof ArrayParam
              && s.indices().size() == 1)) {
            return copy;
          }
          // Beyond the end it stores nothing, rather than bail out.
          Expr index = s.indices().getFirst();
          Expr length = new Expr.Length(s.array(), List.of(), List.of(), s.position());
          Expr inside = new Expr.Binary(BinaryOp.INT_LT, index, length, false, s.position());
          return new Stmt.If(inside, List.of(s), List.of());
        }
      }),
  ELEMENTS_NEVER_ALIASED(
      new Transformer() {
        @Override
        protected Expr expression(Expr e) {
          return e instanceof Expr.Disjoint ? new Expr.BoolConst(true) : super.expression(e);
        }
      },
      true),
  SUM_BEFORE_PIECES_FORGOTTEN(
      new Transformer() {
        @Override
        protected Expr expression(Expr e) {
          return e instanceof Expr.Binary b
                  && (b.op() == BinaryOp.WRAP_ADD || b.op() == BinaryOp.INT_ADD)
                  && b.right() instanceof Expr.Local(var part)
                  && part.name().endsWith(".pieces")
              ? b.right()
              : super.expression(e);
        }
      },
      true);

  private final UnaryOperator<Kernel> rewrite;
  private final boolean last;

  JavaSeededBug(Function<Expr, Expr> each) {
    this(
        new Transformer() {
          @Override
          protected Expr expression(Expr expression) {
            return each.apply(super.expression(expression));
          }
        },
        false);
  }

  JavaSeededBug(Transformer rewrite) {
    this(rewrite, false);
  }

  /**
   * @param last whether it is a bug of what comes out of the passes, not of what goes into them
   */
  JavaSeededBug(Transformer rewrite, boolean last) {
    this.rewrite = rewrite::kernel;
    this.last = last;
  }

  /** Whether a count of a shift is one of an int. */
  private static boolean isIntCount(Expr count) {
    return count instanceof Expr.IntConst(long value) && value >= 0 && value < 32
        || count instanceof Expr.Binary mask
            && mask.op() == BinaryOp.INT_AND
            && mask.right().equals(new Expr.IntConst(31));
  }

  private static Expr zero(Var var) {
    return switch (var.type()) {
      case INT -> new Expr.IntConst(0);
      case FLOAT -> new Expr.FloatConst(0);
      case BOOL -> new Expr.BoolConst(false);
    };
  }

  private static Function<Expr, Expr> op(BinaryOp right, BinaryOp wrong) {
    return e ->
        e instanceof Expr.Binary b && b.op() == right
            ? new Expr.Binary(wrong, b.left(), b.right(), b.checked(), b.position())
            : e;
  }

  KernelCompiler compiler() {
    Pass pass = new Pass(name(), rewrite);
    return last ? new KernelCompiler().withLast(pass) : new KernelCompiler().withFirst(pass);
  }
}
