package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.internal.ir.Total;
import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A loop over the lanes of a strip that becomes a method of its own: a small one, which HotSpot
 * compiles sooner than a kernel, and better than as one loop of many.
 *
 * @param variables the numbers that it reads
 * @param arrays the lists that it uses
 * @param views the views that it loads from, by list and number
 */
record LaneLoop(
    Stmt.CountedLoop loop,
    List<Var> variables,
    List<ArrayRef> arrays,
    List<View> views,
    List<Strip> strips) {
  /** A view of a list. */
  record View(ArrayRef array, int number) {}

  private static final int MOST_VARIABLES = 40;

  /**
   * The method that a loop can become: one that only computes, never bails out, and leaves nothing
   * in variables.
   *
   * @param reads how often the body around reads each variable
   */
  static Optional<LaneLoop> of(Stmt.CountedLoop loop, Map<Var, Integer> reads) {
    Set<Var> variables = new LinkedHashSet<>();
    Set<ArrayRef> arrays = new LinkedHashSet<>();
    Set<View> views = new LinkedHashSet<>();
    Set<Strip> strips = new LinkedHashSet<>();
    boolean[] fit = {true};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.Assign _ -> {}
          case Stmt.StripStore s -> strips.add(s.strip());
          case Stmt.Store s -> {
            arrays.add(s.array());
            fit[0] &= isPlain(s.array()) && Total.isTotal(s);
          }
          default -> fit[0] = false;
        }
      }

      @Override
      protected void enter(Expr e) {
        switch (e) {
          case Expr.Local(Var var) -> variables.add(var);
          case Expr.Load load when load.view() > 0 ->
              views.add(new View(load.array(), load.view()));
          case Expr.Load load -> {
            arrays.add(load.array());
            fit[0] &= isPlain(load.array());
          }
          case Expr.StripLoad load -> strips.add(load.strip());
          case Expr.Length _ -> fit[0] = false;
          default -> {}
        }
        fit[0] &= !(e instanceof Expr.Sequence) && Total.isTotal(e);
      }
    }.walk(loop.body());
    Set<Var> assigned = Variables.assigned(loop.body());
    Map<Var, Integer> own = Variables.reads(loop.body());
    fit[0] &=
        assigned.stream()
            .allMatch(var -> own.getOrDefault(var, 0).equals(reads.getOrDefault(var, 0)));
    variables.removeAll(assigned);
    variables.remove(loop.counter());
    fit[0] &= variables.size() <= MOST_VARIABLES;
    return fit[0]
        ? Optional.of(
            new LaneLoop(
                loop,
                List.copyOf(variables),
                List.copyOf(arrays),
                List.copyOf(views),
                List.copyOf(strips)))
        : Optional.empty();
  }

  private static boolean isPlain(ArrayRef array) {
    return array.type().rank() == 1
        && !array.type().storage().isBuffer()
        && !array.type().storage().isMemory();
  }
}
