package io.epochly.kernels.internal.ir;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a kernel is well formed: types agree, labels are in scope, nothing leaves an
 * expression, counters are not assigned and not read outside their loops, lists are made before
 * they are used, arrays are this kernel's own and indexed in full.
 *
 * <p>A scalar variable may be read where nothing was assigned to it: the tags of variables with
 * several types keep such values from mattering, and every variable starts with a zero. But it must
 * be assigned somewhere, and a pass must not add to the variables of which this is so.
 */
public final class Verifier {
  private final Kernel kernel;
  private final Deque<Label> labels = new ArrayDeque<>();
  private final Deque<Label> loops = new ArrayDeque<>();
  private final Set<Var> counters = new HashSet<>();
  private final Set<Var> lanes = new HashSet<>();
  private final Set<Var> everyCounter = new HashSet<>();

  /** How many expressions with statements are around. */
  private int sequences;

  /** The function whose body is looked at, or null for the kernel's own. */
  private @Nullable Function function;

  private Verifier(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Checks a kernel.
   *
   * @return the variables that may be read before they are assigned
   * @throws IllegalArgumentException when the kernel is not well formed
   */
  public static Set<Var> verify(Kernel kernel) {
    Verifier verifier = new Verifier(kernel);
    for (int i = 0; i < kernel.params().size(); i++) {
      if (kernel.params().get(i) instanceof ArrayParam a && a.index() != i) {
        throw verifier.bad(
            "array parameter " + a.name() + " says it is at " + a.index() + ", not " + i);
      }
    }
    verifier.statements(kernel.body());
    for (Function function : kernel.functions()) {
      verifier.function = function;
      verifier.statements(function.body());
    }
    return verifier.variables();
  }

  /**
   * Checks what a pass made of a kernel.
   *
   * @param open what {@link #verify(Kernel)} gave before the pass
   */
  static Set<Var> verify(Kernel kernel, Set<Var> open) {
    Set<Var> now = verify(kernel);
    for (Var var : now) {
      if (!open.contains(var)) {
        throw new Verifier(kernel).bad(var + " may now be read before it is assigned");
      }
    }
    return now;
  }

  private Set<Var> variables() {
    Set<Var> open = open(kernel.body(), Unassigned.of(kernel));
    for (Function function : kernel.functions()) {
      open.addAll(open(function.body(), Unassigned.of(kernel, function)));
    }
    return open;
  }

  private Set<Var> open(List<Stmt> body, Unassigned unassigned) {
    Set<Var> known = new HashSet<>(Variables.assigned(body));
    known.removeAll(everyCounter);
    for (Var var : unassigned.scalars()) {
      if (!known.contains(var)) {
        throw bad(
            everyCounter.contains(var)
                ? "counter " + var + " is read outside its loop"
                : var + " is read and never assigned");
      }
    }
    for (ArrayVar list : unassigned.lists()) {
      throw bad("list " + list + " may be used before there is one");
    }
    return new HashSet<>(unassigned.scalars());
  }

  private void invoke(Stmt.Invoke s) {
    Function target =
        kernel
            .function(s.callee())
            .orElseThrow(() -> bad("call of " + s.callee() + ", which is no function of it"));
    if (!types(target.scalars()).equals(s.scalars().stream().map(Expr::type).toList())
        || !lists(target.lists()).equals(lists(s.lists()))
        || !target.scalarResults().equals(types(s.scalarResults()))
        || !target.listResults().equals(lists(s.listResults()))) {
      throw bad("call of " + s.callee() + " with other types than it has");
    }
    s.scalars().forEach(this::expression);
  }

  private void split(Stmt.Split s) {
    if (function != null || sequences > 0) {
      throw bad("a split loop outside of its own body at " + s.position());
    }
    if (s.step() == 0 || !isNarrow(s.start()) || !isNarrow(s.stop())) {
      throw bad("a split loop without a step or beyond 30 bits at " + s.position());
    }
    if (s.dimensions() < 1 || s.dimensions() > s.scalars().size() + 1) {
      throw bad("a split loop without all its trips at " + s.position());
    }
    List<Expr> arguments = new ArrayList<>(List.of(s.start(), s.stop()));
    arguments.addAll(s.scalars());
    List<ScalarType> combined = new ArrayList<>(types(s.results()));
    s.sums().forEach(list -> combined.add(list.type().element()));
    if (!combined.equals(s.reductions().stream().map(Reduction::type).toList())) {
      throw bad("a split loop with other results than it combines at " + s.position());
    }
    invoke(new Stmt.Invoke(s.results(), s.sums(), s.part(), arguments, s.lists(), 0, s.position()));
    expect(ScalarType.INT, s.work(), "work of a split loop");
  }

  private static List<ScalarType> types(List<Var> vars) {
    return vars.stream().map(Var::type).toList();
  }

  private static List<ArrayType> lists(List<ArrayVar> vars) {
    return vars.stream().map(ArrayVar::type).toList();
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("kernel " + kernel.name() + ": " + what);
  }

  private void statements(List<Stmt> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        if (counters.contains(s.var())) {
          throw bad("counter " + s.var() + " is assigned in its loop");
        }
        expect(s.var().type(), s.value(), "assignment to " + s.var());
      }
      case Stmt.Store s -> {
        access(s.array(), s.indices(), s.checks(), s.array().type().rank());
        if (s.array().type().store() == ArrayType.StoreRule.READ_ONLY) {
          throw bad("store into read-only array " + s.array().name());
        }
        expect(s.array().type().element(), s.value(), "store into " + s.array().name());
      }
      case Stmt.If s -> {
        expect(ScalarType.BOOL, s.condition(), "if");
        statements(s.then());
        statements(s.otherwise());
      }
      case Stmt.CountedLoop s -> {
        expect(ScalarType.INT, s.start(), "start of loop");
        expect(ScalarType.INT, s.stop(), "stop of loop");
        expect(ScalarType.INT, s.step(), "step of loop");
        Set<Var> assigned = Variables.assigned(s.body());
        for (Expr end : List.of(s.start(), s.stop(), s.step())) {
          if (Exprs.any(end, e -> e instanceof Expr.Local(Var v) && assigned.contains(v))) {
            throw bad("loop whose bounds read what it assigns at " + s.position());
          }
        }
        if (s.step() instanceof Expr.IntConst(long step) && step == 0) {
          throw bad("loop with constant step zero at " + s.position());
        }
        if (s.narrow() && !(s.step() instanceof Expr.IntConst)) {
          throw bad("narrow loop with a variable step at " + s.position());
        }
        if (s.narrow() && !(isNarrow(s.start()) && isNarrow(s.stop()) && isNarrow(s.step()))) {
          throw bad("narrow loop with a bound beyond 30 bits at " + s.position());
        }
        if (s.counter().type() != ScalarType.INT || !counters.add(s.counter())) {
          throw bad("counter " + s.counter() + " is no int or used by a loop around it");
        }
        everyCounter.add(s.counter());
        if (Lanes.areCountedBy(s)) {
          lanes.add(s.counter());
        }
        loop(s.label(), s.body());
        counters.remove(s.counter());
        lanes.remove(s.counter());
      }
      case Stmt.While s -> {
        expect(ScalarType.BOOL, s.condition(), "while");
        loop(s.label(), s.body());
      }
      case Stmt.Block s -> {
        enter(s.label());
        statements(s.body());
        labels.pop();
      }
      case Stmt.Break s -> {
        if (!labels.contains(s.label())) {
          throw bad("break to " + s.label() + ", which is not around it");
        }
      }
      case Stmt.Continue s -> {
        if (!loops.contains(s.label())) {
          throw bad("continue of " + s.label() + ", which is no loop around it");
        }
      }
      case Stmt.Invoke s -> invoke(s);
      case Stmt.Split s -> split(s);
      case Stmt.KeptWhole s -> {
        if (function != null || kernel.function(s.part()).isEmpty()) {
          throw bad("a loop kept whole that is not split");
        }
      }
      case Stmt.Return s -> {
        if (sequences > 0) {
          throw bad("return inside an expression");
        }
        result(s.result());
        if (function != null
            && !(function
                    .scalarResults()
                    .equals(s.result().scalars().stream().map(Expr::type).toList())
                && function
                    .listResults()
                    .equals(s.result().arrays().stream().map(ArrayRef::type).toList()))) {
          throw bad("function " + function.callee() + " returns other types than it says");
        }
      }
      case Stmt.NewArray s -> {
        if (s.var().type().rank() != 1) {
          throw bad(s.var() + " of several dimensions cannot refer to a list of numbers");
        }
        expect(ScalarType.INT, s.length(), "length of " + s.var());
        expect(s.var().type().element(), s.fill(), "elements of " + s.var());
      }
      case Stmt.Append s -> {
        if (s.var().type().rank() != 1) {
          throw bad("append of a number to " + s.var() + ", a list of lists");
        }
        expect(s.var().type().element(), s.value(), "append to " + s.var());
      }
      case Stmt.Sort s -> {
        if (s.var().type().rank() != 1 || s.var().type().storage().isBuffer()) {
          throw bad("sort of " + s.var() + ", which is no list of numbers");
        }
      }
      case Stmt.NewRows s -> {
        if (s.var().type().rank() == 1) {
          throw bad(s.var() + " of one dimension cannot refer to a list of lists");
        }
      }
      case Stmt.AppendRow s -> row(s.var(), 1, s.row());
      case Stmt.StoreRow s -> {
        access(s.array(), s.indices(), s.checks(), s.indices().size());
        row(s.array(), s.indices().size(), s.row());
      }
      case Stmt.AssignArray s -> {
        access(s.value(), s.indices(), s.checks(), s.indices().size());
        row(s.value(), s.indices().size(), s.var());
      }
      case Stmt.NewStrips _ -> {}
      case Stmt.StripStore s -> {
        lane(s.strip(), s.lane());
        expect(s.strip().type(), s.value(), "store into strip " + s.strip());
      }
      case Stmt.StripCall s -> {
        if (!s.function().parameters().equals(List.of(s.argument().type()))
            || s.function().result() != s.result().type()) {
          throw bad(s.function() + " of strip " + s.argument() + " into " + s.result());
        }
        expect(ScalarType.INT, s.count(), "lanes of " + s.function());
        if (!Lanes.areFew(s.count())) {
          throw bad(s.function() + " of more lanes than a strip has");
        }
      }
      case Stmt.Bail s -> {
        if (s.parameter() != -1
            && (s.parameter() < 0
                || s.parameter() >= kernel.params().size()
                || !(kernel.params().get(s.parameter()) instanceof ArrayParam))) {
          throw bad("bail-out for parameter " + s.parameter() + ", which is no array");
        }
      }
    }
  }

  /** Strips are read and written without a check, so that the lane must be seen to exist. */
  private void lane(Strip strip, Expr lane) {
    if (!(lane instanceof Expr.Local(Var var)) || !lanes.contains(var)) {
      throw bad("a lane of strip " + strip + " that is not the counter of a loop over its lanes");
    }
  }

  private static boolean isNarrow(Expr bound) {
    return !(bound instanceof Expr.IntConst(long value)) || Math.abs(value) <= Ranges.NARROW;
  }

  /** One label for two things, one in the other, would make breaks ambiguous. */
  private void enter(Label label) {
    if (labels.contains(label)) {
      throw bad("label " + label + " is around itself");
    }
    labels.push(label);
  }

  /** Checks that a variable can refer to what so many indices reach. */
  private void row(ArrayRef array, int indices, ArrayVar row) {
    if (array.type().storage() != row.type().storage()
        || array.type().rank() - indices != row.type().rank()) {
      throw bad(row + " cannot be a row of " + array.name() + " behind " + indices + " indices");
    }
  }

  private void result(Result result) {
    switch (result) {
      case Result.Scalar r -> expression(r.value());
      case Result.Tuple r -> r.items().forEach(this::result);
      case Result.Array r -> own(r.array());
      case Result.Compound r -> {
        boolean complete =
            switch (r.type()) {
              case COMPLEX -> r.parts().size() == 2;
              case TEXT -> true;
              case COMPLEX_LIST -> false;
            };
        if (!complete) {
          throw bad("a result of type " + r.type() + " with " + r.parts().size() + " parts");
        }
        r.parts().forEach(part -> expect(r.type().part(), part, "part of a result"));
      }
      case Result.None _ -> {}
    }
  }

  private void own(ArrayRef array) {
    List<Param> params = kernel.params();
    if (array instanceof ArrayParam p
        && (p.index() >= params.size() || !params.get(p.index()).equals(p))) {
      throw bad("array " + p.name() + " is not its parameter " + p.index());
    }
  }

  private void loop(Label label, List<Stmt> body) {
    enter(label);
    loops.push(label);
    statements(body);
    labels.pop();
    loops.pop();
  }

  private void expression(Expr expression) {
    switch (expression) {
      case Expr.IntConst _, Expr.FloatConst _, Expr.BoolConst _, Expr.Local _ -> {}
      case Expr.Unary e -> expect(e.op().operand(), e.operand(), e.op().name());
      case Expr.Binary e -> {
        expect(e.op().operand(), e.left(), e.op().name());
        expect(e.op().operand(), e.right(), e.op().name());
      }
      case Expr.Select e -> {
        expect(ScalarType.BOOL, e.condition(), "condition");
        expect(e.then().type(), e.then(), "select");
        expect(e.then().type(), e.otherwise(), "select");
      }
      case Expr.Load e -> {
        access(e.array(), e.indices(), e.checks(), e.array().type().rank());
        if (e.view() != 0 && !Views.hasViews(e.array())) {
          throw bad("a view of " + e.array().name());
        }
      }
      case Expr.Length e -> {
        if (e.indices().size() >= e.array().type().rank()) {
          throw bad("length of " + e.array().name() + " beyond its rank");
        }
        access(e.array(), e.indices(), e.checks(), e.indices().size());
      }
      case Expr.StripLoad e -> lane(e.strip(), e.lane());
      case Expr.LeastLength e -> {
        own(e.array());
        if (e.axis() < 1 || e.axis() >= e.array().type().rank() || !e.array().type().hasRows()) {
          throw bad("least length along axis " + e.axis() + " of " + e.array().name());
        }
      }
      case Expr.Distinct e -> own(e.array());
      case Expr.Disjoint e -> {
        row(e.array(), e.indices(), e.indices().size());
        row(e.other(), e.otherIndices(), e.otherIndices().size());
      }
      case Expr.Call e -> {
        List<ScalarType> parameters = e.function().parameters();
        if (parameters.size() != e.arguments().size()) {
          throw bad(e.function() + " with " + e.arguments().size() + " arguments");
        }
        for (int i = 0; i < parameters.size(); i++) {
          expect(parameters.get(i), e.arguments().get(i), e.function().name());
        }
      }
      case Expr.Sequence e -> {
        List<Label> around = List.copyOf(labels);
        List<Label> loopsAround = List.copyOf(loops);
        labels.clear();
        loops.clear();
        sequences++;
        statements(e.statements());
        sequences--;
        labels.addAll(around);
        loops.addAll(loopsAround);
        expression(e.value());
      }
    }
  }

  private void row(ArrayRef array, List<Expr> indices, int count) {
    List<IndexCheck> proven = Collections.nCopies(indices.size(), IndexCheck.NONE);
    access(array, indices, proven, count);
    if (indices.size() >= array.type().rank()) {
      throw bad("no row of " + array.name() + " behind " + indices.size() + " indices");
    }
  }

  private void access(ArrayRef array, List<Expr> indices, List<IndexCheck> checks, int count) {
    own(array);
    if (indices.size() != count || checks.size() != count) {
      throw bad(array.name() + " needs " + count + " indices and as many checks");
    }
    boolean java = array.type().store() == ArrayType.StoreRule.LOW_BITS;
    if (checks.contains(java ? IndexCheck.WRAP : IndexCheck.RANGE)) {
      throw bad(array.name() + " has indices that are checked as in another language");
    }
    indices.forEach(index -> expect(ScalarType.INT, index, "index of " + array.name()));
  }

  private void expect(ScalarType type, Expr expression, String where) {
    if (expression.type() != type) {
      throw bad(where + " is " + expression.type() + " where " + type + " belongs");
    }
    expression(expression);
  }
}
