package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.ScalarExprs.intCompare;
import static io.epochly.guest.internal.frontend.ScalarExprs.local;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lowers loops: again and again until what is known at their heads no longer changes, and with the
 * first iteration peeled where that steadies the types.
 */
final class LoopLowering {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final Iterations iterations;
  private final Assignments assignments;
  private final Expressions expressions;
  private final Map<Position, String> notes = new LinkedHashMap<>();

  /** The lists that the loops around run over, and their lengths when these began. */
  private final Deque<Pinned> pinned = new ArrayDeque<>();

  private Optional<LoopScope> loop = Optional.empty();

  LoopLowering(
      KernelWriter writer,
      LocalVariables variables,
      Iterations iterations,
      Assignments assignments,
      Expressions expressions) {
    this.writer = writer;
    this.variables = variables;
    this.iterations = iterations;
    this.assignments = assignments;
    this.expressions = expressions;
  }

  /** A list that must keep its length. */
  private record Pinned(ArrayVar list, Expr length) {}

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

  /** What the first iteration of a peeled loop and the loop behind it found. */
  private record Peeled(
      Optional<Environment> second, Optional<Environment> again, Optional<Environment> exit) {}

  /** A loop whose assumptions hold. */
  private record LoweredLoop(List<Stmt> statements, Fixpoint facts, Set<String> unsteady) {}

  /** A loop statement, what is known at its back edge, and at its regular exit. */
  private record Looped(Stmt statement, Optional<Environment> again, Optional<Environment> exit) {}

  /** What tells a {@code while} from the kinds of {@code for}. */
  private interface LoopHead {
    /** Whether the first iteration, outside the loop, would be worth its code. */
    boolean peelable();

    /** The name of the loop, which says in what order its iterations run. */
    default Label label(String name) {
      return new Label(name);
    }

    /** The condition for the first iteration of a peeled loop. */
    Expr firstRuns();

    /** Assigns the loop's own variables in the peeled first iteration. */
    void enterFirst();

    /** Writes the loop; {@code body} lowers the rest of an iteration into the current block. */
    Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> body);

