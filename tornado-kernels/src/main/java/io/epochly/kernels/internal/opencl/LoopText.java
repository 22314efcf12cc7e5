package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.internal.ir.Addition;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the entry of one loop: a function of the kernel that runs some of its iterations. Where
 * they give results, a work-item runs a piece of them, and the group combines what its pieces give;
 * else each work-item runs what lies at its place in the grid of the loop and of those inside it.
 */
final class LoopText {
  /** Where a {@code break} and a {@code continue} go that the language's own do not reach. */
  private record Targets(String end, String next) {}

  private final Stmt.Split split;
  private final Function part;
  private final Map<Site, Integer> sites;
  private final Text text = new Text();
  private final Expressions expressions;
  private final Map<Label, Targets> targets = new HashMap<>();
  private final Set<String> jumpedTo = new HashSet<>();

  /** How long the axes of the grid are whose loops are not written yet, from the outside in. */
  private final Deque<String> extents = new ArrayDeque<>();

  /** Whether something ends a piece early. */
  private boolean stops;

  /** The innermost loop that is being written, if nothing but it is left by a {@code break}. */
  private final List<Label> loops = new ArrayList<>();

  /**
   * @param sites numbers of the program's sites, from 1; gets those of this loop
   */
  LoopText(Stmt.Split split, Function part, LinkedHashMap<Site, Integer> sites) {
    this.split = split;
    this.part = part;
    this.sites = sites;
    this.expressions = new Expressions(text, this::fail, this::statements);
  }

  private String fail(Site site) {
    if (split.reductions().isEmpty()) {
      return "FAIL(" + number(site) + ")";
    }
    stops = true;
    return "STOP(" + number(site) + ")";
  }

  private int number(Site site) {
    return sites.computeIfAbsent(site, _ -> sites.size() + 1);
  }

  /** An entry, its text, and what it is given. */
  record Entry(String text, DeviceLoop loop) {}

  /**
   * Writes the entry.
   *
   * @throws io.epochly.kernels.UnsupportedKernelException for what devices do not run
   */
  Entry write(String name) {
    List<Var> scalars = part.scalars();
    EntryHead head = new EntryHead();
    head.array("I", "errors");
    head.array("I", "results");
    head.number("I", "start");
    head.number("I", "trips");
    head.number("I", "size");
    List<ScalarType> captured = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (Var var : scalars.subList(2, scalars.size())) {
      String own = text.fresh("s");
      head.number(var.type() == ScalarType.FLOAT ? "F" : "I", own);
      text.name(var, own);
      captured.add(var.type());
      numbers.add(own);
    }
    text.line("I axes = 1;");
    text.line("I at0 = 0;");
    text.line("I at1 = 0;");
    text.line("I at2 = 0;");
    if (split.reductions().isEmpty()) {
      text.line("if (errors[0] != 0) { return; }");
      extents.add("trips");
      extents.addAll(numbers.subList(numbers.size() + 1 - split.dimensions(), numbers.size()));
      statements(part.body());
    } else {
      head.groupMemory();
      pieces(text.name(scalars.get(0)), text.name(scalars.get(1)));
    }
    expressions.arrays().declare(head);
    String entry = head.of(name) + text + "}\n";
    return new Entry(
        entry,
        new DeviceLoop(
            name,
            split.reductions(),
            captured,
            split.dimensions(),
            expressions.arrays().used(part.lists())));
  }

  /**
   * Has each work-item run its piece. Where the order of the iterations does not count, neighbours
   * run neighbouring ones at the same time.
   */
  private void pieces(String from, String to) {
    boolean byTurns =
        split.reductions().stream().allMatch(reduction -> reduction.type() == ScalarType.INT);
    long step = split.step();
    text.line("I first = (GROUP * " + Grid.GROUP + (byTurns ? "" : " + LANE") + ") * size;");
    text.line("I last = least_of(first + size" + (byTurns ? " * " + Grid.GROUP : "") + ", trips);");
    text.line("if (first >= trips || errors[0] != 0) { first = last = 0; }");
    String begin = byTurns ? "(first + LANE)" : "first";
    text.line(from + " = start + " + begin + " * " + Expressions.constant(step) + ";");
    text.line(to + " = start + last * " + Expressions.constant(step) + ";");
    for (Stmt statement : part.body()) {
      if (statement instanceof Stmt.CountedLoop loop) {
        narrow(loop, byTurns ? step * Grid.GROUP : step, true);
      } else {
        statement(statement);
      }
    }
  }

