package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.index.SlotVisitor;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.slots.Words;
import java.util.Set;
import java.util.UUID;

/**
 * Walks the sessions that meet any of some selectors, each selector through the index with the fewest candidates (K6).
 *
 * <p>A walk shows every session that is open, and meets any selector, from its start to its end, be it one at first
 * and another one later (K1). A session that a walk comes by several times is shown each time, and with the remark that
 * it was counted if it would have been before: what it meets may change during the walk, and to pass over it could then
 * miss it.
 *
 * <p>Whose slot it is is read after the slot's operation word, and the visitor then changes or compares that word; so
 * it acts on the session that was looked at, or not at all (K3, Segment I2).
 */
final class SessionWalker implements SlotVisitor {
  /** Chunks of an owner's bag that are loaded before the first of them is looked at. */
  private static final int LOOK_AHEAD = 4;
  /** Words that a kill of everything looks at together: as many as a cache line has. */
  private static final int TOGETHER = 8;
  private static final long ALL_TOGETHER = (1L << TOGETHER) - 1;

  private final LiveSessions sessions;
  private final SessionSlots slots;
  private final CoreClock clock;
  private final Selector[] selectors;
  private final Selectors several; // null if there is but one
  private final SessionVisitor visitor;
  /**
   * The time to narrow by, one for the whole walk, so that a session cannot grow old enough for one selector when it
   * was passed over for another.
   */
  private final long now;

  // Of the selector being walked.
  private int current;
  private Index index;
  private boolean exact; // whether every candidate meets the selector
  private long candidates;
  private boolean jointly;
  private long sink; // keeps the loads of lookAt alive

  SessionWalker(
      final LiveSessions sessions, final CoreClock clock, final Selector[] selectors, final SessionVisitor visitor) {
    this.sessions = sessions;
    this.slots = sessions.slots();
    this.clock = clock;
    this.selectors = selectors;
    this.several = selectors.length > 1 ? new Selectors(sessions.owners(), selectors) : null;
    this.visitor = visitor;
    this.now = narrowsByTime(selectors) ? clock.exactMillis() : 0;
  }

  private static boolean narrowsByTime(final Selector[] selectors) {
    for (final Selector selector : selectors) {
      if (selector.narrowsByTime()) {
        return true;
      }
    }
    return false;
  }

  void walk() {
    if (several != null && several.areWalkedJointly()) {
      walkJointly();
      return;
    }
    for (int i = 0; i < selectors.length; i++) {
      walk(i);
    }
  }

  /** Walks for one selector, and answers the index that it chose. */
  Index walk(final int number) {
    final Selector selector = selectors[number];
    current = number;
    candidates = 0;
    index = several == null ? Matcher.choose(sessions.owners(), selector) : several.index(number);
    exact = Matcher.isExact(selector, index);
    if (index == Index.ROLE) {
      sessions.owners().forEachHolder(selector.roles, this::walkOwner);
    } else {
      walk(selector);
    }
    return index;
  }

  /**
   * Walks for all selectors. An owner may exchange the role that one asks for by that of another, so whether a session
   * meets a selector is not enough to know: each candidate is asked whether it meets any, for one version of its
   * owner's roles. A session that is used is not idle any more; it is counted where a walk first comes by it, for
   * whatever it meets then. Who is a candidate by its name, UUID or owner, is so all the while; and whoever is not can
   * meet selectors only whose index is that of roles, so one walk over all their roles comes last, which misses nobody
   * who holds one of them throughout, the same or not (Owners I2).
   */
  private void walkJointly() {
    jointly = true;
    exact = false;
    if (several.has(Index.ALL)) { // comes by every session, and asks it everything
      walkAll();
      return;
    }
    for (current = 0; current < selectors.length; current++) {
      index = several.index(current);
      if (index != Index.ROLE) {
        walk(selectors[current]);
      }
    }
    final Set<Role> roles = several.roles();
    if (!roles.isEmpty()) {
      sessions.owners().forEachHolder(roles, this::walkOwner);
    }
  }

  /** By the chosen index, which is not that of roles. */
  private void walk(final Selector selector) {
    switch (index) {
      case SESSION_ID:
        walkIds(selector);
        break;
      case OWNER:
        walkOwners(selector);
        break;
      case ALL:
        walkAll();
        break;
      default:
    }
  }

  long candidates() {
    return candidates;
  }

  // ---- the candidates

  private void walkIds(final Selector selector) {
    if (selector.hasOneId()) {
      sessions.index().forEachCandidate(selector.idHigh, selector.idLow, this);
    } else {
      for (final UUID id : selector.ids()) {
        sessions.index().forEachCandidate(id.getMostSignificantBits(), id.getLeastSignificantBits(), this);
      }
    }
  }

