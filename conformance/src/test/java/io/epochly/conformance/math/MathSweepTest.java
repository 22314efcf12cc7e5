package io.epochly.conformance.math;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds what kernels have of {@code math} and of float arithmetic against the guest's own, over
 * many values each; {@code math/sweep.py} says which. {@code -Dmath.values=N} sets how many, {@code
 * -Dmath.seed=N} chooses others, {@code -Dmath.case=TEXT} takes the cases with this in their
 * expression.
 */
class MathSweepTest {
  private static final Path FOLDER = Path.of("math").toAbsolutePath();
  private static final String ONLY = System.getProperty("math.case", "");
  private static final int VALUES = Integer.getInteger("math.values", 5_000);

  /** Of the values of a case as many have to be ones that the guest gives a result for. */
  private static final int LEAST_SHARE = 10;

  private static List<Swept> cases;
  private static List<String> names;

  /**
   * What {@code sweep.py} saw of an expression.
   *
   * @param values for so many the plain loop gave a result
   * @param raising for so many it raised
   * @param fault why the optimized loop ran plain, if it did and should not have
   * @param differences some of the values for which the two are not the same
   * @param different how many those are
   */
  record Swept(
      String name,
      int values,
      int raising,
      int compiledCalls,
      int calls,
      String fault,
      List<String> differences,
      int different) {}

  @BeforeAll
  static void sweepAll() throws JsonProcessingException {
    GuestPolicy policy = GuestPolicy.builder().allowRead(FOLDER).build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      guest.eval("import sys; sys.path.insert(0, '%s')".formatted(FOLDER));
      guest.eval("from sweep import names, sweep_all");
      String found =
          guest.call("sweep_all", VALUES, Integer.getInteger("math.seed", 1), ONLY).asString();
      cases = new ObjectMapper().readValue(found, new TypeReference<>() {});
      names = List.of(guest.call("names").asString().split(" "));
    }
    System.out.printf(
        "%d expressions: %d values with a result, %d that raise, %d different%n",
        cases.size(),
        cases.stream().mapToLong(Swept::values).sum(),
        cases.stream().mapToLong(Swept::raising).sum(),
        cases.stream().mapToLong(Swept::different).sum());
  }

  @TestFactory
  Stream<DynamicTest> kernelsGiveTheBitsThatTheGuestGives() {
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> assertSame(c)));
  }

  @Test
  void everyExpressionHasManyValuesThatDoNotRaise() {
    assertThat(cases)
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.values()).as(c.name()).isGreaterThan(VALUES / LEAST_SHARE));
  }

  @Test
  void theTableOfMathTellsOfEveryNameThatTheGuestHas() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<String> table =
        readme
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> Stream.of(line.split("\\|")[1].strip().split(" ")))
            .toList();
    assertThat(names).hasSizeGreaterThan(50);
    assertThat(table).containsAll(names.stream().map("`%s`"::formatted).toList());
  }

  private static void assertSame(Swept swept) {
    assertThat(swept.differences())
        .withFailMessage(
            () ->
                "%d of %d values differ%n%s"
                    .formatted(
                        swept.different(), swept.values(), String.join("\n", swept.differences())))
        .isEmpty();
    assertThat(swept.fault())
        .as("%d of %d calls ran compiled", swept.compiledCalls(), swept.calls())
        .isEmpty();
  }
}
