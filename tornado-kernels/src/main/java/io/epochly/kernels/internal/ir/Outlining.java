package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what seldom runs out of what often does: the JVM compiles no method beyond a size, and what
 * C2 does for a loop that stands behind a test, like putting a variable that both use into memory
 * for a call there, it does to the loop before the test as well.
 *
 * <p>In: a kernel whose loops stand twice, without their checks under a condition and with them
 * otherwise. Out: the same, with those that have their checks as functions, which get what the loop
 * reads and give what is read behind it. Refused, and left where they are: loops that are left for
 * somewhere else, that make lists which are used behind them, or that run in pieces.
 */
final class Outlining {
  private static final int MOST_ARGUMENTS = 100;

  private final Kernel kernel;
  private final Liveness liveness;
  private final Set<Var> unassigned;
  private final List<Function> functions = new ArrayList<>();

  private Outlining(Kernel kernel) {
    this.kernel = kernel;
    this.unassigned = Unassigned.of(kernel).scalars();
    this.liveness = Liveness.of(kernel.body());
  }

  static Kernel apply(Kernel kernel) {
    Outlining pass = new Outlining(kernel);
    List<Stmt> body = pass.statements(kernel.body());
    List<Function> functions = new ArrayList<>(kernel.functions());
    functions.addAll(pass.functions);
    return LostVariables.given(new Kernel(kernel.name(), kernel.params(), body, functions))
        .orElse(kernel);
  }

  private List<Stmt> statements(List<Stmt> statements) {
    return statements.stream().map(this::statement).toList();
  }

  private Stmt statement(Stmt statement) {
    return switch (statement) {
      case Stmt.If s -> new Stmt.If(s.condition(), statements(s.then()), otherwise(s));
      case Stmt.CountedLoop s -> s.withBody(statements(s.body()));
      case Stmt.While s ->
          new Stmt.While(s.label(), s.condition(), statements(s.body()), s.position());
      case Stmt.Block s -> new Stmt.Block(s.label(), statements(s.body()));
      default -> statement;
    };
  }

  private List<Stmt> otherwise(Stmt.If versions) {
    List<Stmt> branch = versions.otherwise();
    if (branch.isEmpty()
        || !(branch.getLast() instanceof Stmt.CountedLoop loop)
        || loop.narrow()
        || !isIn(versions.then(), loop)
        || !isClosed(loop)) {
      return statements(branch);
    }
    Set<Object> behind = liveness.behind(loop);
    if (Variables.assignedLists(loop.body()).stream().anyMatch(behind::contains)) {
      return statements(branch);
    }
    List<Stmt> result = new ArrayList<>(statements(branch.subList(0, branch.size() - 1)));
    result.add(apart(loop, behind));
    return result;
  }

  /** Whether this is a loop's other copy. */
  private static boolean isIn(List<Stmt> branch, Stmt.CountedLoop loop) {
    return Walker.anyStatement(
        branch,
        statement ->
            switch (statement) {
              case Stmt.CountedLoop s -> s.label().equals(loop.label());
              case Stmt.Split s -> s.position().equals(loop.position());
              default -> false;
            });
  }

  /** Whether a loop ends behind itself only, and could be part of a function. */
  private static boolean isClosed(Stmt.CountedLoop loop) {
    return !Labels.mayBeLeft(List.of(loop))
        && !Walker.anyStatement(
            List.of(loop),
            statement -> statement instanceof Stmt.Split || statement instanceof Stmt.KeptWhole);
  }

  private static List<Stmt> reads(Collection<Var> vars) {
    List<Stmt> result = new ArrayList<>();
    vars.forEach(var -> result.add(new Stmt.Assign(var, new Expr.Local(var))));
    return result;
  }

  /** Which of the variables may have no value before the loop, and are not read so elsewhere. */
  private Set<Var> unset(Stmt.CountedLoop loop, Set<Var> vars) {
    Transformer readBefore =
        new Transformer() {
          @Override
          protected List<Stmt> statements(List<Stmt> statements) {
            List<Stmt> result = new ArrayList<>();
            for (Stmt statement : statements) {
              if (statement == loop) {
                result.addAll(reads(vars));
              }
              result.add(statement(statement));
            }
            return result;
          }
        };
    Set<Var> result = new HashSet<>(Unassigned.of(readBefore.kernel(kernel)).scalars());
    result.removeAll(unassigned);
    return result;
  }

  /** Calls a function that is the loop. */
  private Stmt apart(Stmt.CountedLoop loop, Set<Object> behind) {
    Set<Var> assigned = Variables.assigned(List.of(loop));
    List<Var> results = new ArrayList<>(assigned);
    results.retainAll(behind);
    // What the loop may leave as it was has to be known, too.
    List<Stmt> read = new ArrayList<>(List.of(loop));
    read.addAll(reads(results));
    Set<Var> needed = new LinkedHashSet<>(Variables.reads(List.of(loop)).keySet());
    // Where nothing ever comes by, there is code, too.
    needed.removeAll(assigned);
    needed.addAll(Unassigned.exposed(read));
    // What has no value here on some path, and may have none behind the loop, nobody reads there.
    Set<Var> unset = unset(loop, needed);
    needed.removeAll(unset);
    results.removeAll(unset);
    Set<ArrayVar> lists = Uses.lists(List.of(loop));
    lists.removeAll(Variables.assignedLists(loop.body()));
    lists.addAll(Unassigned.exposedLists(List.of(loop)));
    // What is narrower in the other copy would be as wide as it comes back from here.
    if (results.stream().anyMatch(Var::isSmall)
        || !assigned.containsAll(unset)
        || needed.size() + lists.size() > MOST_ARGUMENTS) {
      return loop;
    }
    List<Var> scalars = new ArrayList<>();
    List<Expr> arguments = new ArrayList<>();
    List<Stmt> body = new ArrayList<>();
    // The kernel's variables have no meaning in a function: it gets their values.
    Map<Var, Expr> own = new LinkedHashMap<>();
    for (Var var : needed) {
      Var copy = var.another(var.name());
      scalars.add(copy);
      arguments.add(new Expr.Local(var));
      if (assigned.contains(var)) {
        body.add(new Stmt.Assign(var, new Expr.Local(copy)));
      } else {
        own.put(var, new Expr.Local(copy));
      }
    }
    body.add(new StripMining.Substitution(own).of(loop));
    List<Result> values = new ArrayList<>();
    results.forEach(var -> values.add(new Result.Scalar(new Expr.Local(var))));
    if (!values.isEmpty()) {
      body.add(new Stmt.Return(values.size() == 1 ? values.getFirst() : new Result.Tuple(values)));
    }
    Function function =
        new Function(
            new Callee("checked" + (kernel.functions().size() + functions.size())),
            scalars,
            List.copyOf(lists),
            results.stream().map(Var::type).toList(),
            List.of(),
            body);
    functions.add(function);
    return new Stmt.Invoke(
        results,
        List.of(),
        function.callee(),
        arguments,
        function.lists(),
        0,
        true,
        loop.position());
  }
}
