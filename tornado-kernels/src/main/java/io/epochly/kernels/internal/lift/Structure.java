package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Node.Exit;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a graph of nodes as statements: a node that several lead to stands behind a block that
 * they break out of, a node that others lead back to is the head of a loop. Each node is written
 * once. Graphs with loops that have two ways in are refused; no compiler of Java makes any.
 */
final class Structure {
  private final List<Node> order;
  private final Map<Node, Integer> number = new IdentityHashMap<>();
  private final Map<Node, List<Node>> predecessors = new IdentityHashMap<>();
  private final Map<Node, Node> dominators = new IdentityHashMap<>();

  /** The nodes of each loop, by its head. */
  private final Map<Node, Set<Node>> loops = new IdentityHashMap<>();

  private final Map<Node, List<Node>> joinsBelow = new IdentityHashMap<>();
  private final Map<Node, Label> joins = new IdentityHashMap<>();
  private final Map<Node, Label> heads = new IdentityHashMap<>();

  private Structure(Node entry) {
    List<Node> done = new ArrayList<>();
    visit(entry, Collections.newSetFromMap(new IdentityHashMap<>()), done);
    order = done.reversed();
    for (int i = 0; i < order.size(); i++) {
      number.put(order.get(i), i);
      predecessors.put(order.get(i), new ArrayList<>());
    }
    order.forEach(node -> node.successors().forEach(next -> predecessors.get(next).add(node)));
    dominate();
    findLoops();
    findJoins();
  }

  static List<Stmt> of(Node entry) {
    return new Structure(entry).tree(entry);
  }

  private static void visit(Node node, Set<Node> seen, List<Node> done) {
    if (seen.add(node)) {
      node.successors().forEach(next -> visit(next, seen, done));
      done.add(node);
    }
  }

  private boolean isBack(Node from, Node to) {
    return number.get(to) <= number.get(from);
  }

  private void dominate() {
    dominators.put(order.getFirst(), order.getFirst());
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : order.subList(1, order.size())) {
        Node found = null;
        for (Node before : predecessors.get(node)) {
          if (dominators.containsKey(before)) {
            found = found == null ? before : common(found, before);
          }
        }
        changed |= dominators.put(node, found) != found;
      }
    }
  }

  private Node common(Node one, Node other) {
    Node a = one;
    Node b = other;
    while (a != b) {
      if (number.get(a) > number.get(b)) {
        a = dominators.get(a);
      } else {
        b = dominators.get(b);
      }
    }
    return a;
  }

  private boolean dominates(Node one, Node other) {
    Node at = other;
    while (number.get(at) > number.get(one)) {
      at = dominators.get(at);
    }
    return at == one;
  }

  private void findLoops() {
    for (Node node : order) {
      for (Node next : node.successors()) {
        if (isBack(node, next)) {
          if (!dominates(next, node)) {
            throw new Refusal("a loop with two ways into it", next.position.line());
          }
          Set<Node> loop =
              loops.computeIfAbsent(next, _ -> Collections.newSetFromMap(new IdentityHashMap<>()));
          loop.add(next);
          collect(node, loop);
        }
      }
    }
    loops.keySet().forEach(head -> heads.put(head, new Label("L" + head.position.line())));
  }

  private void collect(Node node, Set<Node> loop) {
    if (loop.add(node)) {
      predecessors.get(node).forEach(before -> collect(before, loop));
    }
  }

  private void findJoins() {
    for (Node node : order.subList(1, order.size())) {
      List<Node> forward =
          predecessors.get(node).stream().filter(before -> !isBack(before, node)).toList();
      boolean leavesLoop =
          forward.stream()
              .anyMatch(
                  before ->
                      loops.values().stream()
                          .anyMatch(loop -> loop.contains(before) && !loop.contains(node)));
      if (forward.size() > 1 || leavesLoop) {
        joins.put(node, new Label("J" + node.position.line()));
        joinsBelow.computeIfAbsent(parent(node), _ -> new ArrayList<>()).add(node);
      }
    }
    joinsBelow.values().forEach(list -> list.sort(Comparator.comparing(number::get)));
  }

  /** Behind which node a join stands: behind the outermost loop that is left for it. */
  private Node parent(Node join) {
    Node dominator = dominators.get(join);
    return loops.entrySet().stream()
        .filter(e -> e.getValue().contains(dominator) && !e.getValue().contains(join))
        .map(Map.Entry::getKey)
        .min(Comparator.comparing(number::get))
        .orElse(dominator);
  }

  private List<Stmt> tree(Node node) {
    List<Node> below = joinsBelow.getOrDefault(node, List.of());
    Set<Node> loop = loops.get(node);
    if (loop == null) {
      return followed(plain(node), below);
    }
    List<Node> inside = below.stream().filter(loop::contains).toList();
    List<Node> outside = below.stream().filter(join -> !loop.contains(join)).toList();
    Stmt body =
        new Stmt.While(
            heads.get(node),
            new Expr.BoolConst(true),
            followed(plain(node), inside),
            node.position);
    return followed(List.of(body), outside);
  }

  private List<Stmt> followed(List<Stmt> statements, List<Node> below) {
    List<Stmt> result = statements;
    for (Node join : below) {
      List<Stmt> outer = new ArrayList<>();
      outer.add(new Stmt.Block(joins.get(join), result));
      outer.addAll(tree(join));
      result = outer;
    }
    return result;
  }

  private List<Stmt> plain(Node node) {
    List<Stmt> result = new ArrayList<>(node.body);
    switch (node.exit) {
      case Exit.Goto(Node next) -> result.addAll(jump(node, next));
      case Exit.Branch(Expr condition, Node yes, Node no) ->
          result.add(new Stmt.If(condition, jump(node, yes), jump(node, no)));
      case Exit.Return(Result value) -> result.add(new Stmt.Return(value));
      case Exit.End _ -> {}
    }
    return result;
  }

  private List<Stmt> jump(Node from, Node to) {
    if (isBack(from, to)) {
      return List.of(new Stmt.Continue(heads.get(to)));
    }
    Label join = joins.get(to);
    return join != null ? List.of(new Stmt.Break(join)) : tree(to);
  }
}
