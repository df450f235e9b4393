package dev.quell.cluster.driver;

import dev.quell.KillCore;
import dev.quell.KillExplanation;
import dev.quell.KillPattern;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.cluster.protocol.Action.Walk;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Answers the questions of other members from the own core, page by page. A walk is at work on one thread at a time,
 * since its next page is asked for after the one before.
 */
final class Walks {
  private static final KillPattern[] NONE = {};
  /** How many characters of descriptions a page has, about. */
  private static final int MOST_TEXT = 100_000;

  private final KillCore core;
  private final Map<Walk, Iterator<Row>> open = new ConcurrentHashMap<>();

  Walks(final KillCore core) {
    this.core = core;
  }

  /**
   * One page.
   *
   * @param rows in their order
   * @param last whether no other follows
   */
  record Page(List<Row> rows, boolean last) {}

  Page page(final Walk walk, final Question question, final int page, final int rows) {
    final Iterator<Row> iterator =
        page == 0 ? answer(question) : open.getOrDefault(walk, List.<Row>of().iterator());
    final List<Row> taken = new ArrayList<>();
    int texts = 0;
    while (taken.size() < rows && texts < MOST_TEXT && iterator.hasNext()) {
      final Row row = iterator.next();
      taken.add(row);
      texts += row instanceof Row.OfOperation operation ? operation.operation().description().length() : 0;
    }
    final boolean last = !iterator.hasNext();
    if (last) {
      open.remove(walk);
    } else {
      open.put(walk, iterator);
    }
    return new Page(taken, last);
  }

  void drop(final Walk walk) {
    open.remove(walk);
  }

  private Iterator<Row> answer(final Question question) {
    if (question instanceof Question.Sessions asked) {
      final Stream<SessionInfo> all =
          asked.patterns().isEmpty() ? core.sessions() : core.sessions(asked.patterns().toArray(NONE));
      return all.<Row>map(Row.OfSession::new).iterator();
    }
    if (question instanceof Question.Operations asked) {
      final Stream<OperationInfo> all =
          asked.patterns().isEmpty() ? core.operations() : core.operations(asked.patterns().toArray(NONE));
      return all.<Row>map(Row.OfOperation::new).iterator();
    }
    if (question instanceof Question.Explain asked) {
      final KillExplanation explained = core.explain(asked.request());
      return List.<Row>of(
          new Row.OfHits(explained.sessions(), explained.operations(), explained.cursors())).iterator();
    }
    if (question instanceof Question.KillOperation asked) {
      final boolean won = core.killOperation(asked.id(), asked.code(), asked.reason(), asked.by());
      return List.<Row>of(new Row.OfHits(0, won ? 1 : 0, 0)).iterator();
    }
    throw new AssertionError("an unknown question: " + question);
  }
}
