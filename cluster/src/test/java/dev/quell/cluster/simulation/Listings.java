package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Questions: each ends once, in time. A member has given all its rows in order, each once, or is named as silent, and
 * never both. A member is asked for each page once, whatever comes twice.
 */
final class Listings {
  private static final String GUARANTEE = "listings";
  private static final long BUSY = 30 * World.MILLI;

  private final Books books;
  private final Map<Life, Map<Long, Asked>> asked = new HashMap<>();
  private final Map<Life, Set<List<Object>>> served = new HashMap<>();
  long complete;

  private static final class Asked {
    final Set<String> names;
    final long limit;
    final long until;
    final Map<String, List<Row>> rows = new HashMap<>();
    final Set<String> ended = new HashSet<>();
    boolean over;

    Asked(final Set<String> names, final long limit, final long until) {
      this.names = names;
      this.limit = limit;
      this.until = until;
    }
  }

  Listings(final Books books) {
    this.books = books;
  }

  /** A life is about to ask: what comes of it comes afterwards. */
  void asks(final Life life, final long number, final Set<String> names, final long limit, final long timeout) {
    asked.computeIfAbsent(life, any -> new HashMap<>())
        .put(number, new Asked(names, limit, life.world().now() + timeout));
  }

  void serves(final Life life, final Action.Serve serve) {
    if (!served.computeIfAbsent(life, any -> new HashSet<>()).add(List.of(serve.walk(), serve.page()))) {
      books.violated(GUARANTEE, life, " makes a page again: ", serve);
    }
  }

  void page(final Life life, final Event.Page page) {
    final Asked ask = find(life, page.ask());
    if (ask == null || ask.over || !ask.names.contains(page.member()) || ask.ended.contains(page.member())) {
      books.violated(GUARANTEE, life, " is given ", page, ", for which it does not wait");
      return;
    }
    final List<Row> rows = ask.rows.computeIfAbsent(page.member(), any -> new ArrayList<>());
    rows.addAll(page.rows());
    if (page.last()) {
      ask.ended.add(page.member());
      complete++;
      isWhole(life, page, ask, rows);
    }
  }

  private void isWhole(final Life life, final Event.Page page, final Asked ask, final List<Row> rows) {
    boolean whole = false;
    for (final Machine machine : books.machines) {
      for (final Life by : machine.all) {
        final int all = Serving.rows(by, page.ask());
        boolean same = machine.name.equals(page.member()) && rows.size() == Math.min(all, ask.limit);
        for (int i = 0; i < rows.size() && same; i++) {
          same = rows.get(i).equals(new Row.OfHits(by.number, i, all));
        }
        whole |= same;
      }
    }
    if (!whole) {
      books.violated(GUARANTEE, life, " is given by ", page.member(), " in all ", rows);
    }
  }

  void returns(final Life life, final Event.AskReturns returns) {
    final Asked ask = find(life, returns.ask());
    if (ask == null || ask.over) {
      books.violated(GUARANTEE, life, " is told again of ", returns);
      return;
    }
    ask.over = true;
    final Set<String> silent = new HashSet<>(returns.silent());
    for (final String name : ask.names) {
      if (silent.contains(name) == ask.ended.contains(name)) {
        books.violated(GUARANTEE, life, " has ", ask.rows.get(name), " of ", name, ", and silent are ", silent);
      }
    }
    if (!ask.names.containsAll(silent) || silent.size() != returns.silent().size()) {
      books.violated(GUARANTEE, life, " asked ", ask.names, ", and silent are ", returns.silent());
    }
    if (life.world().now() - ask.until - life.machine.stoodInAll > BUSY) {
      books.violated(GUARANTEE, life, " is answered late");
    }
  }

  private @Nullable Asked find(final Life life, final long number) {
    return asked.getOrDefault(life, Map.of()).get(number);
  }

  void end(final Life life) {
    asked.getOrDefault(life, Map.of()).forEach((number, ask) -> {
      if (!ask.over) {
        books.violated(GUARANTEE, life, " has no end of question ", number);
      }
    });
  }
}
