package io.epochly.host.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataTest {
  private static final List<Object> VALUES =
      List.of(
          true,
          false,
          -1L,
          Long.MIN_VALUE,
          BigInteger.ONE.shiftLeft(64),
          BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE),
          -0.0,
          Double.NaN,
          "",
          "text",
          "\u20AC\uD83D\uDE00\uD800",
          List.of(1L, List.of("a", Map.of("k", Set.of(2L)))),
          Map.of(1L, "one", "two", 2.0));

  @Test
  void aValueComesBackAsItWas() throws Exception {
    assertThat(Data.decode(Data.encode(null))).isNull();
    for (Object value : VALUES) {
      assertThat(Data.decode(Data.encode(value))).isEqualTo(value);
    }
    assertThat(Data.decode(Data.encode(new byte[] {1, -1}))).isEqualTo(new byte[] {1, -1});
    assertThat(Data.decode(Data.encode(new long[] {1, -1}))).isEqualTo(new long[] {1, -1});
    assertThat(Data.decode(Data.encode(new double[] {0.1}))).isEqualTo(new double[] {0.1});
    assertThat(Data.decode(Data.encode(Arrays.asList(1L, null))))
        .isEqualTo(Arrays.asList(1L, null));
  }

  @Test
  void whatIsNoDataIsRefusedByItsType() {
    assertThatThrownBy(() -> Data.encode(List.of(new Random(0))))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("java.util.Random");
  }

  @Test
  void whatIsNestedTooDeepIsRefusedOnTheWayInAndOut() throws Exception {
    Object deep = 1L;
    for (int i = 0; i < Data.DEPTH; i++) {
      deep = List.of(deep);
    }
    byte[] deepest = Data.encode(deep);
    assertThat(Data.decode(deepest)).isEqualTo(deep);
    Object deeper = List.of(deep);
    assertThatThrownBy(() -> Data.encode(deeper)).isInstanceOf(BadDataException.class);
    byte[] bytes = new byte[deepest.length + 5];
    System.arraycopy(deepest, 0, bytes, 0, 5);
    System.arraycopy(deepest, 0, bytes, 5, deepest.length);
    assertThatThrownBy(() -> Data.decode(bytes)).isInstanceOf(BadDataException.class);
  }

  @Test
  void bytesThatAreNoValueAreRefusedAndCostNoMoreThanTheyAre() throws Exception {
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Data.encode(VALUES.get(i % VALUES.size()));
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
      }
      try {
        Data.decode(bytes);
      } catch (BadDataException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
    for (char type : "BSUYZLPEGM".toCharArray()) {
      byte[] liar = {(byte) type, 0x7F, -1, -1, -1, 0};
      assertThatThrownBy(() -> Data.decode(liar)).isInstanceOf(BadDataException.class);
    }
  }
}
