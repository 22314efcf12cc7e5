package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayType.StoreRule;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a guest expression is lowered to. */
sealed interface Value {
  /** A scalar whose type is known. */
  record Scalar(Expr expr) implements Value {
    ScalarType type() {
      return expr.type();
    }
  }

  /**
   * A scalar of one of several types.
   *
   * @param tag holds the {@link Kind#tag()} of the current one
   * @param cases the value for each type that it can have; evaluating one is safe only under its
   *     tag
   */
  record Dynamic(Var tag, Map<ScalarType, Expr> cases) implements Value {}

  /** An array, or the part of it that some leading indices reach. */
  record Array(ArrayRef ref, List<Expr> indices) implements Value {
    public Array {
      indices = List.copyOf(indices);
    }

    /** The type of what the indices reach. */
    ArrayType type() {
      return ref.type().row(indices.size());
    }

    int rank() {
      return ref.type().rank() - indices.size();
    }

    /** Whether one index into several dimensions gives a row, as of lists of lists. */
    boolean hasRows() {
      return !ref.type().storage().isBuffer() || isTyped();
    }

    /** Whether it is, or is a part of, an array of the guest's own typed ones. */
    boolean isTyped() {
      return ref.type().store() == StoreRule.CONVERT_ROWS;
    }

    /** How many elements, or rows, it has. */
    Expr length(Position at) {
      return new Expr.Length(
          ref, indices, Collections.nCopies(indices.size(), IndexCheck.WRAP), at);
    }

    /** One of its elements, or rows. */
    Value element(Expr index, IndexCheck check, Position at) {
      List<Expr> all = new ArrayList<>(indices);
      all.add(index);
      if (all.size() < ref.type().rank()) {
        return new Array(ref, all);
      }
      List<IndexCheck> checks =
          new ArrayList<>(Collections.nCopies(indices.size(), IndexCheck.WRAP));
      checks.add(check);
      return new Scalar(new Expr.Load(ref, all, checks, at));
    }
  }

  /** A complex number, by its parts. */
  record Complex(Expr real, Expr imag) implements Value {}

  /**
   * An {@code epochly.array} of complex numbers, or a part of one.
   *
   * @param parts an array of floats, with one axis more
   */
  record ComplexArray(Array parts) implements Value {
    int rank() {
      return parts.rank() - 1;
    }

    /** The row, or the parts of the element, at a place; nothing is checked before it is used. */
    Array at(List<Expr> indices) {
      List<Expr> all = new ArrayList<>(parts.indices());
      all.addAll(indices);
      return new Array(parts.ref(), all);
    }
  }

  /**
   * A list of complex numbers.
   *
   * @param parts the parts of the first, those of the second, and so on
   */
  record ComplexList(ArrayRef parts) implements Value {
    Expr length() {
      return new Expr.Binary(
          BinaryOp.INT_FLOORDIV,
          new Expr.Length(parts, List.of(), List.of(), Position.NONE),
          new Expr.IntConst(2),
          false,
          Position.NONE);
    }

    Array array() {
      return new Array(parts, List.of());
    }
  }

  /** The array in which a list is kept, of complex numbers that of their parts; else nothing. */
  static Optional<Array> list(Value value) {
    return switch (value) {
      case Array a when !a.ref().type().storage().isBuffer() -> Optional.of(a);
      case ComplexList list -> Optional.of(list.array());
      default -> Optional.empty();
    };
  }

  /** What an array is to the guest, whose complex numbers are pairs of elements here. */
  static Value seen(Array array) {
    if (array.ref().type().store() != StoreRule.CONVERT_PARTS) {
      return array;
    }
    return array.ref().type().storage().isBuffer()
        ? new ComplexArray(array)
        : new ComplexList(array.ref());
  }

  /** A str. It never mixes with numbers, though its characters are code points to the kernel. */
  sealed interface Text extends Value {}

  /** A str of one character. */
  record Character(Expr codePoint) implements Text {}

  /** A str that came from outside, its letters perhaps read in one case. */
  record TextOperand(ArrayRef codePoints, LetterCase letters) implements Text {}

  /** A str that is written in the source, of any length but one. */
  record TextConstant(List<Integer> codePoints) implements Text {
    public TextConstant {
      codePoints = List.copyOf(codePoints);
    }
  }

  /** Several values side by side; exists only to be unpacked. */
  record Tuple(List<Value> items) implements Value {
    public Tuple {
      items = List.copyOf(items);
    }
  }

  /** {@code []}: a list whose elements' type only its first use tells. */
  record EmptyList(Position origin) implements Value {}

  /** {@code None}. */
  record None() implements Value {}

  /** An argument that is an object of a class of the guest, by its place. */
  record Instance(int argument) implements Value {}

  /** A function of the class of an argument, as reached through that argument. */
  record Method(Instance receiver, NameScope.Binding.Function function, List<String> path)
      implements Value {}

  /** Something outside the function: a builtin, a module, a function of {@code math}. */
  record Outside(NameScope.Binding binding, List<String> path) implements Value {}
}
