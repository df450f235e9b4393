package dev.quell.stress.cluster;

import dev.quell.cluster.ClusterReport;
import dev.quell.cluster.ClusterReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the report of a kill says of a member. */
record Row(String member, State state, long operations, long cursors) {

  static String text(final ClusterReport report) {
    return report.members().stream()
        .map(row -> row.name() + ":" + row.state() + ":" + row.operationsKilled() + ":" + row.cursorsKilled())
        .collect(Collectors.joining(","));
  }

  static List<Row> parse(final String text) {
    final List<Row> rows = new ArrayList<>();
    for (final String each : text.split(",", -1)) {
      final String[] parts = each.split(":", -1);
      rows.add(new Row(parts[0], State.valueOf(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3])));
    }
    return rows;
  }

  boolean hasDone() {
    return state == State.ANSWERED || state == State.LATE;
  }
}
