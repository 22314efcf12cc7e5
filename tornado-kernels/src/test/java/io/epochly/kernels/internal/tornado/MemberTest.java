package io.epochly.kernels.internal.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is bound of TornadoVM's API at run time is what compiles against an SDK. */
class MemberTest {
  /** What the Maven profile {@code tornado} compiles. */
  private static final Path TYPED =
      Path.of("target/typed-check/io/epochly/kernels/internal/tornado/TypedUses.class");

  @Test
  void eachUseHasTheTypesThatCompileAgainstAnSdk() throws IOException {
    assumeTrue(
        Files.exists(TYPED), "TORNADOVM_HOME and -Ptornado compile the uses of TornadoVM's API");
    Map<String, String> typed =
        ClassFile.of().parse(TYPED).methods().stream()
            .filter(method -> !method.flags().has(AccessFlag.PRIVATE))
            .collect(
                Collectors.toMap(
                    method -> method.methodName().stringValue(),
                    method -> method.methodType().stringValue(),
                    (one, _) -> one,
                    TreeMap::new));
    Map<String, String> bound =
        Arrays.stream(Member.values())
            .collect(
                Collectors.toMap(
                    MemberTest::function, Member::asFunction, (one, _) -> one, TreeMap::new));
    assertThat(typed).isEqualTo(bound);
  }

  /** {@code newGraph} for {@code NEW_GRAPH}. */
  private static String function(Member member) {
    String words =
        Arrays.stream(member.name().split("_"))
            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining());
    return Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
