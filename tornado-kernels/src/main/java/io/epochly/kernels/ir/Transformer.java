package io.epochly.kernels.ir;

import java.util.List;

/**
 * Copies statements and expressions; subclasses override what they change. Each method copies one
 * thing and all inside it.
 */
public abstract class Transformer {
  /** The kernel with other bodies of its own and of its functions. */
  public final Kernel kernel(Kernel kernel) {
    return kernel.mapBodies(this::statements);
  }

  protected List<Stmt> statements(List<Stmt> statements) {
    return statements.stream().map(this::statement).toList();
  }

  protected Stmt statement(Stmt statement) {
    return switch (statement) {
      case Stmt.Assign s -> new Stmt.Assign(s.var(), expression(s.value()));
      case Stmt.Store s ->
          new Stmt.Store(
              s.array(), expressions(s.indices()), s.checks(), expression(s.value()), s.position());
      case Stmt.If s ->
          new Stmt.If(expression(s.condition()), statements(s.then()), statements(s.otherwise()));
      case Stmt.CountedLoop s -> loop(s);
      case Stmt.While s ->
          new Stmt.While(s.label(), expression(s.condition()), statements(s.body()), s.position());
      case Stmt.Block s -> new Stmt.Block(s.label(), statements(s.body()));
      case Stmt.Invoke s ->
          new Stmt.Invoke(
              s.scalarResults(),
              s.listResults(),
              s.callee(),
              expressions(s.scalars()),
              s.lists(),
              s.frames(),
              s.seldom(),
              s.position());
      case Stmt.Split s ->
          new Stmt.Split(
              s.results(),
              s.sums(),
              s.reductions(),
              s.part(),
              expression(s.start()),
              expression(s.stop()),
              s.step(),
              expression(s.work()),
              s.bounded(),
              s.dimensions(),
              s.added(),
              expressions(s.scalars()),
              s.lists(),
              s.position());
      case Stmt.Return s -> new Stmt.Return(result(s.result()));
      case Stmt.NewArray s ->
          new Stmt.NewArray(s.var(), expression(s.length()), expression(s.fill()), s.position());
      case Stmt.Append s -> new Stmt.Append(s.var(), expression(s.value()), s.position());
      case Stmt.StoreRow s ->
          new Stmt.StoreRow(s.array(), expressions(s.indices()), s.checks(), s.row(), s.position());
      case Stmt.AssignArray s ->
          new Stmt.AssignArray(
              s.var(), s.value(), expressions(s.indices()), s.checks(), s.position());
      case Stmt.StripStore s ->
          new Stmt.StripStore(s.strip(), expression(s.lane()), expression(s.value()));
      case Stmt.StripCall s ->
          new Stmt.StripCall(
              s.function(), s.argument(), s.result(), expression(s.count()), s.position());
      case Stmt.NewStrips _ -> statement;
      case Stmt.NewRows _, Stmt.AppendRow _, Stmt.Sort _ -> statement;
      case Stmt.Break _, Stmt.Continue _, Stmt.Bail _, Stmt.KeptWhole _ -> statement;
    };
  }

  private Result result(Result result) {
    return switch (result) {
      case Result.Scalar r -> new Result.Scalar(expression(r.value()));
      case Result.Tuple r -> new Result.Tuple(r.items().stream().map(this::result).toList());
      case Result.Compound r ->
          new Result.Compound(r.type(), r.parts().stream().map(this::expression).toList());
      case Result.None _, Result.Array _ -> result;
    };
  }

  protected Stmt.CountedLoop loop(Stmt.CountedLoop s) {
    return new Stmt.CountedLoop(
        s.label(),
        s.counter(),
        expression(s.start()),
        expression(s.stop()),
        expression(s.step()),
        statements(s.body()),
        s.narrow(),
        s.position());
  }

  protected List<Expr> expressions(List<Expr> expressions) {
    return expressions.stream().map(this::expression).toList();
  }

  protected Expr expression(Expr expression) {
    return switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _, Expr.Local _ -> expression;
      case Expr.Unary e ->
          new Expr.Unary(e.op(), expression(e.operand()), e.checked(), e.position());
      case Expr.Binary e ->
          new Expr.Binary(
              e.op(), expression(e.left()), expression(e.right()), e.checked(), e.position());
      case Expr.Select e ->
          new Expr.Select(
              expression(e.condition()), expression(e.then()), expression(e.otherwise()));
      case Expr.Load e ->
          new Expr.Load(e.array(), expressions(e.indices()), e.checks(), e.view(), e.position());
      case Expr.Length e ->
          new Expr.Length(e.array(), expressions(e.indices()), e.checks(), e.position());
      case Expr.StripLoad e -> new Expr.StripLoad(e.strip(), expression(e.lane()));
      case Expr.LeastLength _, Expr.Distinct _ -> expression;
      case Expr.Disjoint e ->
          new Expr.Disjoint(
              e.array(), expressions(e.indices()), e.other(), expressions(e.otherIndices()));
      case Expr.Call e -> new Expr.Call(e.function(), expressions(e.arguments()), e.position());
      case Expr.Sequence e -> new Expr.Sequence(statements(e.statements()), expression(e.value()));
    };
  }
}
