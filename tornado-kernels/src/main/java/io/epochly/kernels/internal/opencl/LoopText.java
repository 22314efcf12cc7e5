package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the entry of one loop: a function of the kernel that runs some of its iterations. */
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
    return "FAIL(" + sites.computeIfAbsent(site, _ -> sites.size() + 1) + ")";
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
    for (Var var : scalars.subList(2, scalars.size())) {
      String own = text.fresh("s");
      head.number(var.type() == ScalarType.FLOAT ? "F" : "I", own);
      text.name(var, own);
      captured.add(var.type());
    }
    String from = text.name(scalars.get(0));
    String to = text.name(scalars.get(1));
    long step = split.step();
    text.line("I at = 0;");
    text.line("I first = WORK_ITEM * size;");
    text.line("if (first >= trips || errors[0] != 0) { return; }");
    text.line("I last = least_of(first + size, trips);");
    text.line(from + " = start + first * " + Expressions.constant(step) + ";");
    text.line(to + " = start + last * " + Expressions.constant(step) + ";");
    for (Stmt statement : part.body()) {
      if (statement instanceof Stmt.CountedLoop loop) {
        loop(loop, true);
      } else {
        statement(statement);
      }
    }
    expressions.arrays().declare(head);
    String entry = head.of(name) + text + "}\n";
    return new Entry(
        entry,
        new DeviceLoop(
            name, split.reductions(), captured, expressions.arrays().used(part.lists())));
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
      case Stmt.Store s -> expressions.arrays().store(s);
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
      case Stmt.CountedLoop s -> loop(s, false);
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
          Stmt.NewStrips _,
          Stmt.StripStore _,
          Stmt.StripCall _ ->
          throw Unsupported.at(split.position(), "a statement that changes lists");
    }
  }

  /** The results of a piece lie side by side, floats by their bits. */
  private void results(List<Expr> results) {
    for (int i = 0; i < results.size(); i++) {
      String value = expressions.of(results.get(i));
      String bits = results.get(i).type() == ScalarType.FLOAT ? "BITS_OF(" + value + ")" : value;
      text.line("results[WORK_ITEM * " + results.size() + " + " + i + "] = " + bits + ";");
    }
    text.line("return;");
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

  /**
   * @param outer whether it is the one whose iterations are told to the host
   */
  private void loop(Stmt.CountedLoop s, boolean outer) {
    String start = text.temporary(ScalarType.INT, expressions.of(s.start()));
    String stop = text.temporary(ScalarType.INT, expressions.of(s.stop()));
    String counter = text.name(s.counter());
    if (s.narrow() && s.step() instanceof Expr.IntConst(long step)) {
      String before = step > 0 ? " < " : " > ";
      text.open(
          "for (%s = %s; %s%s%s; %s += %s)"
              .formatted(
                  counter, start, counter, before, stop, counter, Expressions.constant(step)));
    } else {
      String step = text.temporary(ScalarType.INT, expressions.of(s.step()));
      text.line("if (" + step + " == 0) " + fail(Site.of(BailReason.RANGE_STEP, s.position())));
      String rest =
          text.temporary(ScalarType.INT, "trips_of(%s, %s, %s)".formatted(start, stop, step));
      text.open(
          "for (%s = %s; %s > 0; %s--, %s = ADD(%s, %s))"
              .formatted(counter, start, rest, rest, counter, counter, step));
    }
    if (outer) {
      text.line("at = " + counter + ";");
    }
    body(s.label(), s.body());
  }
}
