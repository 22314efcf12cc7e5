package io.epochly.conformance.javafuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Random Java: a class with a static method {@code f} over numbers and arrays, and methods that it
 * calls, some of which call themselves. All programs end; many throw.
 */
final class JavaPrograms {
  private static final List<String> SCALARS =
      List.of(
          "int", "int", "int", "long", "double", "double", "float", "boolean", "byte", "short",
          "char");
  private static final List<String> ARRAYS =
      List.of(
          "int[]",
          "int[]",
          "double[]",
          "double[]",
          "long[]",
          "float[]",
          "byte[]",
          "short[]",
          "char[]",
          "boolean[]",
          "int[][]",
          "double[][]");
  private static final int MOST_STATEMENTS = 40;

  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final List<Variable> visible = new ArrayList<>();
  private final List<String> loops = new ArrayList<>();
  private final Set<String> loopCounters = new HashSet<>();
  private final List<Helper> helpers = new ArrayList<>();
  private int names;
  private int statements;
  private int depth = 1;
  private boolean inIndex;
  private String returns = "void";

  /** The method that is being written, where it is to call itself. */
  private Optional<Helper> recursion = Optional.empty();

  /**
   * @param assigned whether statements may assign it
   */
  private record Variable(String name, String type, boolean assigned) {}

  /**
   * @param recursive whether it calls itself, as often as its first parameter says
   */
  private record Helper(String name, String type, List<String> parameters, boolean recursive) {}

  /** A program. */
  record Program(String name, String source) {}

  private JavaPrograms(long seed) {
    this.random = new Random(seed);
  }

  static Program of(long seed) {
    return new JavaPrograms(seed).program("P" + seed);
  }

