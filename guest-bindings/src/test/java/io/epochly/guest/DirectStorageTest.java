package io.epochly.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Storage;
import java.util.Set;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The storage that a list is left with is the one that the plain run would leave. */
class DirectStorageTest {
  private static Engine engine;

  private HandWritten compiler;
  private Guest guest;

  @BeforeAll
  static void startEngine() {
    engine = Engine.create();
  }

  @AfterAll
  static void closeEngine() {
    engine.close();
  }

  @BeforeEach
  void open() {
    compiler =
        new HandWritten()
            .with("put", Set.of(0), (poll, o) -> put((ArrayArg) o[0], (Long) o[1], (Long) o[2]))
            .with(
                "put_row",
                Set.of(0),
                (poll, o) -> putRow((ArrayArg) o[0], (Long) o[1], (Long) o[2]))
            .with(
                "put_both",
                Set.of(0),
                (poll, o) -> {
                  put((ArrayArg) o[0], 0, (Long) o[2]);
                  return ((ArrayArg) o[1]).base instanceof long[] values ? values[0] : -1L;
                })
            .with("probe", (poll, o) -> null);
    guest =
        Guest.open(engine, "direct", compiler)
            .run(
                """
                import epochly

                @epochly.optimize
                def put(a, i, v): return 'plain'

                @epochly.optimize
                def put_row(m, i, v): return 'plain'

                @epochly.optimize
                def put_both(a, b, v): return 'plain'

                @epochly.optimize
                def probe(a): return 'plain'
                """);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private static Object put(ArrayArg a, long index, long value) {
    switch (a.base) {
      case int[] values -> {
        if (value != (int) value) {
          throw new BailOut(BailReason.WIDEN, new Position(1, 0), 0);
        }
        values[(int) index] = (int) value;
      }
      case long[] values -> values[(int) index] = value;
      default -> throw new AssertionError(a.base.getClass());
    }
    return null;
  }

  private static Object putRow(ArrayArg m, long row, long value) {
    return put(ArrayArg.flat(((Object[]) m.base)[(int) row], 1), 0, value);
  }

  private Storage storageOf(String list) {
    compiler.compiled.clear();
    guest.run(
        """
        @epochly.optimize
        def probe(a):
            return 'plain'  # %s
        probe(%s)
        """
            .formatted(list, list));
    return ((ArrayType) compiler.compiled.getFirst().getFirst()).storage();
  }

  @Test
  void aNarrowStoreLeavesThe32BitStorage() {
    guest.run("a = [1, 2, 3]; put(a, 1, 7)");
    assertThat(guest.text("a")).isEqualTo("[1, 7, 3]");
    assertThat(storageOf("a")).isEqualTo(Storage.INTS);
  }

  @Test
  void aWideStoreWidensTheStorageAsThePlainRunWould() {
    guest.run("a = [1, 2, 3]; r = put(a, 1, 2**40); plain = [1, 2, 3]; plain[1] = 2**40");
    assertThat(guest.text("r, a")).isEqualTo("(None, [1, 1099511627776, 3])");
    assertThat(storageOf("a")).isEqualTo(storageOf("plain")).isEqualTo(Storage.LONGS);
    assertThat(guest.text("epochly.stats()['functions']['put']['compiled_calls']")).isEqualTo("1");
  }

  @Test
  void aListThatIsTwoArgumentsIsWidenedInBoth() {
    guest.run("a = [1, 2]; r = put_both(a, a, 2**40)");
    assertThat(guest.text("r, a")).isEqualTo("(1099511627776, [1099511627776, 2])");
  }

  @Test
  void onlyTheRowThatGotAWideIntIsWidened() {
    guest.run("m = [[1, 2], [3, 4]]; r = put_row(m, 1, 2**40)");
    assertThat(guest.text("r, m")).isEqualTo("(None, [[1, 2], [1099511627776, 4]])");
    assertThat(storageOf("m[0]")).isEqualTo(Storage.INTS);
    assertThat(storageOf("m[1]")).isEqualTo(Storage.LONGS);
  }

  @Test
  void aMatrixOfNarrowAndWideRowsIsReadAndKeepsItsStorages() {
    guest.run("m = [[1, 2], [2**40, 4]]; r = put_row(m, 0, 9)");
    assertThat(guest.text("r, m")).isEqualTo("(None, [[9, 2], [1099511627776, 4]])");
    assertThat(storageOf("m[0]")).isEqualTo(Storage.INTS);
    assertThat(storageOf("m[1]")).isEqualTo(Storage.LONGS);
  }

  @Test
  void aSmallResultIsA32BitInt() {
    compiler.with("small", (poll, o) -> 5L);
    guest.run("@epochly.optimize\ndef small(a): return 'plain'\nb = [small(1), small(2)]");
    assertThat(storageOf("b")).isEqualTo(Storage.INTS);
  }
}
