package dev.quell.internal.kill;

import dev.quell.Uid;
import dev.quell.internal.index.UuidIndex;
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
 * goes straight to the index: a plan would take longer than the kill.
 */
final class ShortWalk {
  /** A kill of an owner with up to so many sessions need not take the time: two readings cost as much as the walk. */
  private static final int UNTIMED = 128;

  private ShortWalk() {}

  /** Shows the sessions with this UUID, of that owner only if there is one. */
  static void ofSession(final SessionStore store, final UUID id, final @Nullable Uid owner, final Kill kill) {
    final long idHigh = id.getMostSignificantBits();
    final long idLow = id.getLeastSignificantBits();
    final UuidIndex index = store.index;
    final int hashed = index.hash(idHigh, idLow);
    for (long at = index.first(hashed); at >= 0; at = index.after(at, hashed)) {
      visit(store, UuidIndex.slot(at), idHigh, idLow, owner, kill);
    }
  }

  private static void visit(
      final SessionStore store,
      final int slot,
      final long idHigh,
      final long idLow,
      final @Nullable Uid owner,
      final Kill kill) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = store.slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isLive(word)
        && segment.idLow(offset) == idLow
        && segment.idHigh(offset) == idHigh
        && !(owner == null || isOwned(segment, offset, owner)
            ? kill.candidate(segment, offset, word)
            : segment.isStill(offset, word))); // after the word: SG-I2
  }

  private static boolean isOwned(final Segment<OwnerRecord, ?, ?> segment, final int offset, final Uid owner) {
    final OwnerRecord record = segment.owner(offset);
    return record != null && record.uid().equals(owner);
  }

  /** Shows the sessions of this owner. */
  static void ofOwner(final SessionStore store, final Uid owner, final Kill kill) {
    final OwnerRecord record = store.owners.find(owner);
    if (record != null) {
      if (record.sessions() > UNTIMED) {
        kill.startClock();
      }
      new OwnerWalk(store.slots, store.owners, kill).visit(record);
    }
  }
}