    /** Whether the loop can end otherwise than by break. */
    boolean ends();
  }

  /** What was done with each loop, in the order of the source. */
  List<LoopNote> notes() {
    List<LoopNote> result = new ArrayList<>();
    notes.forEach((position, text) -> result.add(new LoopNote(position, text)));
    return result;
  }

  /** Ends the kernel if something that was appended made a loop around longer. */
  void keepLengths(Position at) {
    for (Pinned p : pinned) {
      writer.emit(
          new Stmt.If(
              intCompare(
                  BinaryOp.INT_NE, new Value.Array(p.list(), List.of()).length(at), p.length()),
              List.of(new Stmt.Bail(BailReason.LENGTH, at, -1)),
              List.of()));
    }
  }

  /** Lowers something that cannot leave the loops around: the body of a called function. */
  void outside(Runnable body) {
    Optional<LoopScope> around = loop;
    loop = Optional.empty();
    try {
      body.run();
    } finally {
      loop = around;
    }
  }

  /** Lowers the body of a function of its own: its callers look after the loops around. */
  void apart(Runnable body) {
    List<Pinned> around = List.copyOf(pinned);
    pinned.clear();
    try {
      outside(body);
    } finally {
      pinned.addAll(around);
    }
  }

  /** Leaves the innermost loop. */
  void breakLoop() {
    LoopScope target = loop.orElseThrow();
    variables.conform(writer.here(), target.expectedAfter);
    target.broken = Environment.join(target.broken, writer.env());
    writer.emit(target.onBreak);
    writer.setEnv(Optional.empty());
  }

  /** Goes on with the next iteration of the innermost loop. */
  void continueLoop() {
    LoopScope target = loop.orElseThrow();
    variables.conform(writer.here(), target.expectedHead);
    target.continued = Environment.join(target.continued, writer.env());
    writer.emit(target.onContinue);
    writer.setEnv(Optional.empty());
  }

  /** Goes on with the next iteration unless the condition holds. */
  void continueUnless(Expr holds) {
    LoopScope target = loop.orElseThrow();
    variables.conform(writer.here(), target.expectedHead);
    writer.emit(new Stmt.If(not(holds), List.of(target.onContinue), List.of()));
    target.continued = Environment.join(target.continued, writer.env().map(Environment::copy));
  }

  /**
   * @param body lowers the body into the current block
   */
  void whileLoop(StmtTy.While s, Runnable body, Optional<Runnable> orElse) {
    loop(
        s,
        body,
        orElse,
        new LoopHead() {
          private boolean ends = true;

          @Override
          public boolean peelable() {
            return true;
          }

          @Override
          public Expr firstRuns() {
            return writer.lazily(() -> expressions.condition(s.test));
          }

          @Override
          public void enterFirst() {}

          @Override
          public Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> rest) {
            Expr test = firstRuns();
            ends = !test.equals(new Expr.BoolConst(true));
            Stmt.While result = new Stmt.While(label, test, rest.get(), at(s));
            WaitingLoops.refuse(result, writer.params(), variables.mirrors());
            return result;
          }

          @Override
          public boolean ends() {
            return ends;
          }
        });
    notes.put(at(s), "while loop: compiled");
  }

  /**
   * Lowers a {@code for}, or the one that a comprehension's generator is.
   *
   * @param body lowers the body into the current block
   */
  void forLoop(
      SSTNode s, ExprTy target, ExprTy iterable, Runnable body, Optional<Runnable> orElse) {
    Iterations.Iteration iteration = iterations.iteration(iterable);
    for (ArrayVar list : iteration.lists()) {
      Expr length = new Value.Array(list, List.of()).length(at(s));
      pinned.push(new Pinned(list, writer.settled(length)));
    }
    try {
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
            public Label label(String name) {
              return iteration.anyOrder() ? Label.inAnyOrder(name) : new Label(name);
            }

            @Override
            public Expr firstRuns() {
              boolean up = iteration.step() instanceof Expr.IntConst(long step) && step > 0;
              return intCompare(
                  up ? BinaryOp.INT_LT : BinaryOp.INT_GT, iteration.start(), iteration.stop());
            }

            @Override
            public void enterFirst() {
              writer.reachUnlessUnbound(
                  () -> assignments.assignTo(target, iteration.item().apply(iteration.start())));
            }

            @Override
            public Stmt write(Label label, boolean peeled, Supplier<List<Stmt>> rest) {
              Var counter = new Var("c" + s.getSourceRange().startLine, ScalarType.INT);
              Expr start =
                  peeled
                      ? new Expr.Binary(
                          BinaryOp.INT_ADD, iteration.start(), iteration.step(), true, at(s))
                      : iteration.start();
              List<Stmt> enter =
                  writer.inBlock(
                      () ->
                          writer.reachUnlessUnbound(
                              () ->
                                  assignments.assignTo(
                                      target, iteration.item().apply(local(counter)))));
              enter.addAll(rest.get());
              return new Stmt.CountedLoop(
                  label, counter, start, iteration.stop(), iteration.step(), enter, false, at(s));
            }

            @Override
            public boolean ends() {
              return true;
            }
          });
    } finally {
      iteration.lists().forEach(_ -> pinned.pop());
    }
    notes.put(at(s), iteration.note());
  }

  /** Lowers a loop, and once more with its first iteration peeled when that steadies the types. */
  private void loop(SSTNode node, Runnable body, Optional<Runnable> orElse, LoopHead head) {
    Optional<LoopScope> around = loop;
    try {
      bestLoop(node, body, orElse, head);
    } finally {
      loop = around;
    }
  }

  private void bestLoop(SSTNode node, Runnable body, Optional<Runnable> orElse, LoopHead head) {
    Optional<Environment> entry = writer.env();
    LoweredLoop best =
        converge(entry, new Fixpoint(entry), fix -> wholeLoop(node, body, orElse, head, fix));
    if (!best.unsteady().isEmpty() && orElse.isEmpty() && head.peelable()) {
      LoweredLoop peeled =
          converge(entry, new Fixpoint(Optional.empty()), fix -> peeledLoop(node, body, head, fix));
      if (peeled.unsteady().size() < best.unsteady().size()) {
        best = peeled;
      }
    }
    writer.emitAll(best.statements());
    writer.setEnv(best.facts().after);
  }

  /** Lowers a loop until what is known at its head and behind it no longer changes. */
  private LoweredLoop converge(
      Optional<Environment> entry, Fixpoint fix, Function<Fixpoint, Pass> lower) {
    Set<String> readOutside = Set.copyOf(variables.dynamicReads());
    Optional<LoopScope> outerLoop = loop;
    while (true) {
      variables.dynamicReads().clear();
      writer.setEnv(entry.map(Environment::copy));
      KernelWriter.Block<Pass> lowered = writer.block(() -> lower.apply(fix));
      Pass pass = lowered.result();
      loop = outerLoop;
      Optional<Environment> knownAtHead = Environment.join(fix.head, pass.head());
      Optional<Environment> knownAfter = Environment.join(fix.after, pass.after());
      // The loop may turn out to do with less than it was lowered for: knowing more is no change.
      if (knownAtHead.equals(fix.head) && knownAfter.equals(fix.after)) {
        Set<String> unsteady = new HashSet<>(variables.dynamicReads());
        unsteady.removeIf(
            name -> fix.head.isEmpty() || !mixed(fix.head.get(), name) || mixed(entry.get(), name));
        variables.dynamicReads().addAll(readOutside);
        return new LoweredLoop(lowered.statements(), fix, unsteady);
      }
      fix.head = knownAtHead;
      fix.after = knownAfter;
    }
  }

  private static boolean mixed(Environment environment, String name) {
    return environment.get(name) instanceof Slot.Scalars s
        && s.kinds().size() - (s.kinds().contains(Kind.UNBOUND) ? 1 : 0) > 1;
  }

  private Pass wholeLoop(
      SSTNode node, Runnable body, Optional<Runnable> orElse, LoopHead head, Fixpoint fix) {
    Optional<Environment> entry = writer.env();
    Optional<LoopScope> outerLoop = loop;
    variables.conform(writer.here(), fix.head);
    Label label = head.label("L" + node.getSourceRange().startLine);
    Label after = new Label("after." + label);
    LoopScope scope = new LoopScope(new Stmt.Break(after), new Stmt.Continue(label), fix);
    Looped looped = iterate(label, false, body, head, scope, fix);
    writer.setEnv(looped.exit());
    // A break passes over all this: what it leaves behind is already as expected.
    List<Stmt> whole =
        writer.inBlock(
            () -> {
              writer.emit(looped.statement());
              loop = outerLoop;
              orElse.ifPresent(Runnable::run);
              writer.env().ifPresent(e -> variables.conform(e, fix.after));
            });
    if (scope.broken.isPresent()) {
      writer.emit(new Stmt.Block(after, whole));
    } else {
      writer.emitAll(whole);
    }
    return new Pass(
        Environment.join(entry, looped.again()), Environment.join(writer.env(), scope.broken));
  }

  private Pass peeledLoop(SSTNode node, Runnable body, LoopHead head, Fixpoint fix) {
    Environment entry = writer.here();
    Label label = head.label("L" + node.getSourceRange().startLine);
    Label after = new Label("after." + label);
    Label first = new Label("first." + label);
    Expr runs = head.firstRuns();
    LoopScope firstScope = new LoopScope(new Stmt.Break(after), new Stmt.Break(first), fix);
    LoopScope restScope = new LoopScope(new Stmt.Break(after), new Stmt.Continue(label), fix);
    KernelWriter.Block<Peeled> then =
        writer.block(
            () -> {
              writer.setEnv(Optional.of(entry.copy()));
              loop = Optional.of(firstScope);
              writer.emit(
                  new Stmt.Block(
                      first,
                      writer.inBlock(
                          () -> {
                            head.enterFirst();
                            body.run();
                            writer.env().ifPresent(e -> variables.conform(e, fix.head));
                          })));
              Optional<Environment> second = Environment.join(writer.env(), firstScope.continued);
              if (fix.head.isEmpty() || second.isEmpty()) {
                return new Peeled(second, Optional.empty(), Optional.empty());
              }
              Looped rest = iterate(label, true, body, head, restScope, fix);
              writer.emit(rest.statement());
              rest.exit().ifPresent(e -> variables.conform(e, fix.after));
              return new Peeled(second, rest.again(), rest.exit());
            });
    List<Stmt> otherwise = writer.inBlock(() -> variables.conform(entry, fix.after));
    writer.emit(new Stmt.Block(after, List.of(new Stmt.If(runs, then.statements(), otherwise))));
    Optional<Environment> broken = Environment.join(firstScope.broken, restScope.broken);
    Optional<Environment> behind = Environment.join(Optional.of(entry), then.result().exit());
    return new Pass(
        Environment.join(then.result().second(), then.result().again()),
        Environment.join(behind, broken));
  }

  private Looped iterate(
      Label label, boolean peeled, Runnable body, LoopHead head, LoopScope scope, Fixpoint fix) {
    writer.setEnv(fix.head.map(Environment::copy));
    Optional<Environment> exit = writer.env().map(Environment::copy);
    loop = Optional.of(scope);
    Stmt statement =
        head.write(
            label,
            peeled,
            () ->
                writer.inBlock(
                    () -> {
                      body.run();
                      writer.env().ifPresent(e -> variables.conform(e, fix.head));
                    }));
    return new Looped(
        statement,
        Environment.join(writer.env(), scope.continued),
        head.ends() ? exit : Optional.empty());
  }
}
