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

    /**
     * The sessions of one group of slots, none of which meets an earlier selector: like {@link #session} for each open one.
     *
     * @param live the group's live bits
     */
    default void group(final Segment segment, final int firstOffset, final long live) {
      for (long left = live; left != 0; left &= left - 1) {
        final int offset = firstOffset + Long.numberOfTrailingZeros(left);
        final long word = segment.sessionWordAcquire(offset);
        if (SessionWord.isOpen(word)) {
          session(segment, offset, SessionWord.generation(word), false);
        }
      }
    }
  }

  private final SessionSlots slots;
  private final LiveSessions sessions;
  private final Owners owners;
  private final Matcher matcher;
  private final Selector[] selectors;
  private final Visitor visitor;

  // Of the selector being walked.
  private int current;
  private Index index;
  private long candidates;
  private boolean direct; // whether every candidate is a match that was not counted before
  @SuppressWarnings("unused") // keeps loadWords alive
  private long loaded;
  private long now;

  SessionWalker(
      final LiveSessions sessions, final CoreClock clock, final Selector[] selectors, final Visitor visitor) {
    this.sessions = sessions;
    this.slots = sessions.slots();
    this.owners = sessions.owners();
    this.matcher = new Matcher(sessions, clock, selectors);
    this.selectors = selectors;
    this.visitor = visitor;
  }

  void walk() {
    for (int i = 0; i < selectors.length; i++) {
      walk(i);
    }
  }

  /** Walks for one selector, and answers the index that it chose. */
  Index walk(final int number) {
    final Selector selector = selectors[number];
    current = number;
    candidates = 0;
    now = matcher.now();
    index = matcher.choose(selector);
    direct = number == 0 && matcher.isExact(selector, index);
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
      final long present = chunk.takenAcquire();
      loadWords(chunk, present);
      for (long taken = present; taken != 0; taken &= taken - 1) {
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

  /**
   * Loads the words of a chunk's sessions into the cache, independently of each other: the compare-and-sets that may follow would
   * otherwise wait for one cache miss after the other.
   */
  private void loadWords(final IntBag.Ints chunk, final long present) {
    long sink = 0;
    for (long taken = present; taken != 0; taken &= taken - 1) {
      final int slot = chunk.at(Long.numberOfTrailingZeros(taken));
      if (slot >= 0) {
        sink += slots.segmentOf(slot).sessionWordAcquire(Segment.offset(slot));
      }
    }
    loaded = sink;
  }

  private void candidate(final long handle) {
    final int slot = Handle.slot(handle);
    candidate(slots.segmentOf(slot), Segment.offset(slot), Handle.generation(handle));
  }

  private void allLive() {
    final int segments = slots.segments();
    final boolean all = current == 0 && selectors[0].selectsEverything();
    for (int number = 0; number < segments; number++) {
      final Segment segment = slots.segmentAt(number);
      for (int group = 0; group < segment.groups(); group++) {
        if (all) {
          final long live = segment.liveAcquire(group);
          candidates += Long.bitCount(live);
          visitor.group(segment, group * Segment.GROUP, live);
          continue;
        }
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
    if (direct) {
      visitor.session(segment, offset, generation, false);
      return;
    }
    final Selector selector = selectors[current];
    if (matcher.meetsRest(selector, segment, offset, generation, index, now)) {
      visitor.session(segment, offset, generation, matcher.meetsEarlier(current, segment, offset, generation, now));
    }
  }
}
