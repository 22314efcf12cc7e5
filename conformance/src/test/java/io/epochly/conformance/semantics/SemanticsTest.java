package io.epochly.conformance.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every program of {@code semantics/programs} in a guest of its own: each of its functions
 * plain and optimized, on equal arguments. What is compared and what a program may claim is told in
 * {@code semantics/comparison.py}. Name one program with {@code -Dprogram=NAME} to run it alone.
 */
class SemanticsTest {
  private static final Path SUITE = Path.of("semantics").toAbsolutePath();
  private static final Path KERNELS = Path.of("kernels").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than there are, so that pieces of loops wait for each other in all ways. */
  private static final int CORES = 3;

  private static EpochlyHost host;

  /** A line of a program that claims something, and the calls for which it does not hold. */
  record Check(String name, List<String> faults) {}

  @BeforeAll
  static void openHost() {
    host = EpochlyHost.builder().cores(CORES).build();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @TestFactory
  Stream<DynamicNode> optimizedFunctionsDoWhatThePlainOnesDo() throws IOException {
    String only = System.getProperty("program", "");
    return programs()
        .filter(program -> only.isEmpty() || nameOf(program).equals(only))
        .map(SemanticsTest::container);
  }

  /** The same bits on however many cores; each host compiles anew. */
  @TestFactory
  Stream<DynamicNode> loopsDoTheSameOnAnyNumberOfCores() {
    return Stream.of(1, 2, 7)
        .map(
            cores -> {
              Stream<DynamicTest> tests =
                  Stream.of(cores)
                      .flatMap(
                          count -> {
                            try (EpochlyHost own = EpochlyHost.builder().cores(count).build()) {
                              return run(own, SUITE.resolve("programs/cores.py")).stream();
                            }
                          })
                      .map(
                          check -> DynamicTest.dynamicTest(check.name(), () -> assertHolds(check)));
              return DynamicContainer.dynamicContainer(cores + " cores", tests);
            });
  }

  /** Floats that hosts of other numbers of cores add up and multiply, to the bit. */
  @Test
  void floatsInAnyOrderHaveTheSameBitsOnAnyNumberOfCores() {
    Map<Integer, String> bits = new TreeMap<>();
    for (int cores : new int[] {1, 2, 3, 7}) {
      try (EpochlyHost own = EpochlyHost.builder().cores(cores).build();
          Guest guest =
              own.openGuest(GuestPolicy.builder().allowRead(SUITE).allowRead(KERNELS).build())) {
        guest.eval("import sys; sys.path[:0] = ['%s']".formatted(SUITE));
        guest.eval("from pieces import bits");
        bits.put(cores, guest.call("bits").asString());
      }
    }
    assertThat(bits.get(1)).isNotEmpty();
    assertThat(bits.values()).as("by cores: " + bits).containsOnly(bits.get(1));
  }

  private static DynamicNode container(Path program) {
    // The stream is lazy, so that a program that fails to run fails its own container only.
    Stream<DynamicNode> tests =
        Stream.of(program)
            .flatMap(path -> run(host, path).stream())
            .map(check -> DynamicTest.dynamicTest(check.name(), () -> assertHolds(check)));
    return DynamicContainer.dynamicContainer(nameOf(program), program.toUri(), tests);
  }

  private static void assertHolds(Check check) {
    assertThat(check.faults())
        .withFailMessage(() -> String.join("\n", check.faults().subList(0, shown(check))))
        .isEmpty();
  }

  private static int shown(Check check) {
    return Math.min(check.faults().size(), 10);
  }

  private static List<Check> run(EpochlyHost host, Path program) {
    GuestPolicy.Builder policy = GuestPolicy.builder().allowRead(SUITE).allowRead(KERNELS);
    if (nameOf(program).equals("threads")) {
      policy.allowThreads();
    }
    try (Guest guest = host.openGuest(policy.build())) {
      guest.eval("import sys");
      guest.eval("sys.path[:0] = ['%s', '%s']".formatted(SUITE, KERNELS));
      guest.eval("from comparison import run");
      String checks = guest.call("run", program.toString()).asString();
      return JSON.readValue(checks, new TypeReference<List<Check>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError("comparison.py gave no list of checks", e);
    }
  }

  private static Stream<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(SUITE.resolve("programs"))) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList().stream();
    }
  }

  private static String nameOf(Path program) {
    String file = program.getFileName().toString();
    return file.substring(0, file.length() - ".py".length());
  }
}
