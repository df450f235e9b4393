package dev.quell.bench.report;

import java.util.stream.Collectors;

/** The page of a run as Markdown: the headline table, the limits, the machine. */
final class Readme {
  private static final String HOW_TO_READ =
      """
      Each figure is the median of the medians of the forks, with the least and the greatest of these; of what is a sum
      or a difference they are taken together as independent. Ratios are to the limit and to the best peer as measured in
      this run: below 1 is faster. Peers, and Quell likewise, are called through one interface; the ratio to the peer is
      of these two, and they are level if the ranges of their forks touch. What is still getting faster did so in every
      fork while it was measured. `results/README.md` says how to read the table; `report.html` has the pictures.

      """;

  private static final String NO_HEADLINE = "The headline is not in this run; what is, `report.html` shows.\n";

  private Readme() {}

  static String of(final RunData run) {
    final HeadlineTable table = new HeadlineTable(run.results(), HeadlineRows.all());
    final StringBuilder text = new StringBuilder();
    text.append("# Run of ").append(run.machine("date").orElse("an unknown day")).append("\n\n");
    Trust.reservation(run).ifPresent(reservation -> text.append("**").append(reservation).append("**\n\n"));
    text.append(table.isMeasured() ? HOW_TO_READ + table.markdown() : NO_HEADLINE)
        .append(failed(run))
        .append(peers(table))
        .append("\n## Limits of the machine in this run\n\n")
        .append(table.limitsMarkdown())
        .append("\n## Machine\n\n");
    run.machine().forEach(line -> text.append("    ").append(line).append('\n'));
    return text.toString();
  }

  private static String failed(final RunData run) {
    return run.failedClaims().isEmpty()
        ? ""
        : "\nClaims of programs that do not hold:\n\n"
            + run.failedClaims().stream().map(claim -> "* " + claim + "\n").collect(Collectors.joining());
  }

  private static String peers(final HeadlineTable table) {
    final String peers = table.peersMarkdown();
    return peers.isEmpty() ? "" : "\n## " + PeersTable.TITLE + "\n\n" + PeersTable.EXPLANATION + "\n\n" + peers;
  }
}
