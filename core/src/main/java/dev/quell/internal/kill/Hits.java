package dev.quell.internal.kill;

import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Kill} would claim in the sessions and among the work that it is shown; claims nothing. If a selector asks
 * for labels, work may be shown twice, with its session and alone: it then remembers what was shown. For one thread.
 */
abstract class Hits implements SessionVisitor {
  /** Names a run. */
  private record RunKey(long[] words, int index, long ticket) {}

  private final long operationsBy;
  private final long cursorsBy;
  private final @Nullable Set<RunKey> runsSeen; // null if nothing is shown twice
  private final @Nullable LongHashSet cursorsSeen; // by id

  /**
   * @param operationsBy see {@link CutOffs#ofOperations}
   * @param cursorsBy see {@link CutOffs#ofCursors}
   */
  Hits(final Selector[] selectors, final long operationsBy, final long cursorsBy) {
    this.operationsBy = operationsBy;
    this.cursorsBy = cursorsBy;
    final boolean labelled = anyLabels(selectors);
    this.runsSeen = labelled ? new HashSet<>() : null;
    this.cursorsSeen = labelled ? new LongHashSet() : null;
  }

  private static boolean anyLabels(final Selector[] selectors) {
    for (final Selector selector : selectors) {
      if (selector.hasLabels()) {
        return true;
      }
    }
    return false;
  }

  /** A session that matches, once. */
  abstract void hitSession();

  /** A run that a kill would claim, once; null if its begin has not returned. */
  abstract void hit(@Nullable Run run);

  /** A cursor that a kill would claim, once. */
  abstract void hit(CursorImpl<?> cursor);

  @Override
  public final boolean session(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final boolean counted) {
    final SessionAnchor attached = KillWord.isAttached(word) ? segment.session(offset) : null;
    final boolean hit = KillWord.isClaimable(word) && Kill.isInTime(segment, offset, word, operationsBy);
    final OperationState first = hit ? segment.operation(offset) : null;
    if (!segment.isStill(offset, word)) {
      return false;
    }
    if (!counted) {
      hitSession();
    }
    if (counted && runsSeen == null) { // an earlier step has counted the session and what is in it
      return true;
    }
    if (hit && isNew(segment.words(), offset, KillWord.ticket(word))) {
      hit(first == null ? null : new Run(first, segment.words(), offset, KillWord.ticket(word), 0));
    }
    if (attached != null) {
      attached.offerFurther(this::operation);
      attached.offerCursors(this::cursor);
    }
    return true;
  }

  @Override
  public final boolean takesBare() {
    return true; // there is nothing to hit in them
  }

  @Override
  public final boolean takesWork() {
    return true;
  }

  @Override
  public final void operation(final Run run) {
    final long word = run.wordAcquire(); // acquire: only looked at, nothing depends on it
    if (run.stamp() <= operationsBy
        && run.owns(word)
        && !KillWord.isKilled(word)
        && !KillWord.isExempt(word)
        && isNew(run.words(), run.index(), run.ticket())) {
      hit(run);
    }
  }

  private boolean isNew(final long[] words, final int index, final long ticket) {
    return runsSeen == null || runsSeen.add(new RunKey(words, index, ticket));
  }

  @Override
  public final void cursor(final CursorImpl<?> cursor) {
    if (cursor.openedStamp() <= cursorsBy
        && cursor.isOpen()
        && (cursorsSeen == null || cursorsSeen.add(cursor.id()))) {
      hit(cursor);
    }
  }
}
