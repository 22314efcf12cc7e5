package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.describe;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.constant;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;
import static io.epochly.guest.internal.frontend.Signatures.arguments;

import com.oracle.graal.python.pegparser.sst.BoolOpTy;
import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.UnaryOpTy;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.ir.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lowers expressions and conditions, in the order in which the guest evaluates them. */
final class ExpressionLowering implements Expressions {
  private final KernelWriter writer;
  private final Numbers numbers;
  private final LocalVariables variables;
  private final OutsideNames outside;
  private final Attributes attributes;
  private final ArrayAccess arrays;
  private final Operators operators;
  private final ListLowering lists;
  private final ListCalls listCalls;
  private final ListOperators listOperators;
  private final CallLowering calls;
  private final NumberMethods methods;
  private final Membership membership;

  ExpressionLowering(
      KernelWriter writer,
      Numbers numbers,
      LocalVariables variables,
      OutsideNames outside,
      Attributes attributes,
      ArrayAccess arrays,
      Operators operators,
      ListLowering lists,
      CallLowering calls) {
    this.writer = writer;
    this.numbers = numbers;
    this.variables = variables;
    this.outside = outside;
    this.attributes = attributes;
    this.arrays = arrays;
    this.operators = operators;
    this.lists = lists;
    this.listCalls = new ListCalls(writer, lists, this);
    this.listOperators = new ListOperators(writer, numbers);
    this.calls = calls;
    this.methods = new NumberMethods(writer, numbers);
    this.membership = new Membership(writer, numbers, operators);
  }

  @Override
  public Value expression(ExprTy node) {
    return switch (node) {
      case ExprTy.Constant e -> constantValue(e);
      case ExprTy.Name e -> read(e);
      case ExprTy.BinOp e -> {
        Value left = writer.before(expression(e.left), e.right);
        if (e.op == OperatorTy.Mult) {
          Optional<Value> list = lists.repeated(e, left);
          if (list.isPresent()) {
            yield list.get();
          }
        }
        Value right = expression(e.right);
        yield listOperators
            .binary(e.op, left, right, e)
            .orElseGet(() -> operators.binary(e.op, left, right, e));
      }
      case ExprTy.UnaryOp e -> unary(e);
      case ExprTy.BoolOp e -> booleanValue(e, 0);
      case ExprTy.Compare _ -> new Value.Scalar(condition(node));
      case ExprTy.IfExp e -> conditional(e);
      case ExprTy.Call e -> {
        if (e.func instanceof ExprTy.Attribute method) {
          if (NumberMethods.isMethod(method.attr)) {
            Value owner = expression(method.value);
            if (owner instanceof Value.Complex z
                && method.attr.equals("conjugate")
                && arguments(e) == 0) {
              yield ComplexNumbers.conjugate(z);
            }
            if (NumberMethods.isNumber(owner)) {
              yield methods.call(owner, method, e);
            }
          }
          Optional<LetterCase> letters = LetterCase.ofMethod(method.attr);
          // What contains calls must not be lowered twice.
          if (letters.isPresent()
              && arguments(e) == 0
              && !Calls.in(method.value)
              && expression(method.value) instanceof Value.Text text) {
            yield new Characters(writer, numbers).inCase(letters.get(), text, e);
          }
        }
        yield calls.specialFloat(e).or(() -> listCalls.call(e)).orElseGet(() -> calls.call(e));
      }
      case ExprTy.Attribute e -> attribute(e);
      case ExprTy.Subscript e -> {
        Value container = writer.before(expression(e.value), e.slice);
        if (e.slice instanceof ExprTy.Slice slice) {
          yield lists.sliced(container, slice, e);
        }
        if (container instanceof Value.Tuple tuple) {
          yield item(tuple, e);
        }
        yield arrays.elementAt(container, arrays.indices(container, e), e);
      }
      case ExprTy.Tuple e -> items(e.elements == null ? new ExprTy[0] : e.elements);
      case ExprTy.Lambda _ -> throw unsupported("a lambda", node);
      case ExprTy.List e -> lists.listDisplay(e);
      case ExprTy.Dict _ -> throw unsupported("a dict", node);
      case ExprTy.Set _ -> throw unsupported("a set", node);
      case ExprTy.ListComp e -> lists.comprehension(e);
      case ExprTy.SetComp _ -> throw unsupported("a set comprehension", node);
      case ExprTy.DictComp _ -> throw unsupported("a dict comprehension", node);
      case ExprTy.GeneratorExp _ -> throw unsupported("a generator expression", node);
      case ExprTy.JoinedStr _ -> throw unsupported("an f-string", node);
      case ExprTy.NamedExpr _ -> throw unsupported("an assignment expression", node);
      case ExprTy.Starred _ -> throw unsupported("a starred expression", node);
      case ExprTy.Slice _ -> throw unsupported("a slice", node);
      default -> throw unsupported(node.getClass().getSimpleName(), node);
    };
  }

