package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.index.SlotVisitor;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.HolderWalk;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.Iterator;
import java.util.UUID;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks the sessions that meet any of the selectors, through each selector's index with the fewest candidates (K6). A
 * kill takes all chunks at once, a listing takes one when it needs more. For one thread.
 *
 * <p>A walk shows every session that is open and meets some selector throughout the walk, not always the same one (K1).
 * A session that is visited several times is shown each time, marked as counted if an earlier visit would have counted
 * it. To skip it could miss it: what it meets may change during the walk.
 *
 * <p>The record of a slot is read after its kill word, and the visitor then changes or compares that word. So it acts
 * on the session that was looked at, or not at all (K3, SG-I2).
 */
final class SessionWalker implements SlotVisitor, LabelWalk.Visitor {
  /** How many chunks of an owner's bag are loaded before the first is visited. */
  private static final int LOOK_AHEAD = 4;
  /** How many words a kill of everything tests together: a cache line. */
  private static final int TOGETHER = 8;
  private static final long ALL_TOGETHER = (1L << TOGETHER) - 1;

  private final SessionStore store;
  private final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots;
  private final Selector[] selectors;
  private final @Nullable KillPlan plan; // null if there is one selector
  private final SessionVisitor visitor;
  private @Nullable JointOrder order; // null unless the walk is joint
  /**
   * The time to narrow by, fixed for the whole walk: a session must not become old enough for one selector after it was
   * passed over for another.
   */
  private final long now;

  // Of the selector being walked. A joint walk has one more at the end, for all that have the index of roles.
  private int current = -1;
  private Index index = Index.NONE;
  private boolean exact; // whether every candidate meets the selector
  private boolean looksInside; // whether the work in a session may meet the selector if the session does not
  private long candidates;

  // What is left of it, by its index.
  private boolean oneLeft; // whether the only UUID is left
  private @Nullable Iterator<UUID> ids;
  private @Nullable OwnerRecord owner; // the only one
  private @Nullable Iterator<Uid> uids;
  @SuppressWarnings("NullAway.Init") // set for the index of roles
  private HolderWalk holders;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private IntBag bag; // the present owner's
  private IntBag.@Nullable Ints chunk; // the next to visit; null between two owners
  private IntBag.@Nullable Ints ahead; // the next to load
  private int segments;
  private int segmentNumber;
  private int group;
  private final LabelWalk byLabel;

  // For labels.
  private final CarriedWork work;
  private final @Nullable LongHashSet seen; // the sessions shown in a joint walk, if it may show one twice

  @SuppressWarnings("unused")
  private long sink; // keeps the compiler from dropping the loads of load

  SessionWalker(final SessionStore store, final Selector[] selectors, final SessionVisitor visitor) {
    this.store = store;
    this.slots = store.slots;
    this.selectors = selectors;
    this.plan = selectors.length == 1 ? null : new KillPlan(store, selectors);
    this.visitor = visitor;
    this.order =
        plan != null && plan.isWalkedJointly()
            ? new JointOrder(store, plan, selectors.length, visitor.takesWork())
            : null;
    this.now = Selector.narrowByTime(selectors) ? store.services.clock.exactMillis() : 0;
    this.byLabel = new LabelWalk(store.labels, slots, this);
    this.work = new CarriedWork(store, visitor, plan, now);
    this.seen = order != null && order.showsTwice() ? new LongHashSet() : null;
  }

  // ---- the steps

  /** Visits all chunks. */
  void walk() {
    while (startNext()) {
      visit(true);
    }
  }

  /** Visits the candidates of one selector, regardless of the others. Returns its index. */
  Index walk(final int number) {
    order = null;
    startAlone(number);
    visit(true);
    return index;
  }

  /** Visits the next chunk; false if there is none. */
  boolean step() {
    while (!visit(false)) {
      if (!startNext()) {
        return false;
      }
    }
    return true;
  }

  /** Candidates of the selector being walked. */
  long candidates() {
    return candidates;
  }