  private Program program(String name) {
    line("public final class " + name + " {");
    for (int i = random.nextInt(3); i > 0; i--) {
      helper();
    }
    List<String> parameters = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      parameters.add(pick(SCALARS));
    }
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      parameters.add(pick(ARRAYS));
    }
    returns = random.nextInt(4) == 0 ? "void" : pick(SCALARS);
    method("f", parameters);
    line("}");
    return new Program(name, text.toString());
  }

  private void helper() {
    List<String> parameters = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      parameters.add(pick(SCALARS));
    }
    if (random.nextInt(3) == 0) {
      parameters.add(pick(ARRAYS));
    }
    returns = pick(SCALARS);
    String name = "g" + helpers.size();
    statements = MOST_STATEMENTS - 6;
    boolean recursive = random.nextInt(2) == 0;
    if (recursive) {
      parameters.addFirst("int");
    }
    Helper helper = new Helper(name, returns, parameters, recursive);
    recursion = recursive ? Optional.of(helper) : Optional.empty();
    method(name, parameters);
    recursion = Optional.empty();
    helpers.add(helper);
    statements = 0;
  }

  /** A call of the method itself, with less of what it is given first, so that it ends. */
  private void recursiveCall(Helper helper) {
    String fuel = visible.getFirst().name();
    List<String> arguments = new ArrayList<>(List.of(fuel + " - 1"));
    for (String parameter : helper.parameters().subList(1, helper.parameters().size())) {
      arguments.add(argument(parameter, 2));
    }
    String name = fresh();
    String call = helper.name() + "(" + String.join(", ", arguments) + ")";
    line(helper.type() + " " + name + " = " + as(helper.type(), 1) + ";");
    line("if (" + fuel + " > 0) {");
    line("  " + name + " = " + call + ";");
    line("}");
    visible.add(new Variable(name, helper.type(), true));
  }

  private String argument(String parameter, int deep) {
    return parameter.endsWith("]")
        ? pick(visible.stream().filter(v -> v.type().equals(parameter)).toList()).name()
        : as(parameter, deep);
  }

  private void method(String name, List<String> parameters) {
    visible.clear();
    List<String> declared = new ArrayList<>();
    for (String type : parameters) {
      String variable = fresh();
      declared.add(type + " " + variable);
      boolean isFuel = recursion.isPresent() && visible.isEmpty();
      visible.add(new Variable(variable, type, !isFuel && random.nextInt(3) == 0));
    }
    line("static " + returns + " " + name + "(" + String.join(", ", declared) + ") {");
    depth++;
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      statement();
      if (i <= 2) {
        recursion.ifPresent(this::recursiveCall);
      }
    }
    if (!returns.equals("void")) {
      line("return " + as(returns, 3) + ";");
    }
    depth--;
    line("}");
  }

  private String fresh() {
    return "v" + names++;
  }

  private void line(String what) {
    text.append("  ".repeat(Math.max(0, depth - 1))).append(what).append('\n');
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void block(Runnable content) {
    int before = visible.size();
    depth++;
    content.run();
    depth--;
    while (visible.size() > before) {
      visible.removeLast();
    }
  }

  private void some() {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      statement();
    }
  }

  private void statement() {
    if (++statements > MOST_STATEMENTS || depth > 7) {
      assign();
      return;
    }
    switch (random.nextInt(16)) {
      case 0, 1 -> declare();
      case 2, 3, 4, 5 -> assign();
      case 6, 7 -> {
        line("if (" + as("boolean", 3) + ") {");
        block(this::some);
        if (random.nextBoolean()) {
          line("} else {");
          block(this::some);
        }
        line("}");
      }
      case 8, 9, 10, 11 -> forLoop();
      case 12 -> whileLoop();
      case 13, 14 -> leave();
      default -> {
        if (random.nextBoolean()) {
          row();
        } else {
          choice();
        }
      }
    }
  }

  private void declare() {
    String type = pick(SCALARS);
    String value = as(type, 3);
    String name = fresh();
    line(type + " " + name + " = " + value + ";");
    visible.add(new Variable(name, type, true));
  }

  private void row() {
    List<Variable> nested = visible.stream().filter(v -> v.type().endsWith("[][]")).toList();
    if (nested.isEmpty()) {
      declare();
      return;
    }
    Variable from = pick(nested);
    String type = from.type().substring(0, from.type().length() - 2);
    String name = fresh();
    line(type + " " + name + " = " + from.name() + "[" + index(from.name()) + "];");
    visible.add(new Variable(name, type, false));
  }

  private void assign() {
    List<Variable> targets =
        visible.stream().filter(v -> v.assigned() && !v.type().endsWith("]")).toList();
    List<Variable> arrays = visible.stream().filter(v -> v.type().endsWith("]")).toList();
    String place;
    String type;
    if (!arrays.isEmpty() && (targets.isEmpty() || random.nextBoolean())) {
      Variable array = pick(arrays);
      place = element(array);
      type = array.type().replace("[]", "");
    } else if (!targets.isEmpty()) {
      Variable target = pick(targets);
      place = target.name();
      type = target.type();
    } else {
      declare();
      return;
    }
    if (type.equals("boolean")) {
      String op = pick(List.of("=", "=", "&=", "|=", "^="));
      line(place + " " + op + " " + as(type, 3) + ";");
      return;
    }
    boolean isInt = isInt(type);
    switch (random.nextInt(6)) {
      case 0 -> line(place + (random.nextBoolean() ? "++;" : "--;"));
      case 1, 2 -> {
        List<String> ops =
            isInt
                ? List.of("+=", "-=", "*=", "^=", "|=", "&=", "<<=", ">>=", ">>>=", "/=", "%=")
                : List.of("+=", "-=", "*=", "/=", "%=");
        String op = pick(ops);
        String value = as(isInt ? pick(List.of("int", "long")) : "double", 2);
        boolean any = !isInt || !op.equals("/=") && !op.equals("%=") || random.nextInt(8) == 0;
        line(place + " " + op + " " + (any ? value : "(" + value + " | 1)") + ";");
      }
      default -> line(place + " = " + as(type, 3) + ";");
    }
  }

  /** A loop that may run over cores, if its arrays are not one and the same. */
  private void plainLoop(List<Variable> arrays) {
    Variable to = pick(arrays);
    Variable from = pick(arrays);
    String element = to.type().replace("[]", "");
    String i = fresh();
    String offset = pick(List.of("", "", " + 1", " - 1"));
    List<Variable> sums =
        visible.stream()
            .filter(v -> v.assigned() && (v.type().equals("int") || v.type().equals("long")))
            .toList();
    String other = random.nextInt(4) == 0 ? fresh() : "";
    if (!other.isEmpty()) {
      line(to.type() + " " + other + " = " + to.name() + ";");
      visible.add(new Variable(other, to.type(), false));
    }
    line("for (int " + i + " = 1; " + i + " < " + to.name() + ".length - 1; " + i + "++) {");
    if (!other.isEmpty()) {
      // A name that an iteration gives to another array, which is read behind them all.
      List<Variable> same = arrays.stream().filter(v -> v.type().equals(to.type())).toList();
      line("  " + other + " = " + pick(same).name() + ";");
    }
    if (!sums.isEmpty() && random.nextBoolean()) {
      Variable sum = pick(sums);
      String value = "((" + sum.type() + ") " + to.name() + "[" + i + "] | 1)";
      switch (random.nextInt(3)) {
        case 0 -> {
          line("  if (" + value + pick(List.of(" < ", " > ")) + sum.name() + ") {");
          line("    " + sum.name() + " = " + value + ";");
          line("  }");
        }
        case 1 -> {
          String function = pick(List.of("Math.min", "Math.max"));
          line("  %s = %s(%s, %s);".formatted(sum.name(), function, sum.name(), value));
        }
        default ->
            line("  " + sum.name() + pick(List.of(" += ", " -= ", " *= ", " ^= ")) + value + ";");
      }
    } else {
      boolean ints = isInt(from.type().replace("[]", "")) && isInt(element);
      String op = ints ? pick(List.of(" * 3 + ", " << ", " >> ", " >>> ", " ^ ")) : " * 3 + ";
      String x = from.name() + "[" + i + offset + "]";
      String y = to.name() + "[" + i + "]";
      boolean chosen = random.nextInt(3) == 0;
      String value =
          chosen ? x + pick(List.of(" < ", " >= ", " == ")) + y + " ? " + x + " : 7" : x + op + y;
      line("  " + to.name() + "[" + i + "] = (" + element + ") (" + value + ");");
    }
    line("}");
  }

  private static boolean isInt(String type) {
    return !type.equals("float") && !type.equals("double");
  }

  private void forLoop() {
    List<Variable> flat =
        visible.stream()
            .filter(v -> v.type().endsWith("[]") && !v.type().endsWith("[][]"))
            .filter(v -> !v.type().equals("boolean[]"))
            .toList();
    if (!flat.isEmpty() && random.nextInt(4) == 0) {
      plainLoop(flat);
      return;
    }
    String i = fresh();
    List<Variable> arrays = visible.stream().filter(v -> v.type().endsWith("]")).toList();
    String type = random.nextInt(6) == 0 ? "long" : "int";
    String bound =
        arrays.isEmpty() || random.nextInt(3) == 0
            ? "(" + as("int", 2) + " & 15)"
            : pick(arrays).name() + ".length" + pick(List.of("", "", " - 1", " - 1", " - 2"));
    String start = pick(List.of("0", "0", "1", "1", "2", "(" + as("int", 1) + " & 7)"));
    String head =
        switch (random.nextInt(8)) {
          case 0 -> "%s %s = %s; %s <= %s; %s++".formatted(type, i, start, i, bound, i);
          case 1 ->
              "%s %s = %s; %s < %s; %s += %d"
                  .formatted(type, i, start, i, bound, i, 2 + random.nextInt(3));
          case 2 -> "%s %s = %s; %s >= %s; %s--".formatted(type, i, bound, i, start, i);
          case 3 -> "%s %s = %s; %s > %s; %s -= 2".formatted(type, i, bound, i, start, i);
          case 4 -> "%s %s = 0; %s > %s; %s++".formatted(type, i, bound, i, i);
          default -> "%s %s = %s; %s < %s; %s++".formatted(type, i, start, i, bound, i);
        };
    boolean kept = random.nextInt(4) == 0;
    if (kept) {
      line(type + " " + i + ";");
      head = head.substring(type.length() + 1);
    }
    String label = random.nextInt(5) == 0 ? fresh() + "l" : "";
    if (!label.isEmpty()) {
      line(label + ":");
    }
    line("for (" + head + ") {");
    loops.add(label);
    block(
        () -> {
          visible.add(new Variable(i, type, false));
          loopCounters.add(i);
          some();
        });
    loops.removeLast();
    line("}");
    if (kept) {
      loopCounters.remove(i);
      visible.add(new Variable(i, type, random.nextBoolean()));
    }
  }

  private void whileLoop() {
    String fuel = fresh();
    line("int " + fuel + " = 0;");
    boolean first = random.nextBoolean();
    String condition = as("boolean", 2) + " && " + fuel + "++ < " + (1 + random.nextInt(12));
    line(first ? "while (" + condition + ") {" : "do {");
    loops.add("");
    block(this::some);
    loops.removeLast();
    line(first ? "}" : "} while (" + condition + ");");
  }

  private void leave() {
    if (loops.isEmpty()) {
      String value = returns.equals("void") ? "" : " " + as(returns, 2);
      line("if (" + as("boolean", 2) + " & " + as("boolean", 1) + ") {");
      line(
          random.nextInt(4) == 0
              ? "  throw new IllegalStateException(\"value \" + " + as("int", 1) + ");"
              : "  return" + value + ";");
      line("}");
      return;
    }
    String label = pick(loops);
    line(
        "if (%s) %s%s;"
            .formatted(
                as("boolean", 2),
                random.nextBoolean() ? "break" : "continue",
                label.isEmpty() ? "" : " " + label));
  }

  private void choice() {
    line("switch (" + as("int", 2) + " & 3) {");
    for (int i = 0; i < 3; i++) {
      line("case " + i + ":");
      block(this::assign);
      if (random.nextBoolean()) {
        line("  break;");
      }
    }
    line("default:");
    block(this::assign);
    line("}");
  }

  // Expressions

  private String element(Variable array) {
    return array.type().endsWith("[][]")
        ? array.name() + "[" + index(array.name()) + "][" + index(array.name() + "[0]") + "]"
        : array.name() + "[" + index(array.name()) + "]";
  }

  /** An index, mostly one that there is. */
  private String index(String array) {
    if (inIndex) {
      return Integer.toString(random.nextInt(4));
    }
    inIndex = true;
    String result = anyIndex(array);
    inIndex = false;
    return result;
  }

  private String anyIndex(String array) {
    List<Variable> ints =
        visible.stream()
            .filter(
                v ->
                    v.type().equals("int")
                        && (loopCounters.contains(v.name()) || random.nextInt(40) == 0))
            .toList();
    if (!ints.isEmpty() && random.nextInt(5) > 0) {
      String i = pick(ints).name();
      return switch (random.nextInt(24)) {
        case 0, 8 -> i + " + 1";
        case 1, 9, 10 -> i + " - 1";
        case 2 -> i + " * 2 + 1";
        case 3, 4 -> i + " / 2";
        case 5, 6 -> "(" + i + " ^ 1) % " + array + ".length";
        case 7 -> "(" + i + " & 3)";
        default -> i;
      };
    }
    return switch (random.nextInt(24)) {
      case 0 -> Integer.toString(random.nextInt(4));
      case 1, 2, 3, 4, 5, 6 -> "(" + as("int", 2) + " >>> 1) % " + array + ".length";
      case 7 -> as("int", 1);
      default -> "(" + as("int", 2) + " & 7)";
    };
  }

  private static int rank(String type) {
    return switch (type) {
      case "byte", "short", "char" -> 0;
      case "int" -> 1;
      case "long" -> 2;
      case "float" -> 3;
      default -> 4;
    };
  }

  /** An expression of a type. */
  private String as(String type, int deep) {
    if (type.equals("boolean")) {
      return condition(deep);
    }
    if (rank(type) == 0) {
      return "(" + type + ") (" + number("int", deep) + ")";
    }
    return number(type, deep);
  }

  private String condition(int deep) {
    if (deep <= 0) {
      return "(" + number("int", 0) + " > " + number("int", 0) + ")";
    }
    return switch (random.nextInt(12)) {
      case 0 -> "(" + condition(deep - 1) + " && " + condition(deep - 1) + ")";
      case 1 -> "(" + condition(deep - 1) + " || " + condition(deep - 1) + ")";
      case 2 -> "!" + condition(deep - 1);
      case 3 ->
          "("
              + condition(deep - 1)
              + pick(List.of(" & ", " | ", " ^ "))
              + condition(deep - 1)
              + ")";
      case 4 -> variable("boolean", "(" + number("int", 0) + " != 3)");
      case 5 ->
          "("
              + condition(deep - 1)
              + " ? "
              + condition(deep - 1)
              + " : "
              + condition(deep - 1)
              + ")";
      default -> {
        String type = pick(List.of("int", "int", "long", "float", "double"));
        yield "(%s %s %s)"
            .formatted(
                number(type, deep - 1),
                pick(List.of("<", "<=", ">", ">=", "==", "!=")),
                number(type, deep - 1));
      }
    };
  }

  private String variable(String type, String otherwise) {
    List<String> found = new ArrayList<>();
    for (Variable v : visible) {
      String own = v.type().replace("[]", "");
      boolean fits =
          type.equals("boolean")
              ? own.equals("boolean")
              : !own.equals("boolean") && rank(own) <= rank(type);
      if (fits && (own.equals(type) || random.nextInt(3) == 0)) {
        found.add(v.type().endsWith("]") ? element(v) : v.name());
      }
    }
    return found.isEmpty() ? otherwise : pick(found);
  }

  private String number(String type, int deep) {
    boolean isInt = type.equals("int") || type.equals("long");
    if (deep <= 0 || random.nextInt(5) == 0) {
      return random.nextInt(3) == 0 ? literal(type) : variable(type, literal(type));
    }
    return "(" + operation(type, isInt, deep) + ")";
  }

  private String operation(String type, boolean isInt, int deep) {
    String x = number(type, deep - 1);
    return switch (random.nextInt(isInt ? 16 : 13)) {
      case 0, 1 -> x + " + " + number(type, deep - 1);
      case 2 -> x + " - (" + number(type, deep - 1) + ")";
      case 3, 4 -> x + " * (" + number(type, deep - 1) + ")";
      case 5 ->
          x
              + pick(List.of(" / ", " % "))
              + "("
              + number(type, deep - 1)
              + (isInt && random.nextInt(8) > 0 ? " | 1)" : ")");
      case 6 -> "- " + x;
      case 7 -> "(" + condition(deep - 1) + " ? " + x + " : " + number(type, deep - 1) + ")";
      case 8 ->
          "("
              + type
              + ") ("
              + number(pick(List.of("int", "long", "float", "double")), deep - 1)
              + ")";
      case 9 -> function(type, deep);
      case 10 -> call(type, deep);
      case 11 -> step(type);
      case 12 -> length(type);
      case 13 -> x + pick(List.of(" & ", " | ", " ^ ")) + "(" + number(type, deep - 1) + ")";
      case 14 ->
          x
              + pick(List.of(" << ", " >> ", " >>> ", " >>> "))
              + "("
              + number(pick(List.of("int", "long")), deep - 1)
              + ")";
      default -> "~" + x;
    };
  }

  private String literal(String type) {
    return switch (type) {
      case "int" ->
          pick(
              List.of(
                  "0",
                  "1",
                  "2",
                  "3",
                  "7",
                  "-1",
                  "31",
                  "100",
                  "0x7fffffff",
                  "0x80000000",
                  "12345678"));
      case "long" ->
          pick(
              List.of(
                  "0L",
                  "1L",
                  "-1L",
                  "5L",
                  "Long.MIN_VALUE",
                  "0x7fffffffffffffffL",
                  "0x100000000L",
                  "0x1000001000000001L"));
      case "float" ->
          pick(List.of("0f", "-0f", "1.5f", "-2.25f", "1e30f", "Float.NaN", "0.1f", "16777217f"));
      default ->
          pick(
              List.of(
                  "0.0",
                  "-0.0",
                  "1.5",
                  "-2.25",
                  "1e300",
                  "Double.NaN",
                  "0.1",
                  "1e-310",
                  "Double.POSITIVE_INFINITY"));
    };
  }

  private String function(String type, int deep) {
    String x = number(type, deep - 1);
    String y = number(type, deep - 1);
    return switch (type) {
      case "int" ->
          pick(
              List.of(
                  "Math.abs(" + x + ")",
                  "Math.min(" + x + ", " + y + ")",
                  "Math.max(" + x + ", " + y + ")",
                  "Integer.bitCount(" + x + ")",
                  "Integer.rotateLeft(" + x + ", " + y + ")",
                  random.nextInt(8) == 0
                      ? "Math.addExact(" + x + ", " + y + ")"
                      : "Math.floorMod(" + x + ", 1 | " + y + ")"));
      case "long" ->
          pick(
              List.of(
                  "Math.abs(" + x + ")",
                  "Math.max(" + x + ", " + y + ")",
                  "Math.multiplyHigh(" + x + ", " + y + ")",
                  "Long.numberOfTrailingZeros(" + x + ")"));
      case "float" ->
          pick(
              List.of(
                  "Math.abs(" + x + ")",
                  "Math.max(" + x + ", " + y + ")",
                  "(float) Math.sqrt(" + x + ")",
                  "Math.fma(" + x + ", " + y + ", 0.5f)"));
      default ->
          pick(
              List.of(
                  "Math.sqrt(" + x + ")",
                  "Math.abs(" + x + ")",
                  "Math.min(" + x + ", " + y + ")",
                  "Math.sin(" + x + ")",
                  "StrictMath.exp(" + x + ")",
                  "Math.pow(" + x + ", " + y + ")",
                  "Math.floor(" + x + ")"));
    };
  }

  private String call(String type, int deep) {
    List<Helper> fit = new ArrayList<>();
    for (Helper helper : helpers) {
      boolean number = !helper.type().equals("boolean") && rank(helper.type()) <= rank(type);
      boolean arrays =
          helper.parameters().stream()
              .filter(p -> p.endsWith("]"))
              .allMatch(p -> visible.stream().anyMatch(v -> v.type().equals(p)));
      if (number && arrays) {
        fit.add(helper);
      }
    }
    if (fit.isEmpty()) {
      return literal(type);
    }
    Helper helper = pick(fit);
    List<String> arguments = new ArrayList<>();
    for (String parameter : helper.parameters()) {
      boolean isFuel = helper.recursive() && arguments.isEmpty();
      String argument = argument(parameter, Math.min(deep - 1, 1));
      arguments.add(isFuel ? "(" + argument + " & 3)" : argument);
    }
    return helper.name() + "(" + String.join(", ", arguments) + ")";
  }

  private String step(String type) {
    List<Variable> found =
        visible.stream().filter(v -> v.assigned() && v.type().equals(type)).toList();
    if (found.isEmpty()) {
      return literal(type);
    }
    String name = pick(found).name();
    return switch (random.nextInt(3)) {
      case 0 -> name + "++";
      case 1 -> "--" + name;
      default -> "(" + name + " = " + number(type, 1) + ")";
    };
  }

  private String length(String type) {
    List<Variable> arrays = visible.stream().filter(v -> v.type().endsWith("]")).toList();
    return arrays.isEmpty() ? literal(type) : pick(arrays).name() + ".length";
  }
}
