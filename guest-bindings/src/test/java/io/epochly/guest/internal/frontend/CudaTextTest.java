package io.epochly.guest.internal.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.epochly.kernels.device.DeviceCompiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of loops is CUDA C as well, as nvcc says where there is one; that needs no GPU. */
@Timeout(120)
class CudaTextTest {
  @TempDir Path folder;

  static Stream<Arguments> functions() {
    double[] floats = new double[9];
    long[] longs = new long[9];
    int[] ints = new int[9];
    return Stream.of(
        Arguments.of("cube", new Object[] {floats, floats, 3L, 3L, 3L}),
        Arguments.of("sums", new Object[] {longs, floats, 9L}),
        Arguments.of("weigh", new Object[] {ints, longs, longs, longs, 9L}));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void nvccCompilesIt(String name, Object[] operands) throws IOException, InterruptedException {
    String program =
        new DeviceCompiler()
            .compile(SourceKernels.compiled(LoopsOnDeviceTest.MODULE, name, operands).source())
            .program();
    Path direct = Files.writeString(folder.resolve("direct.cu"), program);
    Path graph = Files.writeString(folder.resolve("graph.cu"), "#define TORNADOVM\n" + program);
    for (Path file : new Path[] {direct, graph}) {
      Process nvcc;
      try {
        nvcc =
            new ProcessBuilder(
                    "nvcc", "-cubin", "-o", folder.resolve("out").toString(), file.toString())
                .redirectErrorStream(true)
                .start();
      } catch (IOException e) {
        abort("no nvcc: " + e.getMessage());
        return;
      }
      String said = new String(nvcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(nvcc.waitFor()).as(said).isZero();
    }
  }
}
