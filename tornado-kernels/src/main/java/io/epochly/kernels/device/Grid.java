package io.epochly.kernels.device;

import java.util.List;

/**
 * The work-items of a launch along up to three axes, and how many of them run as a group, {@link
 * #GROUP} along all axes together. Along each axis there are whole groups.
 */
public record Grid(long x, long y, long z, int groupX, int groupY, int groupZ) {
  /** Work-items of a group. */
  public static final int GROUP = 64;

  /** Drivers of GPUs take no more groups along the second and third axis. */
  private static final long MOST_GROUPS = 65_535;

  /** So many whole groups along the first axis. */
  public static Grid groups(long count) {
    return new Grid(count * GROUP, 1, 1, GROUP, 1, 1);
  }

  /**
   * A work-item for each point, in whole groups that are as long along the first axes as there are
   * points. Along the second and third axis there may be fewer work-items than points.
   *
   * @param points along one to three axes; no points are taken for one
   */
  public static Grid over(List<Long> points) {
    int axes = points.size();
    int groupX = axes == 1 ? GROUP : side(points.getFirst(), GROUP);
    int rest = GROUP / groupX;
    int groupY = axes == 1 ? 1 : axes == 2 ? rest : side(points.get(1), rest);
    int groupZ = rest / groupY;
    return new Grid(
        Math.ceilDiv(Math.max(1, points.getFirst()), groupX) * groupX,
        axes == 1 ? 1 : outer(points.get(1), groupY),
        axes < 3 ? 1 : outer(points.get(2), groupZ),
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
