package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an embedding program sees says in its Javadoc what it is. */
class JavadocTest {
  private static final Path SOURCES = Path.of("../host/src/main/java/io/epochly/host");

  /** A sentence may say what a parameter or a result is. */
  private static final List<String> ALLOWED = List.of("no @param", "no @return", "no @throws");

  @Test
  void thePublicApiIsDocumented(@TempDir Path folder) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xdoclint:all",
                "-Xmaxwarns",
                "10000",
                "-quiet",
                "-d",
                folder.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(f -> arguments.add(f.toString()));
    }
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    ToolProvider.findFirst("javadoc")
        .orElseThrow()
        .run(printer, printer, arguments.toArray(String[]::new));

    List<String> found =
        output
            .toString()
            .lines()
            .filter(line -> line.contains("warning: ") || line.contains("error: "))
            .filter(line -> ALLOWED.stream().noneMatch(line::contains))
            .toList();
    assertThat(output.toString()).as("the tool looked at the API").contains("no @return");
    assertThat(found).isEmpty();
  }
}
