package io.epochly.kernels.internal.lift;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes nodes of the blocks of one method: runs each on expressions in the place of values. What a
 * block leaves on the stack goes into variables that the next one begins with.
 */
final class BlockLifter {
  private final Inlining inlining;
  private final Frame frame;
  private final Map<Integer, Node> nodes = new HashMap<>();
  private final Map<Integer, List<Value>> entries = new HashMap<>();
  private final Returns returns;
  private OperandStack stack;
  private Node node;
  private int block;

  /** What a return of the method does. */
  interface Returns {
    /**
     * @param value what it returns, if anything: a number or a whole array
     */
    void from(Node node, Optional<Value> value);
  }

  BlockLifter(Inlining inlining, Frame frame, Returns returns) {
    this.inlining = inlining;
    this.frame = frame;
    this.returns = returns;
    for (int start : frame.code.blocks()) {
      nodes.put(start, inlining.node(frame.position(start)));
    }
    this.node = nodes.get(0);
    this.stack = new OperandStack(node.body);
  }

  /** The node that the method begins with. */
  Node lift() {
    for (int start : frame.code.reversePostorder()) {
      block = start;
      node = nodes.get(start);
      stack = new OperandStack(node.body);
      entries.getOrDefault(start, List.of()).forEach(stack::push);
      int end = frame.code.end(start);
      int at = start;
      while (at < end && instruction(at)) {
        at++;
      }
      if (at == end && !Instructions.endsBlock(frame.code.get(end - 1))) {
        leave(end - 1, List.of(end));
        node.exit = new Node.Exit.Goto(nodes.get(end));
      }
    }
    return nodes.get(0);
  }

  private Refusal refused(String reason, int at) {
    return new Refusal(reason, frame.line(at));
  }

  /** Runs an instruction; whether the next one may be reached. */
  private boolean instruction(int at) {
    try {
      run(frame.code.get(at), at);
      return true;
    } catch (Refusal refusal) {
      // What only makes an exception need not be understood: whoever gets here bails out.
      if (frame.code.get(frame.code.end(block) - 1) instanceof ThrowInstruction) {
        node.body.add(new Stmt.Bail(BailReason.NOT_COMPILED, frame.position(at), -1));
        node.exit = new Node.Exit.End();
        return false;
      }
      throw refusal;
    }
  }

  private void run(Instruction instruction, int at) {
    Arithmetic arithmetic = new Arithmetic(frame.position(at));
    switch (instruction) {
      case NopInstruction _ -> {}
      case ConstantInstruction c -> stack.push(constant(c, at));
      case LoadInstruction load -> load(load, at);
      case StoreInstruction store -> store(store, at);
      case IncrementInstruction increment -> {
        Var var = frame.number(frame.webs.loadedAt(at), Kind.INT, increment.slot(), at);
        stack.beforeAssignment(var);
        Expr sum =
            new Expr.Binary(
                BinaryOp.INT_ADD,
                new Expr.Local(var),
                new Expr.IntConst(increment.constant()),
                false,
                frame.position(at));
        node.body.add(new Stmt.Assign(var, arithmetic.wrapped(sum)));
      }
      case OperatorInstruction operator -> operator(operator, arithmetic, at);
      case ConvertInstruction convert ->
          stack.push(arithmetic.converted(convert.opcode(), stack.popNumber().expr()));
      case ArrayLoadInstruction load -> arrayLoad(load.typeKind(), at);
      case ArrayStoreInstruction store -> arrayStore(store.typeKind(), at);
      case StackInstruction s -> stack.run(s.opcode());
      case FieldInstruction field -> stack.push(field(field, at));
      case InvokeInstruction invoke -> invoke(invoke, at);
      case NewPrimitiveArrayInstruction made -> newArray(made.typeKind(), at);
      case BranchInstruction branch -> branch(branch, arithmetic, at);
      case TableSwitchInstruction choice ->
          choose(choice.cases(), frame.code.at(choice.defaultTarget()), at);
      case LookupSwitchInstruction choice ->
          choose(choice.cases(), frame.code.at(choice.defaultTarget()), at);
      case ReturnInstruction r -> returned(r, at);
      default -> throw refused(Reasons.of(instruction), at);
    }
  }

  // Constants and variables

