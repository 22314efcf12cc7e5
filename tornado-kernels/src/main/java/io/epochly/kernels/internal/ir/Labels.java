package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the labels of loops and blocks, and what goes elsewhere. */
final class Labels {
  private Labels() {}

  /** Whether statements may be left in another way than by their end or by a bail-out. */
  static boolean mayBeLeft(List<Stmt> statements) {
    Set<Label> inside = of(statements);
    return Walker.anyStatement(
        statements,
        statement ->
            switch (statement) {
              case Stmt.Break s -> !inside.contains(s.label());
              case Stmt.Continue s -> !inside.contains(s.label());
              case Stmt.Return _ -> true;
              default -> false;
            });
  }

  /** Those of statements and of all inside them. */
  static Set<Label> of(List<Stmt> statements) {
    Set<Label> result = new HashSet<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.CountedLoop s -> result.add(s.label());
          case Stmt.While s -> result.add(s.label());
          case Stmt.Block s -> result.add(s.label());
          default -> {}
        }
      }
    }.walk(statements);
    return result;
  }
}
