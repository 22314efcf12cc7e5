package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/** Assigns values to names, subscripts and tuples of them. */
final class Assignments {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final ArrayAccess arrays;
  private final SliceStores sliceStores;
  private final Operators operators;
  private final Attributes attributes;
  private final Expressions expressions;

  Assignments(
      KernelWriter writer,
      LocalVariables variables,
      ArrayAccess arrays,
      SliceStores sliceStores,
      Operators operators,
      Attributes attributes,
      Expressions expressions) {
    this.writer = writer;
    this.variables = variables;
    this.arrays = arrays;
    this.sliceStores = sliceStores;
    this.operators = operators;
    this.attributes = attributes;
    this.expressions = expressions;
  }

  void assignTo(ExprTy target, Value value) {
    switch (target) {
      case ExprTy.Name name -> assignName(name, value);
      case ExprTy.Subscript subscript -> {
        Value container = writer.before(expressions.expression(subscript.value), subscript.slice);
        if (subscript.slice instanceof ExprTy.Slice slice) {
          sliceStores.store(container, slice, subscript, value);
        } else {
          arrays.store(container, subscript, value);
        }
      }
      case ExprTy.Tuple tuple -> unpack(tuple.elements, value, target);
      case ExprTy.List list -> unpack(list.elements, value, target);
      case ExprTy.Starred _ -> throw unsupported("a starred target", target);
      case ExprTy.Attribute a -> {
        if (!(expressions.expression(a.value) instanceof Value.Instance object)) {
          throw unsupported("a store into attribute " + a.attr, target);
        }
        attributes.store(object, a.attr, value, a);
      }
      default -> throw unsupported("this assignment target", target);
    }
  }

  /** Does an assignment whose value is nothing but in that assignment; tells whether it is one. */
  boolean assignDirectly(ExprTy target, ExprTy value) {
    return sliceStores.move(target, value);
  }

  private void unpack(ExprTy[] targets, Value value, SSTNode where) {
    for (ExprTy target : targets) {
      if (target instanceof ExprTy.Starred) {
        throw unsupported("a starred target", target);
      }
    }
    if (value instanceof Value.Array array) {
      unpack(targets, elements(array, targets.length, where), where);
      return;
    }
    if (!(value instanceof Value.Tuple(List<Value> items))) {
      throw unsupported("unpacking something else than a tuple, a list or an array", where);
    }
    if (items.size() != targets.length) {
      throw unsupported(
          "unpacking " + items.size() + " values into " + targets.length + " targets", where);
    }
    for (int i = 0; i < targets.length; i++) {
      assignTo(targets[i], items.get(i));
    }
  }

  /**
   * The elements of a list or an array that has to be that long; all are read before any target.
   */
  private Value.Tuple elements(Value.Array array, int count, SSTNode where) {
    if (array.rank() > 1 && array.ref().type().storage().isBuffer()) {
      throw unsupported("unpacking a buffer of several dimensions", where);
    }
    Value.Array fixed = (Value.Array) writer.settled((Value) array);
    writer.emit(
        new Stmt.If(
            intCompare(BinaryOp.INT_NE, fixed.length(at(where)), constant(count)),
            List.of(new Stmt.Bail(BailReason.UNPACK, at(where), -1)),
            List.of()));
    List<Value> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(writer.settled(fixed.element(constant(i), IndexCheck.NONE, at(where))));
    }
    return new Value.Tuple(items);
  }

  private void assignName(ExprTy.Name name, Value value) {
    if (!writer.frame().localNames().contains(name.id)) {
      throw unsupported("an assignment to " + name.id + " of an enclosing scope", name);
    }
    variables.bind(writer.frame().prefix() + name.id, value, name);
  }

  void augmentedAssign(StmtTy.AugAssign s) {
    switch (s.target) {
      case ExprTy.Name name -> {
        Value left = expressions.expression(name);
        assignName(name, operators.binary(s.op, left, expressions.expression(s.value), s));
      }
      case ExprTy.Subscript subscript -> {
        Value container = writer.settled(expressions.expression(subscript.value));
        List<Expr> indices =
            arrays.indices(container, subscript).stream().map(writer::settled).toList();
        Value left = writer.before(arrays.elementAt(container, indices, subscript), s.value);
        Value result = operators.binary(s.op, left, expressions.expression(s.value), s);
        arrays.storeAt(container, indices, subscript, result);
      }
      case ExprTy.Attribute a
          when expressions.expression(a.value) instanceof Value.Instance object -> {
        Value left = writer.before(attributes.read(object, a.attr, a), s.value);
        Value result = operators.binary(s.op, left, expressions.expression(s.value), s);
        attributes.store(object, a.attr, result, a);
      }
      default -> assignTo(s.target, new Value.None());
    }
  }
}
