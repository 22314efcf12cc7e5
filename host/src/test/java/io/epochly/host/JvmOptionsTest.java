package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The options that the launcher gives to the JVM. */
class JvmOptionsTest {
  private static final Pattern LIMITED =
      Pattern.compile("(?m)^-XX:CompileCommand=MemLimit,([\\w.$]+)::(\\w+),\\d+M~stop$");

  @Test
  void theInterpretersLoopIsKeptFromTheLongCompilationsOfC2() throws Exception {
    List<MatchResult> limited =
        LIMITED.matcher(Files.readString(Path.of("src", "dist", "jvm.options"))).results().toList();
    assertThat(limited).as("options that limit a compilation").hasSize(1);
    MatchResult option = limited.getFirst();
    // A name that GraalPy no longer has would be taken without a word.
    Class<?> root = Class.forName(option.group(1), false, getClass().getClassLoader());
    assertThat(Arrays.stream(root.getDeclaredMethods()).map(Method::getName))
        .contains(option.group(2));
  }
}
