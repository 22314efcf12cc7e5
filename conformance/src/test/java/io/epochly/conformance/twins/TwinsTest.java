package io.epochly.conformance.twins;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.kernels.java.JavaKernel;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and Python give the same numbers by the same kernels. */
class TwinsTest {
  private static final int N = 500;
  private static EpochlyHost host;

  @BeforeAll
  static void open() {
    host = EpochlyHost.builder().cores(3).build();
  }

  @AfterAll
  static void close() {
    host.close();
  }

  private static double[] floats(int n, double scale) {
    return IntStream.range(0, n).mapToDouble(i -> (i * 7919 % 1009 + 1) * scale).toArray();
  }

  private static int[] ints(int n, int below) {
    return IntStream.range(0, n).map(i -> i * 7919 % 1009 % below).toArray();
  }

  private static void run(String name, Object... arguments) {
    host.kernels().compile(JavaTwins.class, name).run(arguments);
  }

  private static List<Double> results() {
    List<double[]> all = new ArrayList<>();
    double[] c = new double[N];
    run("vectorAdd", floats(N, 0.25), floats(N, 0.5), c);
    all.add(c);
    double[] y = floats(N, 0.5);
    run("saxpy", 1.25, floats(N, 0.125), y);
    all.add(y);
    double[] ax = new double[N];
    double[] ay = new double[N];
    double[] az = new double[N];
    run("nbody", floats(N, 0.1), floats(N, 0.2), floats(N, 0.3), floats(N, 0.01), ax, ay, az);
    all.addAll(List.of(ax, ay, az));
    double[] product = new double[1600];
    run("matrixProduct", floats(1600, 0.1), floats(1600, 0.2), product, 40);
    all.add(product);
    double[] call = new double[N];
    run("blackScholes", floats(N, 0.1), floats(N, 0.11), floats(N, 0.003), 0.02, 0.3, call);
    all.add(call);
    int[] counts = new int[13];
    run("histogram", ints(N, 1009), counts);
    all.add(Arrays.stream(counts).asDoubleStream().toArray());
    int[] after = new int[900];
    run("life", ints(900, 2), after, 30, 30);
    all.add(Arrays.stream(after).asDoubleStream().toArray());
    return all.stream().flatMapToDouble(Arrays::stream).boxed().toList();
  }

  @Test
  void bothGiveTheSameNumbers() throws Exception {
    Path folder = Path.of("kernels").toAbsolutePath();
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowRead(folder).build())) {
      guest.eval("import sys; sys.path.insert(0, '" + folder + "'); import twins");
      double[] python = guest.eval("twins.results()").asDoubles();
      assertThat(results()).isEqualTo(Arrays.stream(python).boxed().toList());
    }
  }

  static Stream<String> names() {
    return Arrays.stream(JavaTwins.class.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> !name.equals("normal") && !name.startsWith("lambda"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void allAreCompiled(String name) {
    JavaKernel kernel = host.kernels().compile(JavaTwins.class, name);
    assertThat(kernel.isCompiled()).as(kernel.explain()).isTrue();
    assertThat(kernel.explain()).contains("over cores\n");
  }
}
