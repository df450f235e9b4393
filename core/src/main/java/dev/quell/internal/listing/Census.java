package dev.quell.internal.listing;

import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.slots.Groups;
import dev.quell.internal.slots.HoldWord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;

/**
 * Counts what runs and what is open, by looking. So a begin, an end, an open and a close count nothing. Weakly
 * consistent, as listings are: what is there from start to end is counted once, what comes or goes meanwhile may be.
 */
public final class Census {
  private final Operations operations;
  private final Cursors<?> cursors;

  public Census(final Operations operations, final Cursors<?> cursors) {
    this.operations = operations;
    this.cursors = cursors;
  }

  /** The running operations, in sessions and without. Reads one word for each session that has nothing attached. */
  public long runningOperations() {
    return inSessions(new Groups<>(operations.slots)) + withoutSession();
  }

  private static long inSessions(final Groups<?, ?, ?> groups) {
    long count = 0;
    while (groups.next()) {
      for (long taken = groups.taken(); taken != 0; taken &= taken - 1) {
        count += inSession(groups.segment(), groups.first() + Long.numberOfTrailingZeros(taken));
      }
    }
    return count;
  }

  private static long inSession(final Segment<?, ?, ?> segment, final int offset) {
    final long word = segment.killWordAcquire(offset);
    final int first = KillWord.isRunning(word) ? 1 : 0;
    if (!KillWord.isAttached(word)) {
      return first;
    }
    final long holds = segment.holdWordAcquire(offset);
    final int further = Math.max(0, HoldWord.furtherOperations(holds)); // briefly below zero while a session ends
    return HoldWord.isEnded(holds) ? further : first + further; // the holds of an ended session have the first's too
  }

  private long withoutSession() {
    final long[] count = {0};
    operations.sessionless.forEach(operation -> ++count[0] > 0);
    return count[0];
  }

  /** The open cursors, those included that were killed while pinned. Walks their table. */
  public long openCursors() {
    final long[] count = {0};
    cursors.byId.forEach(cursor -> ++count[0] > 0);
    return count[0];
  }
}
