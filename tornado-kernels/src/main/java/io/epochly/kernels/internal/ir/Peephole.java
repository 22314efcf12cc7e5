package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Transformer;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts fewer statements in the place of some that follow each other, where nothing but such
 * statements reads the variables between them.
 */
final class Peephole extends Transformer {
  /**
   * Statements that can be fewer.
   *
   * @param reads the variables that are not read any more then, each as often as it was
   * @param instead what takes their place
   */
  record Match(List<Var> reads, List<Stmt> instead) {}

  private final int length;
  private final Function<List<Stmt>, Optional<Match>> pattern;
  private final Map<Var, Integer> matched = new HashMap<>();
  private final Map<Var, Integer> reads;

  private Peephole(Kernel kernel, int length, Function<List<Stmt>, Optional<Match>> pattern) {
    this.length = length;
    this.pattern = pattern;
    this.reads = Variables.reads(kernel.body());
    new Transformer() {
      @Override
      protected List<Stmt> statements(List<Stmt> statements) {
        for (int end = length; end <= statements.size(); end++) {
          pattern
              .apply(statements.subList(end - length, end))
              .ifPresent(
                  match -> match.reads().forEach(var -> matched.merge(var, 1, Integer::sum)));
        }
        return super.statements(statements);
      }
    }.kernel(kernel);
  }

  /**
   * The kernel with fewer statements; it does the same.
   *
   * @param pattern what so many statements in a row can be
   */
  static Kernel apply(Kernel kernel, int length, Function<List<Stmt>, Optional<Match>> pattern) {
    return new Peephole(kernel, length, pattern).kernel(kernel);
  }

  @Override
  protected List<Stmt> statements(List<Stmt> statements) {
    List<Stmt> result = new ArrayList<>();
    for (Stmt statement : super.statements(statements)) {
      result.add(statement);
      if (result.size() >= length) {
        List<Stmt> last = result.subList(result.size() - length, result.size());
        Optional<Match> match =
            pattern.apply(last).filter(m -> m.reads().stream().allMatch(this::isReadHereOnly));
        if (match.isPresent()) {
          last.clear();
          result.addAll(match.get().instead());
        }
      }
    }
    return result;
  }

  private boolean isReadHereOnly(Var var) {
    // Statements that were not there before, made of what has been rewritten, are left.
    return matched.containsKey(var) && matched.get(var).equals(reads.get(var));
  }
}
