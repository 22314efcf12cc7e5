package io.epochly.guest.internal.frontend;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses loops that may be waiting for another thread: nothing that decides about their end
 * changes from one iteration to the next, but it comes from memory that somebody else could write.
 * A kernel, which lets no other thread in, would never see that.
 */
final class WaitingLoops {
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<Reads> exits = new ArrayList<>();
  private final Set<Var> assigned = new HashSet<>();
  private final Set<Var> counters = new HashSet<>();
  private final Set<ArrayRef> stored = new HashSet<>();
  private final Set<Label> inner = new HashSet<>();

  /** The conditions around the statement being looked at: they decide whether it runs. */
  private final Deque<Expr> conditions = new ArrayDeque<>();

  private record Assignment(Var var, Reads reads) {}

  /** The variables and arrays that something depends on. */
  private record Reads(Set<Var> vars, Set<ArrayRef> arrays) {}

  private WaitingLoops() {}

  /**
   * @param mirrors variables that hold what memory held when the kernel began
   * @throws UnsupportedException when the loop may be waiting
   */
  static void refuse(Stmt.While loop, List<Param> params, Set<Var> mirrors) {
    WaitingLoops found = new WaitingLoops();
    found.conditions.push(loop.condition());
    found.sequences(loop.condition());
    if (!loop.condition().equals(new Expr.BoolConst(true))) {
      found.exit();
    }
    found.statements(loop.body());
    if (found.waits(params, mirrors)) {
      throw new UnsupportedException(
          "a loop whose end depends only on memory that it does not write; "
              + "it may be waiting for another thread",
          loop.position());
    }
  }

  private boolean waits(List<Param> params, Set<Var> mirrors) {
    if (exits.isEmpty()) {
      return false;
    }
    Set<Var> steady = steadyVariables();
    for (Reads exit : exits) {
      if (!isSteady(exit, steady)) {
        return false;
      }
    }
    Set<Var> outside = new HashSet<>(mirrors);
    for (Param param : params) {
      if (param instanceof Param.Scalar(Var var)) {
        outside.add(var);
      }
    }
    List<Reads> all = new ArrayList<>(exits);
    assignments.stream().map(Assignment::reads).forEach(all::add);
    return all.stream()
        .anyMatch(r -> !r.arrays().isEmpty() || r.vars().stream().anyMatch(outside::contains));
  }

  /** Variables that every iteration gives the same value, as far as this loop is concerned. */
  private Set<Var> steadyVariables() {
    Set<Var> steady = new HashSet<>();
    while (true) {
      Set<Var> more = new HashSet<>(assigned);
      more.removeAll(counters);
      for (Assignment assignment : assignments) {
        if (!isSteady(assignment.reads(), steady)) {
          more.remove(assignment.var());
        }
      }
      if (!steady.addAll(more)) {
        return steady;
      }
    }
  }

  private boolean isSteady(Reads reads, Set<Var> steady) {
    return reads.vars().stream().allMatch(v -> !assigned.contains(v) || steady.contains(v))
        && reads.arrays().stream().noneMatch(this::isStored);
  }

  /** Whether the loop may store into what this refers to. */
  private boolean isStored(ArrayRef array) {
    return stored.contains(array)
        || array instanceof ArrayVar && !stored.isEmpty()
        || stored.stream().anyMatch(ArrayVar.class::isInstance);
  }

  private void exit() {
    exits.add(reads(List.of()));
  }

  private void assign(Var var, Expr value) {
    assigned.add(var);
    assignments.add(new Assignment(var, reads(List.of(value))));
  }

  private Reads reads(List<Expr> own) {
    Reads reads = new Reads(new HashSet<>(), new HashSet<>());
    own.forEach(e -> collect(e, reads));
    conditions.forEach(e -> collect(e, reads));
    return reads;
  }

