package io.epochly.conformance.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The kernels of {@code kernels/second} do the same optimized as plain, and nearly all compile.
 * Those that do not are named in {@code second_set.py}, each with its reason. Name one kernel with
 * {@code -Dkernel=NAME} to run it alone.
 */
class SecondSetTest {
  private static final Path KERNELS = Path.of("kernels").toAbsolutePath();
  private static final Path SEMANTICS = Path.of("semantics").toAbsolutePath();
  private static final String ONLY = System.getProperty("kernel", "");
  private static final int LEAST_KERNELS = 25;

  private static List<Checked> kernels;

  /**
   * What {@code second_set.py} saw of a kernel.
   *
   * @param expected what shows of the plain call: its outcome and its arguments afterwards
   * @param actual the same of the optimized calls
   * @param reason why the last call that fell back did; empty if none did
   * @param plain words of the reason for which the kernel is known to run plain; else empty
   */
  record Checked(
      String name,
      String expected,
      List<String> actual,
      int compiledCalls,
      String reason,
      String plain) {
    boolean compiled() {
      return compiledCalls == actual.size();
    }
  }

  @BeforeAll
  static void runAll() throws JsonProcessingException {
    GuestPolicy policy = GuestPolicy.builder().allowRead(KERNELS).allowRead(SEMANTICS).build();
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(policy)) {
      guest.eval("import sys; sys.path[:0] = ['%s', '%s']".formatted(KERNELS, SEMANTICS));
      guest.eval("from second_set import check_all");
      String found = guest.call("check_all", ONLY).asString();
      kernels = new ObjectMapper().readValue(found, new TypeReference<>() {});
    }
  }

  @TestFactory
  Stream<DynamicTest> kernelsDoTheSameOptimizedAsPlain() {
    return kernels.stream()
        .map(kernel -> DynamicTest.dynamicTest(kernel.name(), () -> assertSame(kernel)));
  }

  @TestFactory
  Stream<DynamicTest> kernelsCompileUnlessTheyAreKnownNotTo() {
    return kernels.stream()
        .map(kernel -> DynamicTest.dynamicTest(kernel.name(), () -> assertRanAsKnown(kernel)));
  }

  @Test
  void nineOfTenKernelsCompile() {
    long compiled = kernels.stream().filter(Checked::compiled).count();
    assertThat(compiled * 10).isGreaterThanOrEqualTo(kernels.size() * 9L);
    assertThat(kernels.size()).isGreaterThanOrEqualTo(ONLY.isEmpty() ? LEAST_KERNELS : 1);
  }

  private static void assertSame(Checked kernel) {
    assertThat(kernel.expected()).startsWith("returned");
    assertThat(kernel.actual()).hasSize(2).containsOnly(kernel.expected());
  }

  private static void assertRanAsKnown(Checked kernel) {
    if (kernel.plain().isEmpty()) {
      assertThat(kernel.compiledCalls()).as(kernel.reason()).isEqualTo(kernel.actual().size());
    } else {
      assertThat(kernel.compiledCalls())
          .as("%s compiles now: take it out of PLAIN in second_set.py", kernel.name())
          .isZero();
      assertThat(kernel.reason()).contains(kernel.plain());
    }
  }
}
