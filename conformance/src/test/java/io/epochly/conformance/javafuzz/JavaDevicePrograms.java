package io.epochly.conformance.javafuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random methods of loops that devices can run: independent ones over arrays of one dimension, and
 * such that add to elements which others add to, with arithmetic whose bits are the same there.
 */
final class JavaDevicePrograms {
  private static final List<String> ELEMENTS =
      List.of("int", "long", "double", "float", "byte", "short", "char");

  private final Random random;
  private final List<String> arrays = new ArrayList<>();

  /** What the loop that is written has computed already. */
  private final Set<String> inLoop = new HashSet<>();

  /** The array that it stores into. */
  private int to;

  private final StringBuilder text = new StringBuilder();

  /** The array that a loop adds to, and does nothing else with; or -1. */
  private int addedTo = -1;

  private JavaDevicePrograms(long seed) {
    this.random = new Random(seed);
  }

  static JavaPrograms.Program of(long seed) {
    return new JavaDevicePrograms(seed).program("D" + seed);
  }

  private JavaPrograms.Program program(String name) {
    for (int i = 0; i < 3; i++) {
      arrays.add(pick(ELEMENTS));
    }
    text.append("public final class ")
        .append(name)
        .append(" {\n  static long f(int n, long m, double d");
    for (int i = 0; i < arrays.size(); i++) {
      text.append(", ").append(arrays.get(i)).append("[] a").append(i);
    }
    text.append(") {\n    long sum = n;\n");
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      loop();
    }
    text.append("    return sum;\n  }\n}\n");
    return new JavaPrograms.Program(name, text.toString());
  }

  private void loop() {
    to = random.nextInt(arrays.size());
    String element = arrays.get(to);
    boolean counts = random.nextInt(3) == 0 && List.of("int", "long").contains(element);
    addedTo = counts ? to : -1;
    line("    for (int i = 0; i < a" + to + ".length; i++) {");
    line("      long p = " + number("long", 3) + ";");
    inLoop.add("p");
    line("      double q = " + number("double", 3) + ";");
    inLoop.add("q");
    if (counts) {
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        String at = "a" + to + "[(int) (" + number("long", 2) + ") & 1]";
        line("      " + at + pick(List.of(" += ", " -= ")) + number(element, 2) + ";");
        line("      a" + to + "[i & 1]++;");
      }
    } else if (random.nextInt(3) == 0) {
      line("      sum += p;");
    } else {
      String store = "a" + to + "[i] = (" + element + ") (" + number(element, 4) + ");";
      if (random.nextInt(3) == 0) {
        line("      if (" + condition() + ") {");
        line("        " + store);
        line("      }");
      } else {
        line("      " + store);
      }
    }
    inLoop.clear();
    line("    }");
  }

  private void line(String what) {
    text.append(what).append('\n');
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private String condition() {
    String type = pick(List.of("int", "long", "double"));
    return number(type, 2) + pick(List.of(" < ", " >= ", " == ", " != ")) + number(type, 2);
  }

  /** The type that an operation on such values has. */
  private static String promoted(String type) {
    return switch (type) {
      case "byte", "short", "char" -> "int";
      default -> type;
    };
  }

  private String number(String of, int deep) {
    String type = promoted(of);
    if (deep == 0 || random.nextInt(6) == 0) {
      return leaf(type);
    }
    boolean isInt = type.equals("int") || type.equals("long");
    String x = number(type, deep - 1);
    String y = number(type, deep - 1);
    return "(" + (isInt ? ofInts(type, x, y, deep) : ofFloats(type, x, y, deep)) + ")";
  }

  private String ofInts(String type, String x, String y, int deep) {
    return switch (random.nextInt(11)) {
      case 0, 1 -> x + pick(List.of(" + ", " - ", " * ")) + y;
      case 2, 3 -> x + pick(List.of(" & ", " | ", " ^ ")) + y;
      case 4 -> x + pick(List.of(" << ", " >> ", " >>> ")) + y;
      case 5 -> x + pick(List.of(" / ", " % ")) + "(" + y + (random.nextInt(6) > 0 ? " | 1)" : ")");
      case 6 -> pick(List.of("- ", "~")) + x;
      case 7 -> condition() + " ? " + x + " : " + y;
      case 8 -> "(" + type + ") " + number(pick(List.of("double", "float")), deep - 1);
      case 9 -> "(" + pick(List.of("byte", "short", "char")) + ") " + x;
      default ->
          type.equals("int")
              ? pick(List.of("Math.abs(", "Math.max(3, ", "(int) (")) + x + ")"
              : pick(List.of("Math.multiplyHigh(", "Math.min(", "Math.max(")) + x + ", " + y + ")";
    };
  }

  private String ofFloats(String type, String x, String y, int deep) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> x + pick(List.of(" + ", " - ", " * ", " / ", " % ")) + y;
      case 3 -> "- " + x;
      case 4 -> condition() + " ? " + x + " : " + y;
      case 5 -> "(" + type + ") " + number(pick(List.of("int", "long", "double")), deep - 1);
      case 6 -> pick(List.of("Math.min(", "Math.max(")) + x + ", " + y + ")";
      default ->
          type.equals("float")
              ? "Math.abs(" + x + ")"
              : pick(List.of("Math.floor(", "Math.rint(", "Math.sqrt(", "Math.ceil(")) + x + ")";
    };
  }

  /** An index, mostly one that there is; no other iteration's of what the loop stores into. */
  private String index(int array) {
    return switch (random.nextInt(30)) {
      case 0 -> "i + 1";
      case 1, 2, 3, 4, 5, 6 ->
          array == to ? "i" : pick(List.of("i ^ 1", "(i * 5) & 7", "i * i & 15"));
      default -> "i";
    };
  }

  private String leaf(String type) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      if (i != addedTo && promoted(arrays.get(i)).equals(type)) {
        found.add("a" + i + "[" + index(i) + "]");
      }
    }
    switch (type) {
      case "int" -> found.addAll(List.of("n", "i"));
      case "long" -> found.addAll(inLoop.contains("p") ? List.of("m", "p", "p") : List.of("m"));
      case "double" -> found.addAll(inLoop.contains("q") ? List.of("d", "q", "q") : List.of("d"));
      default -> {}
    }
    // Of constants alone there would be nothing left to compute.
    if (!found.isEmpty() && random.nextInt(4) > 0) {
      return pick(found);
    }
    return pick(
        switch (type) {
          case "int" -> List.of("7", "-1", "0x80000000", "12345678");
          case "long" -> List.of("5L", "Long.MIN_VALUE", "0x1000001000000001L");
          case "float" -> List.of("1.5f", "0.1f", "-0f", "16777217f", "1e30f");
          default -> List.of("0.1", "-0.0", "1e300", "1e-310", "Double.NaN");
        });
  }
}
