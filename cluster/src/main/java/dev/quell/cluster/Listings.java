package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.cluster.Cluster.Hits;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** What there is on all members: on the own core, then what the others answer. */
final class Listings {
  private final KillCore core;
  private final Questions questions;

  Listings(final KillCore core, final Questions questions) {
    this.core = core;
    this.questions = questions;
  }

  ClusterListing<Hits> explain(final KillRequest request) {
    final var explained = core.explain(Objects.requireNonNull(request, "request"));
    final Hits own = new Hits(explained.sessions(), explained.operations(), explained.cursors());
    final List<Question> parts = Parts.of(request).stream().<Question>map(Question.Explain::new).toList();
    return sums(
        questions.list(
            parts, Integer.MAX_VALUE, Stream.of(own),
            row -> row instanceof Row.OfHits hits
                ? new Hits(hits.sessions(), hits.operations(), hits.cursors()) : null));
  }

  /** One row of each member. */
  private static ClusterListing<Hits> sums(final ClusterListing<Hits> parts) {
    final Map<String, Hits> sums = new LinkedHashMap<>();
    parts.rows().forEach(row -> sums.merge(row.member(), row.value(), Listings::plus));
    sums.keySet().removeAll(parts.unanswered());
    return new ClusterListing<>(
        sums.entrySet().stream().map(sum -> new ClusterListing.Row<>(sum.getKey(), sum.getValue())).toList(),
        parts.unanswered(), false);
  }

  private static Hits plus(final Hits a, final Hits b) {
    return new Hits(a.sessions() + b.sessions(), a.operations() + b.operations(), a.cursors() + b.cursors());
  }

  ClusterListing<SessionInfo> sessions(final int most, final KillPattern... patterns) {
    requirePositive(most);
    return questions.list(
        parts(patterns, Question.Sessions::new), most, core.sessions(patterns),
        row -> row instanceof Row.OfSession session ? session.session() : null);
  }

  ClusterListing<OperationInfo> operations(final int most, final KillPattern... patterns) {
    requirePositive(most);
    return questions.list(
        parts(patterns, Question.Operations::new), most,
        patterns.length == 0 ? core.operations() : core.operations(patterns),
        row -> row instanceof Row.OfOperation operation ? operation.operation() : null);
  }

  private static void requirePositive(final int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most is " + most + ": expected 1 or more");
    }
  }

  private static List<Question> parts(
      final KillPattern[] patterns, final Function<List<KillPattern>, Question> question) {
    return Parts.of(KillRequest.of(patterns)).stream().map(part -> question.apply(part.patterns())).toList();
  }
}
