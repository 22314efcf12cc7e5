package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.unsupported;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.kernels.ir.Expr;
import java.util.List;

/** Assigns values to names, subscripts and tuples of them. */
final class Assignments {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final ArrayAccess arrays;
  private final Operators operators;
  private final Expressions expressions;

  Assignments(
      KernelWriter writer,
      LocalVariables variables,
      ArrayAccess arrays,
      Operators operators,
      Expressions expressions) {
    this.writer = writer;
    this.variables = variables;
    this.arrays = arrays;
    this.operators = operators;
    this.expressions = expressions;
  }

  void assignTo(ExprTy target, Value value) {
    switch (target) {
      case ExprTy.Name name -> assignName(name, value);
      case ExprTy.Subscript subscript -> {
        Value container = writer.before(expressions.expression(subscript.value), subscript.slice);
        arrays.store(container, subscript, value);
      }
      case ExprTy.Tuple tuple -> unpack(tuple.elements, value, target);
      case ExprTy.List list -> unpack(list.elements, value, target);
      case ExprTy.Starred _ -> throw unsupported("a starred target", target);
      case ExprTy.Attribute a -> throw unsupported("a store into attribute " + a.attr, target);
      default -> throw unsupported("this assignment target", target);
    }
  }

  private void unpack(ExprTy[] targets, Value value, SSTNode where) {
    if (!(value instanceof Value.Tuple(List<Value> items))) {
      throw unsupported("unpacking something else than a tuple written here", where);
    }
    if (items.size() != targets.length) {
      throw unsupported(
          "unpacking " + items.size() + " values into " + targets.length + " targets", where);
    }
    for (int i = 0; i < targets.length; i++) {
      assignTo(targets[i], items.get(i));
    }
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
      default -> assignTo(s.target, new Value.None());
    }
  }
}
