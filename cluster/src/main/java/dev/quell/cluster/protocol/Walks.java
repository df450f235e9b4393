package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Action.Walk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers that are given here, page by page. The last page of each is kept, for when it was lost on its way. */
final class Walks {
  private static final int MOST = 256;
  private static final long IDLE_NANOS = 10_000_000_000L;

  private final Own own;
  private final Map<Walk, Serving> serving = new LinkedHashMap<>();

  /** One answer. */
  private static final class Serving {
    int page = -1; // the last that was served
    boolean busy; // the next is being made
    Body.@Nullable Reply reply; // the last
    long usedAt;
  }

  Walks(final Own own) {
    this.own = own;
  }

  void asked(final Peer by, final Body.Ask ask, final Turn turn) {
    final Walk walk = new Walk(by.member, ask.number());
    Serving found = serving.get(walk);
    if (found == null) {
      if (ask.page() != 0 || serving.size() >= MOST) {
        return; // it gave up before, or too many ask
      }
      found = new Serving();
      serving.put(walk, found);
    }
    found.usedAt = turn.steady();
    if (found.reply != null && ask.page() == found.page) {
      own.send(by.name(), found.reply, turn);
    } else if (ask.page() == found.page + 1 && !found.busy && (found.reply == null || !found.reply.last())) {
      found.busy = true;
      turn.out().add(new Action.Serve(walk, ask.question(), ask.page(), ask.rows()));
    }
  }

  void served(final Walk walk, final int page, final List<Row> rows, final boolean last, final Turn turn) {
    final Serving found = serving.get(walk);
    if (found == null || !found.busy || page != found.page + 1) {
      return;
    }
    found.busy = false;
    found.page = page;
    found.reply = new Body.Reply(walk.number(), page, rows, last);
    if (own.peer(walk.asker()) != null) { // not to a later life, which has a question of this number, too
      own.send(walk.asker().name(), found.reply, turn);
    }
  }

  void tick(final Turn turn) {
    final List<Walk> idle = serving.entrySet().stream()
        .filter(each -> turn.steady() - each.getValue().usedAt > IDLE_NANOS)
        .map(Map.Entry::getKey)
        .toList();
    for (final Walk walk : idle) {
      serving.remove(walk);
      turn.out().add(new Action.DropWalk(walk));
    }
  }
}
