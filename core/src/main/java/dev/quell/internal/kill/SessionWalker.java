package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.slots.SessionWord;
import java.util.List;
import java.util.UUID;

/**
 * Walks the sessions that meet any of some selectors, each selector through the index with the fewest candidates (K6).
 *
 * <p>A walk shows every session that is open, and meets a selector, from its start to its end (K1). A session that meets several
 * selectors is shown for each, and all but the first time with the remark that it was counted: what it meets may change during
 * the walk, and to pass over it could then miss it.
 */
final class SessionWalker {

  /** Is shown sessions. */
  interface Visitor {
    /**
     * A session that was open in this slot and generation a moment ago.
     *
     * @param counted whether it meets an earlier selector too
     */
    void session(Segment segment, int offset, int generation, boolean counted);
  }

  private final SessionSlots slots;
  private final LiveSessions sessions;
  private final Owners owners;
  private final Matcher matcher;
  private final List<Selector> selectors;
  private final Visitor visitor;

  // Of the selector being walked.
  private int current;
  private Index index;
  private long candidates;
  private long now;

  SessionWalker(
      final LiveSessions sessions, final CoreClock clock, final List<Selector> selectors, final Visitor visitor) {
    this.sessions = sessions;
    this.slots = sessions.slots();
    this.owners = sessions.owners();
    this.matcher = new Matcher(sessions, clock, selectors);
    this.selectors = selectors;
    this.visitor = visitor;
  }

  void walk() {
    for (int i = 0; i < selectors.size(); i++) {
      walk(i);
    }
  }

  /** Walks for one selector, and answers the index that it chose. */
  Index walk(final int number) {
    final Selector selector = selectors.get(number);
    current = number;
    candidates = 0;
    now = matcher.now();
    index = matcher.choose(selector);
    switch (index) {
      case SESSION_ID:
        for (final UUID id : selector.ids) {
          sessions.index().forEach(id.getMostSignificantBits(), id.getLeastSignificantBits(), this::candidate);
        }
        break;
      case OWNER:
        for (final Uid uid : selector.owners) {
          final OwnerRecord owner = owners.find(uid);
          if (owner != null) {
            candidatesOf(owner);
          }
        }
        break;
      case ROLE:
        owners.forEachHolder(selector.roles, this::candidatesOf);
        break;
      case ALL:
        allLive();
        break;
      default:
    }
    return index;
  }

  long candidates() {
    return candidates;
  }

  // ---- the candidates

  private boolean candidatesOf(final OwnerRecord owner) {
    final IntBag bag = owner.slots();
    for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
      for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
        final int place = Long.numberOfTrailingZeros(taken);
        final int slot = chunk.at(place);
        if (slot < 0) {
          continue;
        }
        final Segment segment = slots.segmentOf(slot);
        final int offset = Segment.offset(slot);
        final long word = segment.sessionWordAcquire(offset);
        // The slot is in the bag after its generation was read: if that generation is still open when its operation word has
        // been read too, it is this owner's (K3).
        if (chunk.at(place) == slot && SessionWord.isOpen(word)) {
          candidate(segment, offset, SessionWord.generation(word));
        }
      }
    }
    return true;
  }

  private void candidate(final long handle) {
    final int slot = Handle.slot(handle);
    candidate(slots.segmentOf(slot), Segment.offset(slot), Handle.generation(handle));
  }

  private void allLive() {
    final int segments = slots.segments();
    for (int number = 0; number < segments; number++) {
      final Segment segment = slots.segmentAt(number);
      for (int group = 0; group < segment.groups(); group++) {
        for (long live = segment.liveAcquire(group); live != 0; live &= live - 1) {
          final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(live);
          final long word = segment.sessionWordAcquire(offset);
          if (SessionWord.isOpen(word)) {
            candidate(segment, offset, SessionWord.generation(word));
          }
        }
      }
    }
  }

  private void candidate(final Segment segment, final int offset, final int generation) {
    candidates++;
    final Selector selector = selectors.get(current);
    if (matcher.meetsRest(selector, segment, offset, generation, index, now)) {
      visitor.session(segment, offset, generation, matcher.meetsEarlier(current, segment, offset, generation, now));
    }
  }
}
