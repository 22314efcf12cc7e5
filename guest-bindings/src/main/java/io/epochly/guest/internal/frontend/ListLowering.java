package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.Signatures.arguments;

import com.oracle.graal.python.pegparser.sst.ComprehensionTy;
import com.oracle.graal.python.pegparser.sst.ExprContextTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import com.oracle.graal.python.pegparser.tokenizer.SourceRange;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lowers what makes lists: displays, repetitions, comprehensions, slices and {@code append}. */
final class ListLowering {
  /** Names the loop variable of {@code list(x)}; no guest variable can be called so. */
  private static final String ITEM = "*item";

  private final KernelWriter writer;
  private final Numbers numbers;
  private final ArrayAccess arrays;
  private final ElementTypes elementTypes;
  private final LoopLowering loops;
  private final Generators generators;
  private final Slices slices;
  private final Expressions expressions;

  ListLowering(
      KernelWriter writer,
      Numbers numbers,
      ArrayAccess arrays,
      ElementTypes elementTypes,
      LoopLowering loops,
      Generators generators,
      Expressions expressions) {
    this.writer = writer;
    this.numbers = numbers;
    this.arrays = arrays;
    this.elementTypes = elementTypes;
    this.loops = loops;
    this.generators = generators;
    this.slices = new Slices(writer, numbers, elementTypes, expressions);
    this.expressions = expressions;
  }

  Value listDisplay(ExprTy.List e) {
    if (e.elements == null || e.elements.length == 0) {
      return new Value.EmptyList(at(e));
    }
    List<Value> items = new ArrayList<>();
    for (ExprTy element : e.elements) {
      items.add(writer.settled(expressions.expression(element)));
    }
    return switch (items.getFirst()) {
      case Value.Scalar s -> numberList(items, s.type(), e);
      case Value.Complex _ -> complexList(items, e);
      case Value.Array a when !a.ref().type().storage().isBuffer() -> rowList(items, a.type(), e);
      default ->
          throw unsupported("a list of something else than numbers of one type", e.elements[0]);
    };
  }