  @Override
  public void visit(final int slot) {
    final Segment segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.operationWordAcquire(offset);
    } while (OperationWord.isLive(word)
        && selectors[current].hasId(segment.idHigh(offset), segment.idLow(offset))
        && !candidate(segment, offset, word));
  }

  private void walkOwners(final Selector selector) {
    if (selector.onlyOwner != null) {
      walkOwner(selector.onlyOwner);
    } else {
      selector.owners().forEach(this::walkOwner);
    }
  }

  private void walkOwner(final Uid uid) {
    final OwnerRecord owner = sessions.owners().find(uid);
    if (owner != null) {
      walkOwner(owner);
    }
  }

  private boolean walkOwner(final OwnerRecord owner) {
    final IntBag bag = owner.slots();
    IntBag.Ints ahead = bag.first();
    for (int i = 0; i < LOOK_AHEAD && ahead != null; i++) {
      ahead = lookAt(bag, ahead);
    }
    for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
      if (ahead != null) {
        ahead = lookAt(bag, ahead);
      }
      final long taken = chunk.takenAcquire();
      for (long left = settleBare(chunk, taken); left != 0; left &= left - 1) {
        final int place = Long.numberOfTrailingZeros(left);
        final int slot = chunk.at(place);
        if (slot >= 0) {
          inBag(chunk, place, slot);
        }
      }
    }
    return true;
  }

  /**
   * Loads a chunk into the cache: to follow the links first and look at the entries later saves a miss for each chunk.
   */
  private IntBag.Ints lookAt(final IntBag bag, final IntBag.Ints chunk) {
    sink += chunk.takenAcquire() + chunk.at(0);
    return bag.after(chunk);
  }

  /**
   * Counts those sessions of a chunk that match and in which there is nothing to kill, and brings the words of the
   * others into the cache. The loads of one session do not wait for another's, as they would behind compare-and-sets.
   *
   * @return the places that are left to be looked at, one bit each
   */
  private long settleBare(final IntBag.Ints chunk, final long taken) {
    if (!exact || current > 0) {
      return taken;
    }
    long others = 0;
    long bare = 0;
    final int[] entries = chunk.entries(); // in a local: after an acquire a field is loaded again
    for (long left = taken; left != 0; left &= left - 1) {
      final int place = Long.numberOfTrailingZeros(left);
      final int slot = IntBag.Ints.at(entries, place);
      if (slot >= 0) {
        final long[] words = slots.segmentOf(slot).words();
        final int offset = Segment.offset(slot);
        final long word = Words.getAcquire(words, offset); // Segment E1 acquire, I2; as in inBag
        if (OperationWord.isBare(word)
            && IntBag.Ints.at(entries, place) == slot
            && Words.isStill(words, offset, word)) {
          bare++;
        } else {
          others |= left & -left;
        }
      }
    }
    candidates += bare;
    visitor.bare(bare);
    return others;
  }

  private void inBag(final IntBag.Ints chunk, final int place, final int slot) {
    final Segment segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.operationWordAcquire(offset);
    } while (OperationWord.isLive(word) && chunk.at(place) == slot && !candidate(segment, offset, word));
  }

  private void walkAll() {
    final boolean everything = current == 0 && exact;
    final int segments = slots.segments();
    for (int number = 0; number < segments; number++) {
      final Segment segment = slots.segmentAt(number);
      for (int group = 0; group < segment.groups(); group++) {
        final long live = segment.liveAcquire(group);
        if (live != 0) {
          final int first = group * Segment.GROUP;
          walkGroup(segment, first, everything ? settleBare(segment, first, live) : live);
        }
      }
    }
  }

  /**
   * Counts those sessions of a group, of the slots named by a live bit, in which there is nothing to kill. Every word
   * is read, live or not, some at a time: in a group that is nearly full, as most are, that is quicker than to look for
   * the live ones, and a slot that is not bare costs a closer look at its neighbours alone.
   *
   * @return the slots that are left to be looked at, one bit each
   */
  private long settleBare(final Segment segment, final int first, final long live) {
    final long[] words = segment.words();
    long bare = 0;
    for (int i = 0; i < Segment.GROUP; i += TOGETHER) {
      bare |= (areBare(words, first + i) ? ALL_TOGETHER : whichAreBare(words, first + i)) << i;
    }
    final int count = Long.bitCount(bare & live);
    candidates += count;
    visitor.bare(count);
    return live & ~bare;
  }

  private static boolean areBare(final long[] words, final int first) {
    long beside = 0;
    for (int i = 0; i < TOGETHER; i++) {
      // opaque: a bare word is counted and leads to nothing else, any other is read again
      beside |= OperationWord.besideBare(Words.getOpaque(words, first + i));
    }
    return beside == 0;
  }

  private static long whichAreBare(final long[] words, final int first) {
    long bare = 0;
    for (int i = 0; i < TOGETHER; i++) {
      if (OperationWord.isBare(Words.getOpaque(words, first + i))) { // opaque: as above
        bare |= 1L << i;
      }
    }
    return bare;
  }

  /**
   * Looks at the slots of a group whose bits are set in {@code places}. A session that was open before the walk began
   * had its live bit set before that was read.
   */
  private void walkGroup(final Segment segment, final int first, final long places) {
    for (long left = places; left != 0; left &= left - 1) {
      final int offset = first + Long.numberOfTrailingZeros(left);
      long word;
      do {
        word = segment.operationWordAcquire(offset);
      } while (OperationWord.isLive(word) && !candidate(segment, offset, word));
    }
  }

  /** True when this slot is done with; false if its word has changed meanwhile, so that it must be looked at again. */
  private boolean candidate(final Segment segment, final int offset, final long word) {
    final boolean matches;
    final boolean counted;
    if (jointly) {
      matches = several.meetsAny(segment, offset, now);
      counted = matches && several.wasCandidate(current, segment, offset);
    } else {
      matches = exact || Matcher.meets(selectors[current], segment, offset, index, now);
      counted = matches && current > 0 && several.meetsEarlier(current, segment, offset, now);
    }
    final boolean done = matches ? visitor.session(segment, offset, word, counted) : segment.isStill(offset, word);
    if (done) {
      candidates++;
    }
    return done;
  }
}
