package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The step of the build that writes switches over patterns, and methods of records, into classes.
 */
class InlineBootstrapsTest {
  private static final Path TOOL = Path.of("../.mvn/InlineBootstraps.java");

  /** Each switch and each record of it tells what it did; all of it by values. */
  private static final String SAMPLES =
      """
      import java.util.*;
      public class Samples {
        enum Colour { RED, GREEN { @Override public String toString() { return "verdant"; } } }
        sealed interface Shape permits Circle, Box, Nothing {
          default String seen() {
            return switch (this) { case Circle c -> "c" + c.r(); case Box b -> "b" + b.w(); case Nothing n -> n.toString(); };
          }
        }
        record Circle(double r) implements Shape {}
        record Box(float w, long h, Shape in) implements Shape {}
        record Nothing() implements Shape {}
        record All(boolean z, byte b, short s, char c, int i, long j, float f, double d, String t, List<Integer> l, int[] a) {}
        record Pair<A, B>(A a, B b) {}

        static String told(Object o) {
          return switch (o) {
            case null -> "null";
            case Integer i when i > 10 -> "large " + i;
            case Integer i when i > 5 -> "middling " + i;
            case Integer i -> "small " + i;
            case Pair<?, ?>(Circle(double r), String s) when r > 1 -> "pair " + r + s;
            case Pair<?, ?>(Pair<?, ?>(var a, var b), var c) -> "nested " + a + b + c;
            case Colour c when c == Colour.GREEN -> "green";
            case Colour c -> "colour " + c;
            case CharSequence s -> s.length() + " letters";
            case int[] a -> a.length + " ints";
            default -> o.getClass().getSimpleName();
          };
        }
        sealed interface Kind permits Level, Other {}
        enum Level implements Kind { LOW, HIGH }
        record Other(int n) implements Kind {}
        static String kind(Kind k) {
          return switch (k) { case Level.LOW -> "low"; case Level.HIGH -> "high"; case Other(int n) -> "other " + n; };
        }
        static String ofNull() {
          try { return kind(null); } catch (NullPointerException e) { return "refused"; }
        }
        static long branches(Object o, long n) {
          // Frames in which types of this file meet.
          Shape s = n > 3 ? new Circle(n) : new Nothing();
          for (long i = 0; i < n; i++) { if (o instanceof Shape t) { s = t; } n -= switch (s) { case Circle c -> 1; case Box b -> 2; case Nothing x -> 3; }; }
          return n;
        }
        public static List<String> results() {
          record Local(Colour c, Object o) {}
          List<Object> values = new ArrayList<>(List.of(3, 7, 11, new Pair<>(new Circle(2), "x"), new Pair<>(new Circle(0.5), "x"),
              new Pair<>(new Pair<>(1, 2), 3), Colour.RED, Colour.GREEN, "four", new StringBuilder("sb"), new int[2], 2L, new Nothing()));
          values.add(null);
          List<String> out = new ArrayList<>();
          values.forEach(v -> out.add(told(v)));
          for (Shape s : List.of(new Circle(1), new Box(1, 2, new Nothing()), new Nothing())) { out.add(s.seen() + s + s.hashCode()); }
          for (Kind k : new Kind[] {Level.LOW, Level.HIGH, new Other(4)}) { out.add(kind(k)); }
          out.add(ofNull());
          out.add(branches("no", 9) + " " + branches(new Box(0, 0, null), 9));
          int[] shared = {1};
          List<All> all = new ArrayList<>();
          for (double d : new double[] {0.0, -0.0, Double.NaN, 1}) {
            for (int bits = 0; bits < 16; bits++) {
              all.add(new All((bits & 1) != 0, (byte) -bits, (short) -3, (char) ('a' + (bits & 2)), bits & 4, 1L << (bits & 8), (float) -d, d,
                  bits == 1 ? null : "t", bits == 2 ? null : List.of(bits & 2), shared));
            }
          }
          for (All a : all) {
            StringBuilder equal = new StringBuilder();
            for (All b : all) {
              equal.append(a.equals(new All(b.z, b.b, b.s, b.c, b.i, b.j, b.f, b.d, b.t, b.l, b.a)) ? '=' : '.');
            }
            out.add(equal + " " + new All(a.z, a.b, a.s, a.c, a.i, a.j, a.f, a.d, a.t, a.l, null).hashCode());
            out.add(new All(a.z, a.b, a.s, a.c, a.i, a.j, a.f, a.d, a.t, a.l, null).toString());
          }
          out.add(new Local(Colour.GREEN, null) + " " + new Local(Colour.RED, 1).equals(new Local(Colour.RED, 1)));
          out.add(new Pair<>(null, new char[0]).toString().replaceAll("@.*", "@") + new Pair<>(null, null).hashCode());
          out.add(new Circle(1).equals(null) + " " + new Circle(1).equals(new Nothing()) + " " + new Nothing().equals(new Nothing()));
          return out;
        }
      }
      """;

  @TempDir private Path folder;

  private Path compiled(String name) throws IOException {
    Path source = Files.writeString(folder.resolve("Samples.java"), SAMPLES);
    Path classes = Files.createDirectories(folder.resolve(name));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(status).isZero();
    return classes;
  }

  private static void inline(Path classes) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes.toString(),
                TOOL.toString(),
                classes.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static List<?> results(Path classes) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      return (List<?>) loader.loadClass("Samples").getMethod("results").invoke(null);
    }
  }

  /** Bootstraps of the class files below a folder, and how often. */
  private static Map<String, Long> bootstraps(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .flatMap(file -> ClassFile.of().parse(bytes(file)).methods().stream())
          .flatMap(method -> method.code().stream())
          .flatMap(code -> code.elementStream())
          .filter(InvokeDynamicInstruction.class::isInstance)
          .map(site -> ((InvokeDynamicInstruction) site).bootstrapMethod().owner().displayName())
          .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> contents(Path classes) throws IOException {
    try (Stream<Path> files = Files.list(classes)) {
      return files.collect(
          Collectors.toMap(
              file -> file.getFileName().toString(),
              file -> HexFormat.of().formatHex(bytes(file))));
    }
  }

  @Test
  void whatIsWrittenIntoClassesDoesWhatTheJvmWouldHaveMade() throws Exception {
    Path before = compiled("before");
    Path after = compiled("after");
    inline(after);
    assertThat(results(after)).hasSizeGreaterThan(140).isEqualTo(results(before));
    assertThat(bootstraps(before)).containsKeys("SwitchBootstraps", "ObjectMethods");
    Map<String, Long> left = bootstraps(before);
    left.keySet().removeAll(List.of("SwitchBootstraps", "ObjectMethods"));
    assertThat(bootstraps(after)).isEqualTo(left);
  }

  @Test
  void classesThatHaveNoneAreLeftAlone() throws Exception {
    Path classes = compiled("twice");
    inline(classes);
    Map<String, String> once = contents(classes);
    inline(classes);
    assertThat(contents(classes)).isEqualTo(once);
  }

  @Test
  void noModuleLeavesThemToItsUsers() throws Exception {
    for (String module : List.of("tornado-kernels", "guest-bindings", "host")) {
      assertThat(bootstraps(Path.of("..", module, "target", "classes")))
          .as(module)
          .containsOnlyKeys("LambdaMetafactory");
    }
  }
}
