package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.ir.Total;
import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.lift.Node.Exit;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins nodes that compilers take apart: what follows only one other node, the two sides of {@code
 * ?:}, the parts of {@code &&} and {@code ||}; and puts what went by the stack back into the
 * expressions that read it.
 */
final class Flow {
  private final Node entry;
  private Map<Node, Integer> predecessors = Map.of();
  private Map<Var, Integer> reads = new HashMap<>();

  private Flow(Node entry) {
    this.entry = entry;
  }

  static void simplify(Node entry) {
    Flow flow = new Flow(entry);
    while (flow.round()) {}
  }

  /** The nodes that can be reached, each once. */
  static List<Node> reachable(Node entry) {
    List<Node> found = new ArrayList<>(List.of(entry));
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(entry);
    for (int i = 0; i < found.size(); i++) {
      for (Node next : found.get(i).successors()) {
        if (seen.add(next)) {
          found.add(next);
        }
      }
    }
    return found;
  }

  private boolean round() {
    boolean changed = false;
    count();
    for (Node node : reachable(entry)) {
      if (thread(node) || follow(node) || decided(node) || diamond(node) || shortcut(node)) {
        changed = true;
        count();
      }
    }
    count();
    for (Node node : reachable(entry)) {
      changed |= forward(node);
    }
    return changed;
  }

  private void count() {
    predecessors = new IdentityHashMap<>();
    reads = new HashMap<>();
    predecessors.put(entry, 1);
    for (Node node : reachable(entry)) {
      node.successors().forEach(next -> predecessors.merge(next, 1, Integer::sum));
      Variables.reads(statements(node)).forEach((var, n) -> reads.merge(var, n, Integer::sum));
    }
  }

  /** The body, and what the exit evaluates as a statement. */
  private static List<Stmt> statements(Node node) {
    List<Stmt> all = new ArrayList<>(node.body);
    switch (node.exit) {
      case Exit.Branch(Expr condition, Node _, Node _) ->
          all.add(new Stmt.If(condition, List.of(), List.of()));
      case Exit.Return(Result result) -> all.add(new Stmt.Return(result));
      case Exit.Goto _, Exit.End _ -> {}
    }
    return all;
  }

  private boolean isSingle(Node node) {
    return predecessors.getOrDefault(node, 0) == 1 && node != entry;
  }

  /** Goes past nodes that do nothing. */
  private static boolean thread(Node node) {
    return switch (node.exit) {
      case Exit.Goto(Node next) when target(next) != next -> {
        node.exit = new Exit.Goto(target(next));
        yield true;
      }
      case Exit.Branch(Expr c, Node yes, Node no) when target(yes) != yes || target(no) != no -> {
        node.exit = new Exit.Branch(c, target(yes), target(no));
        yield true;
      }
      default -> false;
    };
  }

  private static Node target(Node node) {
    return node.body.isEmpty() && node.exit instanceof Exit.Goto(Node next) && next != node
        ? next
        : node;
  }

  private boolean follow(Node node) {
    if (node.exit instanceof Exit.Goto(Node next) && isSingle(next) && next != node) {
      node.body.addAll(next.body);
      node.exit = next.exit;
      return true;
    }
    return false;
  }

  private static boolean decided(Node node) {
    if (!(node.exit instanceof Exit.Branch(Expr condition, Node yes, Node no))) {
      return false;
    }
    if (condition instanceof Expr.BoolConst(boolean value)) {
      node.exit = new Exit.Goto(value ? yes : no);
      return true;
    }
    if (yes == no) {
      node.body.add(new Stmt.Assign(new Var("#unused", condition.type()), condition));
      node.exit = new Exit.Goto(yes);
      return true;
    }
    return false;
  }

  /** Two sides that only put something on the stack become one expression. */
  private boolean diamond(Node node) {
    if (!(node.exit instanceof Exit.Branch(Expr condition, Node yes, Node no))
        || !isSingle(yes)
        || !isSingle(no)
        || !(yes.exit instanceof Exit.Goto(Node join))
        || !(no.exit instanceof Exit.Goto(Node other))
        || join != other
        || yes.body.size() != 1
        || no.body.size() != 1
        || !(yes.body.getFirst() instanceof Stmt.Assign(Var var, Expr one))
        || !(no.body.getFirst() instanceof Stmt.Assign(Var var2, Expr two))
        || !var.equals(var2)
        || !OperandStack.isTemporary(var)) {
      return false;
    }
    node.body.add(new Stmt.Assign(var, Conditions.select(condition, one, two)));
    node.exit = new Exit.Goto(join);
    return true;
  }

