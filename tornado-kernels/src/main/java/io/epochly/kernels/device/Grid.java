package io.epochly.kernels.device;

import java.util.List;

/**
 * The work-items of a launch along up to three axes, and how many of them run as a group: whole
 * groups along each axis.
 */
public record Grid(long x, long y, long z, int groupX, int groupY, int groupZ) {
  /** Work-items of a group along all axes together, at most. */
  public static final int GROUP = 64;

  /** Drivers of GPUs take no more groups along the second and third axis. */
  private static final long MOST_GROUPS = 65_535;

  /** So many whole groups along the first axis. */
  public static Grid groups(long count) {
    return new Grid(count * GROUP, 1, 1, GROUP, 1, 1);
  }

  /**
   * A work-item for each point, in groups that are as long along the first axes as there are
   * points. Along the second and third axis there may be fewer work-items than points.
   *
   * @param points along one to three axes; no points are taken for one
   */
  public static Grid over(List<Long> points) {
    int groupX = side(points.getFirst(), GROUP);
    long x = Math.ceilDiv(Math.max(1, points.getFirst()), groupX) * groupX;
    if (points.size() == 1) {
      return groups(Math.ceilDiv(x, GROUP));
    }
    int groupY = side(points.get(1), GROUP / groupX);
    int groupZ = points.size() == 2 ? 1 : side(points.get(2), GROUP / groupX / groupY);
    return new Grid(
        x,
        outer(points.get(1), groupY),
        points.size() == 2 ? 1 : outer(points.get(2), groupZ),
        groupX,
        groupY,
        groupZ);
  }

  /** The least power of two that is not less than the points, but no more than there is room. */
  private static int side(long points, int room) {
    int side = 1;
    while (side < room && side < points) {
      side *= 2;
    }
    return side;
  }

  private static long outer(long points, int group) {
    return Math.min(MOST_GROUPS, Math.ceilDiv(Math.max(1, points), group)) * group;
  }

  /** How many axes have more than one work-item, at least one. */
  public int axes() {
    return z > 1 ? 3 : y > 1 ? 2 : 1;
  }
}
