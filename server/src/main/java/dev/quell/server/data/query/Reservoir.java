package dev.quell.server.data.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Takes some rows at random, each with the same chance, while it sees all of them once. */
final class Reservoir {
  private final long size;
  private final Poll poll;

  Reservoir(final long size, final Poll poll) {
    this.size = size;
    this.poll = poll;
  }

  Iterator<Row> fill(final Iterator<Row> rows) {
    final Memory memory = new Memory("$sample");
    final List<Row> kept = new ArrayList<>();
    for (long seen = 1; rows.hasNext(); seen++) {
      poll.check();
      final Row row = rows.next().compact();
      if (kept.size() < size) {
        memory.take(row.size());
        kept.add(row);
        continue;
      }
      final long place = ThreadLocalRandom.current().nextLong(seen);
      if (place < size) {
        memory.giveBack(kept.get((int) place).size());
        memory.take(row.size());
        kept.set((int) place, row);
      }
    }
    Collections.shuffle(kept);
    return kept.iterator();
  }
}