  private Value items(ExprTy[] elements) {
    List<Value> items = new ArrayList<>();
    for (ExprTy element : elements) {
      items.add(writer.before(expression(element), elements));
    }
    return new Value.Tuple(items);
  }

  private static Value constantValue(ExprTy.Constant e) {
    ConstantValue value = e.value;
    return switch (value.kind) {
      case NONE -> new Value.None();
      case BOOLEAN -> new Value.Scalar(constant(value.getBoolean()));
      case LONG -> new Value.Scalar(constant(value.getLong()));
      case DOUBLE -> new Value.Scalar(new Expr.FloatConst(value.getDouble()));
      case BIGINTEGER -> throw unsupported("an int beyond 64 bits", e);
      case COMPLEX ->
          new Value.Complex(
              new Expr.FloatConst(value.getComplex()[0]),
              new Expr.FloatConst(value.getComplex()[1]));
      case CODEPOINTS -> Characters.constantText(value.getCodePoints());
      case BYTES -> throw unsupported("a bytes literal", e);
      default -> throw unsupported("this constant", e);
    };
  }

  private Value read(ExprTy.Name name) {
    Optional<String> key = writer.frame().key(name.id);
    return key.isPresent()
        ? variables.read(key.get(), name.id, name)
        : outside.outside(List.of(name.id), name);
  }

  private Value attribute(ExprTy.Attribute e) {
    Value owner = expression(e.value);
    if (owner instanceof Value.Outside module && module.binding() instanceof Binding.Module) {
      return outside.attribute(module, e.attr, e);
    }
    if (NumberMethods.isNumber(owner)) {
      return methods.attribute(owner, e);
    }
    if (owner instanceof Value.Complex(Expr real, Expr imag)) {
      switch (e.attr) {
        case "real" -> {
          return new Value.Scalar(real);
        }
        case "imag" -> {
          return new Value.Scalar(imag);
        }
        default -> {}
      }
    }
    if (owner instanceof Value.Array array && array.isTyped()) {
      return arrays.attribute(array, e);
    }
    if (owner instanceof Value.ComplexArray array) {
      return arrays.attribute(array, e);
    }
    if (owner instanceof Value.Instance object) {
      return attributes.read(object, e.attr, e);
    }
    throw unsupported("attribute " + e.attr + " of " + describe(owner), e);
  }

  private Value unary(ExprTy.UnaryOp e) {
    if (e.op == UnaryOpTy.Not) {
      return new Value.Scalar(condition(e));
    }
    return operators.unary(e.op, expression(e.operand), e);
  }

  /** An item of a tuple, at a place that is known. */
  private Value item(Value.Tuple tuple, ExprTy.Subscript e) {
    if (expression(e.slice) instanceof Value.Scalar(Expr.IntConst(long place))
        && place >= -tuple.items().size()
        && place < tuple.items().size()) {
      return tuple.items().get((int) (place < 0 ? place + tuple.items().size() : place));
    }
    throw unsupported("an index into a tuple that is no constant in range", e);
  }

