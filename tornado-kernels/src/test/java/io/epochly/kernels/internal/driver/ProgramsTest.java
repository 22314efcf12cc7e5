package io.epochly.kernels.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.cache.CacheOpening;
import io.epochly.kernels.device.Device.Argument;
import io.epochly.kernels.device.DeviceAtHand;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.Grid;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are compiled once for all processes that share a cache. */
class ProgramsTest {
  private static final String SOURCE =
      """
      #pragma OPENCL EXTENSION cl_khr_fp64 : enable
      __kernel void triple(__global double *x) {
        size_t i = get_global_id(0);
        if (i < 64) x[i] = 3.0 * i;
      }
      """;

  @TempDir private Path folder;
  private final List<String> warnings = new ArrayList<>();
  private String id;

  @BeforeEach
  void find() {
    id = DeviceAtHand.info(DeviceProvider.OPENCL).id();
  }

  private CacheFolder cache() {
    return switch (CacheFolder.open(folder.resolve("cache"), warnings::add)) {
      case CacheOpening.Opened(CacheFolder opened) -> opened;
      case CacheOpening.Refused(String reason) -> fail(reason);
    };
  }

  /** Compiles and runs; tells whether the program was found compiled. */
  private boolean cached(Optional<CacheFolder> cache) {
    OpenClDevice device = OpenClDevice.open(id, Long.MAX_VALUE, cache);
    try {
      Programs.Program program = device.compile(SOURCE);
      DeviceBuffer buffer = device.allocate(64 * Double.BYTES);
      device.launch(program, "triple", Grid.groups(1), List.of(new Argument.Memory(buffer, true)));
      device.await(() -> {});
      buffer.download(64 * Double.BYTES);
      device.await(() -> {});
      assertThat(buffer.content().getAtIndex(ValueLayout.JAVA_DOUBLE, 21)).isEqualTo(63.0);
      buffer.close();
      program.close();
      return program.isCached();
    } finally {
      device.close();
    }
  }

  private Path entry() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.findAny().orElseThrow();
    }
  }

  @Test
  void anotherDeviceFindsThemCompiled() throws IOException {
    assertThat(cached(Optional.of(cache()))).isFalse();
    assertThat(cached(Optional.of(cache()))).isTrue();
    assertThat(cached(Optional.empty())).isFalse();
    assertThat(Files.getPosixFilePermissions(entry())).hasSize(3);
  }

  @Test
  void aDamagedOneIsCompiledAnew() throws IOException {
    assertThat(cached(Optional.of(cache()))).isFalse();
    byte[] bytes = Files.readAllBytes(entry());
    bytes[bytes.length / 2] ^= 1;
    Files.write(entry(), bytes);
    assertThat(cached(Optional.of(cache()))).isFalse();
    assertThat(cached(Optional.of(cache()))).isTrue();
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatDoesNotCompileIsNotKept() throws IOException {
    OpenClDevice device = OpenClDevice.open(id, Long.MAX_VALUE, Optional.of(cache()));
    try (device) {
      assertThatThrownBy(() -> device.compile("__kernel void f( {"))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("did not compile");
    }
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files).isEmpty();
    }
  }
}