  private Value constant(ConstantInstruction c, int at) {
    return switch (c.constantValue()) {
      case Integer i -> new Value.Number(Kind.INT, new Expr.IntConst(i));
      case Long l -> new Value.Number(Kind.LONG, new Expr.IntConst(l));
      case Float f -> new Value.Number(Kind.FLOAT, new Expr.FloatConst(f));
      case Double d -> new Value.Number(Kind.DOUBLE, new Expr.FloatConst(d));
      default -> throw refused("a constant that is no number", at);
    };
  }

  private static Kind kind(TypeKind type) {
    return switch (type.asLoadable()) {
      case LONG -> Kind.LONG;
      case FLOAT -> Kind.FLOAT;
      case DOUBLE -> Kind.DOUBLE;
      default -> Kind.INT;
    };
  }

  private void load(LoadInstruction load, int at) {
    int web = frame.webs.loadedAt(at);
    if (load.typeKind() == TypeKind.REFERENCE) {
      Frame.Binding binding =
          frame.array(web).orElseThrow(() -> refused("an object that is no array", at));
      stack.push(
          new Value.Array(
              binding.root(), binding.path().stream().<Expr>map(Expr.Local::new).toList()));
      return;
    }
    Kind kind = kind(load.typeKind());
    stack.push(new Value.Number(kind, new Expr.Local(frame.number(web, kind, load.slot(), at))));
  }

  private void store(StoreInstruction store, int at) {
    int web = frame.webs.storedAt(at);
    if (store.typeKind() == TypeKind.REFERENCE) {
      Value.Array array = popArray(at);
      check(array, at);
      bind(web, array, frame.code.name(store.slot(), at).orElse("local" + store.slot()), at);
      return;
    }
    Value.Number value = stack.popNumber();
    Var var = frame.number(web, value.kind(), store.slot(), at);
    stack.beforeAssignment(var);
    node.body.add(new Stmt.Assign(var, value.expr()));
  }

  /** Has a variable refer to rows of an array. */
  private void bind(int web, Value.Array array, String name, int at) {
    Optional<Frame.Binding> known = frame.array(web);
    if (known.isEmpty() && isOwn(web, array)) {
      ArrayVar own = inlining.moving(name, array.root());
      frame.setArray(web, new Frame.Binding(own, List.of()));
      node.body.add(new Stmt.AssignArray(own, array.root()));
      return;
    }
    if (known.isPresent()
        && known.get().root() instanceof ArrayVar own
        && inlining.isMoving(own)
        && array.path().isEmpty()
        && own.type().equals(array.root().type())) {
      stack.beforeAssignment(own);
      node.body.add(new Stmt.AssignArray(own, array.root()));
      return;
    }
    if (known.isEmpty()) {
      List<Var> path = new ArrayList<>();
      for (int axis = 0; axis < array.path().size(); axis++) {
        path.add(Var.small(name + ".at" + axis, ScalarType.INT));
      }
      frame.setArray(web, new Frame.Binding(array.root(), List.copyOf(path)));
    }
    Frame.Binding binding = frame.array(web).orElseThrow();
    if (!binding.root().equals(array.root()) || binding.path().size() != array.path().size()) {
      throw refused("the variable " + name + " may refer to different arrays", at);
    }
    binding.path().forEach(stack::beforeAssignment);
    // All are computed before any is changed: they may be made of each other.
    List<Expr> values = new ArrayList<>(array.path());
    if (values.size() > 1) {
      values.replaceAll(stack::kept);
    }
    for (int axis = 0; axis < values.size(); axis++) {
      node.body.add(new Stmt.Assign(binding.path().get(axis), values.get(axis)));
    }
  }

  /**
   * Whether a variable needs one of the kernel's own: it refers to several arrays in turn, or to
   * what another one of these refers to now.
   */
  private boolean isOwn(int web, Value.Array array) {
    return array.path().isEmpty()
        && Inlining.canMove(array.root())
        && (frame.webs.stores(web) > 1 || inlining.isMoving(array.root()));
  }

