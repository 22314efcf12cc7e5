package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/** A piece of code without branches, in the graph of all code of a kernel. */
final class Node {
  final List<Stmt> body = new ArrayList<>();
  final Position position;
  Exit exit = new Exit.End();

  Node(Position position) {
    this.position = position;
  }

  /** How a piece ends. */
  sealed interface Exit {
    record Goto(Node next) implements Exit {}

    record Branch(Expr condition, Node yes, Node no) implements Exit {}

    record Return(Result result) implements Exit {}

    /** What is behind the body is never reached, as it bails out. */
    record End() implements Exit {}
  }

  List<Node> successors() {
    return switch (exit) {
      case Exit.Goto(Node next) -> List.of(next);
      case Exit.Branch(Expr _, Node yes, Node no) -> List.of(yes, no);
      case Exit.Return _, Exit.End _ -> List.of();
    };
  }
}