  /** A branch right behind a branch, one way of which is the same. */
  private boolean shortcut(Node node) {
    if (!(node.exit instanceof Exit.Branch(Expr first, Node yes, Node no))) {
      return false;
    }
    if (isSingle(no)
        && no != node
        && no.body.isEmpty()
        && no.exit instanceof Exit.Branch(Expr second, Node yes2, Node no2)) {
      if (yes == yes2) {
        node.exit = new Exit.Branch(Conditions.or(first, second), yes2, no2);
        return true;
      }
      if (yes == no2) {
        node.exit = new Exit.Branch(Conditions.and(Conditions.not(first), second), yes2, no2);
        return true;
      }
    }
    if (isSingle(yes)
        && yes != node
        && yes.body.isEmpty()
        && yes.exit instanceof Exit.Branch(Expr second, Node yes2, Node no2)) {
      if (no == no2) {
        node.exit = new Exit.Branch(Conditions.and(first, second), yes2, no2);
        return true;
      }
      if (no == yes2) {
        node.exit = new Exit.Branch(Conditions.or(Conditions.not(first), second), yes2, no2);
        return true;
      }
    }
    return false;
  }

  /** Puts what is kept for the next statement only into that one. */
  private boolean forward(Node node) {
    boolean changed = false;
    for (int i = node.body.size() - 1; i >= 0; i--) {
      if (!(node.body.get(i) instanceof Stmt.Assign(Var var, Expr value))
          || !OperandStack.isTemporary(var)
          || reads.getOrDefault(var, 0) != 1) {
        continue;
      }
      Into into = new Into(var, value);
      if (i + 1 < node.body.size()) {
        Stmt next = node.body.get(i + 1);
        if (into.fits(next)) {
          node.body.set(i + 1, into.of(next));
          node.body.remove(i);
          changed = true;
        }
      } else if (node.exit instanceof Exit.Branch(Expr condition, Node yes, Node no)
          && into.fits(condition)) {
        node.exit = new Exit.Branch(into.of(condition), yes, no);
        node.body.remove(i);
        changed = true;
      } else if (node.exit instanceof Exit.Return(Result.Scalar(Expr result))
          && into.fits(result)) {
        node.exit = new Exit.Return(new Result.Scalar(into.of(result)));
        node.body.remove(i);
        changed = true;
      }
    }
    return changed;
  }

  /** Puts an expression in the place of a variable. */
  private static final class Into extends Transformer {
    private final Var var;
    private final Expr value;

    Into(Var var, Expr value) {
      this.var = var;
      this.value = value;
    }

    boolean fits(Stmt next) {
      return switch (next) {
        case Stmt.Assign s -> fits(s.value());
        case Stmt.Store s -> fits(s.value()) || s.indices().stream().anyMatch(this::fits);
        default -> false;
      };
    }

    /** Whether it is read there, whatever else happens, or does not bail out. */
    boolean fits(Expr e) {
      return switch (e) {
        case Expr.Local(Var read) -> read.equals(var);
        case Expr.Unary u -> fits(u.operand());
        case Expr.Binary b -> fits(b.left()) || fits(b.right());
        case Expr.Select s ->
            fits(s.condition())
                || Total.isTotalInAll(value) && (fits(s.then()) || fits(s.otherwise()));
        case Expr.Load l -> l.indices().stream().anyMatch(this::fits);
        case Expr.Length l -> l.indices().stream().anyMatch(this::fits);
        case Expr.Call c -> c.arguments().stream().anyMatch(this::fits);
        default -> false;
      };
    }

    Stmt of(Stmt statement) {
      return statement(statement);
    }

    Expr of(Expr e) {
      return expression(e);
    }

    @Override
    protected Expr expression(Expr e) {
      if (e instanceof Expr.Local(Var read) && read.equals(var)) {
        return value;
      }
      return switch (super.expression(e)) {
        case Expr.Binary b
            when b.op() == BinaryOp.INT_NE && b.right().equals(new Expr.IntConst(0)) ->
            Conditions.isTrue(b.left(), b.position());
        case Expr.Binary b
            when b.op() == BinaryOp.INT_EQ
                && b.right().equals(new Expr.IntConst(0))
                && Conditions.isTrue(b.left(), b.position()) instanceof Expr condition
                && !(condition instanceof Expr.Binary same && same.op() == BinaryOp.INT_NE) ->
            Conditions.not(condition);
        case Expr.Binary b
            when b.op() == BinaryOp.INT_AND
                && b.right().equals(new Expr.IntConst(1))
                && b.left() instanceof Expr.Unary bit
                && bit.op() == UnaryOp.BOOL_TO_INT ->
            bit;
        case Expr.Unary u when u.op() == UnaryOp.NOT -> Conditions.not(u.operand());
        case Expr other -> other;
      };
    }
  }
}
