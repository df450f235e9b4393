package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;

/** What does not flatter: peers that are faster, aims that are missed, claims that do not hold. */
final class LossesSection implements Section {
  @Override
  public String title() {
    return "Where a peer wins or an aim is missed";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final List<Standing> standings = Standing.all(run);
    if (standings.stream().allMatch(standing -> standing.quell().isEmpty())) {
      return "";
    }
    final List<String> losses = new ArrayList<>();
    for (final Standing standing : standings) {
      if (standing.besidePeer() == Standing.Beside.BEHIND) {
        losses.add(peer("A peer wins", standing));
      }
      if (standing.besidePeer() == Standing.Beside.LEVEL) {
        losses.add(peer("A peer is level", standing));
      }
      if (standing.verdict() == Standing.Verdict.MISSED) {
        losses.add(aim("An aim is missed", standing));
      }
      if (standing.verdict() == Standing.Verdict.MET_MOSTLY) {
        losses.add(aim("An aim is not met in every fork or run", standing));
      }
    }
    run.failedClaims().forEach(claim -> losses.add("<b>A program's claim does not hold.</b> " + Html.escape(claim)));
    return losses.isEmpty() ? Html.paragraph("Nowhere in this run.") : Html.list(losses);
  }

  private static String peer(final String what, final Standing standing) {
    final Unit unit = standing.row().unit();
    final Spread quell = standing.beside().orElseThrow();
    final Spread peer = standing.peer().orElseThrow();
    return String.format(
        "<b>%s: %s.</b> %s takes %s, Quell %s: %s times as much.",
        what, Html.escape(standing.row().path()), Html.escape(standing.peerName()), Html.escape(unit.withRange(peer)),
        Html.escape(unit.withRange(quell)), Unit.number(standing.toPeer().orElseThrow()));
  }

  private static String aim(final String what, final Standing standing) {
    final Row row = standing.row();
    final String toLimit =
        standing.toLimit()
            .map(ratio -> "; " + Unit.number(ratio) + " times the limit, " + Html.escape(row.limit().name()))
            .orElse("");
    return String.format(
        "<b>%s: %s.</b> %s, aim %s%s.",
        what, Html.escape(row.path()), Html.escape(row.unit().withRange(standing.quell().orElseThrow())),
        Html.escape(row.aim().text()), toLimit);
  }

  @Override
  public String needs() {
    return "the benchmarks of the headline";
  }
}
