package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels;
import dev.quell.internal.index.SlotVisitor;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
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
final class SessionWalker implements SlotVisitor, Candidates, LabelWalk.Visitor {
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
  @SuppressWarnings("NullAway.Init") // made for the first selector with the index of owners or roles
  private OwnerWalk byOwner;
  @SuppressWarnings("NullAway.Init") // made for the first selector that looks at all sessions
  private TableWalk throughTable;
  @SuppressWarnings("NullAway.Init") // made for the first selector with the index of labels
  private LabelWalk byLabel;

  // For labels.
  @SuppressWarnings("NullAway.Init") // made for the first selector that has labels, and for a joint walk
  private CarriedWork work;
  private final @Nullable LongHashSet seen; // the sessions shown in a joint walk, if it may show one twice

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
      showWorkOf(selector);
    }
    start(number, best, selector.isExact(best));
    if (best == Index.LABEL) {
      labels().start(KillPlan.rarest(store.labels, selector), true, visitor.takesWork(), false, countsBare());
    }
  }

  /** The next step of a joint walk. */
  @SuppressWarnings("NullAway") // a joint walk has a plan
  private boolean startNextJointly(final JointOrder joint) {
    if (!joint.next()) {
      return false;
    }
    looksInside = plan.looksInside() && visitor.takesWork();
    showWorkOf(null);
    if (joint.index() == Index.LABEL) {
      labels().start(joint.label(), joint.sessionsToo(), joint.workToo(), true, false);
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
        owners().startOwners(selectors[number], countsBare());
        break;
      case ROLE:
        owners()
            .startHolders(
                store.owners.holders(order != null ? plan.roles() : selectors[number].roles), countsBare());
        break;
      case ALL:
        table().start(countsBare());
        break;
      default:
    }
  }

  /** Whether bare sessions are counted, and not looked at: each meets the selector, and none was counted before. */
  private boolean countsBare() {
    return exact && current == 0 && visitor.takesBare();
  }

  private OwnerWalk owners() {
    if (byOwner == null) {
      byOwner = new OwnerWalk(slots, store.owners, this);
    }
    return byOwner;
  }

  private TableWalk table() {
    if (throughTable == null) {
      throughTable = new TableWalk(slots, this);
    }
    return throughTable;
  }

  private LabelWalk labels() {
    if (byLabel == null) {
      byLabel = new LabelWalk(store.labels, slots, this);
    }
    return byLabel;
  }

  private void showWorkOf(final @Nullable Selector selector) {
    if (work == null) {
      work = new CarriedWork(store, visitor, plan, now);
    }
    work.select(selector);
  }

  /** Visits the next chunk, or all that are left; false if there is none. */
  private boolean visit(final boolean all) {
    switch (index) {
      case SESSION_ID:
        return visitIds(all);
      case OWNER:
      case ROLE:
        return byOwner.visit(all);
      case ALL:
        return throughTable.visit(all);
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

  @Override
  public void bare(final long count) {
    candidates += count;
    visitor.bare(count);
  }

  @SuppressWarnings("NullAway") // a joint walk has a plan, and so has one for a second selector
  @Override
  public boolean candidate(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset,
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
