package dev.quell.internal.kill;

import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Kill} would claim in the sessions and among the work that it is shown, with the descendants of all that:
 * a kill claims those whatever the cut-off. Claims nothing.
 *
 * <p>It remembers what it was shown if that may be shown twice: children, which it may meet by themselves and through
 * their parent; and all work if a selector asks for labels, with its session and alone. For one thread.
 */
abstract class Hits implements SessionVisitor {
  /** Names a run. */
  private record RunKey(long[] words, int index, long ticket) {}

  private final long operationsBy;
  private final long cursorsBy;
  private final boolean showsTwice; // whether work may be shown twice that is no child
  private @Nullable Set<RunKey> runsSeen; // of what may be shown twice; made when needed
  private final @Nullable LongHashSet cursorsSeen; // by id; null if none is shown twice
  private final ArrayDeque<Run.Children> families = new ArrayDeque<>(); // of what was hit, to be shown

  /**
   * @param operationsBy see {@link CutOffs#ofOperations}
   * @param cursorsBy see {@link CutOffs#ofCursors}
   */
  Hits(final Selector[] selectors, final long operationsBy, final long cursorsBy) {
    this.operationsBy = operationsBy;
    this.cursorsBy = cursorsBy;
    this.showsTwice = anyLabels(selectors);
    this.cursorsSeen = showsTwice ? new LongHashSet() : null;
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
    if (counted && !showsTwice) { // an earlier step has counted the session and what is in it
      return true;
    }
    if (hit && isNew(first, segment.words(), offset, KillWord.ticket(word))) {
      if (first == null) {
        hit((Run) null);
      } else {
        hitWithFamily(new Run(first, segment.words(), offset, KillWord.ticket(word), 0), word);
      }
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
        && isNew((OperationState) run.operation(), run.words(), run.index(), run.ticket())) {
      hitWithFamily(run, word);
    }
  }

  private boolean isNew(
      final @Nullable OperationState operation, final long[] words, final int index, final long ticket) {
    return !showsTwice && (operation == null || !operation.isChild()) || see(words, index, ticket);
  }

  /** Remembers a run; false if it was shown before. */
  private boolean see(final long[] words, final int index, final long ticket) {
    if (runsSeen == null) {
      runsSeen = new HashSet<>();
    }
    return runsSeen.add(new RunKey(words, index, ticket));
  }

  /** A run that a kill would claim, and so its descendants: as {@link Kill} does, whatever they are. */
  private void hitWithFamily(final Run run, final long word) {
    hit(run);
    addFamily(run, word);
    for (Run.Children family = families.poll(); family != null; family = families.poll()) {
      family.offer(this::descendant);
    }
  }

  private void descendant(final Run child) {
    final long word = child.wordAcquire(); // acquire: as in operation
    if (child.owns(word) && !KillWord.isKilled(word) && see(child.words(), child.index(), child.ticket())) {
      hit(child);
      addFamily(child, word);
    }
  }

  private void addFamily(final Run run, final long word) {
    final Run.Children family = KillWord.isAwaited(word) ? run.operation().children(run) : null; // CR-E2
    if (family != null && family.any()) {
      families.add(family);
    }
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
