package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What each subject takes, called through the same interface, in each row of the headline that has such peers: the
 * headline shows the best of them, which is another one from row to row.
 */
final class PeersTable {
  static final String TITLE = "Every peer in each row";
  static final String EXPLANATION =
      "The headline shows the best peer of each row; nobody could have them all at once. Here is every subject for "
          + "itself, all called through one interface.";

  private static final String NOTHING = "";

  private final Results results;
  private final List<Row> rows;

  PeersTable(final Results results, final List<Row> rows) {
    this.results = results;
    this.rows = rows.stream().filter(row -> subjects(row).count() > 1).toList();
  }

  private Stream<String> subjects(final Row row) {
    return row.peers().stream().flatMap(peer -> results.subjects(peer.figure().main()).stream());
  }

  private List<String> subjects() {
    return rows.stream().flatMap(this::subjects).distinct().toList();
  }

  List<String> head() {
    return Stream.concat(Stream.of("path"), subjects().stream().map(Labels::subject)).toList();
  }

  List<List<String>> rows() {
    final List<String> subjects = subjects();
    final List<List<String>> cells = new ArrayList<>();
    for (final Row row : rows) {
      cells.add(Stream.concat(Stream.of(row.path()), subjects.stream().map(subject -> cell(row, subject))).toList());
    }
    return cells;
  }

  private String cell(final Row row, final String subject) {
    return row.peers().stream()
        .flatMap(peer -> peer.figure().ofSubject(subject).in(results, Standing.FULL_SESSIONS).stream())
        .findFirst()
        .map(spread -> row.unit().text(spread.median()))
        .orElse(NOTHING);
  }
}
