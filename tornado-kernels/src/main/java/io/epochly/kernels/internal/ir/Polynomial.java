package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An int expression as a sum of products of variables: two ways of writing one index become equal.
 *
 * @param terms the factor of each product, without zeros; a product is how often each variable is
 *     in it, and the empty one is the constant
 */
record Polynomial(Map<Map<Var, Integer>, Long> terms) {
  private static final Map<Var, Integer> ONE = Map.of();
  private static final int MOST_TERMS = 32;

  Polynomial {
    terms = Map.copyOf(terms);
  }

  /** The polynomial that an expression is, if it is one of variables and exact arithmetic. */
  static Optional<Polynomial> of(Expr expression) {
    try {
      return Optional.of(read(expression));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Polynomial read(Expr expression) {
    return switch (expression) {
      case Expr.IntConst(long value) -> new Polynomial(value == 0 ? Map.of() : Map.of(ONE, value));
      case Expr.Local(Var var) -> new Polynomial(Map.of(Map.of(var, 1), 1L));
      case Expr.Unary e when e.op() == UnaryOp.INT_NEG -> read(e.operand()).times(-1);
      // What is proven to lose no bits is what it stands for.
      case Expr.Unary e when e.op() == UnaryOp.INT_WRAP && !e.checked() -> read(e.operand());
      case Expr.Binary e when e.op() == BinaryOp.WRAP_ADD && !e.checked() ->
          read(e.left()).plus(read(e.right()));
      case Expr.Binary e when e.op() == BinaryOp.WRAP_SUB && !e.checked() ->
          read(e.left()).plus(read(e.right()).times(-1));
      case Expr.Binary e when e.op() == BinaryOp.WRAP_MUL && !e.checked() ->
          read(e.left()).times(read(e.right()));
      case Expr.Binary e when e.op() == BinaryOp.INT_ADD -> read(e.left()).plus(read(e.right()));
      case Expr.Binary e when e.op() == BinaryOp.INT_SUB ->
          read(e.left()).plus(read(e.right()).times(-1));
      case Expr.Binary e when e.op() == BinaryOp.INT_MUL -> read(e.left()).times(read(e.right()));
      default -> throw new ArithmeticException("no polynomial: " + expression);
    };
  }

  private Polynomial plus(Polynomial other) {
    Map<Map<Var, Integer>, Long> sum = new HashMap<>(terms);
    other.terms.forEach((product, factor) -> sum.merge(product, factor, Math::addExact));
    return ofSum(sum);
  }

  private Polynomial times(long factor) {
    return times(read(new Expr.IntConst(factor)));
  }

  private Polynomial times(Polynomial other) {
    Map<Map<Var, Integer>, Long> result = new HashMap<>();
    terms.forEach(
        (left, a) ->
            other.terms.forEach(
                (right, b) -> {
                  Map<Var, Integer> product = new HashMap<>(left);
                  right.forEach((var, power) -> product.merge(var, power, Integer::sum));
                  result.merge(product, Math.multiplyExact(a, b), Math::addExact);
                }));
    return ofSum(result);
  }

  private static Polynomial ofSum(Map<Map<Var, Integer>, Long> terms) {
    terms.values().removeIf(factor -> factor == 0);
    if (terms.size() > MOST_TERMS) {
      throw new ArithmeticException("too many terms");
    }
    return new Polynomial(terms);
  }

  /** The difference to another one, where it is a constant. */
  Optional<Long> minus(Polynomial other) {
    try {
      return plus(other.negated()).constant();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The difference to another one; nothing where that grows too large. */
  Optional<Polynomial> less(Polynomial other) {
    try {
      return Optional.of(plus(other.negated()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The terms in which none of these variables is. */
  Polynomial free(Set<Var> of) {
    Map<Map<Var, Integer>, Long> rest = new HashMap<>(terms);
    rest.keySet().removeIf(product -> product.keySet().stream().anyMatch(of::contains));
    return new Polynomial(rest);
  }

  /** What a variable is multiplied with, where it stands in no product with itself or these. */
  Optional<Polynomial> factorOf(Var var, Set<Var> others) {
    Map<Map<Var, Integer>, Long> factor = new HashMap<>();
    for (Map.Entry<Map<Var, Integer>, Long> term : terms.entrySet()) {
      if (term.getKey().containsKey(var)) {
        Map<Var, Integer> product = new HashMap<>(term.getKey());
        if (product.remove(var) != 1 || product.keySet().stream().anyMatch(others::contains)) {
          return Optional.empty();
        }
        factor.put(Map.copyOf(product), term.getValue());
      }
    }
    return Optional.of(new Polynomial(factor));
  }

  /** The terms without a variable. */
  Polynomial without(Var var) {
    Map<Map<Var, Integer>, Long> rest = new HashMap<>(terms);
    rest.keySet().removeIf(product -> product.containsKey(var));
    return new Polynomial(rest);
  }

  /** The same with values in the place of variables; nothing where that grows too large. */
  Optional<Polynomial> with(Map<Var, Polynomial> values) {
    try {
      Polynomial sum = new Polynomial(Map.of());
      for (Map.Entry<Map<Var, Integer>, Long> term : terms.entrySet()) {
        Polynomial product = new Polynomial(Map.of(ONE, term.getValue()));
        for (Map.Entry<Var, Integer> power : term.getKey().entrySet()) {
          Polynomial factor =
              values.getOrDefault(
                  power.getKey(), new Polynomial(Map.of(Map.of(power.getKey(), 1), 1L)));
          for (int i = 0; i < power.getValue(); i++) {
            product = product.times(factor);
          }
        }
        sum = sum.plus(product);
      }
      return Optional.of(sum);
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Whether it is one product, of more variables than each of the other's or a greater number. */
  boolean isWiderThan(Polynomial other) {
    if (terms.size() != 1 || terms.values().iterator().next() <= 0) {
      return false;
    }
    if (constant().isPresent() && other.constant().isPresent()) {
      return constant().get() > other.constant().get();
    }
    return degree() > other.degree();
  }

  private int degree() {
    return terms.keySet().stream()
        .mapToInt(product -> product.values().stream().mapToInt(Integer::intValue).sum())
        .max()
        .orElse(0);
  }

  /** The terms that are no multiples of a single product. */
  Polynomial withoutMultiplesOf(Polynomial product) {
    Map.Entry<Map<Var, Integer>, Long> of = product.terms.entrySet().iterator().next();
    Map<Map<Var, Integer>, Long> rest = new HashMap<>(terms);
    rest.entrySet()
        .removeIf(
            term ->
                term.getValue() % of.getValue() == 0
                    && of.getKey().entrySet().stream()
                        .allMatch(
                            power ->
                                term.getKey().getOrDefault(power.getKey(), 0) >= power.getValue()));
    return new Polynomial(rest);
  }

  boolean isZero() {
    return terms.isEmpty();
  }

  /** The constant that it is, if it is one. */
  Optional<Long> constant() {
    return terms.keySet().stream().allMatch(ONE::equals)
        ? Optional.of(terms.getOrDefault(ONE, 0L))
        : Optional.empty();
  }

  Polynomial negated() {
    return times(-1);
  }

  /** An expression of this value, in exact arithmetic that is not checked. */
  Expr expression() {
    return terms.entrySet().stream()
        .sorted(Comparator.comparing(term -> term.getKey().toString()))
        .map(term -> product(term.getKey(), term.getValue()))
        .reduce((left, right) -> Exprs.proven(BinaryOp.INT_ADD, left, right))
        .orElse(new Expr.IntConst(0));
  }

  private static Expr product(Map<Var, Integer> powers, long factor) {
    Expr result = null;
    for (Map.Entry<Var, Integer> power : powers.entrySet()) {
      for (int i = 0; i < power.getValue(); i++) {
        Expr var = new Expr.Local(power.getKey());
        result = result == null ? var : Exprs.proven(BinaryOp.INT_MUL, result, var);
      }
    }
    if (result == null) {
      return new Expr.IntConst(factor);
    }
    return factor == 1 ? result : Exprs.proven(BinaryOp.INT_MUL, new Expr.IntConst(factor), result);
  }

  boolean reads(Var var) {
    return terms.keySet().stream().anyMatch(product -> product.containsKey(var));
  }

  /** The variables in its terms. */
  Set<Var> variables() {
    return terms.keySet().stream()
        .flatMap(product -> product.keySet().stream())
        .collect(Collectors.toSet());
  }

  /** Whether no variable stands in a product with another one or itself. */
  boolean isLinear() {
    return degree() <= 1;
  }

  boolean readsAny(Set<Var> vars) {
    return vars.stream().anyMatch(this::reads);
  }

  /** Whether it grows by one with the variable, whatever the others are. */
  boolean isUnitIn(Var var) {
    return terms.getOrDefault(Map.of(var, 1), 0L) == 1
        && terms.keySet().stream().filter(product -> product.containsKey(var)).count() == 1;
  }
}
