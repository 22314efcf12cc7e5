package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.ArgTy;
import com.oracle.graal.python.pegparser.sst.BoolOpTy;
import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.ComprehensionTy;
import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.KeywordTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import com.oracle.graal.python.pegparser.sst.UnaryOpTy;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.frontend.NameScope.Binding;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lowers one function for one signature: types are inferred along the control flow while the IR is
 * written.
 *
 * <p>A guest variable may hold values of several types in turn. It becomes one IR variable per
 * type; where paths with different types meet, one more variable, its tag, tells the current one.
 * Loops are lowered again until what is known at their heads no longer changes; a loop whose head
 * would need tags only because of its first iteration ({@code s = 0; s += x[i]}) gets that
 * iteration peeled.
 *
 * <p>Whatever raises in the guest ends the kernel by a bail-out, so the order of operations matters
 * only between stores and loads, and expressions contain no stores.
 */
final class Lowering {
  private static final int INLINE_DEPTH = 12;

  private final NameScope names;
  private final Definitions definitions;

  /** The element types of lists written as {@code []}, by their place; found out on the way. */
  private final Map<Position, ScalarType> elementTypes;

  /** The function whose body is being lowered: the kernel's own, or one that it calls. */
  private Frame frame;

  private final Map<String, LocalVars> variables = new HashMap<>();
  private final List<Param> params = new ArrayList<>();
  private final Map<List<String>, Value> captures = new LinkedHashMap<>();
  private final Map<Position, String> loopNotes = new LinkedHashMap<>();
  private final Set<Reason> notes = new LinkedHashSet<>();
  private final Set<String> dynamicReads = new HashSet<>();

  /** The empty lists that a variable may refer to. */
  private final Map<ArrayVar, Set<Position>> origins = new HashMap<>();

  private int temporaries;

  /** How many of the loops around run over lists. */
  private int iterations;

  /** Above zero while code is lowered that may not run although what follows it does. */
  private int lazyDepth;

  /** Statements are appended here; loops, branches and lazily evaluated operands swap it. */
  private List<Stmt> out = new ArrayList<>();

  /** What is known here; empty when this point cannot be reached. */
  private Optional<Environment> env = Optional.empty();

  private Optional<LoopScope> loop = Optional.empty();

  /** The IR variables of one guest variable. */
  private static final class LocalVars {
    final String name;
    final Map<ScalarType, Var> byType = new EnumMap<>(ScalarType.class);
    final Var tag;
    final List<Var> rowIndices = new ArrayList<>();
    final Map<ArrayType, ArrayVar> joined = new HashMap<>();
    final Map<ArrayType, ArrayVar> aliases = new HashMap<>();

    LocalVars(String name) {
      this.name = name;
      this.tag = new Var(name + ".tag", ScalarType.INT);
    }

    Var of(ScalarType type) {
      return byType.computeIfAbsent(
          type, t -> new Var(name + "." + t.name().toLowerCase(Locale.ROOT), t));
    }

    /** What the variable refers to where paths meet on which it was given different lists. */
    ArrayVar joined(ArrayType type) {
      return joined.computeIfAbsent(type, t -> new ArrayVar(name + ".list", t));
    }

    /** What the variable refers to after it was given what another variable refers to. */
    ArrayVar alias(ArrayType type) {
      return aliases.computeIfAbsent(type, t -> new ArrayVar(name + ".alias", t));
    }

    Var rowIndex(int axis) {
      while (rowIndices.size() <= axis) {
        rowIndices.add(new Var(name + ".row" + rowIndices.size(), ScalarType.INT));
      }
      return rowIndices.get(axis);
    }
  }

  /** The loop being lowered: where break and continue go, and what is known on the way. */
  private static final class LoopScope {
    final Stmt onBreak;
    final Stmt onContinue;
    final Optional<Environment> expectedAfter;
    final Optional<Environment> expectedHead;
    Optional<Environment> broken = Optional.empty();
    Optional<Environment> continued = Optional.empty();

    LoopScope(Stmt onBreak, Stmt onContinue, Fixpoint expected) {
      this.onBreak = onBreak;
      this.onContinue = onContinue;
      this.expectedAfter = expected.after;
      this.expectedHead = expected.head;
    }
  }

  /** What is assumed of a loop while it is lowered once more. */
  private static final class Fixpoint {
    Optional<Environment> head;
    Optional<Environment> after = Optional.empty();

    Fixpoint(Optional<Environment> head) {
      this.head = head;
    }
  }

  /** What one pass over a loop found: what is known at its head, and behind it. */
  private record Pass(Optional<Environment> head, Optional<Environment> after) {}

  /** A loop whose assumptions hold. */
  private record LoweredLoop(List<Stmt> statements, Fixpoint facts, Set<String> unsteady) {}

  /** What tells a {@code while} from the kinds of {@code for}. */
  private interface LoopHead {
    /** Whether the first iteration, outside the loop, would be worth its code. */
    boolean peelable();

    /** The condition for the first iteration of a peeled loop. */
    Expr firstRuns();

    /** Assigns the loop's own variables in the peeled first iteration. */
    void enterFirst();

    /** Writes the loop; {@code body} lowers the rest of an iteration into the current block. */
    Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> body);