  /** Goes on to the next selector; false if there is none. */
  private boolean startNext() {
    if (order != null) {
      return startNextJointly(order);
    }
    if (current + 1 == selectors.length) {
      return false;
    }
    startAlone(current + 1);
    return true;
  }

  private void startAlone(final int number) {
    final Selector selector = selectors[number];
    final Index best = plan == null ? KillPlan.choose(store, selector) : plan.index(number);
    looksInside = selector.hasLabels() && best != Index.LABEL && visitor.takesWork();
    if (selector.hasLabels()) {
      work.select(selector);
    }
    if (best == Index.LABEL) {
      final boolean countsBare = selector.isExact(best) && number == 0 && visitor.takesBare();
      byLabel.start(KillPlan.rarest(store.labels, selector), true, visitor.takesWork(), false, countsBare);
    }
    start(number, best, selector.isExact(best));
  }

  /** The next step of a joint walk. */
  @SuppressWarnings("NullAway") // a joint walk has a plan
  private boolean startNextJointly(final JointOrder joint) {
    if (!joint.next()) {
      return false;
    }
    looksInside = plan.looksInside() && visitor.takesWork();
    work.select(null);
    if (joint.index() == Index.LABEL) {
      byLabel.start(joint.label(), joint.sessionsToo(), joint.workToo(), true, false);
    }
    start(joint.number(), joint.index(), false);
    return true;
  }

  @SuppressWarnings("NullAway") // a selector has what its index goes by, a joint walk a plan
  private void start(final int number, final Index by, final boolean everyCandidateMeets) {
    current = number;
    index = by;
    exact = everyCandidateMeets;
    candidates = 0;
    switch (by) {
      case SESSION_ID:
        oneLeft = selectors[number].hasOneId();
        if (!oneLeft) {
          ids = selectors[number].ids().iterator();
        }
        break;
      case OWNER:
        owner = null;
        if (selectors[number].onlyOwner != null) {
          owner = store.owners.find(selectors[number].onlyOwner);
        } else {
          uids = selectors[number].owners().iterator();
        }
        break;
      case ROLE:
        holders = store.owners.holders(order != null ? plan.roles() : selectors[number].roles);
        break;
      case ALL:
        segments = slots.segments();
        segmentNumber = 0;
        group = 0;
        break;
      default:
    }
  }

  /** Visits the next chunk, or all that are left; false if there is none. */
  private boolean visit(final boolean all) {
    switch (index) {
      case SESSION_ID:
        return visitIds(all);
      case OWNER:
      case ROLE:
        return visitOwners(all);
      case ALL:
        return visitGroups(all);
      case LABEL:
        return byLabel.visit(all);
      default:
        return false;
    }
  }

  // ---- by UUID

  private boolean visitIds(final boolean all) {
    if (oneLeft) {
      oneLeft = false;
      final Selector selector = selectors[current];
      store.index.forEachCandidate(selector.idHigh, selector.idLow, this);
      return true;
    }
    if (ids == null || !ids.hasNext()) {
      return false;
    }
    do {
      final UUID id = ids.next();
      store.index.forEachCandidate(id.getMostSignificantBits(), id.getLeastSignificantBits(), this);
    } while (all && ids.hasNext());
    return true;
  }