  private void newArray(TypeKind type, int at) {
    Storage storage = Lifter.storage(type.upperBound());
    ArrayVar made = new ArrayVar("array" + frame.line(at), Lifter.javaArray(storage, 1));
    Expr zero =
        switch (storage.element()) {
          case INT -> new Expr.IntConst(0);
          case FLOAT -> new Expr.FloatConst(0);
          case BOOL -> new Expr.BoolConst(false);
        };
    node.body.add(new Stmt.NewArray(made, stack.popNumber().expr(), zero, frame.position(at)));
    stack.push(new Value.Array(made, List.of()));
  }

  /** A row that is not used where it is reached has to exist all the same. */
  private void check(Value.Array array, int at) {
    if (!array.path().isEmpty()) {
      stack.keep(length(array, at));
    }
  }

  private Value.Array popArray(int at) {
    if (stack.pop() instanceof Value.Array array) {
      return array;
    }
    throw refused("an object that is no array", at);
  }

  // Operations

  private void operator(OperatorInstruction operator, Arithmetic arithmetic, int at) {
    Opcode opcode = operator.opcode();
    switch (opcode) {
      case ARRAYLENGTH -> stack.push(new Value.Number(Kind.INT, length(popArray(at), at)));
      case INEG, LNEG, FNEG, DNEG -> {
        Value.Number x = stack.popNumber();
        stack.push(new Value.Number(x.kind(), arithmetic.negated(x.kind(), x.expr())));
      }
      case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
        Value.Number right = stack.popNumber();
        Value.Number left = stack.popNumber();
        boolean greater = opcode == Opcode.FCMPG || opcode == Opcode.DCMPG;
        stack.push(new Value.Comparison(left.kind(), left.expr(), right.expr(), greater));
      }
      case LDIV -> {
        Value.Number right = stack.popNumber();
        Value.Number left = stack.popNumber();
        stack.push(
            new Value.Number(
                Kind.LONG,
                Memories.elements(left.expr(), right.expr())
                    .orElseGet(() -> arithmetic.of(opcode, left.expr(), right.expr()))));
      }
      default -> {
        Value.Number right = stack.popNumber();
        Value.Number left = stack.popNumber();
        stack.push(new Value.Number(left.kind(), arithmetic.of(opcode, left.expr(), right.expr())));
      }
    }
  }

  private static List<IndexCheck> checks(int count) {
    return Collections.nCopies(count, IndexCheck.RANGE);
  }

  private Expr length(Value.Array array, int at) {
    return new Expr.Length(
        array.root(), array.path(), checks(array.path().size()), frame.position(at));
  }

  private static List<Expr> indices(Value.Array array, Expr index) {
    List<Expr> indices = new ArrayList<>(array.path());
    indices.add(index);
    return indices;
  }

  private void arrayLoad(TypeKind type, int at) {
    Expr index = stack.popNumber().expr();
    Value.Array array = popArray(at);
    List<Expr> indices = indices(array, index);
    if (type == TypeKind.REFERENCE) {
      stack.push(new Value.Array(array.root(), indices));
      return;
    }
    Expr element = new Expr.Load(array.root(), indices, checks(indices.size()), frame.position(at));
    stack.push(
        new Value.Number(
            kind(type),
            element.type() == ScalarType.BOOL
                ? new Expr.Unary(UnaryOp.BOOL_TO_INT, element, false, frame.position(at))
                : element));
  }

  private void arrayStore(TypeKind type, int at) {
    if (type == TypeKind.REFERENCE) {
      throw refused("an array is put into another one", at);
    }
    Expr value = stack.popNumber().expr();
    Expr index = stack.popNumber().expr();
    Value.Array array = popArray(at);
    stack.beforeStore();
    if (array.root().type().element() == ScalarType.BOOL) {
      value = lowBit(value, frame.position(at));
    }
    List<Expr> indices = indices(array, index);
    node.body.add(
        new Stmt.Store(array.root(), indices, checks(indices.size()), value, frame.position(at)));
  }

  private static Expr lowBit(Expr value, Position at) {
    boolean isBit =
        value instanceof Expr.Unary e && e.op() == UnaryOp.BOOL_TO_INT
            || value instanceof Expr.IntConst;
    Expr bit =
        isBit ? value : new Expr.Binary(BinaryOp.INT_AND, value, new Expr.IntConst(1), false, at);
    return Conditions.isTrue(bit, at);
  }

  private Value field(FieldInstruction field, int at) {
    String name = field.name().stringValue();
    if (field.opcode() != Opcode.GETSTATIC) {
      throw refused(
          field.opcode() == Opcode.GETFIELD
              ? "the field " + name + " of an object"
              : "a store into the field " + name,
          at);
    }
    Optional<Class<?>> declared = Methods.resolve(field.owner().asSymbol(), frame.found.owner());
    Optional<Value.Layout> layout = declared.flatMap(owner -> Memories.layout(owner, name));
    if (layout.isPresent()) {
      return layout.get();
    }
    Object value =
        declared
            .flatMap(owner -> Methods.constant(owner, name))
            .orElseThrow(
                () -> refused("the field " + name + ", which is no static final number", at));
    return switch (value) {
      case Boolean b -> new Value.Number(Kind.INT, new Expr.IntConst(b ? 1 : 0));
      case Character c -> new Value.Number(Kind.INT, new Expr.IntConst(c));
      case Long l -> new Value.Number(Kind.LONG, new Expr.IntConst(l));
      case Float f -> new Value.Number(Kind.FLOAT, new Expr.FloatConst(f));
      case Double d -> new Value.Number(Kind.DOUBLE, new Expr.FloatConst(d));
      default ->
          new Value.Number(Kind.INT, new Expr.IntConst(((java.lang.Number) value).intValue()));
    };
  }

  // Memory

  private void memory(InvokeInstruction invoke, int at) {
    String name = invoke.name().stringValue();
    boolean size = name.equals("byteSize");
    boolean store = name.startsWith("set");
    boolean access = Memories.isAccess(name, invoke.typeSymbol());
    if (!size && !access) {
      throw refused("a call of MemorySegment." + name, at);
    }
    Arithmetic arithmetic = new Arithmetic(frame.position(at));
    if (size) {
      Value.Array array = popArray(at);
      Expr bytes = new Expr.IntConst(array.root().type().storage().bytes());
      Expr product = arithmetic.of(Opcode.LMUL, length(array, at), bytes);
      stack.push(new Value.Number(Kind.LONG, product));
      return;
    }
    Optional<Expr> value = store ? Optional.of(stack.popNumber().expr()) : Optional.empty();
    Expr place = stack.popNumber().expr();
    if (!(stack.pop() instanceof Value.Layout(Storage elements))) {
      throw refused("memory by a layout that is no constant", at);
    }
    Value.Array array = popArray(at);
    inlining.memory(array.root(), elements, frame.line(at));
    Expr index =
        name.endsWith("AtIndex")
            ? place
            : Memories.index(place, elements.bytes())
                .orElseThrow(
                    () ->
                        refused(
                            "an offset into memory that is no index times the size of an element",
                            at));
    List<IndexCheck> check = checks(1);
    if (value.isPresent()) {
      stack.beforeStore();
      node.body.add(
          new Stmt.Store(array.root(), List.of(index), check, value.get(), frame.position(at)));
    } else {
      stack.push(
          new Value.Number(
              Functions.kind(invoke.typeSymbol().returnType()),
              new Expr.Load(array.root(), List.of(index), check, frame.position(at))));
    }
  }

  // Calls

  private void invoke(InvokeInstruction invoke, int at) {
    ClassDesc owner = invoke.owner().asSymbol();
    String name = invoke.name().stringValue();
    if (owner.equals(Memories.SEGMENT)) {
      memory(invoke, at);
      return;
    }
    if (invoke.opcode() != Opcode.INVOKESTATIC) {
      throw refused("a call of " + owner.displayName() + "." + name + ", which is not static", at);
    }
    List<ClassDesc> types = invoke.typeSymbol().parameterList();
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      arguments.addFirst(stack.pop());
    }
    ClassDesc result = invoke.typeSymbol().returnType();
    if (arguments.stream().allMatch(Value.Number.class::isInstance)) {
      List<Expr> numbers = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        Expr number = ((Value.Number) arguments.get(i)).expr();
        numbers.add(
            types.get(i).descriptorString().equals("Z")
                ? Conditions.isTrue(number, frame.position(at))
                : number);
      }
      Optional<Expr> call =
          Functions.call(owner, name, invoke.typeSymbol(), numbers, frame.position(at));
      if (call.isPresent()) {
        Expr value = call.get();
        stack.push(
            new Value.Number(
                Functions.kind(result),
                value.type() == ScalarType.BOOL
                    ? new Expr.Unary(UnaryOp.BOOL_TO_INT, value, false, frame.position(at))
                    : value));
        return;
      }
    }
    Methods.Found method = inlining.called(frame, invoke, frame.line(at));
    if (inlining.isApart(method, arguments)) {
      // What is on the stack reads this method's variables; only elements may change in the call.
      stack.beforeStore();
      for (Value argument : arguments) {
        if (argument instanceof Value.Array array) {
          check(array, at);
        }
      }
      inlining
          .apart()
          .call(method, arguments, node.body, frame.position(at))
          .ifPresent(stack::push);
    } else {
      inline(inlining.frame(method, frame.line(at)), arguments, result, at);
    }
  }

  private void inline(Frame callee, List<Value> arguments, ClassDesc result, int at) {
    // What is on the stack reads this method's variables; only elements may change in the call.
    stack.beforeStore();
    for (int i = 0; i < arguments.size(); i++) {
      int web = callee.webs.ofParameter(i);
      String name = callee.name(i);
      switch (arguments.get(i)) {
        case Value.Number number -> {
          Var var = Frame.variable(name, number.kind());
          callee.setNumber(web, var);
          node.body.add(new Stmt.Assign(var, number.expr()));
        }
        case Value.Array array -> {
          check(array, at);
          List<Var> path = new ArrayList<>();
          for (Expr index : array.path()) {
            Var var = Var.small(name + ".at" + path.size(), ScalarType.INT);
            path.add(var);
            node.body.add(new Stmt.Assign(var, index));
          }
          if (callee.webs.isAssigned(i) && path.isEmpty() && Inlining.canMove(array.root())) {
            ArrayVar own = inlining.moving(name, array.root());
            node.body.add(new Stmt.AssignArray(own, array.root()));
            callee.setArray(web, new Frame.Binding(own, List.of()));
          } else {
            callee.setArray(web, new Frame.Binding(array.root(), List.copyOf(path)));
          }
        }
        case Value.Layout _ -> throw refused("a layout as an argument", at);
        case Value.Comparison _ -> throw new IllegalStateException("a sign as an argument");
      }
    }
    Node behind = inlining.node(frame.position(at));
    InlinedResult value = new InlinedResult(callee.method().methodName().stringValue() + ".result");
    Node entry =
        inlining.lift(
            callee,
            (from, returned) -> {
              returned.ifPresent(what -> value.take(from, what, frame.line(at)));
              from.exit = new Node.Exit.Goto(behind);
            },
            frame.line(at));
    node.exit = new Node.Exit.Goto(entry);
    node = behind;
    stack.continueIn(behind.body);
    if (!result.descriptorString().equals("V")) {
      stack.push(value.value().orElseThrow(() -> refused("a call that never returns", at)));
    }
  }

  // Ways out of a block

  /** Moves what is on the stack to where the blocks that come next expect it. */
  private void leave(int at, List<Integer> targets) {
    if (stack.isEmpty()) {
      return;
    }
    List<Value> values = stack.stable();
    List<Value> fresh = null;
    for (int target : targets) {
      List<Value> known = entries.get(target);
      if (known == null) {
        if (fresh == null) {
          fresh = stack.entryFor(values);
        }
        entries.put(target, fresh);
      } else if (!stack.enter(values, known)) {
        throw refused("code that leaves arrays on the stack of the JVM", at);
      }
    }
    stack.clear();
  }

  private void branch(BranchInstruction branch, Arithmetic arithmetic, int at) {
    int target = frame.code.at(branch.target());
    Opcode opcode = branch.opcode();
    if (opcode == Opcode.GOTO || opcode == Opcode.GOTO_W) {
      leave(at, List.of(target));
      node.exit = new Node.Exit.Goto(nodes.get(target));
      return;
    }
    Expr condition =
        switch (opcode) {
          case IFEQ, IFNE, IFLT, IFLE, IFGT, IFGE -> {
            Value value = stack.pop();
            if (value instanceof Value.Comparison comparison) {
              yield arithmetic.condition(opcode, comparison);
            }
            Expr number = ((Value.Number) value).expr();
            yield switch (opcode) {
              case IFNE -> Conditions.isTrue(number, frame.position(at));
              case IFEQ -> Conditions.not(Conditions.isTrue(number, frame.position(at)));
              default -> arithmetic.ofInts(opcode, number, new Expr.IntConst(0));
            };
          }
          case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPLE, IF_ICMPGT, IF_ICMPGE -> {
            Expr right = stack.popNumber().expr();
            Expr left = stack.popNumber().expr();
            yield arithmetic.ofInts(opcode, left, right);
          }
          default -> throw refused("a comparison of references", at);
        };
    if (!stack.isEmpty() && (entries.containsKey(target) || entries.containsKey(at + 1))) {
      // What is moved there may be what it reads.
      condition = stack.keep(condition);
    }
    leave(at, List.of(target, at + 1));
    node.exit = new Node.Exit.Branch(condition, nodes.get(target), nodes.get(at + 1));
  }

  private void choose(List<SwitchCase> cases, int otherwise, int at) {
    Expr value = stack.kept(stack.popNumber().expr());
    List<Integer> targets = new ArrayList<>();
    cases.forEach(c -> targets.add(frame.code.at(c.target())));
    targets.add(otherwise);
    leave(at, targets.stream().distinct().toList());
    Node current = node;
    for (SwitchCase c : cases) {
      int target = frame.code.at(c.target());
      if (target == otherwise) {
        continue;
      }
      Node next = inlining.node(frame.position(at));
      Expr equal =
          new Expr.Binary(
              BinaryOp.INT_EQ, value, new Expr.IntConst(c.caseValue()), false, frame.position(at));
      current.exit = new Node.Exit.Branch(equal, nodes.get(target), next);
      current = next;
    }
    current.exit = new Node.Exit.Goto(nodes.get(otherwise));
  }

  private void returned(ReturnInstruction r, int at) {
    if (r.typeKind() == TypeKind.VOID) {
      returns.from(node, Optional.empty());
      return;
    }
    if (r.typeKind() == TypeKind.REFERENCE) {
      Value.Array array = popArray(at);
      if (!array.path().isEmpty() || array.root().type().storage().isMemory()) {
        throw refused("the result is a row of an array, or memory", at);
      }
      returns.from(node, Optional.of(array));
      return;
    }
    Value.Number number = stack.popNumber();
    Expr value = number.expr();
    Position position = frame.position(at);
    returns.from(
        node,
        Optional.of(
            new Value.Number(
                number.kind(),
                switch (frame.method().methodTypeSymbol().returnType().descriptorString()) {
                  case "B" -> narrowed(UnaryOp.INT_TO_BYTE, value, position);
                  case "S" -> narrowed(UnaryOp.INT_TO_SHORT, value, position);
                  case "C" -> narrowed(UnaryOp.INT_TO_CHAR, value, position);
                  case "Z" ->
                      new Expr.Unary(UnaryOp.BOOL_TO_INT, lowBit(value, position), false, position);
                  default -> value;
                })));
  }

  private static Expr narrowed(UnaryOp op, Expr value, Position at) {
    return value instanceof Expr.Unary e && e.op() == op
        ? value
        : new Expr.Unary(op, value, false, at);
  }

  /** Ends the kernel with what the method returns. */
  static void endKernel(Node node, Optional<Value> value) {
    node.exit = new Node.Exit.Return(value.map(BlockLifter::result).orElseGet(Result.None::new));
  }

  private static Result result(Value value) {
    return switch (value) {
      case Value.Number(Kind _, Expr expr) -> new Result.Scalar(expr);
      case Value.Array array -> new Result.Array(array.root());
      case Value.Layout _, Value.Comparison _ ->
          throw new IllegalStateException("no result: " + value);
    };
  }

  /** What a parameter that is an array refers to at the start. */
  static Frame.Binding start(
      Inlining inlining, Frame frame, int index, String name, ArrayRef array, List<Stmt> copies) {
    if (!frame.webs.isAssigned(index) || !Inlining.canMove(array)) {
      return new Frame.Binding(array, List.of());
    }
    ArrayVar own = inlining.moving(name, array);
    copies.add(new Stmt.AssignArray(own, array));
    return new Frame.Binding(own, List.of());
  }
}