  private void statements(List<Stmt> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        sequences(s.value());
        assign(s.var(), s.value());
      }
      case Stmt.Store s -> stored.add(s.array());
      case Stmt.If s -> {
        sequences(s.condition());
        under(s.condition(), s.then());
        under(s.condition(), s.otherwise());
      }
      case Stmt.CountedLoop s -> {
        inner.add(s.label());
        assigned.add(s.counter());
        counters.add(s.counter());
        under(s.stop(), s.body());
      }
      case Stmt.While s -> {
        inner.add(s.label());
        sequences(s.condition());
        under(s.condition(), s.body());
      }
      case Stmt.Block s -> {
        inner.add(s.label());
        statements(s.body());
      }
      case Stmt.Break s -> {
        if (!inner.contains(s.label())) {
          exit();
        }
      }
      case Stmt.NewArray s -> stored.add(s.var());
      case Stmt.Append s -> stored.add(s.var());
      case Stmt.Sort s -> stored.add(s.var());
      case Stmt.NewRows s -> stored.add(s.var());
      case Stmt.AppendRow s -> stored.add(s.var());
      case Stmt.StoreRow s -> stored.add(s.array());
      case Stmt.AssignArray s -> stored.add(s.var());
      case Stmt.Invoke s -> {
        s.scalars().forEach(this::sequences);
        Reads reads = reads(s.scalars());
        reads.arrays().addAll(s.lists());
        for (Var var : s.scalarResults()) {
          assigned.add(var);
          assignments.add(new Assignment(var, reads));
        }
        stored.addAll(s.lists());
        stored.addAll(s.listResults());
      }
      case Stmt.Return _ -> exit();
      case Stmt.Bail s -> {
        if (s.reason() == BailReason.NOT_COMPILED) {
          exit();
        }
      }
      // Only passes write strips and split loops.
      case Stmt.Continue _,
          Stmt.NewStrips _,
          Stmt.StripStore _,
          Stmt.StripCall _,
          Stmt.Split _,
          Stmt.KeptWhole _ -> {}
    }
  }

  private void under(Expr condition, List<Stmt> body) {
    conditions.push(condition);
    statements(body);
    conditions.pop();
  }

  private void sequences(Expr expr) {
    switch (expr) {
      case Expr.IntConst _,
          Expr.FloatConst _,
          Expr.BoolConst _,
          Expr.Local _,
          Expr.StripLoad _,
          Expr.LeastLength _,
          Expr.Disjoint _,
          Expr.Distinct _ -> {}
      case Expr.Unary e -> sequences(e.operand());
      case Expr.Binary e -> {
        sequences(e.left());
        sequences(e.right());
      }
      case Expr.Select e -> {
        sequences(e.condition());
        sequences(e.then());
        sequences(e.otherwise());
      }
      case Expr.Load e -> e.indices().forEach(this::sequences);
      case Expr.Length e -> e.indices().forEach(this::sequences);
      case Expr.Call e -> e.arguments().forEach(this::sequences);
      case Expr.Sequence e -> {
        statements(e.statements());
        sequences(e.value());
      }
    }
  }

  private static void collect(Expr expression, Reads reads) {
    switch (expression) {
      case Expr.IntConst _,
          Expr.FloatConst _,
          Expr.BoolConst _,
          Expr.StripLoad _,
          Expr.LeastLength _,
          Expr.Disjoint _,
          Expr.Distinct _ -> {}
      case Expr.Local e -> reads.vars().add(e.var());
      case Expr.Unary e -> collect(e.operand(), reads);
      case Expr.Binary e -> {
        collect(e.left(), reads);
        collect(e.right(), reads);
      }
      case Expr.Select e -> {
        collect(e.condition(), reads);
        collect(e.then(), reads);
        collect(e.otherwise(), reads);
      }
      case Expr.Load e -> {
        reads.arrays().add(e.array());
        e.indices().forEach(i -> collect(i, reads));
      }
      case Expr.Length e -> {
        // Only lists of the kernel's own change their length.
        if (e.array() instanceof ArrayVar) {
          reads.arrays().add(e.array());
        }
        e.indices().forEach(i -> collect(i, reads));
      }
      case Expr.Call e -> e.arguments().forEach(a -> collect(a, reads));
      case Expr.Sequence e -> collect(e.value(), reads);
    }
  }
}
