package io.epochly.guest.internal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.Cores;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkCopyTest {
  private static final Cores CORES = Cores.of(2);

  @AfterAll
  static void close() {
    CORES.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8 << 20, (8 << 20) - 1, (8 << 20) + 1, (20 << 20) + 3})
  void allBytesArriveAndNoOthersChange(int size) {
    byte[] from = new byte[size];
    new Random(size).nextBytes(from);
    allArrive(from, CORES);
    allArrive(from, Cores.ONE);
  }

  @Test
  void theCallerCopiesAllWhereTheCoresAreGone() {
    Cores closed = Cores.of(2);
    closed.close();
    allArrive(new byte[32 << 20], closed);
  }

  private static void allArrive(byte[] from, Cores cores) {
    int size = from.length;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment around = arena.allocate(size + 2L).fill((byte) 7);
      BulkCopy.copy(MemorySegment.ofArray(from), around.asSlice(1, size), cores);
      assertThat(around.asSlice(1, size).mismatch(MemorySegment.ofArray(from))).isEqualTo(-1);
      assertThat(around.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
      assertThat(around.get(ValueLayout.JAVA_BYTE, size + 1L)).isEqualTo((byte) 7);
    }
  }

  @Test
  void whatFailsInAnyThreadFailsForTheCaller() {
    byte[] from = new byte[32 << 20];
    Arena arena = Arena.ofShared();
    MemorySegment to = arena.allocate(from.length);
    arena.close();
    assertThatThrownBy(() -> BulkCopy.copy(MemorySegment.ofArray(from), to, CORES))
        .isInstanceOf(IllegalStateException.class);
  }
}