    /** Whether the loop can end otherwise than by break. */
    boolean ends();
  }

  /** A kernel and what it needs besides the function's own arguments. */
  record Lowered(
      Kernel kernel, List<List<String>> captures, List<LoopNote> loops, List<Reason> notes) {}

  /** Finds the definition of a function in its source. */
  @FunctionalInterface
  interface Definitions {
    StmtTy.FunctionDef find(FunctionSource source);
  }

  /**
   * A function being lowered.
   *
   * @param prefix goes before the names of its variables, so that callers and callees keep apart
   * @param path leads to its scope from the kernel's function; empty for that one
   * @param returns where a return goes on, or nothing when it ends the kernel
   */
  private record Frame(
      FunctionSource source,
      StmtTy.FunctionDef function,
      Set<String> localNames,
      String prefix,
      List<String> path,
      Optional<Frame> caller,
      Optional<Frame> enclosing,
      Optional<ReturnPoint> returns) {
    /**
     * The key of a local variable, of this function or of the one that a comprehension stands in.
     */
    Optional<String> key(String name) {
      return localNames.contains(name)
          ? Optional.of(prefix + name)
          : enclosing.flatMap(f -> f.key(name));
    }

    int depth() {
      return caller.map(f -> f.depth() + 1).orElse(0);
    }

    boolean isRunning(FunctionSource other) {
      return source.equals(other) || caller.map(f -> f.isRunning(other)).orElse(false);
    }
  }

  /** The end of an inlined call: what is known there, found as for loops. */
  private static final class ReturnPoint {
    final Label label;
    final String result;
    final Optional<Environment> expected;
    Optional<Environment> reached = Optional.empty();

    ReturnPoint(Label label, String result, Optional<Environment> expected) {
      this.label = label;
      this.result = result;
      this.expected = expected;
    }
  }

  /** The element type of a list became known too late: the function has to be lowered again. */
  private static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Restart() {
      super(null, null, false, false);
    }
  }

  private Lowering(
      FunctionSource source,
      Definitions definitions,
      NameScope names,
      Map<Position, ScalarType> elementTypes) {
    this.names = names;
    this.definitions = definitions;
    this.elementTypes = elementTypes;
    StmtTy.FunctionDef function = definitions.find(source);
    this.frame =
        new Frame(
            source,
            function,
            Locals.of(function),
            "",
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * @throws UnsupportedException at the first construct without a kernel form
   */
  static Lowered lower(
      FunctionSource source, List<Type> types, NameScope names, Definitions definitions) {
    Map<Position, ScalarType> elementTypes = new HashMap<>();
    while (true) {
      int known = elementTypes.size();
      try {
        return new Lowering(source, definitions, names, elementTypes).run(types);
      } catch (Restart e) {
        if (elementTypes.size() == known) {
          throw new IllegalStateException("a restart that learnt nothing", e);
        }
      }
    }
  }

  private Lowered run(List<Type> types) {
    StmtTy.FunctionDef function = frame.function();
    List<String> parameterNames = parameterNames(function);
    if (parameterNames.size() != types.size()) {
      throw unsupported(
          "it takes " + parameterNames.size() + " parameters, not " + types.size(), function);
    }
    Environment entry = new Environment();
    for (int i = 0; i < types.size(); i++) {
      String name = parameterNames.get(i);
      switch (types.get(i)) {
        case ScalarType type -> {
          params.add(new Param.Scalar(vars(name).of(type)));
          entry.put(name, Slot.Scalars.of(Kind.of(type)));
        }
        case ArrayType type -> {
          ArrayParam param = new ArrayParam(i, name, type);
          params.add(param);
          entry.put(name, new Slot.Array(new Value.Array(param, List.of())));
        }
      }
    }
    env = Optional.of(entry);
    statements(function.body);
    if (env.isPresent()) {
      out.add(new Stmt.Return(new Result.None()));
    }
    List<LoopNote> loops = new ArrayList<>();
    loopNotes.forEach((position, text) -> loops.add(new LoopNote(position, text)));
    return new Lowered(
        new Kernel(frame.source().qualname(), params, out),
        List.copyOf(captures.keySet()),
        loops,
        List.copyOf(notes));
  }

  private static List<String> parameterNames(StmtTy.FunctionDef function) {
    if (function.args.varArg != null || function.args.kwArg != null) {
      throw unsupported("a parameter with * or **", function.args);
    }
    List<String> result = new ArrayList<>();
    for (ArgTy[] group :
        new ArgTy[][] {function.args.posOnlyArgs, function.args.args, function.args.kwOnlyArgs}) {
      if (group != null) {
        for (ArgTy arg : group) {
          result.add(arg.arg);
        }
      }
    }
    return result;
  }

  // Small things

  /** A value that is needed after the node: in a place of its own when that may store. */
  private Value before(Value value, ExprTy... later) {
    for (ExprTy node : later) {
      if (Calls.in(node)) {
        return settled(value);
      }
    }
    return value;
  }

  private static Position at(SSTNode node) {
    return new Position(node.getSourceRange().startLine, node.getSourceRange().startColumn);
  }

  private static UnsupportedException unsupported(String what, SSTNode where) {
    return new UnsupportedException(what, at(where));
  }

  private LocalVars vars(String name) {
    return variables.computeIfAbsent(name, LocalVars::new);
  }

  private Environment here() {
    return env.orElseThrow();
  }

  private Var temporary(ScalarType type) {
    return new Var("t" + temporaries++, type);
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr constant(long value) {
    return new Expr.IntConst(value);
  }

  private static Expr constant(boolean value) {
    return new Expr.BoolConst(value);
  }

  private static Expr not(Expr condition) {
    return new Expr.Unary(UnaryOp.NOT, condition, false, Position.NONE);
  }

  private void assign(Var var, Expr value) {
    out.add(new Stmt.Assign(var, value));
  }

  /** The value in a place of its own, so that later assignments do not change it. */
  private Expr settled(Expr expr) {
    if (expr instanceof Expr.IntConst
        || expr instanceof Expr.FloatConst
        || expr instanceof Expr.BoolConst) {
      return expr;
    }
    Var var = temporary(expr.type());
    assign(var, expr);
    return local(var);
  }

  private Value settled(Value value) {
    return switch (value) {
      case Value.Scalar s -> new Value.Scalar(settled(s.expr()));
      case Value.Dynamic d -> {
        Var tag = temporary(ScalarType.INT);
        assign(tag, local(d.tag()));
        Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
        // Variables of the cases that are not current hold stale values, which is harmless.
        d.cases().forEach((type, expr) -> cases.put(type, settled(expr)));
        yield new Value.Dynamic(tag, cases);
      }
      case Value.Array a when a.ref() instanceof ArrayVar from -> {
        ArrayVar kept = new ArrayVar("t" + temporaries++, from.type());
        referTo(kept, from);
        yield new Value.Array(kept, List.of());
      }
      case Value.Array a ->
          new Value.Array(a.ref(), a.indices().stream().map(this::settled).toList());
      case Value.Tuple t -> new Value.Tuple(t.items().stream().map(this::settled).toList());
      case Value.EmptyList e -> newList(e);
      case Value.None _, Value.Outside _ -> value;
    };
  }

  /** Lowers something whose statements must not run before it is known to be needed. */
  private Expr lazily(Supplier<Expr> operand) {
    List<Expr> result = new ArrayList<>();
    List<Stmt> block = inLazyBlock(() -> result.add(operand.get()));
    return sequence(block, result.getFirst());
  }

  /** As {@link #inBlock}, for statements that run on one side of a choice. */
  private List<Stmt> inLazyBlock(Runnable body) {
    lazyDepth++;
    List<Stmt> result = inBlock(body);
    lazyDepth--;
    return result;
  }

  private List<Stmt> inBlock(Runnable body) {
    List<Stmt> outer = out;
    out = new ArrayList<>();
    body.run();
    List<Stmt> result = out;
    out = outer;
    return result;
  }

  // Control flow

  private void statements(StmtTy[] statements) {
    if (statements == null) {
      return;
    }
    for (StmtTy statement : statements) {
      if (env.isEmpty()) {
        return;
      }
      statement(statement);
    }
  }

  private void statement(StmtTy statement) {
    switch (statement) {
      case StmtTy.Assign s -> {
        Value value = expression(s.value);
        if (s.targets.length > 1 || !(s.targets[0] instanceof ExprTy.Name)) {
          value = settled(value);
        }
        for (ExprTy target : s.targets) {
          assignTo(target, value);
        }
      }
      case StmtTy.AugAssign s -> augmentedAssign(s);
      case StmtTy.AnnAssign s -> {
        if (s.value == null) {
          if (!(s.target instanceof ExprTy.Name)) {
            throw unsupported("an annotation of something that is not a name", s);
          }
        } else {
          assignTo(s.target, expression(s.value));
        }
      }
      case StmtTy.If s -> ifStatement(s);
      case StmtTy.While s -> whileLoop(s);
      case StmtTy.For s -> forLoop(s);
      case StmtTy.Break _ -> {
        LoopScope target = loop.orElseThrow();
        conform(here(), target.expectedAfter);
        target.broken = Environment.join(target.broken, env);
        out.add(target.onBreak);
        env = Optional.empty();
      }
      case StmtTy.Continue _ -> {
        LoopScope target = loop.orElseThrow();
        conform(here(), target.expectedHead);
        target.continued = Environment.join(target.continued, env);
        out.add(target.onContinue);
        env = Optional.empty();
      }
      case StmtTy.Return s -> {
        returnValue(s.value == null ? new Value.None() : expression(s.value), s);
      }
      case StmtTy.Expr s -> {
        if (!(s.value instanceof ExprTy.Constant)) {
          evaluate(expression(s.value));
        }
      }
      case StmtTy.Assert s -> {
        Expr holds = condition(s.test);
        out.add(
            new Stmt.If(
                not(holds), List.of(new Stmt.Bail(BailReason.NOT_COMPILED, at(s), -1)), List.of()));
      }
      case StmtTy.Raise s -> {
        out.add(new Stmt.Bail(BailReason.NOT_COMPILED, at(s), -1));
        env = Optional.empty();
      }
      case StmtTy.Global s -> throw unsupported("an assignment to a global variable", s);
      case StmtTy.Nonlocal s ->
          throw unsupported("an assignment to a variable of an enclosing function", s);
      case StmtTy.Delete s -> throw unsupported("del", s);
      case StmtTy.Try s -> throw unsupported("try", s);
      case StmtTy.TryStar s -> throw unsupported("try", s);
      case StmtTy.With s -> throw unsupported("with", s);
      case StmtTy.Match s -> throw unsupported("match", s);
      case StmtTy.Import s -> throw unsupported("an import inside the function", s);
      case StmtTy.ImportFrom s -> throw unsupported("an import inside the function", s);
      case StmtTy.FunctionDef s -> throw unsupported("a nested function", s);
      case StmtTy.ClassDef s -> throw unsupported("a class inside the function", s);
      default -> {
        if (!(statement instanceof StmtTy.Pass)) {
          throw unsupported(statement.getClass().getSimpleName() + " statement", statement);
        }
      }
    }
  }

  /** Keeps what a discarded expression could raise. */
  private void evaluate(Value value) {
    switch (value) {
      case Value.Scalar s -> settled(s.expr());
      case Value.Array a -> checkRow(a, Position.NONE);
      case Value.Tuple t -> t.items().forEach(this::evaluate);
      case Value.Dynamic _, Value.None _, Value.Outside _, Value.EmptyList _ -> {}
    }
  }

  private void returnValue(Value value, SSTNode where) {
    if (frame.returns().isPresent()) {
      ReturnPoint point = frame.returns().get();
      bind(point.result, settled(value), where);
      conform(here(), point.expected);
      point.reached = Environment.join(point.reached, env);
      out.add(new Stmt.Break(point.label));
    } else {
      withResult(value, where, result -> out.add(new Stmt.Return(result)));
    }
    env = Optional.empty();
  }

  /** Hands on the result, once for each combination of the types that its numbers can have. */
  private void withResult(Value value, SSTNode where, Consumer<Result> use) {
    switch (value) {
      case Value.None _ -> use.accept(new Result.None());
      case Value.Scalar s -> use.accept(new Result.Scalar(s.expr()));
      case Value.Dynamic d -> byCase(d, s -> use.accept(new Result.Scalar(s.expr())));
      case Value.Array(ArrayRef ref, List<Expr> indices) -> {
        if (!indices.isEmpty()) {
          throw unsupported("returning a row of a list", where);
        }
        use.accept(new Result.Array(ref));
      }
      case Value.EmptyList e -> withResult(newList(e), where, use);
      case Value.Tuple t -> withResults(t.items(), List.of(), where, use);
      case Value.Outside o -> throw unsupported("returning " + describe(o), where);
    }
  }

  private void withResults(
      List<Value> items, List<Result> done, SSTNode where, Consumer<Result> use) {
    if (items.isEmpty()) {
      use.accept(new Result.Tuple(done));
      return;
    }
    withResult(
        items.getFirst(),
        where,
        result -> {
          List<Result> next = new ArrayList<>(done);
          next.add(result);
          withResults(items.subList(1, items.size()), next, where, use);
        });
  }

  private void ifStatement(StmtTy.If s) {
    Expr test = condition(s.test);
    if (test instanceof Expr.BoolConst(boolean value)) {
      statements(value ? s.body : s.orElse);
      return;
    }
    Environment before = here();
    env = Optional.of(before.copy());
    List<Stmt> then = inBlock(() -> statements(s.body));
    Optional<Environment> afterThen = env;
    env = Optional.of(before.copy());
    List<Stmt> otherwise = inBlock(() -> statements(s.orElse));
    Optional<Environment> afterElse = env;
    Optional<Environment> after = Environment.join(afterThen, afterElse);
    afterThen.ifPresent(e -> then.addAll(inBlock(() -> conform(e, after))));
    afterElse.ifPresent(e -> otherwise.addAll(inBlock(() -> conform(e, after))));
    out.add(new Stmt.If(test, then, otherwise));
    env = after;
  }

  /** Sets the tags that the place ahead relies on and that are not kept here. */
  private void conform(Environment from, Optional<Environment> to) {
    if (to.isEmpty()) {
      return;
    }
    to.get()
        .slots()
        .forEach(
            (name, slot) -> {
              if (slot instanceof Slot.Scalars wanted
                  && wanted.tagged()
                  && from.get(name) instanceof Slot.Scalars given
                  && !given.tagged()) {
                assign(vars(name).tag, constant(given.kinds().iterator().next().tag()));
              }
              if (slot instanceof Slot.ListOf(ArrayType type)
                  && from.get(name) instanceof Slot.Array(Value.Array given)) {
                referTo(vars(name).joined(type), given.ref());
              }
            });
  }

  private void whileLoop(StmtTy.While s) {
    loop(
        s,
        () -> statements(s.body),
        orElse(s.orElse),
        new LoopHead() {
          private boolean ends = true;

          @Override
          public boolean peelable() {
            return true;
          }

          @Override
          public Expr firstRuns() {
            return lazily(() -> condition(s.test));
          }

          @Override
          public void enterFirst() {}

          @Override
          public Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> body) {
            Expr test = firstRuns();
            ends = !test.equals(new Expr.BoolConst(true));
            Stmt.While result = new Stmt.While(label, test, body.get(), at(s));
            WaitingLoops.refuse(result, params);
            return result;
          }

          @Override
          public boolean ends() {
            return ends;
          }
        });
    loopNotes.put(at(s), "while loop: compiled");
  }

  private static boolean isPresent(StmtTy[] block) {
    return block != null && block.length > 0;
  }

  private Optional<Runnable> orElse(StmtTy[] block) {
    return isPresent(block) ? Optional.of(() -> statements(block)) : Optional.empty();
  }

  private void forLoop(StmtTy.For s) {
    forLoop(s, s.target, s.iter, () -> statements(s.body), orElse(s.orElse));
  }

  private void forLoop(
      SSTNode s, ExprTy target, ExprTy iterable, Runnable body, Optional<Runnable> orElse) {
    Iteration iteration = iteration(iterable);
    iterations += iteration.overList() ? 1 : 0;
    loop(
        s,
        body,
        orElse,
        new LoopHead() {
          @Override
          public boolean peelable() {
            return iteration.step() instanceof Expr.IntConst;
          }

          @Override
          public Expr firstRuns() {
            boolean up = iteration.step() instanceof Expr.IntConst(long step) && step > 0;
            return intCompare(
                up ? BinaryOp.INT_LT : BinaryOp.INT_GT, iteration.start(), iteration.stop());
          }

          @Override
          public void enterFirst() {
            assignTo(target, iteration.item().apply(iteration.start()));
          }

          @Override
          public Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> body) {
            Var counter = new Var("c" + s.getSourceRange().startLine, ScalarType.INT);
            Expr start =
                peeled
                    ? new Expr.Binary(
                        BinaryOp.INT_ADD, iteration.start(), iteration.step(), true, at(s))
                    : iteration.start();
            List<Stmt> enter =
                inBlock(() -> assignTo(target, iteration.item().apply(local(counter))));
            enter.addAll(body.get());
            return new Stmt.CountedLoop(
                label, counter, start, iteration.stop(), iteration.step(), enter, false, at(s));
          }

          @Override
          public boolean ends() {
            return true;
          }
        });
    iterations -= iteration.overList() ? 1 : 0;
    loopNotes.put(at(s), iteration.note());
  }

  /** Lowers a loop, and once more with its first iteration peeled when that steadies the types. */
  private void loop(SSTNode node, Runnable body, Optional<Runnable> orElse, LoopHead head) {
    Optional<Environment> entry = env;
    LoweredLoop best =
        converge(entry, new Fixpoint(entry), fix -> wholeLoop(node, body, orElse, head, fix));
    if (!best.unsteady().isEmpty() && orElse.isEmpty() && head.peelable()) {
      LoweredLoop peeled =
          converge(entry, new Fixpoint(Optional.empty()), fix -> peeledLoop(node, body, head, fix));
      if (peeled.unsteady().size() < best.unsteady().size()) {
        best = peeled;
      }
    }
    out.addAll(best.statements());
    env = best.facts().after;
  }

  /** Lowers a loop until what is known at its head and behind it no longer changes. */
  private LoweredLoop converge(
      Optional<Environment> entry, Fixpoint fix, Function<Fixpoint, Pass> lower) {
    Set<String> readOutside = Set.copyOf(dynamicReads);
    Optional<LoopScope> outerLoop = loop;
    while (true) {
      dynamicReads.clear();
      List<Stmt> outer = out;
      out = new ArrayList<>();
      env = entry.map(Environment::copy);
      Pass pass = lower.apply(fix);
      List<Stmt> statements = out;
      out = outer;
      loop = outerLoop;
      if (pass.head().equals(fix.head) && pass.after().equals(fix.after)) {
        Set<String> unsteady = new HashSet<>(dynamicReads);
        unsteady.removeIf(
            name -> fix.head.isEmpty() || !mixed(fix.head.get(), name) || mixed(entry.get(), name));
        dynamicReads.addAll(readOutside);
        return new LoweredLoop(statements, fix, unsteady);
      }
      fix.head = Environment.join(fix.head, pass.head());
      fix.after = Environment.join(fix.after, pass.after());
    }
  }

  private static boolean mixed(Environment environment, String name) {
    return environment.get(name) instanceof Slot.Scalars s
        && s.kinds().size() - (s.kinds().contains(Kind.UNBOUND) ? 1 : 0) > 1;
  }

  private Pass wholeLoop(
      SSTNode node, Runnable body, Optional<Runnable> orElse, LoopHead head, Fixpoint fix) {
    Optional<Environment> entry = env;
    Optional<LoopScope> outerLoop = loop;
    conform(here(), fix.head);
    Label label = new Label("L" + node.getSourceRange().startLine);
    Label after = new Label("after." + label);
    LoopScope scope = new LoopScope(new Stmt.Break(after), new Stmt.Continue(label), fix);
    Looped looped = iterate(label, false, body, head, scope, fix);
    env = looped.exit();
    // A break passes over all this: what it leaves behind is already as expected.
    List<Stmt> whole =
        inBlock(
            () -> {
              out.add(looped.statement());
              loop = outerLoop;
              orElse.ifPresent(Runnable::run);
              env.ifPresent(e -> conform(e, fix.after));
            });
    if (scope.broken.isPresent()) {
      out.add(new Stmt.Block(after, whole));
    } else {
      out.addAll(whole);
    }
    return new Pass(Environment.join(entry, looped.again()), Environment.join(env, scope.broken));
  }

  private Pass peeledLoop(SSTNode node, Runnable body, LoopHead head, Fixpoint fix) {
    Environment entry = here();
    Label label = new Label("L" + node.getSourceRange().startLine);
    Label after = new Label("after." + label);
    Label first = new Label("first." + label);
    Expr runs = head.firstRuns();
    LoopScope firstScope = new LoopScope(new Stmt.Break(after), new Stmt.Break(first), fix);
    LoopScope restScope = new LoopScope(new Stmt.Break(after), new Stmt.Continue(label), fix);
    Optional<Environment> second = Optional.empty();
    Optional<Environment> again = Optional.empty();
    Optional<Environment> exit = Optional.empty();
    List<Stmt> outer = out;
    out = new ArrayList<>();
    {
      env = Optional.of(entry.copy());
      loop = Optional.of(firstScope);
      out.add(
          new Stmt.Block(
              first,
              inBlock(
                  () -> {
                    head.enterFirst();
                    body.run();
                    env.ifPresent(e -> conform(e, fix.head));
                  })));
      second = Environment.join(env, firstScope.continued);
      if (fix.head.isPresent() && second.isPresent()) {
        Looped looped = iterate(label, true, body, head, restScope, fix);
        out.add(looped.statement());
        again = looped.again();
        exit = looped.exit();
        exit.ifPresent(e -> conform(e, fix.after));
      }
    }
    List<Stmt> then = out;
    out = outer;
    List<Stmt> otherwise = inBlock(() -> conform(entry, fix.after));
    out.add(new Stmt.Block(after, List.of(new Stmt.If(runs, then, otherwise))));
    Optional<Environment> broken = Environment.join(firstScope.broken, restScope.broken);
    Optional<Environment> behind = Environment.join(Optional.of(entry), exit);
    return new Pass(Environment.join(second, again), Environment.join(behind, broken));
  }

  /** A loop statement, what is known at its back edge, and at its regular exit. */
  private record Looped(Stmt statement, Optional<Environment> again, Optional<Environment> exit) {}

  private Looped iterate(
      Label label, boolean peeled, Runnable body, LoopHead head, LoopScope scope, Fixpoint fix) {
    env = fix.head.map(Environment::copy);
    Optional<Environment> exit = env.map(Environment::copy);
    loop = Optional.of(scope);
    Stmt statement =
        head.write(
            label,
            peeled,
            () ->
                inBlock(
                    () -> {
                      body.run();
                      env.ifPresent(e -> conform(e, fix.head));
                    }));
    return new Looped(
        statement, Environment.join(env, scope.continued), head.ends() ? exit : Optional.empty());
  }

  /**
   * What a {@code for} runs over: ints from start to stop, and what each of them stands for.
   *
   * @param item the loop variable's value for a counter
   * @param overList whether a list must keep its length meanwhile
   */
  private record Iteration(
      Expr start,
      Expr stop,
      Expr step,
      Function<Expr, Value> item,
      boolean overList,
      String note) {}

  private Iteration iteration(ExprTy iterable) {
    if (iterable instanceof ExprTy.Call call
        && !isMethod(call.func)
        && expression(call.func) instanceof Value.Outside(Binding binding, List<String> path)) {
      if (binding instanceof Binding.ParallelRange) {
        return rangeIteration(call, true);
      }
      if (binding instanceof Binding.Builtin(String name)) {
        switch (name) {
          case "range" -> {
            return rangeIteration(call, false);
          }
          case "enumerate" -> {
            return enumeration(call);
          }
          case "zip" -> {
            return zipped(call);
          }
          case "reversed" -> {
            return reversed(call);
          }
          default -> throw unsupported("a loop over the result of " + name + "()", iterable);
        }
      }
      if (!(binding instanceof Binding.Function)) {
        throw unsupported("a loop over the result of " + String.join(".", path), iterable);
      }
    }
    Value value = expression(iterable);
    if (value instanceof Value.EmptyList e) {
      value = newList(e);
    }
    if (value instanceof Value.Array array) {
      Value.Array fixed = (Value.Array) settled((Value) array);
      if (fixed.rank() > 1 && fixed.ref().type().storage().isBuffer()) {
        throw unsupported("a loop over a buffer of several dimensions", iterable);
      }
      Position at = at(iterable);
      Expr length = settled(length(fixed, at));
      return new Iteration(
          constant(0),
          length,
          constant(1),
          counter -> element(fixed, counter, IndexCheck.NONE, at),
          true,
          "for loop over elements: compiled, one thread");
    }
    throw unsupported("a loop over " + describe(value), iterable);
  }

  private static boolean isMethod(ExprTy function) {
    return function instanceof ExprTy.Attribute;
  }

  private Iteration rangeIteration(ExprTy.Call call, boolean parallel) {
    int count = arguments(call);
    if (count < 1 || count > 3) {
      throw unsupported("range() with " + count + " arguments", call);
    }
    List<Expr> bounds = new ArrayList<>();
    for (ExprTy argument : call.args) {
      bounds.add(settled(integer(expression(argument), argument, "an argument of range()")));
    }
    Expr step = count == 3 ? bounds.get(2) : constant(1);
    if (step.equals(constant(0))) {
      throw unsupported("range() with step zero", call);
    }
    return new Iteration(
        count == 1 ? constant(0) : bounds.get(0),
        bounds.get(count == 1 ? 0 : 1),
        step,
        Value.Scalar::new,
        false,
        (parallel ? "prange" : "for") + " loop over a range: compiled, one thread");
  }

  /** The same iteration, with a counter that runs from 0 by 1. */
  private Iteration counted(ExprTy iterable) {
    Iteration it = iteration(iterable);
    if (it.start().equals(constant(0)) && it.step().equals(constant(1))) {
      return it;
    }
    boolean up = it.step().equals(constant(1));
    if (!up && !it.step().equals(constant(-1))) {
      throw unsupported("enumerate(), zip() or reversed() of a range with a step", iterable);
    }
    Position at = at(iterable);
    Expr length =
        settled(
            new Expr.Binary(
                BinaryOp.INT_SUB,
                up ? it.stop() : it.start(),
                up ? it.start() : it.stop(),
                true,
                at));
    BinaryOp op = up ? BinaryOp.INT_ADD : BinaryOp.INT_SUB;
    return new Iteration(
        constant(0),
        length,
        constant(1),
        k -> it.item().apply(new Expr.Binary(op, it.start(), k, true, at)),
        it.overList(),
        it.note());
  }

  private Iteration enumeration(ExprTy.Call call) {
    int count = arguments(call);
    if (count < 1 || count > 2) {
      throw unsupported("enumerate() with " + count + " arguments", call);
    }
    Iteration it = counted(call.args[0]);
    Expr first =
        count == 1
            ? constant(0)
            : settled(integer(expression(call.args[1]), call.args[1], "the start of enumerate()"));
    return new Iteration(
        it.start(),
        it.stop(),
        it.step(),
        k -> {
          Expr index =
              first.equals(constant(0))
                  ? k
                  : new Expr.Binary(BinaryOp.INT_ADD, first, k, true, at(call));
          return new Value.Tuple(List.of(new Value.Scalar(index), it.item().apply(k)));
        },
        it.overList(),
        it.note());
  }

  private Iteration zipped(ExprTy.Call call) {
    int count = arguments(call);
    if (count == 0) {
      throw unsupported("zip() without arguments", call);
    }
    List<Iteration> all = new ArrayList<>();
    for (ExprTy argument : call.args) {
      all.add(counted(argument));
    }
    Expr shortest = all.getFirst().stop();
    for (Iteration it : all.subList(1, count)) {
      shortest = settled(new Expr.Call(Intrinsic.MIN, List.of(shortest, it.stop()), at(call)));
    }
    return new Iteration(
        constant(0),
        shortest,
        constant(1),
        k -> new Value.Tuple(all.stream().map(it -> it.item().apply(k)).toList()),
        all.stream().anyMatch(Iteration::overList),
        all.getFirst().note());
  }

  private Iteration reversed(ExprTy.Call call) {
    if (arguments(call) != 1) {
      throw unsupported("reversed() with several arguments", call);
    }
    Iteration it = counted(call.args[0]);
    Expr last = settled(new Expr.Binary(BinaryOp.INT_SUB, it.stop(), constant(1), true, at(call)));
    return new Iteration(last, constant(-1), constant(-1), it.item(), it.overList(), it.note());
  }

  private static int arguments(ExprTy.Call call) {
    if (call.keywords != null && call.keywords.length > 0) {
      throw unsupported("a keyword argument", call.keywords[0]);
    }
    if (call.args == null) {
      return 0;
    }
    for (ExprTy argument : call.args) {
      if (argument instanceof ExprTy.Starred) {
        throw unsupported("a starred argument", argument);
      }
    }
    return call.args.length;
  }

  // Assignment

  private void assignTo(ExprTy target, Value value) {
    switch (target) {
      case ExprTy.Name name -> assignName(name, value);
      case ExprTy.Subscript subscript -> {
        Value container = expression(subscript.value);
        store(container, subscript, value);
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
    if (!frame.localNames().contains(name.id)) {
      throw unsupported("an assignment to " + name.id + " of an enclosing scope", name);
    }
    bind(frame.prefix() + name.id, value, name);
  }

  /** Gives a local variable a value. */
  private void bind(String key, Value value, SSTNode name) {
    LocalVars vars = vars(key);
    switch (value) {
      case Value.Scalar s -> {
        assign(vars.of(s.type()), s.expr());
        here().put(key, Slot.Scalars.of(Kind.of(s.type())));
      }
      case Value.Dynamic d -> {
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        d.cases().keySet().forEach(type -> kinds.add(Kind.of(type)));
        byCase(
            d,
            s -> {
              assign(vars.of(s.type()), s.expr());
              assign(vars.tag, constant(Kind.of(s.type()).tag()));
            });
        here().put(key, new Slot.Scalars(kinds));
      }
      case Value.Array a when a.ref() instanceof ArrayVar from -> {
        // A variable of its own, since the other one may come to refer to something else.
        ArrayVar alias = vars.alias(from.type());
        referTo(alias, from);
        here().put(key, new Slot.Array(new Value.Array(alias, List.of())));
      }
      case Value.Array a -> {
        List<Expr> indices = new ArrayList<>();
        for (int axis = 0; axis < a.indices().size(); axis++) {
          Var index = vars.rowIndex(axis);
          assign(index, a.indices().get(axis));
          indices.add(local(index));
        }
        Value.Array row = new Value.Array(a.ref(), indices);
        checkRow(row, at(name));
        here().put(key, new Slot.Array(row));
      }
      case Value.EmptyList empty -> bind(key, newList(empty), name);
      case Value.Tuple tuple -> {
        for (int i = 0; i < tuple.items().size(); i++) {
          bind(key + "." + i, tuple.items().get(i), name);
        }
        here().put(key, new Slot.TupleOf(tuple.items().size()));
      }
      case Value.None _ -> here().put(key, new Slot.Nothing());
      case Value.Outside o -> throw unsupported(describe(o) + " in a variable", name);
    }
  }

  /** Reaches a row once, so that a bad index ends the kernel where the guest would raise. */
  private void checkRow(Value.Array row, Position at) {
    if (!row.indices().isEmpty()) {
      assign(temporary(ScalarType.INT), length(row, at));
    }
  }

  private void augmentedAssign(StmtTy.AugAssign s) {
    switch (s.target) {
      case ExprTy.Name name -> {
        Value left = read(name);
        assignName(name, binary(s.op, left, expression(s.value), s));
      }
      case ExprTy.Subscript subscript -> {
        Value container = settled(expression(subscript.value));
        List<Expr> indices = indices(container, subscript).stream().map(this::settled).toList();
        Value left = before(elementAt(container, indices, subscript), s.value);
        Value result = binary(s.op, left, expression(s.value), s);
        storeAt(container, indices, subscript, result);
      }
      default -> assignTo(s.target, new Value.None());
    }
  }

  private void store(Value container, ExprTy.Subscript target, Value value) {
    storeAt(container, indices(container, target), target, value);
  }

  private void storeAt(Value container, List<Expr> indices, ExprTy.Subscript target, Value value) {
    if (!(container instanceof Value.Array array)) {
      throw unsupported("a store into " + describe(container), target);
    }
    if (indices.size() < array.rank()) {
      throw unsupported("a store of a whole row", target);
    }
    switch (value) {
      case Value.Scalar s -> storeScalar(array, indices, target, s.expr());
      case Value.Dynamic d -> byCase(d, s -> storeScalar(array, indices, target, s.expr()));
      default -> throw unsupported("a store of " + describe(value), target);
    }
  }

  private void storeScalar(
      Value.Array array, List<Expr> indices, ExprTy.Subscript target, Expr value) {
    ArrayRef param = array.ref();
    ArrayType type = param.type();
    Position at = at(target);
    List<Expr> all = new ArrayList<>(array.indices());
    all.addAll(indices);
    Optional<Expr> converted = converted(value, type);
    if (converted.isEmpty()) {
      String what = value.type().name().toLowerCase(Locale.ROOT);
      notes.add(
          new Reason(
              type.store() == ArrayType.StoreRule.READ_ONLY
                  ? "a store into " + param.name() + ", which is read-only, always runs plain"
                  : "storing "
                      + article(what)
                      + " into "
                      + param.name()
                      + ", whose elements are "
                      + type.element().name().toLowerCase(Locale.ROOT)
                      + "s, runs plain"
                      + (value.type() == ScalarType.FLOAT && type.element() == ScalarType.INT
                          ? "; a list made as [0.0] * n takes floats"
                          : ""),
              at));
      out.add(
          new Stmt.Bail(BailReason.STORE_TYPE, at, param instanceof ArrayParam p ? p.index() : -1));
      return;
    }
    out.add(
        new Stmt.Store(
            param, all, Collections.nCopies(all.size(), IndexCheck.WRAP), converted.get(), at));
  }

  private static String article(String noun) {
    return (noun.startsWith("i") ? "an " : "a ") + noun;
  }

  /**
   * The value as the array takes it, or nothing where the guest would raise or change the storage.
   */
  private static Optional<Expr> converted(Expr value, ArrayType type) {
    return switch (type.store()) {
      case READ_ONLY -> Optional.empty();
      case SAME_TYPE -> value.type() == type.element() ? Optional.of(value) : Optional.empty();
      case CONVERT ->
          switch (type.element()) {
            case FLOAT -> Optional.of(toFloat(value));
            case INT ->
                value.type() == ScalarType.FLOAT ? Optional.empty() : Optional.of(toInt(value));
            case BOOL -> value.type() == ScalarType.BOOL ? Optional.of(value) : Optional.empty();
          };
    };
  }

  // Expressions

  private Value expression(ExprTy node) {
    return switch (node) {
      case ExprTy.Constant e -> constantValue(e);
      case ExprTy.Name e -> read(e);
      case ExprTy.BinOp e -> {
        Value left = before(expression(e.left), e.right);
        if (e.op == OperatorTy.Mult) {
          Optional<Value> list = repeated(e, left);
          if (list.isPresent()) {
            yield list.get();
          }
        }
        yield binary(e.op, left, expression(e.right), e);
      }
      case ExprTy.UnaryOp e -> unary(e);
      case ExprTy.BoolOp e -> booleanValue(e, 0);
      case ExprTy.Compare _ -> new Value.Scalar(condition(node));
      case ExprTy.IfExp e -> conditional(e);
      case ExprTy.Call e -> call(e);
      case ExprTy.Attribute e -> attribute(e);
      case ExprTy.Subscript e -> {
        Value container = before(expression(e.value), e.slice);
        if (e.slice instanceof ExprTy.Slice slice) {
          yield sliced(container, slice, e);
        }
        if (container instanceof Value.Tuple tuple) {
          yield item(tuple, e);
        }
        yield elementAt(container, indices(container, e), e);
      }
      case ExprTy.Tuple e -> {
        List<Value> items = new ArrayList<>();
        if (e.elements != null) {
          for (ExprTy element : e.elements) {
            items.add(before(expression(element), e.elements));
          }
        }
        yield new Value.Tuple(items);
      }
      case ExprTy.Lambda _ -> throw unsupported("a lambda", node);
      case ExprTy.List e -> listDisplay(e);
      case ExprTy.Dict _ -> throw unsupported("a dict", node);
      case ExprTy.Set _ -> throw unsupported("a set", node);
      case ExprTy.ListComp e -> comprehension(e);
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

  private static Value constantValue(ExprTy.Constant e) {
    ConstantValue value = e.value;
    return switch (value.kind) {
      case NONE -> new Value.None();
      case BOOLEAN -> new Value.Scalar(constant(value.getBoolean()));
      case LONG -> new Value.Scalar(constant(value.getLong()));
      case DOUBLE -> new Value.Scalar(new Expr.FloatConst(value.getDouble()));
      case BIGINTEGER -> throw unsupported("an int beyond 64 bits", e);
      case COMPLEX -> throw unsupported("a complex number", e);
      case CODEPOINTS -> throw unsupported("a str", e);
      case BYTES -> throw unsupported("a bytes literal", e);
      default -> throw unsupported("this constant", e);
    };
  }

  private Value read(ExprTy.Name name) {
    Optional<String> key = frame.key(name.id);
    return key.isPresent() ? read(key.get(), name.id, name) : outside(List.of(name.id), name);
  }

  private Value read(String key, String name, SSTNode where) {
    LocalVars vars = vars(key);
    return switch (here().get(key)) {
      case Slot.Array(Value.Array array) -> array;
      case Slot.ListOf(ArrayType type) -> new Value.Array(vars.joined(type), List.of());
      case Slot.TupleOf(int size) -> {
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          items.add(read(key + "." + i, name, where));
        }
        yield new Value.Tuple(items);
      }
      case Slot.Nothing() -> new Value.None();
      case Slot.Conflict() ->
          throw unsupported(name + ", which is not one thing on every path to here", where);
      case Slot.Scalars(Set<Kind> kinds) -> {
        if (kinds.contains(Kind.UNBOUND)) {
          if (kinds.size() == 1) {
            throw unsupported(name + ", which is not bound here", where);
          }
          out.add(
              new Stmt.If(
                  intCompare(BinaryOp.INT_EQ, local(vars.tag), constant(Kind.UNBOUND.tag())),
                  List.of(new Stmt.Bail(BailReason.UNBOUND, at(where), -1)),
                  List.of()));
          if (lazyDepth == 0) {
            Set<Kind> bound = EnumSet.copyOf(kinds);
            bound.remove(Kind.UNBOUND);
            here().put(key, new Slot.Scalars(bound));
          }
        }
        List<ScalarType> types =
            kinds.stream().filter(k -> k != Kind.UNBOUND).map(Kind::type).toList();
        if (types.size() == 1) {
          yield new Value.Scalar(local(vars.of(types.getFirst())));
        }
        dynamicReads.add(key);
        Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
        types.forEach(type -> cases.put(type, local(vars.of(type))));
        yield new Value.Dynamic(vars.tag, cases);
      }
    };
  }

  private Value outside(List<String> written, SSTNode where) {
    return operand(
        frame.path().isEmpty() ? written : inside(written), String.join(".", written), where);
  }

  private Value operand(List<String> path, String name, SSTNode where) {
    Value known = captures.get(path);
    if (known != null) {
      return known;
    }
    return switch (names.resolve(path)) {
      case Binding.Value(ScalarType type) -> {
        Var var = new Var(name, type);
        params.add(new Param.Scalar(var));
        Value value = new Value.Scalar(local(var));
        captures.put(path, value);
        yield value;
      }
      case Binding.Value(ArrayType type) -> {
        ArrayParam param = new ArrayParam(params.size(), name, type);
        params.add(param);
        Value value = new Value.Array(param, List.of());
        captures.put(path, value);
        yield value;
      }
      case Binding.Other(String description) ->
          throw unsupported(name + ", which is " + description, where);
      case Binding.Unbound() -> throw unsupported(name + ", which is not defined", where);
      case Binding.Builtin b -> new Value.Outside(b, path);
      case Binding.Module b -> new Value.Outside(b, path);
      case Binding.MathFunction b -> new Value.Outside(b, path);
      case Binding.ParallelRange b -> new Value.Outside(b, path);
      case Binding.Function b -> new Value.Outside(b, path);
    };
  }

  /** The path of a name in the scope of the function that is being inlined. */
  private List<String> inside(List<String> written) {
    List<String> path = new ArrayList<>(frame.path());
    path.add(NameScope.INSIDE);
    path.addAll(written);
    return List.copyOf(path);
  }

  private Value attribute(ExprTy.Attribute e) {
    Value owner = expression(e.value);
    if (owner instanceof Value.Outside(Binding.Module _, List<String> path)) {
      // The path of the module already leads through the scope of the function.
      List<String> whole = new ArrayList<>(path);
      whole.add(e.attr);
      if (!frame.path().isEmpty()) {
        whole = whole.subList(frame.path().size() + 1, whole.size());
      }
      return outside(List.copyOf(whole), e);
    }
    throw unsupported("attribute " + e.attr + " of " + describe(owner), e);
  }

  private static String describe(Value value) {
    return switch (value) {
      case Value.Scalar s -> article(s.type().name().toLowerCase(Locale.ROOT));
      case Value.Dynamic _ -> "a number";
      case Value.Array _ -> "a list or an array";
      case Value.Tuple _ -> "a tuple";
      case Value.None _ -> "None";
      case Value.EmptyList _ -> "a list";
      case Value.Outside o -> String.join(".", o.path());
    };
  }

  // Conversions

  private static Expr intCompare(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, false, Position.NONE);
  }

  private static Expr toInt(Expr value) {
    return switch (value) {
      case Expr.BoolConst(boolean b) -> constant(b ? 1 : 0);
      case Expr e when e.type() == ScalarType.BOOL ->
          new Expr.Unary(UnaryOp.BOOL_TO_INT, e, false, Position.NONE);
      default -> value;
    };
  }

  private static Expr toFloat(Expr value) {
    return switch (value.type()) {
      case FLOAT -> value;
      case INT, BOOL ->
          toInt(value) instanceof Expr.IntConst(long constant)
              ? new Expr.FloatConst((double) constant)
              : new Expr.Unary(UnaryOp.INT_TO_FLOAT, toInt(value), false, Position.NONE);
    };
  }

  private static Expr truth(Expr value) {
    return switch (value.type()) {
      case BOOL -> value;
      case INT ->
          value instanceof Expr.IntConst(long constant)
              ? constant(constant != 0)
              : new Expr.Unary(UnaryOp.INT_TO_BOOL, value, false, Position.NONE);
      case FLOAT -> new Expr.Unary(UnaryOp.FLOAT_TO_BOOL, value, false, Position.NONE);
    };
  }

  private Expr truth(Value value, SSTNode where) {
    return switch (value) {
      case Value.Scalar s -> truth(s.expr());
      case Value.Dynamic d -> scalar(split(d, s -> new Value.Scalar(truth(s.expr()))));
      case Value.Array a when a.rank() == 1 || !a.ref().type().storage().isBuffer() ->
          intCompare(BinaryOp.INT_NE, length(a, at(where)), constant(0));
      case Value.None _ -> constant(false);
      default -> throw unsupported("the truth of " + describe(value), where);
    };
  }

  private static Expr scalar(Value value) {
    return ((Value.Scalar) value).expr();
  }

  /** An int, where the guest would take one by {@code __index__}. */
  private Expr integer(Value value, SSTNode where, String what) {
    return switch (value) {
      case Value.Scalar s when s.type() != ScalarType.FLOAT -> toInt(s.expr());
      case Value.Dynamic d ->
          scalar(
              split(
                  d,
                  s -> {
                    if (s.type() == ScalarType.FLOAT) {
                      out.add(new Stmt.Bail(BailReason.TYPE, at(where), -1));
                      return new Value.Scalar(constant(0));
                    }
                    return new Value.Scalar(toInt(s.expr()));
                  }));
      default -> throw unsupported(describe(value) + " as " + what, where);
    };
  }

  // Values of several types

  private static Expr hasTag(Value.Dynamic d, ScalarType type) {
    return intCompare(BinaryOp.INT_EQ, local(d.tag()), constant(Kind.of(type).tag()));
  }

  /** Runs statements for the type that the value has. */
  private void byCase(Value.Dynamic d, Consumer<Value.Scalar> each) {
    List<Stmt> otherwise = List.of();
    for (Map.Entry<ScalarType, Expr> option : d.cases().entrySet()) {
      List<Stmt> then = inLazyBlock(() -> each.accept(new Value.Scalar(option.getValue())));
      otherwise =
          otherwise.isEmpty()
              ? then
              : List.of(new Stmt.If(hasTag(d, option.getKey()), then, otherwise));
    }
    out.addAll(otherwise);
  }

  /** The results of an operation for each type; one scalar again when they agree in type. */
  private Value split(Value.Dynamic d, Function<Value.Scalar, Value> operation) {
    Map<ScalarType, Value> results = new EnumMap<>(ScalarType.class);
    Map<ScalarType, List<Stmt>> blocks = new EnumMap<>(ScalarType.class);
    Set<ScalarType> types = EnumSet.noneOf(ScalarType.class);
    d.cases()
        .forEach(
            (type, expr) -> {
              blocks.put(
                  type,
                  inLazyBlock(() -> results.put(type, operation.apply(new Value.Scalar(expr)))));
              switch (results.get(type)) {
                case Value.Scalar s -> types.add(s.type());
                case Value.Dynamic inner -> types.addAll(inner.cases().keySet());
                default -> throw new IllegalStateException("operation on numbers");
              }
            });
    if (types.size() == 1) {
      Optional<Expr> joined = Optional.empty();
      for (ScalarType type : d.cases().keySet()) {
        Expr value = scalar(results.get(type));
        Expr lazy = blocks.get(type).isEmpty() ? value : new Expr.Sequence(blocks.get(type), value);
        joined =
            Optional.of(
                joined.isEmpty() ? lazy : new Expr.Select(hasTag(d, type), lazy, joined.get()));
      }
      return new Value.Scalar(joined.orElseThrow());
    }
    Var tag = temporary(ScalarType.INT);
    Map<ScalarType, Var> places = new EnumMap<>(ScalarType.class);
    types.forEach(type -> places.put(type, temporary(type)));
    Consumer<Value.Scalar> keep =
        s -> {
          assign(places.get(s.type()), s.expr());
          assign(tag, constant(Kind.of(s.type()).tag()));
        };
    List<Stmt> otherwise = List.of();
    for (ScalarType type : d.cases().keySet()) {
      List<Stmt> block = new ArrayList<>(blocks.get(type));
      block.addAll(
          inBlock(
              () -> {
                switch (results.get(type)) {
                  case Value.Scalar s -> keep.accept(s);
                  case Value.Dynamic inner -> byCase(inner, keep);
                  default -> throw new IllegalStateException("operation on numbers");
                }
              }));
      otherwise =
          otherwise.isEmpty() ? block : List.of(new Stmt.If(hasTag(d, type), block, otherwise));
    }
    out.addAll(otherwise);
    Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
    places.forEach((type, var) -> cases.put(type, local(var)));
    return new Value.Dynamic(tag, cases);
  }

  private interface ScalarOperation {
    Value apply(Expr left, Expr right);
  }

  /** Applies an operation to two numbers, for each combination of the types that they can have. */
  private Value onNumbers(Value left, Value right, SSTNode where, ScalarOperation operation) {
    return switch (left) {
      case Value.Scalar l ->
          switch (right) {
            case Value.Scalar r -> operation.apply(l.expr(), r.expr());
            case Value.Dynamic r -> {
              Expr fixed = settled(l.expr());
              yield split(r, s -> operation.apply(fixed, s.expr()));
            }
            default -> throw unsupported("an operation on " + describe(right), where);
          };
      case Value.Dynamic l -> {
        Value fixed = settled(right);
        yield split(l, s -> onNumbers(s, fixed, where, operation));
      }
      default -> throw unsupported("an operation on " + describe(left), where);
    };
  }

  // Operators

  private Value binary(OperatorTy op, Value left, Value right, SSTNode where) {
    return onNumbers(left, right, where, (l, r) -> binary(op, l, r, where));
  }

  private Value binary(OperatorTy op, Expr left, Expr right, SSTNode where) {
    Position at = at(where);
    boolean floats = left.type() == ScalarType.FLOAT || right.type() == ScalarType.FLOAT;
    boolean bools = left.type() == ScalarType.BOOL && right.type() == ScalarType.BOOL;
    return switch (op) {
      case Add -> arithmetic(floats ? BinaryOp.FLOAT_ADD : BinaryOp.INT_ADD, left, right, at);
      case Sub -> arithmetic(floats ? BinaryOp.FLOAT_SUB : BinaryOp.INT_SUB, left, right, at);
      case Mult -> arithmetic(floats ? BinaryOp.FLOAT_MUL : BinaryOp.INT_MUL, left, right, at);
      case Div -> arithmetic(floats ? BinaryOp.FLOAT_DIV : BinaryOp.INT_TRUEDIV, left, right, at);
      case FloorDiv ->
          arithmetic(floats ? BinaryOp.FLOAT_FLOORDIV : BinaryOp.INT_FLOORDIV, left, right, at);
      case Mod -> arithmetic(floats ? BinaryOp.FLOAT_MOD : BinaryOp.INT_MOD, left, right, at);
      case Pow -> power(left, right, floats, at);
      case LShift -> bitwise(BinaryOp.INT_SHL, left, right, floats, where);
      case RShift -> bitwise(BinaryOp.INT_SHR, left, right, floats, where);
      case BitAnd ->
          bitwise(bools ? BinaryOp.BOOL_AND : BinaryOp.INT_AND, left, right, floats, where);
      case BitOr -> bitwise(bools ? BinaryOp.BOOL_OR : BinaryOp.INT_OR, left, right, floats, where);
      case BitXor ->
          bitwise(bools ? BinaryOp.BOOL_XOR : BinaryOp.INT_XOR, left, right, floats, where);
      case MatMult -> throw unsupported("the operator @", where);
    };
  }

  private static Value arithmetic(BinaryOp op, Expr left, Expr right, Position at) {
    boolean floats = op.operand() == ScalarType.FLOAT;
    return new Value.Scalar(
        new Expr.Binary(
            op,
            floats ? toFloat(left) : toInt(left),
            floats ? toFloat(right) : toInt(right),
            true,
            at));
  }

  private Value power(Expr left, Expr right, boolean floats, Position at) {
    if (!floats && toInt(right) instanceof Expr.IntConst(long exponent)) {
      if (exponent < 0) {
        return arithmetic(BinaryOp.FLOAT_POW, left, right, at);
      }
      if (exponent == 2) {
        Expr base = settled(toInt(left));
        return arithmetic(BinaryOp.INT_MUL, base, base, at);
      }
    }
    return arithmetic(floats ? BinaryOp.FLOAT_POW : BinaryOp.INT_POW, left, right, at);
  }

  private static Value bitwise(BinaryOp op, Expr left, Expr right, boolean floats, SSTNode where) {
    if (floats) {
      throw unsupported("the operator " + op.symbol() + " on a float", where);
    }
    boolean bools = op.operand() == ScalarType.BOOL;
    return new Value.Scalar(
        new Expr.Binary(
            op, bools ? left : toInt(left), bools ? right : toInt(right), true, at(where)));
  }

  private Value unary(ExprTy.UnaryOp e) {
    if (e.op == UnaryOpTy.Not) {
      return new Value.Scalar(condition(e));
    }
    return onNumber(expression(e.operand), e, x -> unary(e.op, x, e));
  }

  private Value onNumber(Value value, SSTNode where, Function<Expr, Value> operation) {
    return switch (value) {
      case Value.Scalar s -> operation.apply(s.expr());
      case Value.Dynamic d -> split(d, s -> operation.apply(s.expr()));
      default -> throw unsupported("an operation on " + describe(value), where);
    };
  }

  private Value unary(UnaryOpTy op, Expr x, SSTNode where) {
    return switch (op) {
      case UAdd -> new Value.Scalar(toInt(x));
      case USub -> {
        if (x instanceof Expr.FloatConst(double value)) {
          yield new Value.Scalar(new Expr.FloatConst(-value));
        }
        if (x instanceof Expr.IntConst(long value) && value != Long.MIN_VALUE) {
          yield new Value.Scalar(constant(-value));
        }
        yield new Value.Scalar(
            x.type() == ScalarType.FLOAT
                ? new Expr.Unary(UnaryOp.FLOAT_NEG, x, false, at(where))
                : new Expr.Unary(UnaryOp.INT_NEG, toInt(x), true, at(where)));
      }
      case Invert -> {
        if (x.type() != ScalarType.INT) {
          throw unsupported("~ on " + article(x.type().name().toLowerCase(Locale.ROOT)), where);
        }
        yield new Value.Scalar(new Expr.Unary(UnaryOp.INT_INVERT, x, false, at(where)));
      }
      case Not -> throw new IllegalStateException("not is a condition");
    };
  }

  /** {@code and} and {@code or} as values: the operand that decides. */
  private Value booleanValue(ExprTy.BoolOp e, int first) {
    Value left = settled(expression(e.values[first]));
    if (first == e.values.length - 1) {
      return left;
    }
    Expr chosen = truth(left, e.values[first]);
    if (chosen instanceof Expr.BoolConst(boolean value)) {
      return value == (e.op == BoolOpTy.And) ? booleanValue(e, first + 1) : left;
    }
    return e.op == BoolOpTy.And
        ? choose(chosen, () -> booleanValue(e, first + 1), () -> left, e)
        : choose(chosen, () -> left, () -> booleanValue(e, first + 1), e);
  }

  private Value conditional(ExprTy.IfExp e) {
    Expr test = condition(e.test);
    if (test instanceof Expr.BoolConst(boolean value)) {
      return expression(value ? e.body : e.orElse);
    }
    return choose(test, () -> expression(e.body), () -> expression(e.orElse), e);
  }

  /** One of two values; only the chosen one is computed. */
  private Value choose(Expr test, Supplier<Value> then, Supplier<Value> otherwise, SSTNode where) {
    List<Value> values = new ArrayList<>();
    List<Stmt> thenBlock = inLazyBlock(() -> values.add(then.get()));
    List<Stmt> otherwiseBlock = inLazyBlock(() -> values.add(otherwise.get()));
    Set<ScalarType> types = EnumSet.noneOf(ScalarType.class);
    for (Value value : values) {
      switch (value) {
        case Value.Scalar s -> types.add(s.type());
        case Value.Dynamic d -> types.addAll(d.cases().keySet());
        default -> throw unsupported(describe(value) + " on one side of a choice", where);
      }
    }
    if (types.size() == 1) {
      return new Value.Scalar(
          new Expr.Select(
              test,
              sequence(thenBlock, scalar(values.get(0))),
              sequence(otherwiseBlock, scalar(values.get(1)))));
    }
    // Not yet a value of several types, but a split of one: an int tag that says which side.
    Var tag = temporary(ScalarType.INT);
    Map<ScalarType, Var> places = new EnumMap<>(ScalarType.class);
    types.forEach(type -> places.put(type, temporary(type)));
    for (int side = 0; side < 2; side++) {
      Value value = values.get(side);
      List<Stmt> block = side == 0 ? thenBlock : otherwiseBlock;
      block.addAll(inBlock(() -> keep(value, places, tag)));
    }
    out.add(new Stmt.If(test, thenBlock, otherwiseBlock));
    Map<ScalarType, Expr> cases = new EnumMap<>(ScalarType.class);
    places.forEach((type, var) -> cases.put(type, local(var)));
    return new Value.Dynamic(tag, cases);
  }

  private void keep(Value value, Map<ScalarType, Var> places, Var tag) {
    switch (value) {
      case Value.Scalar s -> {
        assign(places.get(s.type()), s.expr());
        assign(tag, constant(Kind.of(s.type()).tag()));
      }
      case Value.Dynamic d -> byCase(d, s -> keep(s, places, tag));
      default -> throw new IllegalStateException("no number: " + describe(value));
    }
  }

  private static Expr sequence(List<Stmt> statements, Expr value) {
    return statements.isEmpty() ? value : new Expr.Sequence(statements, value);
  }

  // Conditions

  private Expr condition(ExprTy node) {
    return switch (node) {
      case ExprTy.BoolOp e -> conditions(e, 0);
      case ExprTy.UnaryOp e when e.op == UnaryOpTy.Not -> {
        Expr operand = condition(e.operand);
        yield operand instanceof Expr.BoolConst(boolean value) ? constant(!value) : not(operand);
      }
      case ExprTy.Compare e -> comparison(e);
      default -> truth(expression(node), node);
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
    Expr rest = lazily(() -> conditions(e, first + 1));
    return and
        ? new Expr.Select(left, rest, constant(false))
        : new Expr.Select(left, constant(true), rest);
  }

  private Expr comparison(ExprTy.Compare e) {
    return comparisons(e, 0, before(expression(e.left), e.comparators));
  }

  private Expr comparisons(ExprTy.Compare e, int first, Value left) {
    boolean last = first == e.ops.length - 1;
    Value right = expression(e.comparators[first]);
    Value kept = last ? right : settled(right);
    Expr holds = compare(e.ops[first], left, kept, e);
    if (last) {
      return holds;
    }
    Expr rest = lazily(() -> comparisons(e, first + 1, kept));
    return new Expr.Select(holds, rest, constant(false));
  }

  private Expr compare(CmpOpTy op, Value left, Value right, SSTNode where) {
    if (op == CmpOpTy.Is || op == CmpOpTy.IsNot) {
      if (left instanceof Value.None || right instanceof Value.None) {
        boolean both = left instanceof Value.None && right instanceof Value.None;
        return constant(both == (op == CmpOpTy.Is));
      }
      throw unsupported("'is' on something else than None", where);
    }
    if (op == CmpOpTy.In || op == CmpOpTy.NotIn) {
      throw unsupported("the operator in", where);
    }
    return scalar(
        onNumbers(left, right, where, (l, r) -> new Value.Scalar(compare(op, l, r, at(where)))));
  }

  private Expr compare(CmpOpTy op, Expr left, Expr right, Position at) {
    Expr l = toInt(left);
    Expr r = toInt(right);
    if (l.type() == r.type()) {
      return new Expr.Binary(comparison(op, l.type()), l, r, false, at);
    }
    // An int that a double holds exactly compares as a double.
    if (exact(l) || exact(r)) {
      return new Expr.Binary(comparison(op, ScalarType.FLOAT), toFloat(l), toFloat(r), false, at);
    }
    boolean swapped = l.type() == ScalarType.FLOAT;
    Expr order =
        settled(new Expr.Call(Intrinsic.COMPARE, swapped ? List.of(r, l) : List.of(l, r), at));
    long less = swapped ? 1 : -1;
    return switch (op) {
      case Eq -> intCompare(BinaryOp.INT_EQ, order, constant(0));
      case NotEq -> intCompare(BinaryOp.INT_NE, order, constant(0));
      case Lt -> intCompare(BinaryOp.INT_EQ, order, constant(less));
      case Gt -> intCompare(BinaryOp.INT_EQ, order, constant(-less));
      case LtE ->
          new Expr.Select(
              intCompare(BinaryOp.INT_EQ, order, constant(less)),
              constant(true),
              intCompare(BinaryOp.INT_EQ, order, constant(0)));
      case GtE ->
          new Expr.Select(
              intCompare(BinaryOp.INT_EQ, order, constant(-less)),
              constant(true),
              intCompare(BinaryOp.INT_EQ, order, constant(0)));
      default -> throw new IllegalStateException("no order: " + op);
    };
  }

  private static boolean exact(Expr e) {
    return e instanceof Expr.IntConst(long value) && Math.abs(value) <= 1L << 53
        || e instanceof Expr.Unary u && u.op() == UnaryOp.BOOL_TO_INT;
  }

  private static BinaryOp comparison(CmpOpTy op, ScalarType type) {
    boolean floats = type == ScalarType.FLOAT;
    return switch (op) {
      case Eq -> floats ? BinaryOp.FLOAT_EQ : BinaryOp.INT_EQ;
      case NotEq -> floats ? BinaryOp.FLOAT_NE : BinaryOp.INT_NE;
      case Lt -> floats ? BinaryOp.FLOAT_LT : BinaryOp.INT_LT;
      case LtE -> floats ? BinaryOp.FLOAT_LE : BinaryOp.INT_LE;
      case Gt -> floats ? BinaryOp.FLOAT_GT : BinaryOp.INT_GT;
      case GtE -> floats ? BinaryOp.FLOAT_GE : BinaryOp.INT_GE;
      default -> throw new IllegalStateException("no order: " + op);
    };
  }

  // Arrays

  private Expr length(Value.Array array, Position at) {
    return new Expr.Length(
        array.ref(),
        array.indices(),
        Collections.nCopies(array.indices().size(), IndexCheck.WRAP),
        at);
  }

  /** The indices of one subscript: several only for buffers of several dimensions. */
  private List<Expr> indices(Value container, ExprTy.Subscript e) {
    if (!(container instanceof Value.Array array)) {
      throw unsupported("an index into " + describe(container), e);
    }
    boolean buffer = array.ref().type().storage().isBuffer();
    if (e.slice instanceof ExprTy.Tuple tuple) {
      if (!buffer || tuple.elements.length != array.rank()) {
        throw unsupported("several indices at once into this", e);
      }
      List<Expr> result = new ArrayList<>();
      for (ExprTy index : tuple.elements) {
        result.add(integer(expression(index), index, "an index"));
      }
      return result;
    }
    if (buffer && array.rank() > 1) {
      throw unsupported("one index into a buffer of several dimensions", e);
    }
    if (e.slice instanceof ExprTy.Slice) {
      throw unsupported("a slice", e.slice);
    }
    return List.of(integer(expression(e.slice), e.slice, "an index"));
  }

  private Value elementAt(Value container, List<Expr> indices, SSTNode where) {
    Value.Array array = (Value.Array) container;
    Value result = array;
    if (indices.size() == array.rank()) {
      List<Expr> all = new ArrayList<>(array.indices());
      all.addAll(indices);
      return new Value.Scalar(
          new Expr.Load(
              array.ref(), all, Collections.nCopies(all.size(), IndexCheck.WRAP), at(where)));
    }
    for (Expr index : indices) {
      result = element((Value.Array) result, index, IndexCheck.WRAP, at(where));
    }
    return result;
  }

  private static Value element(Value.Array array, Expr index, IndexCheck check, Position at) {
    List<Expr> all = new ArrayList<>(array.indices());
    all.add(index);
    if (all.size() < array.ref().type().rank()) {
      return new Value.Array(array.ref(), all);
    }
    List<IndexCheck> checks =
        new ArrayList<>(Collections.nCopies(array.indices().size(), IndexCheck.WRAP));
    checks.add(check);
    return new Value.Scalar(new Expr.Load(array.ref(), all, checks, at));
  }

  // Calls

  private Value call(ExprTy.Call e) {
    if (e.func instanceof ExprTy.Attribute method && method.attr.equals("append")) {
      return append(method, e);
    }
    if (e.func instanceof ExprTy.Name name && frame.key(name.id).isPresent()) {
      throw unsupported("a call of the local variable " + name.id, e);
    }
    Value callee = expression(e.func);
    if (!(callee instanceof Value.Outside(Binding binding, List<String> path))) {
      throw unsupported("a call of " + describe(callee), e);
    }
    if (binding instanceof Binding.Function(FunctionSource called)) {
      return inlined(called, path, e);
    }
    int count = arguments(e);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(before(expression(e.args[i]), e.args));
    }
    return switch (binding) {
      case Binding.Builtin(String name) -> builtin(name, values, e);
      case Binding.MathFunction(String name) ->
          MathCalls.lower(name, values.size())
              .map(shape -> mathCall(shape, name, values, e))
              .orElseThrow(
                  () -> unsupported("math." + name + " with " + values.size() + " arguments", e));
      default -> throw unsupported("a call of " + String.join(".", path), e);
    };
  }

  /** Lowers the body of a called function in the place of the call. */
  private Value inlined(FunctionSource called, List<String> path, ExprTy.Call e) {
    if (frame.isRunning(called)) {
      throw unsupported("a recursive call of " + called.name() + "()", e);
    }
    if (frame.depth() >= INLINE_DEPTH) {
      throw unsupported("calls nested more than " + INLINE_DEPTH + " deep", e);
    }
    StmtTy.FunctionDef definition = definitions.find(called);
    String prefix =
        "%s%s@%d:%d."
            .formatted(
                frame.prefix(),
                called.name(),
                e.getSourceRange().startLine,
                e.getSourceRange().startColumn);
    Map<String, Value> values = boundArguments(called, definition, path, e);
    Label label = new Label("call." + called.name());
    Frame caller = frame;
    Optional<LoopScope> callersLoop = loop;
    Environment entry = here();
    entry.slots().keySet().removeIf(key -> key.startsWith(prefix));
    Optional<Environment> expected = Optional.empty();
    while (true) {
      ReturnPoint point = new ReturnPoint(label, prefix + "=result", expected);
      env = Optional.of(entry.copy());
      List<Stmt> block =
          inBlock(
              () -> {
                frame =
                    new Frame(
                        called,
                        definition,
                        Locals.of(definition),
                        prefix,
                        path,
                        Optional.of(caller),
                        Optional.empty(),
                        Optional.of(point));
                loop = Optional.empty();
                values.forEach((name, value) -> bind(prefix + name, value, e));
                statements(definition.body);
                if (env.isPresent()) {
                  returnValue(new Value.None(), definition);
                }
              });
      frame = caller;
      loop = callersLoop;
      if (point.reached.equals(expected)) {
        out.add(new Stmt.Block(label, block));
        env = expected;
        if (env.isEmpty()) {
          throw unsupported("a call of " + called.name() + "(), which does not return", e);
        }
        return read(point.result, called.name() + "()", e);
      }
      expected = Environment.join(expected, point.reached);
    }
  }

  /** What each parameter of a called function gets, in the order of the parameters. */
  private Map<String, Value> boundArguments(
      FunctionSource called, StmtTy.FunctionDef definition, List<String> path, ExprTy.Call e) {
    List<String> parameters = parameterNames(definition);
    int positionalOnly =
        definition.args.posOnlyArgs == null ? 0 : definition.args.posOnlyArgs.length;
    int positional =
        positionalOnly + (definition.args.args == null ? 0 : definition.args.args.length);
    Map<String, Value> given = new HashMap<>();
    int count = e.args == null ? 0 : e.args.length;
    if (count > positional) {
      throw unsupported("too many arguments of " + called.name() + "()", e);
    }
    for (int i = 0; i < count; i++) {
      if (e.args[i] instanceof ExprTy.Starred) {
        throw unsupported("a starred argument", e.args[i]);
      }
      given.put(parameters.get(i), settled(expression(e.args[i])));
    }
    if (e.keywords != null) {
      for (KeywordTy keyword : e.keywords) {
        int place = keyword.arg == null ? -1 : parameters.indexOf(keyword.arg);
        if (place < positionalOnly || given.containsKey(keyword.arg)) {
          throw unsupported("this keyword argument of " + called.name() + "()", keyword);
        }
        given.put(keyword.arg, settled(expression(keyword.value)));
      }
    }
    Map<String, Value> result = new LinkedHashMap<>();
    for (String parameter : parameters) {
      Value value = given.get(parameter);
      if (value == null) {
        List<String> defaultPath = new ArrayList<>(path);
        defaultPath.add(NameScope.INSIDE);
        defaultPath.add("=" + parameter);
        value = operand(List.copyOf(defaultPath), "the default of " + parameter, e);
      }
      result.put(parameter, value);
    }
    return result;
  }

  // Lists made by the kernel

  private static ArrayType listType(ScalarType element) {
    return new ArrayType(
        switch (element) {
          case FLOAT -> Storage.DOUBLES;
          case INT -> Storage.LONGS;
          case BOOL -> Storage.BOOLS;
        },
        1,
        ArrayType.StoreRule.SAME_TYPE);
  }

  private static Expr zero(ScalarType type) {
    return switch (type) {
      case FLOAT -> new Expr.FloatConst(0.0);
      case INT -> constant(0);
      case BOOL -> constant(false);
    };
  }

  private Value.Array newList(ScalarType element, Expr length, Expr fill, Position at) {
    ArrayVar list = new ArrayVar("t" + temporaries++, listType(element));
    out.add(new Stmt.NewArray(list, length, fill, at));
    return new Value.Array(list, List.of());
  }

  /** An empty list; until something is appended to it, it may as well be one of floats. */
  private Value newList(Value.EmptyList empty) {
    ScalarType element = elementTypes.getOrDefault(empty.origin(), ScalarType.FLOAT);
    Value.Array list = newList(element, constant(0), zero(element), empty.origin());
    origins.put((ArrayVar) list.ref(), new HashSet<>(Set.of(empty.origin())));
    return list;
  }

  private Value listDisplay(ExprTy.List e) {
    if (e.elements == null || e.elements.length == 0) {
      return new Value.EmptyList(at(e));
    }
    List<Expr> items = new ArrayList<>();
    for (ExprTy element : e.elements) {
      if (!(settled(expression(element)) instanceof Value.Scalar s)) {
        throw unsupported("a list of something else than numbers of one type", element);
      }
      items.add(s.expr());
    }
    ScalarType type = items.getFirst().type();
    Value.Array list = newList(type, constant(items.size()), zero(type), at(e));
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).type() != type) {
        throw unsupported("a list of numbers of several types", e.elements[i]);
      }
      out.add(
          new Stmt.Store(
              list.ref(), List.of(constant(i)), List.of(IndexCheck.NONE), items.get(i), at(e)));
    }
    return list;
  }

  /** {@code [x] * n} and {@code n * [x]}. */
  private Optional<Value> repeated(ExprTy.BinOp e, Value left) {
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
      item = elementAt(left, List.of(constant(0)), display);
      count = expression(e.right);
    } else {
      count = left;
      item = expression(display.elements[0]);
    }
    if (!(item instanceof Value.Scalar s)) {
      throw unsupported("a list of something else than numbers of one type", listNode);
    }
    Expr length = integer(count, e, "the number of repetitions");
    return Optional.of(newList(s.type(), length, s.expr(), at(e)));
  }

  private Value append(ExprTy.Attribute method, ExprTy.Call e) {
    if (arguments(e) != 1) {
      throw unsupported("append() with " + arguments(e) + " arguments", e);
    }
    Value target = before(expression(method.value), e.args[0]);
    if (!(target instanceof Value.Array(ArrayRef ref, List<Expr> _))
        || !(ref instanceof ArrayVar list)) {
      throw unsupported("append() to something that the function did not make", e);
    }
    Value value = expression(e.args[0]);
    appendTo(list, value, e);
    return new Value.None();
  }

  private void referTo(ArrayVar var, ArrayRef value) {
    out.add(new Stmt.AssignArray(var, value));
    if (value instanceof ArrayVar from && origins.containsKey(from)) {
      origins.computeIfAbsent(var, _ -> new HashSet<>()).addAll(origins.get(from));
    }
  }

  private void appendTo(ArrayVar list, Value value, SSTNode where) {
    origins.getOrDefault(list, Set.of()).forEach(origin -> appendFirst(origin, value));
    if (iterations > 0) {
      throw unsupported("append() in a loop over a list", where);
    }
    Consumer<Value.Scalar> add =
        s -> {
          if (s.type() == list.type().element()) {
            out.add(new Stmt.Append(list, s.expr(), at(where)));
          } else {
            notes.add(
                new Reason(
                    "a list whose elements are of several types always runs plain", at(where)));
            out.add(new Stmt.Bail(BailReason.STORE_TYPE, at(where), -1));
          }
        };
    switch (value) {
      case Value.Scalar s -> add.accept(s);
      case Value.Dynamic d -> byCase(d, add);
      default -> throw unsupported("append() of " + describe(value), where);
    }
  }

  /** Appends to a list whose element type is that of the first thing that is ever appended. */
  private void appendFirst(Position origin, Value value) {
    if (!elementTypes.containsKey(origin)) {
      ScalarType type =
          switch (value) {
            case Value.Scalar s -> s.type();
            case Value.Dynamic d -> d.cases().keySet().iterator().next();
            default -> ScalarType.FLOAT;
          };
      elementTypes.put(origin, type);
      throw new Restart();
    }
  }

  private Value comprehension(ExprTy.ListComp e) {
    Position origin = at(e);
    ScalarType element = elementTypes.getOrDefault(origin, ScalarType.FLOAT);
    Value.Array list = newList(element, constant(0), zero(element), origin);
    Frame outer = frame;
    Set<String> targets = new HashSet<>();
    for (ComprehensionTy generator : e.generators) {
      if (generator.isAsync) {
        throw unsupported("an asynchronous comprehension", e);
      }
      Locals.addTargets(generator.target, targets);
    }
    frame =
        new Frame(
            outer.source(),
            outer.function(),
            targets,
            "%s[%d:%d]."
                .formatted(
                    outer.prefix(), e.getSourceRange().startLine, e.getSourceRange().startColumn),
            outer.path(),
            outer.caller(),
            Optional.of(outer),
            outer.returns());
    generate(
        e,
        0,
        () -> {
          Value value = expression(e.element);
          appendFirst(origin, value);
          int around = iterations;
          // The list is not one that a loop around runs over: nothing else refers to it yet.
          iterations = 0;
          appendTo((ArrayVar) list.ref(), value, e);
          iterations = around;
        });
    frame = outer;
    return list;
  }

  private void generate(ExprTy.ListComp e, int index, Runnable innermost) {
    if (index == e.generators.length) {
      innermost.run();
      return;
    }
    ComprehensionTy generator = e.generators[index];
    forLoop(
        generator.iter,
        generator.target,
        generator.iter,
        () -> {
          Optional<LoopScope> scope = loop;
          if (generator.ifs != null) {
            for (ExprTy test : generator.ifs) {
              Expr holds = condition(test);
              conform(here(), scope.orElseThrow().expectedHead);
              out.add(new Stmt.If(not(holds), List.of(scope.orElseThrow().onContinue), List.of()));
              scope.orElseThrow().continued =
                  Environment.join(scope.orElseThrow().continued, env.map(Environment::copy));
            }
          }
          generate(e, index + 1, innermost);
        },
        Optional.empty());
  }

  /** {@code a[i:j]} of a list: a new list. */
  private Value sliced(Value container, ExprTy.Slice slice, ExprTy.Subscript e) {
    if (!(container instanceof Value.Array array)
        || array.rank() != 1
        || array.ref().type().storage().isBuffer()) {
      throw unsupported("a slice of " + describe(container), e);
    }
    if (slice.step != null) {
      throw unsupported("a slice with a step", e);
    }
    Position at = at(e);
    Value.Array fixed = (Value.Array) settled((Value) array);
    Expr length = settled(length(fixed, at));
    Expr from =
        slice.lower == null ? constant(0) : sliceBound(expression(slice.lower), length, slice);
    Expr to = slice.upper == null ? length : sliceBound(expression(slice.upper), length, slice);
    Expr count = settled(new Expr.Binary(BinaryOp.INT_SUB, to, from, false, Position.NONE));
    ScalarType element = array.ref().type().element();
    Value.Array copy = newList(element, count, zero(element), at);
    Var k = new Var("s" + temporaries++, ScalarType.INT);
    List<Expr> indices = new ArrayList<>(fixed.indices());
    indices.add(new Expr.Binary(BinaryOp.INT_ADD, from, local(k), false, Position.NONE));
    List<IndexCheck> checks =
        new ArrayList<>(Collections.nCopies(fixed.indices().size(), IndexCheck.WRAP));
    checks.add(IndexCheck.NONE);
    out.add(
        new Stmt.CountedLoop(
            new Label("slice" + at.line()),
            k,
            constant(0),
            count,
            constant(1),
            List.of(
                new Stmt.Store(
                    copy.ref(),
                    List.of(local(k)),
                    List.of(IndexCheck.NONE),
                    new Expr.Load(fixed.ref(), indices, checks, at),
                    at)),
            false,
            at));
    return copy;
  }

  /** A bound of a slice: negative ones count from the end, and all are cut to the list. */
  private Expr sliceBound(Value value, Expr length, SSTNode where) {
    Expr bound = settled(integer(value, where, "a bound of a slice"));
    Expr fromEnd =
        new Expr.Call(
            Intrinsic.MAX,
            List.of(
                constant(0),
                new Expr.Call(Intrinsic.LOW_ADD, List.of(bound, length), Position.NONE)),
            Position.NONE);
    return settled(
        new Expr.Select(
            intCompare(BinaryOp.INT_LT, bound, constant(0)),
            fromEnd,
            new Expr.Call(Intrinsic.MIN, List.of(bound, length), Position.NONE)));
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

  private Value mathCall(MathCalls.Shape shape, String name, List<Value> values, ExprTy.Call e) {
    return onAll(
        values,
        List.of(),
        e,
        arguments ->
            switch (shape) {
              case MathCalls.Shape.Function(Intrinsic f) -> {
                List<Expr> converted = new ArrayList<>();
                for (int i = 0; i < arguments.size(); i++) {
                  Expr argument = arguments.get(i);
                  if (f.parameters().get(i) == ScalarType.FLOAT) {
                    converted.add(toFloat(argument));
                  } else if (argument.type() == ScalarType.FLOAT) {
                    throw unsupported("a float as argument of math." + name, e);
                  } else {
                    converted.add(toInt(argument));
                  }
                }
                yield new Value.Scalar(new Expr.Call(f, converted, at(e)));
              }
              case MathCalls.Shape.Rounding(Intrinsic f) ->
                  arguments.getFirst().type() == ScalarType.FLOAT
                      ? new Value.Scalar(new Expr.Call(f, arguments, at(e)))
                      : new Value.Scalar(toInt(arguments.getFirst()));
              case MathCalls.Shape.Truncation() ->
                  new Value.Scalar(truncated(arguments.getFirst(), at(e)));
              case MathCalls.Shape.Absolute() ->
                  new Value.Scalar(
                      new Expr.Unary(
                          UnaryOp.FLOAT_ABS, toFloat(arguments.getFirst()), false, at(e)));
            });
  }

  /** Applies an operation to numbers, for each combination of the types that they can have. */
  private Value onAll(
      List<Value> values, List<Expr> done, SSTNode where, Function<List<Expr>, Value> operation) {
    if (values.isEmpty()) {
      return operation.apply(done);
    }
    List<Value> rest = values.subList(1, values.size());
    return onNumber(
        values.getFirst(),
        where,
        x -> {
          List<Expr> next = new ArrayList<>(done);
          next.add(x);
          return onAll(rest, next, where, operation);
        });
  }

  private static Expr truncated(Expr x, Position at) {
    return x.type() == ScalarType.FLOAT
        ? new Expr.Unary(UnaryOp.FLOAT_TO_INT, x, true, at)
        : toInt(x);
  }

  private Value builtin(String name, List<Value> values, ExprTy.Call e) {
    Position at = at(e);
    int count = values.size();
    return switch (name + "/" + count) {
      case "len/1" -> {
        if (values.getFirst() instanceof Value.Array array) {
          yield new Value.Scalar(length(array, at));
        }
        throw unsupported("len() of " + describe(values.getFirst()), e);
      }
      case "abs/1" ->
          onNumber(
              values.getFirst(),
              e,
              x ->
                  new Value.Scalar(
                      x.type() == ScalarType.FLOAT
                          ? new Expr.Unary(UnaryOp.FLOAT_ABS, x, false, at)
                          : new Expr.Unary(UnaryOp.INT_ABS, toInt(x), true, at)));
      case "int/0" -> new Value.Scalar(constant(0));
      case "float/0" -> new Value.Scalar(new Expr.FloatConst(0.0));
      case "bool/0" -> new Value.Scalar(constant(false));
      case "int/1" -> onNumber(values.getFirst(), e, x -> new Value.Scalar(truncated(x, at)));
      case "float/1" -> onNumber(values.getFirst(), e, x -> new Value.Scalar(toFloat(x)));
      case "bool/1" -> new Value.Scalar(truth(values.getFirst(), e));
      case "round/1" ->
          onNumber(
              values.getFirst(),
              e,
              x ->
                  new Value.Scalar(
                      x.type() == ScalarType.FLOAT
                          ? new Expr.Call(Intrinsic.ROUND, List.of(x), at)
                          : toInt(x)));
      case "round/2" -> roundDigits(values, e);
      case "pow/2" -> binary(OperatorTy.Pow, values.get(0), values.get(1), e);
      case "pow/3" ->
          onAll(
              values,
              List.of(),
              e,
              x -> {
                for (Expr argument : x) {
                  if (argument.type() == ScalarType.FLOAT) {
                    throw unsupported("pow() of floats with a modulus", e);
                  }
                }
                return new Value.Scalar(
                    new Expr.Call(Intrinsic.POW_MOD, x.stream().map(Lowering::toInt).toList(), at));
              });
      case "divmod/2" -> {
        Value left = settled(values.get(0));
        Value right = settled(values.get(1));
        yield new Value.Tuple(
            List.of(
                binary(OperatorTy.FloorDiv, left, right, e),
                binary(OperatorTy.Mod, left, right, e)));
      }
      default -> {
        if (count >= 2 && (name.equals("min") || name.equals("max"))) {
          yield extreme(values, name.equals("min") ? CmpOpTy.Lt : CmpOpTy.Gt, e);
        }
        throw unsupported("a call of " + name + "() with " + count + " arguments", e);
      }
    };
  }

  private Value roundDigits(List<Value> values, ExprTy.Call e) {
    return onAll(
        values,
        List.of(),
        e,
        x -> {
          if (x.get(1).type() == ScalarType.FLOAT) {
            throw unsupported("a float as number of digits of round()", e);
          }
          Expr digits = toInt(x.get(1));
          if (x.get(0).type() == ScalarType.FLOAT) {
            return new Value.Scalar(
                new Expr.Call(Intrinsic.ROUND_DIGITS, List.of(x.get(0), digits), at(e)));
          }
          if (digits instanceof Expr.IntConst(long n) && n >= 0) {
            return new Value.Scalar(toInt(x.get(0)));
          }
          throw unsupported("round() of an int to a variable number of digits", e);
        });
  }

  /** The first of the values that no later one is before (min) or behind (max). */
  private Value extreme(List<Value> values, CmpOpTy before, SSTNode where) {
    Value best = settled(values.getFirst());
    for (Value value : values.subList(1, values.size())) {
      Value champion = best;
      Value challenger = settled(value);
      Expr wins = compare(before, challenger, champion, where);
      best = settled(choose(wins, () -> challenger, () -> champion, where));
    }
    return best;
  }
}
