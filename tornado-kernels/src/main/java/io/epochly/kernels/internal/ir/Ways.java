package io.epochly.kernels.internal.ir;

import io.epochly.kernels.LoopReport;
import io.epochly.kernels.LoopReport.Way;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds which loops of a kernel the passes have rewritten, and how. */
final class Ways extends Walker {
  private final Map<Position, Set<Way>> found = new HashMap<>();

  private Ways() {}

  /** The reports of loops with what became of them in the kernel that the passes made. */
  static List<LoopReport> added(
      List<LoopReport> reports, Map<Position, LoopReport.Dependence> dependences, Kernel passed) {
    Ways ways = new Ways();
    ways.walk(passed);
    return reports.stream()
        .map(
            r ->
                new LoopReport(
                    r.position(),
                    r.counted(),
                    r.findings(),
                    ways.found.getOrDefault(r.position(), Set.of()),
                    Optional.ofNullable(dependences.get(r.position()))))
        .toList();
  }

  @Override
  protected void enter(Stmt statement) {
    if (statement instanceof Stmt.Split s) {
      found.computeIfAbsent(s.position(), _ -> EnumSet.noneOf(Way.class)).add(Way.OVER_CORES);
    }
    if (statement instanceof Stmt.If s) {
      if (StripMining.isChoice(s)) {
        note(s.otherwise(), Way.SIDE_BY_SIDE);
      }
      if (DeferredChecks.isChoice(s)) {
        note(s.otherwise(), Way.CHECKED_BEHIND);
      }
    }
  }

  private void note(List<Stmt> original, Way way) {
    if (original.getLast() instanceof Stmt.CountedLoop loop) {
      found.computeIfAbsent(loop.position(), _ -> EnumSet.noneOf(Way.class)).add(way);
    }
  }
}
