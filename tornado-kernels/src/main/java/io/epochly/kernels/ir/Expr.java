package io.epochly.kernels.ir;

import java.util.List;

/** An expression; evaluated left to right, each operand once. */
public sealed interface Expr {
  /** The type of the value. */
  ScalarType type();

  record IntConst(long value) implements Expr {
    @Override
    public ScalarType type() {
      return ScalarType.INT;
    }
  }

  record FloatConst(double value) implements Expr {
    @Override
    public ScalarType type() {
      return ScalarType.FLOAT;
    }
  }

  record BoolConst(boolean value) implements Expr {
    @Override
    public ScalarType type() {
      return ScalarType.BOOL;
    }
  }

  /** The value of a local variable or scalar parameter. */
  record Local(Var var) implements Expr {
    @Override
    public ScalarType type() {
      return var.type();
    }
  }

  /**
   * @param checked whether the op must bail out where its documentation says so
   */
  record Unary(UnaryOp op, Expr operand, boolean checked, Position position) implements Expr {
    @Override
    public ScalarType type() {
      return op.result();
    }
  }

  /**
   * @param checked whether the op must bail out where its documentation says so
   */
  record Binary(BinaryOp op, Expr left, Expr right, boolean checked, Position position)
      implements Expr {
    @Override
    public ScalarType type() {
      return op.result();
    }
  }

  /** {@code condition ? then : otherwise}; only the chosen side is evaluated. */
  record Select(Expr condition, Expr then, Expr otherwise) implements Expr {
    @Override
    public ScalarType type() {
      return then.type();
    }
  }

  /**
   * An element of an array. One index per axis, one check per index.
   *
   * @param view 0, or a number that keeps the JVM from seeing that loads with other numbers read
   *     the same array; for parameters of rank 1
   */
  record Load(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, int view, Position position)
      implements Expr {
    public Load {
      indices = List.copyOf(indices);
      checks = List.copyOf(checks);
    }

    public Load(ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
      this(array, indices, checks, 0, position);
    }

    @Override
    public ScalarType type() {
      return array.type().element();
    }
  }

  /** Elements along axis {@code indices.size()} of an array, reached through those indices. */
  record Length(ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position)
      implements Expr {
    public Length {
      indices = List.copyOf(indices);
      checks = List.copyOf(checks);
    }

    @Override
    public ScalarType type() {
      return ScalarType.INT;
    }
  }

  /**
   * The least of the lengths that rows have along an axis, of a list of lists; the largest int of
   * 32 bits where there is no row.
   *
   * @param axis from 1: the rows of the array itself have their lengths along axis 1
   */
  record LeastLength(ArrayParam array, int axis) implements Expr {
    @Override
    public ScalarType type() {
      return ScalarType.INT;
    }
  }

  /** The value that one iteration of a strip has kept. */
  record StripLoad(Strip strip, Expr lane) implements Expr {
    @Override
    public ScalarType type() {
      return strip.type();
    }
  }

  /**
   * Whether no innermost row that can be reached behind the first indices is one of those that can
   * be reached in the other array behind its indices. All indices are proven.
   */
  record Disjoint(ArrayRef array, List<Expr> indices, ArrayRef other, List<Expr> otherIndices)
      implements Expr {
    public Disjoint {
      indices = List.copyOf(indices);
      otherIndices = List.copyOf(otherIndices);
    }

    @Override
    public ScalarType type() {
      return ScalarType.BOOL;
    }
  }

  /**
   * Whether different indices reach different elements: no innermost row stands in a list twice, no
   * two elements of a buffer overlap.
   */
  record Distinct(ArrayRef array) implements Expr {
    @Override
    public ScalarType type() {
      return ScalarType.BOOL;
    }
  }

  /** A function of scalars. */
  record Call(ScalarFunction function, List<Expr> arguments, Position position) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ScalarType type() {
      return function.result();
    }
  }

  /**
   * Runs the statements, then gives the value. No statement may leave the expression but by bailing
   * out.
   */
  record Sequence(List<Stmt> statements, Expr value) implements Expr {
    public Sequence {
      statements = List.copyOf(statements);
    }

    @Override
    public ScalarType type() {
      return value.type();
    }
  }
}
