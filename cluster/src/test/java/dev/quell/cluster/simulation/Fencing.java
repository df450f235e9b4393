package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Event;
import java.util.HashSet;
import java.util.Set;

/** The host is told that its member is out of touch when nobody was heard for as long as it wished, and of the end. */
final class Fencing {
  private static final String GUARANTEE = "fence";
  private static final long BUSY = 30 * World.MILLI;

  private final Books books;
  private final Set<Life> fenced = new HashSet<>();
  long told;

  Fencing(final Books books) {
    this.books = books;
  }

  void told(final Life life, final Event.Fence fence) {
    told++;
    if (fence.outOfTouch() ? !fenced.add(life) : !fenced.remove(life)) {
      books.violated(GUARANTEE, life, " is told again of ", fence);
    }
    final long silent = life.world().now() - life.hearsay.lastHeardAt();
    if (fence.outOfTouch() && silent < books.plan.fenceAfterNanos() * (1 - 2 * books.plan.rate())) {
      books.violated(GUARANTEE, life, " is fenced after ", silent / 1_000, " us");
    }
  }

  void ticked(final Life life) {
    final long after = books.plan.fenceAfterNanos();
    if (after == 0 || books.plan.forgets() || life.hearsay.known().isEmpty()) {
      return;
    }
    final long silent = life.world().now() - life.hearsay.lastHeardAt();
    if (!fenced.contains(life) && silent > after * (1 + 2 * books.plan.rate()) + BUSY + life.machine.stoodInAll) {
      books.violated(GUARANTEE, life, " is not fenced after ", silent / 1_000, " us");
    }
    if (fenced.contains(life) && silent < after * (1 - 2 * books.plan.rate()) - BUSY) {
      books.violated(GUARANTEE, life, " is fenced, and has heard somebody ", silent / 1_000, " us ago");
    }
  }
}
