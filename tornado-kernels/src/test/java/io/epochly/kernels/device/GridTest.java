package io.epochly.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridTest {
  @Test
  void groupsAreWholeAndAsLongAsTheirRows() {
    assertThat(Grid.over(List.of(100L))).isEqualTo(new Grid(128, 1, 1, 64, 1, 1));
    assertThat(Grid.over(List.of(3L, 1000L))).isEqualTo(new Grid(4, 1008, 1, 4, 16, 1));
    assertThat(Grid.over(List.of(70L, 5L, 2L))).isEqualTo(new Grid(128, 5, 2, 64, 1, 1));
    assertThat(Grid.over(List.of(2L, 3L, 9L))).isEqualTo(new Grid(2, 4, 16, 2, 4, 8));
    assertThat(Grid.over(List.of(0L, 9L))).isEqualTo(new Grid(1, 64, 1, 1, 64, 1));
  }

  @Test
  void driversGetNoMoreGroupsThanTheyTake() {
    Grid grid = Grid.over(List.of(1L << 29, 1L << 29, 1L << 29));
    assertThat(grid.x()).isEqualTo(1L << 29);
    assertThat(grid.y() / grid.groupY()).isEqualTo(65_535);
    assertThat(grid.z() / grid.groupZ()).isEqualTo(65_535);
  }

  @Test
  void allPointsOfTheFirstAxisAndEveryGroupAreThere() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      List<Long> points =
          LongStream.generate(() -> random.nextLong(1L << random.nextInt(30)))
              .limit(1 + random.nextInt(3))
              .boxed()
              .toList();
      Grid grid = Grid.over(points);
      assertThat(grid.groupX() * grid.groupY() * grid.groupZ()).isEqualTo(Grid.GROUP);
      assertThat(grid.x()).isGreaterThanOrEqualTo(points.getFirst());
      assertThat(grid.x() % grid.groupX() + grid.y() % grid.groupY() + grid.z() % grid.groupZ())
          .isZero();
    }
  }
}