  /** {@code and} and {@code or} as values: the operand that decides. */
  private Value booleanValue(ExprTy.BoolOp e, int first) {
    Value left = writer.settled(expression(e.values[first]));
    if (first == e.values.length - 1) {
      return left;
    }
    Expr chosen = numbers.truth(left, e.values[first]);
    if (chosen instanceof Expr.BoolConst(boolean value)) {
      return value == (e.op == BoolOpTy.And) ? booleanValue(e, first + 1) : left;
    }
    return e.op == BoolOpTy.And
        ? numbers.choose(chosen, () -> booleanValue(e, first + 1), () -> left, e)
        : numbers.choose(chosen, () -> left, () -> booleanValue(e, first + 1), e);
  }

  private Value conditional(ExprTy.IfExp e) {
    Expr test = condition(e.test);
    if (test instanceof Expr.BoolConst(boolean value)) {
      return expression(value ? e.body : e.orElse);
    }
    return numbers.choose(test, () -> expression(e.body), () -> expression(e.orElse), e);
  }

  @Override
  public Expr condition(ExprTy node) {
    return switch (node) {
      case ExprTy.BoolOp e -> conditions(e, 0);
      case ExprTy.UnaryOp e when e.op == UnaryOpTy.Not -> {
        Expr operand = condition(e.operand);
        yield operand instanceof Expr.BoolConst(boolean value) ? constant(!value) : not(operand);
      }
      case ExprTy.Compare e -> comparison(e);
      default -> numbers.truth(expression(node), node);
    };
  }

  private Expr conditions(ExprTy.BoolOp e, int first) {
    Expr left = condition(e.values[first]);
    if (first == e.values.length - 1) {
      return left;
    }
    boolean and = e.op == BoolOpTy.And;
    if (left instanceof Expr.BoolConst(boolean value)) {
      return value == and ? conditions(e, first + 1) : left;
    }
    Expr rest = writer.lazily(() -> conditions(e, first + 1));
    return and
        ? new Expr.Select(left, rest, constant(false))
        : new Expr.Select(left, constant(true), rest);
  }

  private Expr comparison(ExprTy.Compare e) {
    Optional<Expr> isNone = isNone(e);
    if (isNone.isPresent()) {
      return e.ops[0] == CmpOpTy.Is ? isNone.get() : not(isNone.get());
    }
    return comparisons(e, 0, writer.before(expression(e.left), e.comparators));
  }

  /** The right side of a comparison; a list that is only searched need not be made. */
  private Value comparator(CmpOpTy op, ExprTy node) {
    return (op == CmpOpTy.In || op == CmpOpTy.NotIn)
            && node instanceof ExprTy.List list
            && list.elements != null
        ? items(list.elements)
        : expression(node);
  }

  private Expr compared(CmpOpTy op, Value left, Value right, ExprTy.Compare e) {
    if (left instanceof Value.Text) {
      return operators.compare(op, left, right, e);
    }
    return switch (op) {
      case In -> membership.contains(right, left, e);
      case NotIn -> not(membership.contains(right, left, e));
      default -> operators.compare(op, left, right, e);
    };
  }

  /** Whether a variable that may be None is, where that is what the comparison asks. */
  private Optional<Expr> isNone(ExprTy.Compare e) {
    boolean asked =
        e.ops.length == 1
            && (e.ops[0] == CmpOpTy.Is || e.ops[0] == CmpOpTy.IsNot)
            && e.comparators[0] instanceof ExprTy.Constant c
            && c.value.kind == ConstantValue.Kind.NONE;
    return asked && e.left instanceof ExprTy.Name name
        ? writer.frame().key(name.id).flatMap(key -> variables.isNone(key, name))
        : Optional.empty();
  }

  private Expr comparisons(ExprTy.Compare e, int first, Value left) {
    boolean last = first == e.ops.length - 1;
    Value right = comparator(e.ops[first], e.comparators[first]);
    Value kept = last ? right : writer.settled(right);
    Expr holds = compared(e.ops[first], left, kept, e);
    if (last) {
      return holds;
    }
    Expr rest = writer.lazily(() -> comparisons(e, first + 1, kept));
    return new Expr.Select(holds, rest, constant(false));
  }
}
