package io.epochly.host.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SharedArenaTest {
  private static final long SIZE = 1 << 20;

  @Test
  void placesNeverOverlapAndAllComesBack() throws IOException {
    Random random = new Random(3);
    try (SharedArena arena = SharedArena.create(SIZE)) {
      TreeMap<Long, Long> open = new TreeMap<>();
      int refused = 0;
      for (int i = 0; i < 20_000; i++) {
        if (random.nextBoolean() && !open.isEmpty()) {
          Long some = open.ceilingKey(random.nextLong(SIZE));
          long offset = some == null ? open.firstKey() : some;
          open.remove(offset);
          arena.release(offset);
          continue;
        }
        long bytes = 1 + random.nextInt(50_000);
        OptionalLong place = arena.take(bytes);
        if (place.isEmpty()) {
          refused++;
          continue;
        }
        long offset = place.getAsLong();
        Map.Entry<Long, Long> before = open.floorEntry(offset);
        Long behind = open.ceilingKey(offset);
        assertThat(before == null || before.getKey() + before.getValue() <= offset).isTrue();
        assertThat(offset + bytes).isLessThanOrEqualTo(behind == null ? SIZE : behind);
        open.put(offset, bytes);
      }
      assertThat(refused).isPositive();
      assertThat(arena.use().refused()).isEqualTo(refused);
      open.keySet().forEach(arena::release);
      assertThat(arena.use().used()).isZero();
      assertThat(arena.take(SIZE)).hasValue(0);
    }
  }

  @Test
  void whatIsNoSizeAndWhatIsNoPlaceDoesNothing() throws IOException {
    try (SharedArena arena = SharedArena.create(SIZE)) {
      for (long bytes : new long[] {-1, 0, SIZE + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThat(arena.take(bytes)).isEmpty();
      }
      arena.release(64);
      arena.release(-1);
      assertThat(arena.use().used()).isZero();
      assertThat(arena.take(SIZE)).hasValue(0);
    }
  }

  @Test
  void nobodyChangesItsLength() throws IOException {
    try (SealedMemory memory = SealedMemory.create(SIZE);
        RandomAccessFile file = new RandomAccessFile(memory.path(), "rw")) {
      file.write(7);
      assertThat(memory.memory().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
      assertThatThrownBy(() -> file.setLength(0)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> file.setLength(2 * SIZE)).isInstanceOf(IOException.class);
      assertThat(memory.memory().get(ValueLayout.JAVA_BYTE, SIZE - 1)).isZero();
    }
  }

  @Test
  void afterItsEndTheMemoryIsNotReached() throws IOException {
    SealedMemory memory = SealedMemory.create(SIZE);
    MemorySegment bytes = memory.memory();
    memory.close();
    assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
