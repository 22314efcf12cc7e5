package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;
import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.ScalarExprs.not;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.util.List;
import java.util.Optional;

/**
 * Lowers statements one after the other; what stands behind a return, a break or the like is never
 * reached, and not looked at.
 */
final class StatementLowering implements Statements {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final Assignments assignments;
  private final ListLowering lists;
  private final LoopLowering loops;
  private final Returns returns;
  private final Expressions expressions;

  StatementLowering(
      KernelWriter writer,
      LocalVariables variables,
      Assignments assignments,
      ListLowering lists,
      LoopLowering loops,
      Returns returns,
      Expressions expressions) {
    this.writer = writer;
    this.variables = variables;
    this.assignments = assignments;
    this.lists = lists;
    this.loops = loops;
    this.returns = returns;
    this.expressions = expressions;
  }

  @Override
  public void statements(StmtTy[] statements) {
    if (statements == null) {
      return;
    }
    for (StmtTy statement : statements) {
      if (writer.env().isEmpty()) {
        return;
      }
      writer.reachUnlessUnbound(() -> statement(statement));
    }
  }

  private void statement(StmtTy statement) {
    switch (statement) {
      case StmtTy.Assign s
          when s.targets.length == 1 && assignments.assignDirectly(s.targets[0], s.value) -> {}
      case StmtTy.Assign s -> {
        Value value = assigned(s.value, s.targets);
        for (ExprTy target : s.targets) {
          assignments.assignTo(target, value);
        }
      }
      case StmtTy.AugAssign s when lists.extend(s) -> {}
      case StmtTy.AugAssign s -> assignments.augmentedAssign(s);
      case StmtTy.AnnAssign s -> {
        if (s.value == null) {
          if (!(s.target instanceof ExprTy.Name)) {
            throw unsupported("an annotation of something that is not a name", s);
          }
        } else {
          assignments.assignTo(s.target, assigned(s.value, s.target));
        }
      }
      case StmtTy.If s -> ifStatement(s);
      case StmtTy.While s -> loops.whileLoop(s, () -> statements(s.body), orElse(s.orElse));
      case StmtTy.For s ->
          loops.forLoop(s, s.target, s.iter, () -> statements(s.body), orElse(s.orElse));
      case StmtTy.Break _ -> loops.breakLoop();
      case StmtTy.Continue _ -> loops.continueLoop();
      case StmtTy.Return s ->
          returns.returnValue(
              s.value == null ? new Value.None() : expressions.expression(s.value), s);
      case StmtTy.Expr s -> {
        if (!(s.value instanceof ExprTy.Constant)) {
          evaluate(expressions.expression(s.value));
        }
      }
      case StmtTy.Assert s -> {
        Expr holds = expressions.condition(s.test);
        writer.emit(
            new Stmt.If(
                not(holds), List.of(new Stmt.Bail(BailReason.NOT_COMPILED, at(s), -1)), List.of()));
      }
      case StmtTy.Raise s -> {
        writer.emit(new Stmt.Bail(BailReason.NOT_COMPILED, at(s), -1));
        writer.setEnv(Optional.empty());
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

  /** The value for these targets, computed before any of them is reached. */
  private Value assigned(ExprTy node, ExprTy... targets) {
    Value value = expressions.expression(node);
    return targets.length > 1 || !(targets[0] instanceof ExprTy.Name)
        ? writer.settled(value)
        : value;
  }

  /** Keeps what a discarded expression could raise. */
  private void evaluate(Value value) {
    switch (value) {
      case Value.Scalar s -> writer.settled(s.expr());
      case Value.Array a -> writer.checkRow(a, Position.NONE);
      case Value.ComplexArray a -> writer.checkRow(a.parts(), Position.NONE);
      case Value.Complex _, Value.Character _ -> writer.settled(value);
      case Value.Tuple t -> t.items().forEach(this::evaluate);
      case Value.Dynamic _,
          Value.None _,
          Value.Outside _,
          Value.Instance _,
          Value.Method _,
          Value.EmptyList _,
          Value.ComplexList _,
          Value.TextOperand _,
          Value.TextConstant _ -> {}
    }
  }

  private void ifStatement(StmtTy.If s) {
    Expr test = expressions.condition(s.test);
    if (test instanceof Expr.BoolConst(boolean value)) {
      statements(value ? s.body : s.orElse);
      return;
    }
    Environment before = writer.here();
    writer.setEnv(Optional.of(before.copy()));
    List<Stmt> then = writer.inBlock(() -> statements(s.body));
    Optional<Environment> afterThen = writer.env();
    writer.setEnv(Optional.of(before.copy()));
    List<Stmt> otherwise = writer.inBlock(() -> statements(s.orElse));
    Optional<Environment> afterElse = writer.env();
    Optional<Environment> after = Environment.join(afterThen, afterElse);
    afterThen.ifPresent(e -> then.addAll(writer.inBlock(() -> variables.conform(e, after))));
    afterElse.ifPresent(e -> otherwise.addAll(writer.inBlock(() -> variables.conform(e, after))));
    writer.emit(new Stmt.If(test, then, otherwise));
    writer.setEnv(after);
  }

  private Optional<Runnable> orElse(StmtTy[] block) {
    return isPresent(block) ? Optional.of(() -> statements(block)) : Optional.empty();
  }

  private static boolean isPresent(StmtTy[] block) {
    return block != null && block.length > 0;
  }
}