  @Override
  public void visit(final int slot) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isLive(word)
        && selectors[current].hasId(segment.idHigh(offset), segment.idLow(offset))
        && !candidate(segment, offset, word));
  }

  // ---- by owner

  /** Visits the chunks of all owners that are left, or one chunk. */
  private boolean visitOwners(final boolean all) {
    boolean visited = false;
    while (all || !visited) {
      if (chunk == null) {
        final OwnerRecord next = nextOwner();
        if (next == null) {
          break;
        }
        bag = next.slots();
        chunk = bag.first();
        ahead = loadFirst(bag);
      }
      if (chunk != null) {
        visitBag(bag, chunk, ahead, all);
        visited = true;
      }
    }
    return visited;
  }

  private @Nullable OwnerRecord nextOwner() {
    if (index == Index.ROLE) {
      return holders.next();
    }
    OwnerRecord next = owner;
    owner = null;
    while (next == null && uids != null && uids.hasNext()) {
      next = store.owners.find(uids.next());
    }
    return next;
  }

  /** Visits the chunks of a bag from the first given one on, or that one alone. */
  private void visitBag(
      final IntBag from, final IntBag.Ints first, final IntBag.@Nullable Ints firstAhead, final boolean all) {
    IntBag.Ints at = first; // in locals: storing a reference in a field has a GC barrier
    IntBag.Ints next = firstAhead;
    do {
      if (next != null) {
        next = load(from, next);
      }
      for (long left = settleBare(at, at.takenAcquire()); left != 0; left &= left - 1) {
        final int place = Long.numberOfTrailingZeros(left);
        final int slot = at.at(place);
        if (slot >= 0) {
          inBag(at, place, slot);
        }
      }
      at = from.after(at);
    } while (all && at != null);
    chunk = at;
    ahead = next;
  }

  private IntBag.@Nullable Ints loadFirst(final IntBag from) {
    IntBag.Ints next = from.first();
    for (int i = 0; i < LOOK_AHEAD && next != null; i++) {
      next = load(from, next);
    }
    return next;
  }

  /** Loads a chunk into the cache. To follow the links first and read the entries later saves a miss for each chunk. */
  private IntBag.@Nullable Ints load(final IntBag from, final IntBag.Ints next) {
    sink += next.takenAcquire() + next.at(0);
    return from.after(next);
  }

  /**
   * Counts the bare sessions of a chunk that match, and brings the words of the others into the cache. The loads of
   * different sessions overlap; compare-and-sets in between would prevent that.
   *
   * @return the places that are left to look at, one bit each
   */
  private long settleBare(final IntBag.Ints from, final long taken) {
    if (!exact || current > 0 || !visitor.takesBare()) {
      return taken;
    }
    long others = 0;
    long bare = 0;
    final int[] entries = from.entries(); // in a local: a field is loaded again after an acquire
    for (long left = taken; left != 0; left &= left - 1) {
      final int place = Long.numberOfTrailingZeros(left);
      final int slot = IntBag.Ints.at(entries, place);
      if (slot >= 0) {
        final long[] words = slots.segmentOf(slot).words();
        final int offset = Segment.offset(slot);
        final long word = KillWords.getAcquire(words, offset); // SG-E1 acquire, SG-I2; as in inBag
        if (KillWord.isBare(word)
            && IntBag.Ints.at(entries, place) == slot
            && KillWords.isStill(words, offset, word)) {
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

  private void inBag(final IntBag.Ints from, final int place, final int slot) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isLive(word) && from.at(place) == slot && !candidate(segment, offset, word));
  }

  // ---- everything

  private boolean visitGroups(final boolean all) {
    if (segmentNumber >= segments) {
      return false;
    }
    final boolean everything = current == 0 && exact && visitor.takesBare();
    do {
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentAt(segmentNumber);
      final int end = all ? segment.groups() : group + 1;
      for (int at = group; at < end; at++) {
        final long taken = segment.takenAcquire(at);
        if (taken != 0) {
          final int first = at * Segment.GROUP;
          visitGroup(segment, first, everything ? settleBare(segment, first, taken) : taken);
        }
      }
      group = end;
      if (end == segment.groups()) {
        segmentNumber++;
        group = 0;
      }
    } while (all && segmentNumber < segments);
    return true;
  }

  /**
   * Counts the bare sessions in the taken slots of a group. It reads every word, taken or not, several at a time. Most
   * groups are nearly full, where this is faster than to pick the taken slots. A slot that is not bare costs a closer
   * look at its neighbours only.
   *
   * @return the slots that are left to look at, one bit each
   */
  private long settleBare(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int first,
      final long taken) {
    final long[] words = segment.words();
    long bare = 0;
    for (int i = 0; i < Segment.GROUP; i += TOGETHER) {
      bare |= (areBare(words, first + i) ? ALL_TOGETHER : whichAreBare(words, first + i)) << i;
    }
    final int count = Long.bitCount(bare & taken);
    candidates += count;
    visitor.bare(count);
    return taken & ~bare;
  }

  private static boolean areBare(final long[] words, final int first) {
    long beside = 0;
    for (int i = 0; i < TOGETHER; i++) {
      // opaque: a bare word is only counted, any other is read again
      beside |= KillWord.besideBare(KillWords.getOpaque(words, first + i));
    }
    return beside == 0;
  }

  private static long whichAreBare(final long[] words, final int first) {
    long bare = 0;
    for (int i = 0; i < TOGETHER; i++) {
      if (KillWord.isBare(KillWords.getOpaque(words, first + i))) { // opaque: as above
        bare |= 1L << i;
      }
    }
    return bare;
  }

  /**
   * Looks at the slots of a group whose bits are set in {@code places}. A session that was open before the walk began
   * has its bit set: the taken bits were read after that.
   */
  private void visitGroup(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int first,
      final long places) {
    for (long left = places; left != 0; left &= left - 1) {
      final int offset = first + Long.numberOfTrailingZeros(left);
      long word;
      do {
        word = segment.killWordAcquire(offset);
      } while (KillWord.isLive(word) && !candidate(segment, offset, word));
    }
  }

  // ---- by label

  @Override
  public void session(final Entry entry) {
    final int slot = entry.carrier().slot();
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isLive(word)
        && segment.stillIn(offset, entry.carrier().generation())
        && isMeant(entry)
        && !candidate(segment, offset, word)); // after the word: SG-I2
  }

  /**
   * Whether to look at the session of this entry. In a walk for one selector: if the entry is current; at most one is.
   * In a joint walk: unless it has ended. A test for this very label could miss a session that exchanges it for one
   * that the walk has passed, before that exchange is counted (LI-I2).
   */
  private boolean isMeant(final Entry entry) {
    return order == null ? entry.isCurrent() : !entry.carrier().isBuried();
  }

  @Override
  public void bareSessions(final long count) {
    candidates += count;
    visitor.bare(count);
  }

  @Override
  public void operation(final Entry entry) {
    candidates++;
    work.operation(entry);
  }

  @Override
  public void cursor(final Entry entry) {
    candidates++;
    work.cursor(entry);
  }

  // ---- a candidate

  /** True if the slot is done; false if its word has changed, so that it must be looked at again. */
  @SuppressWarnings("NullAway") // a joint walk has a plan, and so has one for a second selector
  private boolean candidate(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset,
      final long word) {
    final boolean matches;
    final boolean counted;
    if (order != null) {
      matches = plan.meetsAny(segment, offset, now, Labels.none());
      counted = matches && plan.wasCandidate(current, segment, offset);
      if (matches && seen != null) {
        return unlessSeen(segment, offset, word, counted, seen);
      }
    } else {
      matches = exact || selectors[current].meets(segment, offset, index, now);
      counted = matches && current > 0 && plan.meetsEarlier(current, segment, offset, now);
    }
    final boolean done =
        matches
            ? visitor.session(segment, offset, word, counted)
            : looksInside ? work.inside(segment, offset, word, index) : segment.isStill(offset, word);
    if (done) {
      candidates++;
    }
    return done;
  }

  /** Shows a session that matches in a joint walk, marked as counted if an earlier step has shown it. */
  private boolean unlessSeen(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final boolean counted,
      final LongHashSet shown) {
    final long handle = Handle.of(segment.firstSlot() + offset, segment.generation(offset));
    final boolean done = visitor.session(segment, offset, word, counted || shown.contains(handle));
    if (done) {
      shown.add(handle);
      candidates++;
    }
    return done;
  }
}
