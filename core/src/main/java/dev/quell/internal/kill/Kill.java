package dev.quell.internal.kill;

import dev.quell.KillRequest;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.HoldWord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kill by patterns: it claims the operations and cursors of the sessions that it is shown.
 *
 * <p>Each claim is a compare-and-set on the victim's word (operation) or state (cursor), so two kills never claim the
 * same victim (K4). The kill finds every operation whose begin returned before the call: its word was RUNNING, or its
 * session ATTACHED, before the walk started (K1). An operation that begins after the kill returned has a later sequence
 * than any that the kill has read (K2). A session costs the cache line of its word, and more only if there is something
 * to look at (K6).
 */
final class Kill extends ClaimBatch implements SessionVisitor, Candidates {
  private final long operationsBy;
  private final long cursorsBy;
  private long sessions;
  private long cursors;
  private @Nullable List<CursorImpl<?>> toClose; // null if there is none

  Kill(final Claims claims, final KillRequest request) {
    super(claims, request.code(), request.reason(), request.by(), NO_ID, null);
    this.operationsBy = CutOffs.ofOperations(request, claims.services.clock);
    this.cursorsBy = CutOffs.ofCursors(request);
  }

  @Override
  public boolean candidate(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset, final long word) {
    return session(segment, offset, word, false);
  }

  @Override
  public boolean session(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final boolean counted) {
    final SessionAnchor attached = KillWord.isAttached(word) ? attached(segment, offset) : null;
    final boolean settled =
        KillWord.isClaimable(word) && isInTime(segment, offset, word, operationsBy)
            ? claimFirst(segment, offset, word) // false if the run has ended, was claimed, or its word has a new flag
            : segment.isStill(offset, word);
    if (!settled) {
      return false;
    }
    if (KillWord.isKilled(word) && KillWord.isAwaited(word)) {
      helpFirst(
          segment, offset, word, !KillWord.isExempt(word) && isInTime(segment, offset, word, operationsBy));
    }
    if (!counted) {
      sessions++;
    }
    if (attached != null) {
      if (operationsBy != CutOffs.NOTHING) {
        attached.offerFurther(this::further);
      }
      if (cursorsBy != CutOffs.NOTHING) {
        attached.offerCursors(this::cursor);
      }
    }
    return true;
  }

  /**
   * The session, if it has further operations or cursors. Read before the word is found unchanged, so it is the word's
   * session (K3).
   */
  private static @Nullable SessionAnchor attached(final Segment<?, SessionAnchor, ?> segment, final int offset) {
    return HoldWord.hasAttached(segment.holdWordAcquire(offset)) ? segment.session(offset) : null;
  }

  /** Whether the first operation began by the cut-off, if there is one; false if its begin has not returned. */
  static boolean isInTime(
      final Segment<?, ?, OperationState> segment, final int offset, final long word, final long cutOff) {
    if (cutOff == CutOffs.EVERYTHING) {
      return true;
    }
    if (cutOff == CutOffs.NOTHING) {
      return false;
    }
    final OperationState operation = segment.operation(offset);
    return operation != null && operation.stampOf(segment.words(), offset, KillWord.ticket(word)) <= cutOff;
  }

  @Override
  protected boolean claimsExempt() {
    return false;
  }

  private void further(final Run run) {
    // acquire: if the word is another run's, the claim fails; EXEMPT does not change during a run
    final long word = run.wordAcquire();
    if (run.stamp() <= operationsBy && (KillWord.isClaimable(word) || KillWord.isKilled(word))) {
      claim(run); // or helps the kill that has claimed it
    }
  }

  @Override
  public boolean takesWork() {
    return true;
  }

  @Override
  public void operation(final Run run) {
    // acquire: as in further; the session of a run that is found by its label may have ended
    if (run.stamp() <= operationsBy && !KillWord.isExempt(run.wordAcquire())) {
      claim(run);
    }
  }

  @Override
  public void cursor(final CursorImpl<?> cursor) {
    if (cursor.openedStamp() <= cursorsBy) {
      startClock();
      cursors += cursor.kill(this::closeAfterWakes) ? 1 : 0;
    }
  }

  private void closeAfterWakes(final CursorImpl<?> cursor) {
    if (toClose == null) {
      toClose = new ArrayList<>();
    }
    toClose.add(cursor);
  }

  /** Resources are code of the host: none is closed before the last wake (K10). */
  @Override
  protected void afterWakes() {
    if (toClose != null) {
      toClose.forEach(CursorImpl::closeLater);
    }
  }

  @Override
  public boolean takesBare() {
    return true;
  }

  @Override
  public void bare(final long count) {
    sessions += count;
  }

  long sessions() {
    return sessions;
  }

  long cursors() {
    return cursors;
  }
}
