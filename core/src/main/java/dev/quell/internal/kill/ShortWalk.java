package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.internal.index.SlotVisitor;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The walk of a kill that names one session or one owner, as most do. It shows what {@link SessionWalker} would, and
 * goes straight to the index: a plan would take longer than the kill. For one thread.
 */
final class ShortWalk implements SlotVisitor, Candidates {
  private final SessionStore store;
  private final long idHigh;
  private final long idLow;
  private final @Nullable Selector more; // what the session must meet too, if anything
  private final Kill kill;

  private ShortWalk(
      final SessionStore store,
      final long idHigh,
      final long idLow,
      final @Nullable Selector more,
      final Kill kill) {
    this.store = store;
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.more = more;
    this.kill = kill;
  }

  /** Shows the session with this UUID. */
  static void ofSession(final SessionStore store, final UUID id, final Kill kill) {
    ofSession(store, id.getMostSignificantBits(), id.getLeastSignificantBits(), null, kill);
  }

  /** Shows the session that the selector names by its UUID and maybe its owner. */
  static void ofSession(final SessionStore store, final Selector selector, final Kill kill) {
    ofSession(store, selector.idHigh, selector.idLow, selector, kill);
  }

  private static void ofSession(
      final SessionStore store, final long idHigh, final long idLow, final @Nullable Selector more, final Kill kill) {
    store.index.forEachCandidate(idHigh, idLow, new ShortWalk(store, idHigh, idLow, more, kill));
  }

  /** Shows the sessions of the owner that the selector names. */
  static void ofOwner(final SessionStore store, final Selector selector, final Kill kill) {
    final OwnerWalk walk = new OwnerWalk(store.slots, store.owners, new ShortWalk(store, 0, 0, null, kill));
    walk.startOwners(selector, true);
    walk.visit(true);
  }

  @Override
  public void visit(final int slot) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = store.slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isLive(word)
        && segment.idLow(offset) == idLow
        && segment.idHigh(offset) == idHigh
        && !session(segment, offset, word)); // after the word: SG-I2
  }

  private boolean session(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset, final long word) {
    return more == null || more.meetsFields(segment, offset, Index.SESSION_ID, 0)
        ? kill.session(segment, offset, word, false)
        : segment.isStill(offset, word);
  }

  @Override
  public boolean candidate(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset, final long word) {
    return kill.session(segment, offset, word, false);
  }

  @Override
  public void bare(final long count) {
    kill.bare(count);
  }
}
