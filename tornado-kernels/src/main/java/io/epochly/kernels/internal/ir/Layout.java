package io.epochly.kernels.internal.ir;

import io.epochly.kernels.internal.ir.StripMining.Unfit;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the body of a loop is cut into pieces that run for a whole strip each. There are three
 * reasons to cut:
 *
 * <ul>
 *   <li>a function that takes long and whose steps depend on each other,
 *   <li>a loop inside that sums up, over elements that lie far apart for the loop inside and next
 *       to each other for this one: the sums of all lanes are then independent and lie side by
 *       side,
 *   <li>elements next to each other of one array. The JVM loads each but once, and then finds no
 *       vectors in the loop, so they are loaded by different views or pieces; and it finds none
 *       where it cannot tell that what is stored is not what is loaded.
 * </ul>
 */
final class Layout {
  /** More pieces cost more than vectors save. */
  private static final int MOST_RUNS = 6;

  /** A piece of a body. */
  sealed interface Item {
    /** Statements that run iteration by iteration. Identity is what counts. */
    final class Run implements Item {
      private final List<Stmt> statements;

      Run(List<Stmt> statements) {
        this.statements = List.copyOf(statements);
      }

      List<Stmt> statements() {
        return statements;
      }
    }

    /** A loop inside, whose own pieces run in each of its iterations. */
    record Inner(Stmt.CountedLoop loop, List<Item> items) implements Item {}

    /** A function of all lanes. */
    record Function(Intrinsic function, Var argument, Var result, Position position)
        implements Item {}
  }

  private final StripBody body;
  private final boolean apart;
  private final List<Item> items;
  private final List<Item.Run> runs = new ArrayList<>();
  private final Map<Item.Run, Set<Var>> exposed = new IdentityHashMap<>();
  private final Set<Var> expanded = new HashSet<>();

  /** What the body assigns; the counters of loops inside are the same for all lanes. */
  private final Set<Var> assigned = new HashSet<>();

  /** Variables that cutting adds. */
  private final Set<Var> temporaries = new HashSet<>();

