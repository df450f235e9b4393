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
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Walks the sessions that meet any of some selectors, each selector through the index with the fewest candidates (K6).
 *
 * <p>A walk shows every session that is open, and meets any selector, from its start to its end, be it one at first
 * and another one later (K1). A session that meets several selectors is shown for each, and all but the first time with
 * the remark that it was counted: what it meets may change during the walk, and to pass over it could then miss it.
 *
 * <p>Whose slot it is is read after the slot's operation word, and the visitor then changes or compares that word; so
 * it acts on the session that was looked at, or not at all (K3, Segment I2).
 */
final class SessionWalker implements SlotVisitor {
  /** Chunks of an owner's bag that are loaded before the first of them is looked at. */
  private static final int LOOK_AHEAD = 4;

  private final LiveSessions sessions;
  private final SessionSlots slots;
  private final CoreClock clock;
  private final Selector[] selectors;
  private final SessionVisitor visitor;

  // Of the selector being walked.
  private int current;
  private Index index;
  private boolean exact; // whether every candidate meets the selector
  private long candidates;
  private long now;
  private Index[] joint; // those of the selectors that are walked jointly; null if none are
  private long sink; // keeps the loads of lookAt alive

  SessionWalker(
      final LiveSessions sessions, final CoreClock clock, final Selector[] selectors, final SessionVisitor visitor) {
    this.sessions = sessions;
    this.slots = sessions.slots();
    this.clock = clock;
    this.selectors = selectors;
    this.visitor = visitor;
  }

  void walk() {
    if (selectors.length > 1 && severalAskForRoles()) {
      walkJointly();
      return;
    }
    for (int i = 0; i < selectors.length; i++) {
      walk(i);
    }
  }

  private boolean severalAskForRoles() {
    int count = 0;
    for (final Selector selector : selectors) {
      count += selector.roles != null ? 1 : 0;
    }
    return count > 1;
  }

  /** Walks for one selector, and answers the index that it chose. */
  Index walk(final int number) {
    final Selector selector = selectors[number];
    current = number;
    candidates = 0;
    index = Matcher.choose(sessions.owners(), selector);
    exact = Matcher.isExact(selector, index);
    now = clockFor(number);
    if (index == Index.ROLE) {
      sessions.owners().forEachHolder(selector.roles, this::walkOwner);
    } else {
      walk(selector);
    }
    return index;
  }

  /**
   * Walks for all selectors if several ask for roles. An owner may exchange the role that one asks for by that of
   * another, so whether a session meets a selector is not enough to know: each candidate is asked whether it meets any,
   * for one version of its owner's roles. Who is a candidate by its name, UUID or owner, is so all the while; and
   * whoever is not can meet selectors only whose index is that of roles, so one walk over all their roles comes last,
   * which misses nobody who holds one of them throughout, the same or not (Owners I2).
   */
  private void walkJointly() {
    joint = new Index[selectors.length];
    exact = false;
    now = clockFor(selectors.length - 1);
    final Set<Role> roles = new HashSet<>();
    for (current = 0; current < selectors.length; current++) {
      index = Matcher.choose(sessions.owners(), selectors[current]);
      joint[current] = index;
      if (index == Index.ROLE) {
        roles.addAll(selectors[current].roles);
      } else {
        walk(selectors[current]);
      }
    }
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

  /** The time to narrow by; the clock is read only if this selector or one before it asks for it. */
  private long clockFor(final int number) {
    for (int i = 0; i <= number; i++) {
      if (selectors[i].narrowsByTime()) {
        return clock.exactMillis();
      }
    }
    return 0;
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
    for (long left = taken; left != 0; left &= left - 1) {
      final int place = Long.numberOfTrailingZeros(left);
      final int slot = chunk.at(place);
      if (slot >= 0) {
        final Segment segment = slots.segmentOf(slot);
        final int offset = Segment.offset(slot);
        final long word = segment.operationWordAcquire(offset);
        if (OperationWord.isBare(word) && chunk.at(place) == slot && segment.isStill(offset, word)) { // as in inBag
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
          walkGroup(segment, group * Segment.GROUP, everything);
        }
      }
    }
  }

  /** Every word of the group: that is quicker than to look for the live ones. */
  private void walkGroup(final Segment segment, final int first, final boolean everything) {
    long bare = 0;
    for (int offset = first; offset < first + Segment.GROUP; offset++) {
      long word = segment.operationWordAcquire(offset);
      if (everything && OperationWord.isBare(word)) {
        bare++;
        continue;
      }
      while (OperationWord.isLive(word) && !candidate(segment, offset, word)) {
        word = segment.operationWordAcquire(offset);
      }
    }
    if (bare > 0) {
      candidates += bare;
      visitor.bare(bare);
    }
  }

  /** True when this slot is done with; false if its word has changed meanwhile, so that it must be looked at again. */
  private boolean candidate(final Segment segment, final int offset, final long word) {
    final boolean matches;
    final boolean counted;
    if (joint != null) {
      matches = Matcher.meetsAny(selectors, segment, offset, now);
      counted = matches && wasCandidate(segment, offset);
    } else {
      matches = exact || Matcher.meets(selectors[current], segment, offset, index, now);
      counted = matches && current > 0 && Matcher.meetsEarlier(selectors, current, segment, offset, now);
    }
    final boolean done = matches ? visitor.session(segment, offset, word, counted) : segment.isStill(offset, word);
    if (done) {
      candidates++;
    }
    return done;
  }

  /** Whether an earlier selector of a joint walk came by the session. */
  private boolean wasCandidate(final Segment segment, final int offset) {
    for (int earlier = 0; earlier < current; earlier++) {
      if (Matcher.isCandidate(selectors[earlier], joint[earlier], segment, offset)) {
        return true;
      }
    }
    return false;
  }
}
