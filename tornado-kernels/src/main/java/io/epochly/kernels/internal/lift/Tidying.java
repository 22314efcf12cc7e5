package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.ir.Total;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes jumps to where the code goes anyway, and the blocks that nothing breaks out of then; what
 * is left looks as it was written.
 */
final class Tidying {
  private static final int MOST_ROUNDS = 12;

  /** What a jump and the end of a list of statements may have in common: where it goes on. */
  private sealed interface Place {
    record Behind(Label label) implements Place {}

    record Next(Label loop) implements Place {}
  }

  private Tidying() {}

  static List<Stmt> tidy(List<Stmt> statements) {
    List<Stmt> current = statements;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Stmt> next = tidy(current, Set.of());
      if (next.equals(current)) {
        break;
      }
      current = next;
    }
    return new Flattening().of(current);
  }

  /**
   * Writes what is done unless a branch leaves behind that branch: what a loop does in the end then
   * stands at its end.
   */
  private static final class Flattening extends Transformer {
    List<Stmt> of(List<Stmt> body) {
      return statements(body);
    }

    @Override
    protected List<Stmt> statements(List<Stmt> statements) {
      List<Stmt> result = new ArrayList<>();
      for (Stmt statement : statements) {
        Stmt inner = statement(statement);
        if (inner instanceof Stmt.If s && !s.otherwise().isEmpty() && leaves(s.then())) {
          result.add(new Stmt.If(s.condition(), s.then(), List.of()));
          result.addAll(s.otherwise());
        } else if (inner instanceof Stmt.If s && leaves(s.otherwise())) {
          result.add(new Stmt.If(Conditions.not(s.condition()), s.otherwise(), List.of()));
          result.addAll(s.then());
        } else {
          result.add(inner);
        }
      }
      return result;
    }
  }

  /**
   * @param end where the code goes on behind the statements
   */
  private static List<Stmt> tidy(List<Stmt> statements, Set<Place> end) {
    List<Stmt> result = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Stmt statement = statements.get(i);
      List<Stmt> rest = statements.subList(i + 1, statements.size());
      if (isJump(statement)) {
        if (!end.contains(place(statement))) {
          result.add(statement);
        }
        return result;
      }
      if (statement instanceof Stmt.If s && !rest.isEmpty()) {
        boolean then = leaves(s.then());
        boolean otherwise = leaves(s.otherwise());
        if (then || otherwise) {
          // Both sides leave: the rest is never reached.
          List<Stmt> thenAll = then ? s.then() : joined(s.then(), rest);
          List<Stmt> otherwiseAll = otherwise ? s.otherwise() : joined(s.otherwise(), rest);
          result.addAll(one(new Stmt.If(s.condition(), thenAll, otherwiseAll), end));
          return result;
        }
      }
      result.addAll(one(statement, rest.isEmpty() ? end : Set.of()));
    }
    return result;
  }

  private static List<Stmt> joined(List<Stmt> first, List<Stmt> second) {
    List<Stmt> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static List<Stmt> one(Stmt statement, Set<Place> end) {
    return switch (statement) {
      case Stmt.If s -> branch(s.condition(), tidy(s.then(), end), tidy(s.otherwise(), end));
      case Stmt.Block s -> block(s, end);
      case Stmt.While s -> List.of(loop(s, end));
      default -> List.of(statement);
    };
  }

  private static List<Stmt> branch(Expr condition, List<Stmt> then, List<Stmt> otherwise) {
    if (condition instanceof Expr.BoolConst(boolean value)) {
      return value ? then : otherwise;
    }
    if (then.isEmpty() && otherwise.isEmpty()) {
      return Total.isTotalInAll(condition)
          ? List.of()
          : List.of(new Stmt.If(condition, then, otherwise));
    }
    if (then.isEmpty()) {
      return List.of(new Stmt.If(Conditions.not(condition), otherwise, List.of()));
    }
    return List.of(new Stmt.If(condition, then, otherwise));
  }

  private static List<Stmt> block(Stmt.Block s, Set<Place> end) {
    Set<Place> inside = new HashSet<>(end);
    inside.add(new Place.Behind(s.label()));
    List<Stmt> body = tidy(s.body(), inside);
    return uses(body, s.label()) ? List.of(new Stmt.Block(s.label(), body)) : body;
  }

  private static Stmt loop(Stmt.While s, Set<Place> end) {
    // Whatever leaves the loop for where its end leads may as well leave it in the plain way.
    List<Stmt> body = new BreaksOf(s.label(), end).of(s.body());
    return shaped(
        new Stmt.While(
            s.label(), s.condition(), tidy(body, Set.of(new Place.Next(s.label()))), s.position()));
  }

  /** A loop that begins with its way out has a condition. */
  private static Stmt shaped(Stmt.While s) {
    if (!s.condition().equals(new Expr.BoolConst(true))
        || s.body().size() != 1
        || !(s.body().getFirst() instanceof Stmt.If branch)) {
      return s;
    }
    List<Stmt> out = List.of(new Stmt.Break(s.label()));
    if (branch.otherwise().equals(out)) {
      return new Stmt.While(s.label(), branch.condition(), branch.then(), s.position());
    }
    if (branch.then().equals(out)) {
      return new Stmt.While(
          s.label(), Conditions.not(branch.condition()), branch.otherwise(), s.position());
    }
    return s;
  }

  /** Has jumps to some places break out of a loop. */
  private static final class BreaksOf extends Transformer {
    private final Label loop;
    private final Set<Place> places;

    BreaksOf(Label loop, Set<Place> places) {
      this.loop = loop;
      this.places = places;
    }

    List<Stmt> of(List<Stmt> body) {
      return statements(body);
    }

    @Override
    protected Stmt statement(Stmt statement) {
      return isJump(statement) && places.contains(place(statement))
          ? new Stmt.Break(loop)
          : super.statement(statement);
    }
  }

  private static boolean isJump(Stmt statement) {
    return switch (statement) {
      case Stmt.Break _, Stmt.Continue _, Stmt.Return _, Stmt.Bail _ -> true;
      default -> false;
    };
  }

  /** Where a jump goes; a place of its own where that is no place in the code. */
  private static Place place(Stmt jump) {
    return switch (jump) {
      case Stmt.Break s -> new Place.Behind(s.label());
      case Stmt.Continue s -> new Place.Next(s.label());
      default -> new Place.Behind(new Label("out"));
    };
  }

  /** Whether the statements never reach their end. */
  private static boolean leaves(List<Stmt> statements) {
    if (statements.isEmpty()) {
      return false;
    }
    Stmt last = statements.getLast();
    return isJump(last) || last instanceof Stmt.If s && leaves(s.then()) && leaves(s.otherwise());
  }

  private static boolean uses(List<Stmt> statements, Label label) {
    return Walker.anyStatement(
        statements,
        statement ->
            switch (statement) {
              case Stmt.Break s -> s.label() == label;
              case Stmt.Continue s -> s.label() == label;
              default -> false;
            });
  }
}
