package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists that the pieces of a loop add to in the place of small arrays, or combine with something in
 * another way of {@link Reduction}, each piece one of its own. What they come to is combined with
 * the array behind the loop.
 */
final class PrivateSums {
  /** Of longer arrays, the copies would take more than the loop. */
  private static final long LONGEST = 1 << 16;

  /** Steps that the loop takes at least for each element. */
  private static final long STEPS_OF_ELEMENT = 64;

  /** The same where the pieces are so many, however many cores there are. */
  private static final long STEPS_IN_ORDER = 256;

  private final Map<ArrayRef, Reduction> arrays;
  private final Map<ArrayRef, ArrayVar> own = new LinkedHashMap<>();
  private final Map<ArrayRef, ArrayVar> all = new LinkedHashMap<>();

  /**
   * @param arrays of one dimension, that the loop does nothing with but combining elements in a way
   */
  PrivateSums(Map<ArrayRef, Reduction> arrays) {
    this.arrays = arrays;
    for (ArrayRef array : arrays.keySet()) {
      ArrayType.StoreRule rule =
          isJava(array) ? ArrayType.StoreRule.LOW_BITS : ArrayType.StoreRule.SAME_TYPE;
      boolean floats = array.type().element() == ScalarType.FLOAT;
      ArrayType type = new ArrayType(floats ? Storage.DOUBLES : Storage.LONGS, 1, rule);
      own.put(array, new ArrayVar(array.name() + ".piece", type));
      all.put(array, new ArrayVar(array.name() + ".pieces", type));
    }
  }

  private static boolean isJava(ArrayRef array) {
    return array.type().store() == ArrayType.StoreRule.LOW_BITS;
  }

  /** Variables for what the pieces' lists come to. */
  List<ArrayVar> all() {
    return List.copyOf(all.values());
  }

  /** The lists that a piece gives. */
  List<Result> results() {
    return own.values().stream().<Result>map(Result.Array::new).toList();
  }

  /** Their types. */
  List<ArrayType> types() {
    return own.values().stream().map(ArrayVar::type).toList();
  }

  /** Whether a loop that takes so many steps is long enough for the arrays. */
  Map<Expr, ArrayRef> guards(Var work, boolean exact) {
    Map<Expr, ArrayRef> result = new LinkedHashMap<>();
    long forEach = exact ? STEPS_OF_ELEMENT : STEPS_IN_ORDER;
    for (ArrayRef array : own.keySet()) {
      Expr steps =
          new Expr.Call(
              Intrinsic.HIGH_MUL,
              List.of(length(array), new Expr.IntConst(forEach)),
              Position.NONE);
      result.put(Exprs.proven(BinaryOp.INT_LE, length(array), new Expr.IntConst(LONGEST)), array);
      result.put(Exprs.proven(BinaryOp.INT_LE, steps, new Expr.Local(work)), array);
    }
    return result;
  }

  private static Expr length(ArrayRef array) {
    return new Expr.Length(array, List.of(), List.of(), Position.NONE);
  }

  /** Makes a piece's lists. */
  List<Stmt> begin(Position position) {
    List<Stmt> result = new ArrayList<>();
    own.forEach(
        (array, list) ->
            result.add(new Stmt.NewArray(list, length(array), first(arrays.get(array)), position)));
    return result;
  }

  private static Expr first(Reduction reduction) {
    return reduction.identityOf(new Var("first", reduction.type()));
  }

  /** A statement of the loop, with a piece's lists in the place of the arrays. */
  Stmt inPiece(Stmt statement) {
    return new Transformer() {
      @Override
      protected Stmt statement(Stmt statement) {
        return statement instanceof Stmt.Store s && own.containsKey(s.array())
            ? added(s, Addition.of(s).orElseThrow())
            : super.statement(statement);
      }

      private Stmt added(Stmt.Store s, Addition addition) {
        ArrayVar list = own.get(s.array());
        Expr value = addition.isSum() ? sum(s, addition, list) : expression(s.value());
        return new Stmt.Store(list, s.indices(), s.checks(), value, s.position());
      }

      @Override
      protected Expr expression(Expr expression) {
        return expression instanceof Expr.Load e && own.containsKey(e.array())
            ? new Expr.Load(own.get(e.array()), e.indices(), e.checks(), e.position())
            : super.expression(expression);
      }

      Stmt of(Stmt whole) {
        return statement(whole);
      }
    }.of(statement);
  }

  private static Expr sum(Stmt.Store s, Addition addition, ArrayVar list) {
    BinaryOp op =
        addition.reduction() == Reduction.WRAP_SUM
            ? addition.subtracts() ? BinaryOp.WRAP_SUB : BinaryOp.WRAP_ADD
            : addition.subtracts() ? BinaryOp.INT_SUB : BinaryOp.INT_ADD;
    Expr before = new Expr.Load(list, s.indices(), s.checks(), s.position());
    return new Expr.Binary(op, before, addition.amount(), true, addition.position());
  }

  /** Adds what the pieces' lists come to. */
  List<Stmt> behind(Position position) {
    List<Stmt> result = new ArrayList<>();
    all.forEach(
        (array, list) -> {
          Var at = new Var(list.name() + ".at", ScalarType.INT);
          List<Expr> index = List.of(new Expr.Local(at));
          List<IndexCheck> inside = List.of(IndexCheck.NONE);
          Expr sum =
              Reductions.combined(
                  arrays.get(array),
                  new Expr.Load(array, index, inside, position),
                  new Expr.Load(list, index, inside, position),
                  position);
          result.add(
              new Stmt.CountedLoop(
                  new Label(list.name()),
                  at,
                  new Expr.IntConst(0),
                  length(array),
                  new Expr.IntConst(1),
                  List.of(new Stmt.Store(array, index, inside, sum, position)),
                  true,
                  position));
        });
    return result;
  }
}