  private void statements(List<Stmt> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        String value = expressions.of(s.value());
        text.line(text.name(s.var()) + " = " + value + ";");
      }
      case Stmt.Store s -> {
        if (split.added().contains(s.array())) {
          expressions.arrays().add(s, Addition.of(s).orElseThrow());
        } else {
          expressions.arrays().store(s);
        }
      }
      case Stmt.If s -> {
        text.open("if (" + expressions.of(s.condition()) + ")");
        statements(s.then());
        text.close();
        if (!s.otherwise().isEmpty()) {
          text.open("else");
          statements(s.otherwise());
          text.close();
        }
      }
      case Stmt.CountedLoop s -> loop(s);
      case Stmt.While s -> loop(s);
      case Stmt.Block s -> {
        Targets ends = new Targets(text.fresh("end"), "");
        targets.put(s.label(), ends);
        text.open("");
        statements(s.body());
        text.close();
        label(ends.end());
      }
      case Stmt.Break s -> jump(s.label(), "break;", targets.get(s.label()).end());
      case Stmt.Continue s -> jump(s.label(), "continue;", targets.get(s.label()).next());
      case Stmt.Return s -> results(s.result().scalars());
      case Stmt.Bail s -> text.line(fail(new Site(s.reason(), s.position(), s.parameter())));
      case Stmt.Invoke s -> throw Unsupported.at(s.position(), "a call of " + s.callee().name());
      case Stmt.NewArray s -> throw Unsupported.at(s.position(), "a list made in a loop");
      case Stmt.AssignArray s -> throw Unsupported.at(s.position(), "a name for a list or a row");
      case Stmt.NewRows _,
          Stmt.AppendRow _,
          Stmt.StoreRow _,
          Stmt.Append _,
          Stmt.Sort _,
          Stmt.Split _,
          Stmt.KeptWhole _,
          Stmt.NewStrips _,
          Stmt.StripStore _,
          Stmt.StripCall _ ->
          throw Unsupported.at(split.position(), "a statement that changes lists");
    }
  }

  /** What the piece gives goes to the group; one that was stopped gives something of no meaning. */
  private void results(List<Expr> results) {
    if (stops) {
      text.line("stopped:;");
    }
    List<String> values = results.stream().map(expressions::of).toList();
    new GroupText(text, split.reductions(), split.position(), site -> "NOTE(" + number(site) + ")")
        .write(values);
  }

  private void jump(Label label, String own, String target) {
    if (!loops.isEmpty() && loops.getLast() == label) {
      text.line(own);
    } else {
      jumpedTo.add(target);
      text.line("goto " + target + ";");
    }
  }

  private void label(String name) {
    if (jumpedTo.contains(name)) {
      text.line(name + ":;");
    }
  }

  private void body(Label label, List<Stmt> body) {
    Targets own = new Targets(text.fresh("end"), text.fresh("next"));
    targets.put(label, own);
    loops.add(label);
    statements(body);
    loops.removeLast();
    label(own.next());
    text.close();
    label(own.end());
  }

  private void loop(Stmt.While s) {
    Text.Apart condition = text.apart(() -> expressions.of(s.condition()));
    if (condition.statements().isEmpty()) {
      text.open("while (" + condition.value() + ")");
    } else {
      text.open("for (;;)");
      text.append(condition);
      text.line("if (!" + condition.value() + ") { break; }");
    }
    body(s.label(), s.body());
  }

  private void loop(Stmt.CountedLoop s) {
    if (!extents.isEmpty()) {
      axis(s);
    } else if (s.narrow() && s.step() instanceof Expr.IntConst(long step)) {
      narrow(s, step, false);
    } else {
      String start = text.temporary(ScalarType.INT, expressions.of(s.start()));
      String stop = text.temporary(ScalarType.INT, expressions.of(s.stop()));
      String counter = text.name(s.counter());
      String step = text.temporary(ScalarType.INT, expressions.of(s.step()));
      text.line("if (" + step + " == 0) " + fail(Site.of(BailReason.RANGE_STEP, s.position())));
      String rest =
          text.temporary(ScalarType.INT, "trips_of(%s, %s, %s)".formatted(start, stop, step));
      text.open(
          "for (%s = %s; %s > 0; %s--, %s = ADD(%s, %s))"
              .formatted(counter, start, rest, rest, counter, counter, step));
      body(s.label(), s.body());
    }
  }

  /**
   * @param outermost whether its counter is told to the host
   */
  private void narrow(Stmt.CountedLoop s, long step, boolean outermost) {
    String start = text.temporary(ScalarType.INT, expressions.of(s.start()));
    String stop = text.temporary(ScalarType.INT, expressions.of(s.stop()));
    String counter = text.name(s.counter());
    String before = step > 0 ? " < " : " > ";
    text.open(
        "for (%s = %s; %s%s%s; %s += %s)"
            .formatted(counter, start, counter, before, stop, counter, Expressions.constant(step)));
    if (outermost) {
      text.line("at0 = " + counter + ";");
    }
    body(s.label(), s.body());
  }

  /** A loop of the grid: of its iterations, a work-item runs those at its place along one axis. */
  private void axis(Stmt.CountedLoop s) {
    String extent = extents.removeFirst();
    String axis = List.of("X", "Y", "Z").get(extents.size());
    int level = split.dimensions() - 1 - extents.size();
    String start = level == 0 ? "start" : text.temporary(ScalarType.INT, expressions.of(s.start()));
    String step = Expressions.constant(((Expr.IntConst) s.step()).value());
    String counter = text.name(s.counter());
    String place = text.temporary(ScalarType.INT);
    text.open(
        "for (%s = ITEM_%s; %s < %s; %s += ITEMS_%s)"
            .formatted(place, axis, place, extent, place, axis));
    text.line(counter + " = " + start + " + " + place + " * " + step + ";");
    text.line("axes = " + (level + 1) + ";");
    text.line("at" + level + " = " + counter + ";");
    body(s.label(), s.body());
  }
}
