package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs iterations of a loop side by side that do not depend on each other.
 *
 * <p>In: a counted loop that is proven free of checks on its indices, whose body assigns, runs
 * counted loops that assign, and then stores. Out: the loop in strips of {@link Strip#LANES}
 * iterations. Each piece of the body runs for all iterations of a strip before the next piece does;
 * what goes from one piece into another lies in strips. So a loop inside becomes the outer one,
 * each function that is costly is computed for a whole strip, and loads that the JVM would take
 * together stand apart. {@link Layout} tells for which loops this is worth it. What an iteration
 * computes, and in which order, stays as it was.
 *
 * <p>Refused: loops in which one iteration reads what another one writes, as far as that can be
 * told; where it depends on which arrays are one, that is tested before the loop, and the loop as
 * it was stands behind the test.
 */
public final class StripMining {
  /** Shorter loops are done before the strips are set up. */
  private static final long WORTH_IT = Integer.getInteger("epochly.kernels.stripsFrom", 32);

  private StripMining() {}

  /** The kernel with such loops in strips; it does the same. */
  public static Kernel apply(Kernel kernel) {
    return kernel.mapBodies(body -> new StripMining().statements(body, Variables.reads(body)));
  }

  /**
   * @param reads how often each variable is read where one of these statements may have assigned it
   */
  private List<Stmt> statements(List<Stmt> statements, Map<Var, Integer> reads) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.CountedLoop s -> result.addAll(loop(s, reads));
        case Stmt.If s ->
            result.add(
                new Stmt.If(
                    s.condition(),
                    statements(s.then(), without(reads, s.otherwise())),
                    statements(s.otherwise(), without(reads, s.then()))));
        case Stmt.While s ->
            result.add(
                new Stmt.While(
                    s.label(), s.condition(), statements(s.body(), reads), s.position()));
        case Stmt.Block s -> result.add(new Stmt.Block(s.label(), statements(s.body(), reads)));
        default -> result.add(statement);
      }
    }
    return result;
  }

  /** The reads but those in the other branch, which sees only what it has assigned itself. */
  private static Map<Var, Integer> without(Map<Var, Integer> reads, List<Stmt> branch) {
    Map<Var, Integer> result = new HashMap<>(reads);
    Set<Var> exposed = Unassigned.exposed(branch);
    Variables.reads(branch)
        .forEach(
            (var, count) -> {
              if (!exposed.contains(var)) {
                result.merge(var, -count, Integer::sum);
              }
            });
    return result;
  }

  private List<Stmt> loop(Stmt.CountedLoop s, Map<Var, Integer> reads) {
    if (s.narrow() && s.step().equals(new Expr.IntConst(1))) {
      try {
        return inStrips(s, reads);
      } catch (Unfit _) {
        // Perhaps a loop inside is fit.
      }
    }
    return List.of(s.withBody(statements(s.body(), reads)));
  }

  /** Says that a loop stays as it is. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit() {
      super(null, null, false, false);
    }
  }

  private List<Stmt> inStrips(Stmt.CountedLoop loop, Map<Var, Integer> reads) {
    StripBody body = StripBody.of(loop, reads);
    Layout layout = Layout.of(body);
    List<Expr> guards = Dependences.guards(body, layout);
    Var start = new Var(loop.counter().name() + ".start", loop.counter().type());
    Var stop = new Var(loop.counter().name() + ".stop", loop.counter().type());
    List<Expr> conditions = new ArrayList<>();
    conditions.add(
        Exprs.proven(
            BinaryOp.INT_GE,
            Exprs.proven(BinaryOp.INT_SUB, new Expr.Local(stop), new Expr.Local(start)),
            new Expr.IntConst(WORTH_IT)));
    conditions.addAll(guards);
    List<Stmt> quick = new ArrayList<>();
    Emitter emitter = new Emitter(body, stop, layout);
    List<Stmt> pieces = emitter.items(layout.items());
    quick.add(new Stmt.NewStrips(List.copyOf(emitter.strips.values())));
    quick.add(
        new Stmt.CountedLoop(
            new Label(loop.label() + ".strips"),
            emitter.first,
            new Expr.Local(start),
            new Expr.Local(stop),
            new Expr.IntConst(Strip.LANES),
            pieces,
            true,
            loop.position()));
    quick.addAll(body.behind(new Expr.Local(stop)));
    return List.of(
        new Stmt.Assign(start, loop.start()),
        new Stmt.Assign(stop, loop.stop()),
        new Stmt.If(
            Exprs.all(conditions),
            quick,
            List.of(
                new Stmt.CountedLoop(
                    loop.label(),
                    loop.counter(),
                    new Expr.Local(start),
                    new Expr.Local(stop),
                    loop.step(),
                    loop.body(),
                    loop.narrow(),
                    loop.position()))));
  }

  /** Whether a statement chooses between a loop in strips and as it was. */
  static boolean isChoice(Stmt.If s) {
    return !s.then().isEmpty() && s.then().getFirst() instanceof Stmt.NewStrips;
  }

  /** Writes the pieces of a body as loops over the lanes of a strip. */
  private static final class Emitter {
    private final StripBody body;
    private final Stmt.CountedLoop loop;
    private final Layout layout;

    /** The counter in the first lane. */
    private final Var first;

    private final Expr lanes;
    private final Map<Var, Strip> strips = new LinkedHashMap<>();

    Emitter(StripBody body, Var stop, Layout layout) {
      this.body = body;
      this.loop = body.loop;
      this.layout = layout;
      this.first = new Var(loop.counter().name() + ".first", loop.counter().type());
      this.lanes =
          new Expr.Call(
              Intrinsic.MIN,
              List.of(
                  new Expr.IntConst(Strip.LANES),
                  Exprs.proven(BinaryOp.INT_SUB, new Expr.Local(stop), new Expr.Local(first))),
              loop.position());
    }

    private Strip strip(Var var) {
      return strips.computeIfAbsent(var, v -> new Strip(v.name(), v.type()));
    }

    List<Stmt> items(List<Layout.Item> items) {
      List<Stmt> result = new ArrayList<>();
      for (Layout.Item item : items) {
        result.add(
            switch (item) {
              case Layout.Item.Run run -> run(run);
              case Layout.Item.Inner(Stmt.CountedLoop s, List<Layout.Item> inner) ->
                  s.withBody(items(inner));
              case Layout.Item.Function f ->
                  new Stmt.StripCall(
                      f.function(), strip(f.argument()), strip(f.result()), lanes, f.position());
            });
      }
      return result;
    }

    private Stmt run(Layout.Item.Run run) {
      Var lane = new Var(loop.counter().name() + ".lane", loop.counter().type());
      // Variables of its own wherever nothing else reads them: it can then be a method of its own.
      Map<Var, Var> own = new HashMap<>();
      Set<Var> assigned = new LinkedHashSet<>(layout.loaded(run));
      assigned.addAll(Variables.assigned(run.statements()));
      for (Var var : assigned) {
        own.put(var, body.isReadBehind(var) ? var : new Var(var.name(), var.type()));
      }
      Map<Var, Expr> values = new HashMap<>();
      own.forEach((var, copy) -> values.put(var, new Expr.Local(copy)));
      values.put(
          loop.counter(),
          Exprs.proven(BinaryOp.INT_ADD, new Expr.Local(first), new Expr.Local(lane)));
      Substitution substitution = new Substitution(values);
      List<Stmt> pieces = new ArrayList<>();
      for (Var var : layout.loaded(run)) {
        pieces.add(
            new Stmt.Assign(own.get(var), new Expr.StripLoad(strip(var), new Expr.Local(lane))));
      }
      for (Stmt statement : run.statements()) {
        Stmt copy = substitution.of(statement);
        pieces.add(
            copy instanceof Stmt.Assign(Var var, Expr value)
                ? new Stmt.Assign(own.get(var), value)
                : copy);
      }
      for (Var var : layout.kept(run)) {
        pieces.add(
            new Stmt.StripStore(strip(var), new Expr.Local(lane), new Expr.Local(own.get(var))));
      }
      return new Stmt.CountedLoop(
          new Label(loop.label() + ".lanes"),
          lane,
          new Expr.IntConst(0),
          lanes,
          new Expr.IntConst(1),
          pieces,
          true,
          loop.position());
    }
  }

  /** Puts expressions in the place of variables. */
  static final class Substitution extends Transformer {
    private final Map<Var, Expr> values;

    Substitution(Map<Var, Expr> values) {
      this.values = values;
    }

    Stmt of(Stmt statement) {
      return statement(statement);
    }

    Expr of(Expr expression) {
      return expression(expression);
    }

    @Override
    protected Expr expression(Expr expression) {
      return expression instanceof Expr.Local(Var var) && values.containsKey(var)
          ? values.get(var)
          : super.expression(expression);
    }
  }
}
