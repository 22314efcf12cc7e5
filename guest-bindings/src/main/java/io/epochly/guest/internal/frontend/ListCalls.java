package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.unchecked;
import static io.epochly.guest.internal.frontend.Signatures.arguments;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Lowers {@code list()} and {@code sorted()}, and the methods that reorder a list. */
final class ListCalls {
  private final KernelWriter writer;
  private final ListLowering lists;
  private final Expressions expressions;

  ListCalls(KernelWriter writer, ListLowering lists, Expressions expressions) {
    this.writer = writer;
    this.lists = lists;
    this.expressions = expressions;
  }

  /** The value of a call of one of these, or nothing if it is a call of something else. */
  Optional<Value> call(ExprTy.Call e) {
    return switch (e.func) {
      case ExprTy.Attribute method ->
          switch (method.attr) {
            case "append" -> Optional.of(lists.append(method, e));
            case "extend" ->
                isOfModule(method) ? Optional.empty() : Optional.of(lists.extend(method, e));
            case "copy" ->
                isOfModule(method) ? Optional.empty() : Optional.of(lists.copy(method, e));
            case "sort" -> isOfModule(method) ? Optional.empty() : Optional.of(sort(method, e));
            case "reverse" ->
                isOfModule(method) ? Optional.empty() : Optional.of(reverse(method, e));
            default -> Optional.empty();
          };
      case ExprTy.Name name when writer.frame().key(name.id).isEmpty() ->
          switch (builtin(name)) {
            case "list" -> Optional.of(list(e));
            case "sorted" -> {
              Value made = list(e);
              sort(made, e);
              yield Optional.of(made);
            }
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /** Whether this is no method at all, but a function of a module. */
  private boolean isOfModule(ExprTy.Attribute method) {
    return method.value instanceof ExprTy.Name name
        && writer.frame().key(name.id).isEmpty()
        && expressions.expression(name) instanceof Value.Outside;
  }

  private String builtin(ExprTy.Name name) {
    boolean known = name.id.equals("list") || name.id.equals("sorted");
    return known
            && expressions.expression(name)
                instanceof Value.Outside(Binding.Builtin(String genuine), List<String> _)
        ? genuine
        : "";
  }

  /** {@code list(x)}, which is {@code [item for item in x]}. */
  private Value list(ExprTy.Call e) {
    int count = arguments(e);
    if (count == 0) {
      return writer.newList(at(e));
    }
    if (count > 1) {
      throw unsupported("a call with " + count + " arguments", e);
    }
    return lists.listOf(e.args[0], e.getSourceRange());
  }

  private Value sort(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 0) {
      throw unsupported("sort() with arguments", e);
    }
    Value target = expressions.expression(method.value);
    sort(target instanceof Value.EmptyList empty ? writer.newList(empty) : target, e);
    return new Value.None();
  }

  /** Sorts a list that the kernel made; the place of a NaN or a -0.0 is left to the guest. */
  private void sort(Value target, ExprTy.Call e) {
    if (!(target instanceof Value.Array array)
        || !(array.ref() instanceof ArrayVar made)
        || made.type().storage() == Storage.INTS) {
      throw unsupported("sorting something that the function did not make", e);
    }
    if (array.rank() != 1) {
      throw unsupported("sorting lists of lists", e);
    }
    ArrayVar list = array.indices().isEmpty() ? made : writer.reference(array, at(e));
    writer.emit(new Stmt.Sort(list, at(e)));
  }

  private Value reverse(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 0) {
      throw unsupported("reverse() with arguments", e);
    }
    Value target = writer.settled(expressions.expression(method.value));
    if (!(target instanceof Value.Array array) || array.ref().type().storage().isBuffer()) {
      throw unsupported("reverse() of " + describe(target), e);
    }
    if (array.rank() != 1) {
      throw unsupported("reverse() of a list of lists", e);
    }
    Position at = at(e);
    Expr length = writer.settled(array.length(at));
    Var k = writer.temporary(ScalarType.INT);
    Var kept = writer.temporary(array.type().element());
    List<Expr> low = place(array, local(k));
    Expr last = unchecked(BinaryOp.INT_SUB, length, constant(1));
    List<Expr> high = place(array, unchecked(BinaryOp.INT_SUB, last, local(k)));
    List<IndexCheck> checks =
        new ArrayList<>(Collections.nCopies(array.indices().size(), IndexCheck.WRAP));
    checks.add(IndexCheck.NONE);
    writer.emit(
        new Stmt.CountedLoop(
            new Label("reverse" + at.line()),
            k,
            constant(0),
            writer.settled(unchecked(BinaryOp.INT_SHR, length, constant(1))),
            constant(1),
            List.of(
                new Stmt.Assign(kept, new Expr.Load(array.ref(), low, checks, at)),
                new Stmt.Store(
                    array.ref(), low, checks, new Expr.Load(array.ref(), high, checks, at), at),
                new Stmt.Store(array.ref(), high, checks, local(kept), at)),
            false,
            at));
    return new Value.None();
  }

  private static List<Expr> place(Value.Array array, Expr index) {
    List<Expr> all = new ArrayList<>(array.indices());
    all.add(index);
    return all;
  }
}