  private Layout(StripBody body) {
    this.body = body;
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Assign s) {
          assigned.add(s.var());
        }
      }
    }.walk(body.statements());
    boolean loops = body.statements().stream().anyMatch(Stmt.CountedLoop.class::isInstance);
    boolean functions = hasFunctions(body.statements());
    this.apart = !loops && !functions;
    if (!functions && !(loops ? sumsUpAside() : isStencil())) {
      throw new Unfit();
    }
    this.items = new Cutter().cut(body.statements(), true);
    collect(items);
    if (runs.size() > MOST_RUNS && apart) {
      throw new Unfit();
    }
    if (expanded.stream().anyMatch(var -> var.type() == ScalarType.BOOL)) {
      throw new Unfit();
    }
  }

  /**
   * @throws Unfit where there is nothing to gain
   */
  static Layout of(StripBody body) {
    return new Layout(body);
  }

  List<Item> items() {
    return items;
  }

  List<Item.Run> runs() {
    return runs;
  }

  /** Variables that a run takes from strips. */
  List<Var> loaded(Item.Run run) {
    return List.copyOf(exposed.get(run));
  }

  /** Variables that a run leaves in strips. */
  List<Var> kept(Item.Run run) {
    Set<Var> result = new LinkedHashSet<>(Variables.assigned(run.statements()));
    result.retainAll(expanded);
    return List.copyOf(result);
  }

  private void collect(List<Item> list) {
    for (Item item : list) {
      switch (item) {
        case Item.Run run -> {
          runs.add(run);
          Set<Var> own = new LinkedHashSet<>(Unassigned.exposed(run.statements()));
          own.removeIf(var -> !isVariable(var));
          exposed.put(run, own);
          expanded.addAll(own);
        }
        case Item.Inner inner -> collect(inner.items());
        case Item.Function f -> {
          expanded.add(f.argument());
          expanded.add(f.result());
        }
      }
    }
  }

  /** Whether a variable differs from lane to lane. */
  private boolean isVariable(Var var) {
    return temporaries.contains(var) || assigned.contains(var);
  }

  // What there is to gain

  private static boolean isFunction(Expr e) {
    return e instanceof Expr.Call call
        && (call.function() == Intrinsic.ERF || call.function() == Intrinsic.ERFC);
  }

  /** Whether such a function is called in each iteration. */
  private static boolean hasFunctions(List<Stmt> statements) {
    return statements.stream()
        .anyMatch(
            statement ->
                switch (statement) {
                  case Stmt.Assign s -> hasFunction(s.value());
                  case Stmt.Store s -> hasFunction(s.value());
                  case Stmt.CountedLoop s -> hasFunctions(s.body());
                  default -> false;
                });
  }

  private static boolean hasFunction(Expr expression) {
    return isFunction(expression)
        || switch (expression) {
          case Expr.Unary e -> hasFunction(e.operand());
          case Expr.Binary e -> hasFunction(e.left()) || hasFunction(e.right());
          case Expr.Call e -> e.arguments().stream().anyMatch(Layout::hasFunction);
          default -> false;
        };
  }

  /** Whether the loops inside sum up what lies side by side for this loop only. */
  private boolean sumsUpAside() {
    boolean[] aside = {false};
    for (Stmt statement : body.statements()) {
      if (statement instanceof Stmt.CountedLoop inner && !sumsUp(inner, aside)) {
        return false;
      }
    }
    return aside[0];
  }

  private boolean sumsUp(Stmt.CountedLoop inner, boolean[] aside) {
    boolean sums = false;
    Set<Var> carried = Unassigned.exposed(inner.body());
    for (Stmt statement : inner.body()) {
      switch (statement) {
        case Stmt.CountedLoop s -> {
          if (!sumsUp(s, aside)) {
            return false;
          }
          sums = true;
        }
        case Stmt.Assign s -> {
          if (!isVector(s.value())) {
            return false;
          }
          sums |= carried.contains(s.var());
          new Walker() {
            @Override
            protected void enter(Expr e) {
              if (e instanceof Expr.Load load) {
                Optional<Polynomial> last = Polynomial.of(load.indices().getLast());
                aside[0] |=
                    last.isPresent()
                        && last.get().isUnitIn(body.loop.counter())
                        && isFar(load, last.get(), inner.counter());
              }
            }
          }.walk(s.value());
        }
        default -> {
          return false;
        }
      }
    }
    return sums;
  }

  private static boolean isFar(Expr.Load load, Polynomial last, Var counter) {
    boolean otherRow =
        row(load).stream().anyMatch(i -> Exprs.any(i, new Expr.Local(counter)::equals));
    return otherRow || last.reads(counter) && !last.isUnitIn(counter);
  }

  /** The indices that tell in which row an element lies. */
  private static List<Expr> row(Expr.Load load) {
    return load.indices().subList(0, load.indices().size() - 1);
  }

  /**
   * Whether the loop only computes what it stores, from elements that stand in each other's way.
   */
  private boolean isStencil() {
    List<Polynomial> stored = new ArrayList<>();
    List<Expr.Load> loads = new ArrayList<>();
    int[] operations = {0};
    for (Stmt statement : body.statements()) {
      switch (statement) {
        case Stmt.Assign s -> {
          if (!isVector(s.value())) {
            return false;
          }
          collect(s.value(), loads, operations);
        }
        case Stmt.Store s -> {
          if (!isVector(s.value()) || s.array().type().storage() != Storage.DOUBLES) {
            return false;
          }
          collect(s.value(), loads, operations);
          Optional<Polynomial> last = Polynomial.of(s.indices().getLast());
          if (last.isEmpty() || !last.get().isUnitIn(body.loop.counter())) {
            return false;
          }
          stored.add(last.get());
        }
        default -> {
          return false;
        }
      }
    }
    if (stored.isEmpty() || operations[0] == 0) {
      return false;
    }
    return loads.stream()
        .map(load -> Polynomial.of(load.indices().getLast()).orElseThrow(Unfit::new))
        .filter(last -> last.reads(body.loop.counter()))
        .anyMatch(
            last -> stored.stream().anyMatch(place -> !last.minus(place).equals(Optional.of(0L))));
  }

  private static void collect(Expr expression, List<Expr.Load> loads, int[] operations) {
    new Walker() {
      @Override
      protected void enter(Expr e) {
        if (e instanceof Expr.Load load) {
          loads.add(load);
        }
        if (e.type() == ScalarType.FLOAT && (e instanceof Expr.Binary || e instanceof Expr.Unary)) {
          operations[0]++;
        }
      }
    }.walk(expression);
  }

  /** Whether the JVM has a vector operation for all that an expression does. */
  private boolean isVector(Expr expression) {
    return switch (expression) {
      case Expr.FloatConst _ -> true;
      case Expr.Local e -> e.type() == ScalarType.FLOAT;
      case Expr.Unary e ->
          switch (e.op()) {
            case FLOAT_NEG, FLOAT_ABS -> isVector(e.operand());
            default -> false;
          };
      case Expr.Binary e ->
          switch (e.op()) {
            case FLOAT_ADD, FLOAT_SUB, FLOAT_MUL -> isVector(e.left()) && isVector(e.right());
            case FLOAT_DIV -> !e.checked() && isVector(e.left()) && isVector(e.right());
            default -> false;
          };
      case Expr.Call e -> e.function() == Intrinsic.ROOT && isVector(e.arguments().getFirst());
      case Expr.Load e -> {
        Var counter = body.loop.counter();
        Optional<Polynomial> last = Polynomial.of(e.indices().getLast());
        boolean sameRow =
            row(e).stream()
                .noneMatch(
                    i ->
                        Exprs.any(
                            i,
                            inner ->
                                inner instanceof Expr.Local(Var var)
                                    && (var.equals(counter) || assigned.contains(var))));
        yield e.array().type().storage() == Storage.DOUBLES
            && Total.areProven(e.checks())
            && sameRow
            && last.isPresent()
            && !last.get().readsAny(assigned)
            && (last.get().isUnitIn(counter) || !last.get().reads(counter));
      }
      default -> false;
    };
  }

  // Cutting

  /** An array's elements but for a constant in the last index. */
  private record Neighbour(ArrayRef array, List<Expr> row, Polynomial last) {}

  private final class Cutter {
    private List<Item> done = new ArrayList<>();
    private List<Stmt> current = new ArrayList<>();

    /** What the run loads, by views. */
    private final Map<Integer, List<Neighbour>> loaded = new HashMap<>();

    private boolean stored;
    private int names;

    List<Item> cut(List<Stmt> statements, boolean outermost) {
      List<Item> around = done;
      done = new ArrayList<>();
      for (Stmt statement : statements) {
        switch (statement) {
          case Stmt.Assign s -> {
            Expr value = extracted(s.value());
            current.add(new Stmt.Assign(s.var(), value));
          }
          case Stmt.CountedLoop s -> {
            flush();
            List<Item> inner = cut(s.body(), false);
            done.add(new Item.Inner(s, inner));
          }
          case Stmt.Store s -> store(s);
          default -> throw new Unfit();
        }
      }
      flushLast();
      List<Item> result = done;
      done = around;
      if (outermost && !stored) {
        throw new Unfit();
      }
      return result;
    }

    private void store(Stmt.Store s) {
      Expr value = extracted(s.value());
      if (apart) {
        if (!isSimple(value)) {
          value = kept(value);
        }
        if (!stored) {
          flush();
        }
      } else if (!stored
          && body.statements().stream().anyMatch(Stmt.CountedLoop.class::isInstance)) {
        flush();
      }
      stored = true;
      current.add(new Stmt.Store(s.array(), s.indices(), s.checks(), value, s.position()));
    }

    /** Ends a run; nothing may come behind a run that stores. */
    private void flush() {
      if (stored) {
        throw new Unfit();
      }
      flushLast();
    }

    private void flushLast() {
      if (!current.isEmpty()) {
        done.add(new Item.Run(current));
        current = new ArrayList<>();
        loaded.clear();
      }
    }

    private Var temporary(ScalarType type) {
      Var var = new Var("strip" + names++, type);
      temporaries.add(var);
      return var;
    }

    private Expr kept(Expr value) {
      Var var = temporary(value.type());
      current.add(new Stmt.Assign(var, value));
      return new Expr.Local(var);
    }

    private static boolean isSimple(Expr e) {
      return e instanceof Expr.Local || e instanceof Expr.FloatConst || e instanceof Expr.IntConst;
    }

    /** The value of an expression, with what has to stand apart computed before it. */
    private Expr extracted(Expr expression) {
      return switch (expression) {
        case Expr.Call e when isFunction(e) -> {
          Var argument = temporary(ScalarType.FLOAT);
          current.add(new Stmt.Assign(argument, extracted(e.arguments().getFirst())));
          flush();
          Var result = temporary(ScalarType.FLOAT);
          done.add(new Item.Function((Intrinsic) e.function(), argument, result, e.position()));
          yield new Expr.Local(result);
        }
        case Expr.Unary e ->
            new Expr.Unary(e.op(), extracted(e.operand()), e.checked(), e.position());
        case Expr.Binary e when e.type() == ScalarType.FLOAT -> {
          Expr left = extracted(e.left());
          // What has been loaded so far must not move behind a cut.
          if (apart && !isSimple(left) && Exprs.any(e.right(), Expr.Load.class::isInstance)) {
            left = kept(left);
          }
          yield new Expr.Binary(e.op(), left, extracted(e.right()), e.checked(), e.position());
        }
        case Expr.Call e ->
            e.arguments().size() == 1
                ? new Expr.Call(
                    e.function(), List.of(extracted(e.arguments().getFirst())), e.position())
                : e;
        case Expr.Load e when apart -> {
          Neighbour neighbour =
              new Neighbour(
                  e.array(), row(e), Polynomial.of(e.indices().getLast()).orElseThrow(Unfit::new));
          int view = view(neighbour);
          if (view > 0 && !Views.hasViews(e.array())) {
            flush();
            view = 0;
          }
          loaded.computeIfAbsent(view, _ -> new ArrayList<>()).add(neighbour);
          yield new Expr.Load(e.array(), e.indices(), e.checks(), view, e.position());
        }
        default -> expression;
      };
    }

    /** The first view in which nothing beside it is loaded. */
    private int view(Neighbour neighbour) {
      int view = 0;
      while (loaded.getOrDefault(view, List.of()).stream()
          .anyMatch(other -> isBeside(neighbour, other))) {
        view++;
      }
      return view;
    }

    private static boolean isBeside(Neighbour one, Neighbour other) {
      return one.array().equals(other.array())
          && one.row().equals(other.row())
          && one.last().minus(other.last()).filter(distance -> distance != 0).isPresent();
    }
  }
}
