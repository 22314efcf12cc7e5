package io.epochly.host.internal.bench;

import io.epochly.host.internal.bench.Report.Contestant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report in names and numbers, milliseconds throughout. */
record ReportTree(Report report) {
  Map<String, Object> toMap() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", report.file());
    tree.put("guest_jit", report.guestJit());
    tree.put("repeat", report.extent().calls());
    tree.put("seconds", report.extent().seconds());
    tree.put("cases", report.measurements().stream().map(ReportTree::tree).toList());
    tree.put("geometric_mean_first_ratio", report.mean(Measurement::firstRatio));
    tree.put("geometric_mean_min_ratio", report.mean(Measurement::leastRatio));
    if (!report.contestants().isEmpty() || !report.leftOut().isEmpty()) {
      tree.put("peers", report.contestants().stream().map(this::tree).toList());
      tree.put("peers_left_out", report.leftOut());
    }
    return tree;
  }

  private Map<String, Object> tree(Contestant peer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", peer.name());
    tree.put("version", peer.version());
    report.meanRatioTo(peer).ifPresent(mean -> tree.put("geometric_mean_ratio", mean));
    return tree;
  }

  private static Map<String, Object> tree(Measurement m) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", m.name());
    tree.put("plain", tree(m.plain()));
    tree.put("optimized", tree(m.optimized()));
    tree.put("first_ratio", m.firstRatio());
    tree.put("min_ratio", m.leastRatio());
    tree.put("realized_level", m.ran().level());
    tree.put("calls", m.ran().calls());
    tree.put("compiled_calls", m.ran().compiledCalls());
    tree.put("fallback_calls", m.ran().fallbackCalls());
    tree.put("last_fallback_reason", m.ran().fallback());
    tree.put("compile_ms", m.ran().compileMs());
    tree.put("equal", m.ran().equal());
    if (!m.peers().isEmpty()) {
      Map<String, Object> peers = new LinkedHashMap<>();
      m.peers().forEach(run -> peers.put(run.peer(), tree(m, run)));
      tree.put("peers", peers);
    }
    return tree;
  }

  private static Map<String, Object> tree(Measurement m, PeerRun run) {
    if (run.times().isEmpty()) {
      return Map.of("failure", run.failure());
    }
    Map<String, Object> tree = tree(run.times().get());
    tree.put("ratio", m.ratioTo(run).orElseThrow());
    tree.put("equal", run.equal());
    return tree;
  }

  private static Map<String, Object> tree(Times times) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("first_ms", times.first());
    tree.put("min_ms", times.least());
    tree.put("all_ms", times.milliseconds());
    return tree;
  }
}
