package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers questions with rows that are numbered, so that the checker knows which should come. */
final class Serving {
  private static final int MOST_ROWS = 7;

  private final Life life;
  private final Map<Action.Walk, Integer> given = new HashMap<>();

  Serving(final Life life) {
    this.life = life;
  }

  /** How many rows a life has for a question. */
  static int rows(final Life life, final long question) {
    return (int) ((life.number * 31L + life.machine.name.hashCode() + question) & MOST_ROWS);
  }

  void serve(final Action.Serve serve) {
    final int rows = rows(life, serve.walk().number());
    final int from = given.getOrDefault(serve.walk(), 0);
    final int to = Math.min(rows, from + serve.rows());
    given.put(serve.walk(), to);
    final List<Row> page = new ArrayList<>();
    for (int i = from; i < to; i++) {
      page.add(new Row.OfHits(life.number, i, rows));
    }
    life.soon(() -> life.step(
        (now, out) -> life.protocol.served(serve.walk(), serve.page(), page, to == rows, now, out)));
  }

  void drop(final Action.Walk walk) {
    given.remove(walk);
  }
}