  private Value numberList(List<Value> items, ScalarType type, ExprTy.List e) {
    List<Expr> numbers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Value.Scalar s) || s.type() != type) {
        throw unsupported("a list of values of several types", e.elements[i]);
      }
      numbers.add(s.expr());
    }
    return writer.newList(type, numbers, at(e));
  }

  private Value complexList(List<Value> items, ExprTy.List e) {
    Value.ComplexList list = writer.newComplexList(constant(items.size()), at(e));
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Value.Complex z)) {
        throw unsupported("a list of values of several types", e.elements[i]);
      }
      ComplexNumbers.put(writer, list, constant(2 * i), z, at(e));
    }
    return list;
  }

  /** A list in which the same complex number stands several times. */
  private Value repeatedComplex(Value.Complex item, Expr length, Position at) {
    Value.Complex kept = (Value.Complex) writer.settled((Value) item);
    Expr count = writer.settled(length);
    Value.ComplexList list = writer.newComplexList(count, at);
    Var k = writer.temporary(ScalarType.INT);
    Expr place = ScalarExprs.unchecked(BinaryOp.INT_MUL, local(k), constant(2));
    List<Stmt> body = writer.inLazyBlock(() -> ComplexNumbers.put(writer, list, place, kept, at));
    writer.repeat("repeat", k, count, body, at);
    return list;
  }

  private Value rowList(List<Value> items, ArrayType row, ExprTy.List e) {
    ArrayVar list = writer.newRows(row);
    elementTypes.begin(list, at(e));
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Value.Array a) || !a.type().equals(row)) {
        throw unsupported("a list of lists of several types", e.elements[i]);
      }
      writer.appendRow(list, a, at(e));
    }
    return new Value.Array(list, List.of());
  }

  /** {@code [x] * n} and {@code n * [x]}. */
  Optional<Value> repeated(ExprTy.BinOp e, Value left) {
    boolean listFirst = e.left instanceof ExprTy.List;
    ExprTy listNode = listFirst ? e.left : e.right;
    if (!(listNode instanceof ExprTy.List display)
        || display.elements == null
        || display.elements.length != 1) {
      return Optional.empty();
    }
    Value count;
    Value item;
    if (listFirst) {
      // The list of one has been made already; its element stands in it.
      item = arrays.elementAt(left, List.of(constant(0)), display);
      count = expressions.expression(e.right);
    } else {
      count = left;
      item = expressions.expression(display.elements[0]);
    }
    Expr length = new ListOperators(writer, numbers).repetitions(count, e);
    return switch (item) {
      case Value.Scalar s -> Optional.of(writer.newList(s.type(), length, s.expr(), at(e)));
      case Value.Complex z -> Optional.of(repeatedComplex(z, length, at(e)));
      case Value.Array row when !row.ref().type().storage().isBuffer() ->
          Optional.of(repeatedRow(row, length, at(e)));
      default -> throw unsupported("a list of something else than numbers of one type", listNode);
    };
  }

  /** A list in which the same row stands several times. */
  private Value repeatedRow(Value.Array row, Expr length, Position at) {
    ArrayVar kept = writer.reference(row, at);
    ArrayVar list = writer.newRows(row.type());
    elementTypes.begin(list, at);
    elementTypes.holds(list, kept);
    writer.emit(
        new Stmt.CountedLoop(
            new Label("repeat" + at.line()),
            writer.temporary(ScalarType.INT),
            constant(0),
            length,
            constant(1),
            List.of(new Stmt.AppendRow(list, kept, at)),
            false,
            at));
    return new Value.Array(list, List.of());
  }

  /** {@code list.append(x)}. */
  Value append(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 1) {
      throw unsupported("append() with " + arguments(e) + " arguments", e);
    }
    Value target = writer.before(expressions.expression(method.value), e.args[0]);
    Optional<Value.Array> given = Value.list(target);
    if (given.isEmpty() || !(given.get().ref() instanceof ArrayVar made)) {
      throw unsupported("append() to something that the function did not make", e);
    }
    Value.Array array = given.get();
    ArrayVar list = array.indices().isEmpty() ? made : writer.reference(array, at(e));
    Value value = expressions.expression(e.args[0]);
    if (value instanceof Value.EmptyList empty) {
      value = writer.newList(empty);
    }
    elementTypes.learn(list, value);
    add(list, value, e);
    loops.keepLengths(at(e));
    return new Value.None();
  }

  /** {@code list.extend(values)}. */
  Value extend(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 1) {
      throw unsupported("extend() with " + arguments(e) + " arguments", e);
    }
    Value target = writer.before(expressions.expression(method.value), e.args[0]);
    extend(target, values(e.args[0]), e);
    return new Value.None();
  }

  /**
   * {@code name += values} where the name stands for a list, which grows in place.
   *
   * @return false if it does not, and nothing was lowered
   */
  boolean extend(StmtTy.AugAssign s) {
    if (s.op != OperatorTy.Add
        || !(s.target instanceof ExprTy.Name name)
        || !(expressions.expression(name) instanceof Value.Array list)
        || list.ref().type().storage().isBuffer()) {
      return false;
    }
    extend(writer.before(list, s.value), values(s.value), s);
    return true;
  }

  private Value values(ExprTy node) {
    return node instanceof ExprTy.Call
        ? listOf(node, node.getSourceRange())
        : expressions.expression(node);
  }

  private void extend(Value target, Value values, SSTNode where) {
    if (!(target instanceof Value.Array array) || !(array.ref() instanceof ArrayVar made)) {
      throw unsupported("making a list longer that the function did not make", where);
    }
    Position at = at(where);
    ArrayVar list = array.indices().isEmpty() ? made : writer.reference(array, at);
    switch (values) {
      case Value.EmptyList _ -> {}
      case Value.Tuple(List<Value> items) -> {
        for (Value item : items) {
          elementTypes.learn(list, item);
          add(list, item, where);
        }
      }
      case Value.Array given when given.rank() == 1 && !given.isTyped() -> {
        // The list itself may be what is added: as many elements as it has now.
        Value.Array fixed = (Value.Array) writer.settled((Value) given);
        Expr count = writer.settled(fixed.length(at));
        Var k = writer.temporary(ScalarType.INT);
        Value item = fixed.element(local(k), IndexCheck.NONE, at);
        elementTypes.learn(list, item);
        List<Stmt> body = writer.inLazyBlock(() -> add(list, item, where));
        writer.emit(
            new Stmt.CountedLoop(
                new Label("extend" + at.line()),
                k,
                constant(0),
                count,
                constant(1),
                body,
                false,
                at));
      }
      default -> throw unsupported("adding " + describe(values) + " to a list", where);
    }
    loops.keepLengths(at);
  }

  /** {@code list.copy()}, which is {@code list[:]}. */
  Value copy(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 0) {
      throw unsupported("copy() with " + arguments(e) + " arguments", e);
    }
    ExprTy.Slice all = new ExprTy.Slice(null, null, null, e.getSourceRange());
    return sliced(
        expressions.expression(method.value),
        all,
        new ExprTy.Subscript(method.value, all, ExprContextTy.Load, e.getSourceRange()));
  }

  /** {@code list(x)}, which is {@code [item for item in x]}. */
  Value listOf(ExprTy iterable, SourceRange range) {
    ExprTy.Name item = new ExprTy.Name(ITEM, ExprContextTy.Load, range);
    ExprTy.Name target = new ExprTy.Name(ITEM, ExprContextTy.Store, range);
    ComprehensionTy generator = new ComprehensionTy(target, iterable, null, false, range);
    return comprehension(new ExprTy.ListComp(item, new ComprehensionTy[] {generator}, range));
  }

  /** Adds an element of the right type; any other ends the kernel. */
  private void add(ArrayVar list, Value value, SSTNode where) {
    boolean complex = list.type().store() == ArrayType.StoreRule.CONVERT_PARTS;
    Consumer<Value.Scalar> add =
        s -> {
          if (list.type().rank() == 1 && s.type() == list.type().element() && !complex) {
            writer.emit(new Stmt.Append(list, s.expr(), at(where)));
          } else {
            mixed(where);
          }
        };
    switch (value) {
      case Value.Scalar s -> add.accept(s);
      case Value.Dynamic d -> numbers.byCase(d, add);
      case Value.Complex _ when complex -> {
        Value.Complex z = (Value.Complex) writer.settled(value);
        writer.emit(new Stmt.Append(list, z.real(), at(where)));
        writer.emit(new Stmt.Append(list, z.imag(), at(where)));
      }
      case Value.Complex _ -> mixed(where);
      case Value.Array row when list.type().rank() > 1 && row.type().equals(list.type().row(1)) ->
          writer.appendRow(list, row, at(where));
      case Value.Array _ -> mixed(where);
      default -> throw unsupported("append() of " + describe(value), where);
    }
  }

  private void mixed(SSTNode where) {
    writer.note("a list whose elements are of several types always runs plain", at(where));
    writer.emit(new Stmt.Bail(BailReason.STORE_TYPE, at(where), -1));
  }

  Value comprehension(ExprTy.ListComp e) {
    Position origin = at(e);
    Value list = writer.newList(origin);
    ArrayVar made = (ArrayVar) Value.list(list).orElseThrow().ref();
    generators.run(
        e,
        e.generators,
        () -> {
          Value value = expressions.expression(e.element);
          if (value instanceof Value.EmptyList empty) {
            value = writer.newList(empty);
          }
          elementTypes.learn(origin, value);
          // Nothing else refers to the list yet: no loop around runs over it.
          add(made, value, e);
        });
    return list;
  }

  /** {@code a[i:j:k]} of a list: a new list. */
  Value sliced(Value container, ExprTy.Slice slice, ExprTy.Subscript e) {
    if (container instanceof Value.ComplexList list) {
      return slices.copied(list, slice, e);
    }
    if (!(container instanceof Value.Array array) || array.ref().type().storage().isBuffer()) {
      throw unsupported("a slice of " + describe(container), e);
    }
    return slices.copied(array, slice, e);
  }
}
