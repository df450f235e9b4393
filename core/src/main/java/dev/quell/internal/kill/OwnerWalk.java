package dev.quell.internal.kill;

import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.HolderWalk;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A walk over the sessions of some owners: those who are named, or the holders of some roles. For one thread. */
final class OwnerWalk {
  /** How many chunks of an owner's bag are loaded before the first is visited. */
  private static final int LOOK_AHEAD = 4;

  private final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots;
  private final Owners owners;
  private final Candidates candidates;
  private final LoadsAhead ahead = new LoadsAhead();

  private boolean countsBare;
  private @Nullable OwnerRecord only; // one owner that is left
  private @Nullable Iterator<Uid> uids; // or those who are left
  private @Nullable HolderWalk holders; // or the holders
  @SuppressWarnings("NullAway.Init") // set before chunk
  private IntBag bag; // the present owner's
  private IntBag.@Nullable Ints chunk; // the next to visit; null between two owners
  private IntBag.@Nullable Ints farther; // the next to load

  @SuppressWarnings("unused")
  private long sink; // keeps the compiler from dropping the loads of load

  OwnerWalk(
      final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots,
      final Owners owners,
      final Candidates candidates) {
    this.slots = slots;
    this.owners = owners;
    this.candidates = candidates;
  }

  /**
   * Starts a walk over the sessions of those owners that the selector names.
   *
   * @param bareToo whether to count sessions in which there is nothing to kill, instead of showing them
   */
  @SuppressWarnings("NullAway") // a selector with the index of owners names one or more
  void startOwners(final Selector selector, final boolean bareToo) {
    countsBare = bareToo;
    holders = null;
    only = selector.onlyOwner == null ? null : owners.find(selector.onlyOwner);
    uids = selector.onlyOwner == null ? selector.owners().iterator() : null;
  }

  /** Starts a walk over the sessions of these owners. */
  void startHolders(final HolderWalk of, final boolean bareToo) {
    countsBare = bareToo;
    holders = of;
  }

  /** Visits all sessions of this owner, which is the only one; counts bare ones, instead of showing them. */
  void visit(final OwnerRecord owner) {
    countsBare = true;
    bag = owner.slots();
    visitOnly(owner);
    chunk = bag.first();
    if (chunk != null) {
      visitBag(bag, chunk, loadFirst(bag), true);
    }
  }

  /** Visits the chunks of all owners that are left, or one chunk. */
  boolean visit(final boolean all) {
    boolean visited = false;
    while (all || !visited) {
      if (chunk == null) {
        final OwnerRecord next = nextOwner();
        if (next == null) {
          break;
        }
        bag = next.slots();
        visited |= visitOnly(next);
        chunk = bag.first();
        farther = loadFirst(bag);
      }
      if (chunk != null && (all || !visited)) {
        visitBag(bag, chunk, farther, all);
        visited = true;
      }
    }
    return visited;
  }

  private @Nullable OwnerRecord nextOwner() {
    if (holders != null) {
      return holders.next();
    }
    OwnerRecord next = only;
    only = null;
    while (next == null && uids != null && uids.hasNext()) {
      next = owners.find(uids.next());
    }
    return next;
  }

  /** Visits the slot that the owner has without a chunk, if there is one. */
  private boolean visitOnly(final OwnerRecord owner) {
    final int slot = owner.only();
    if (slot < 0) {
      return false;
    }
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long word = segment.killWordAcquire(offset); // SG-E1 acquire, SG-I2; as below
    if (countsBare && KillWord.isBare(word) && owner.only() == slot && segment.isStill(offset, word)) {
      candidates.bare(1);
      return true;
    }
    while (KillWord.isLive(word) && owner.only() == slot && !candidates.candidate(segment, offset, word)) {
      word = segment.killWordAcquire(offset);
    }
    return true;
  }

  /**
   * Visits the chunks of a bag from the first given one on, or that one alone.
   *
   * <p>It counts the bare sessions of a chunk that match, and brings the words of the others into the cache; then it
   * looks at those. So the loads of different sessions overlap; compare-and-sets in between would prevent that.
   *
   * <p>One long method on purpose: HotSpot compiles one of more than 325 bytes by itself. If it compiles this as a part
   * of the whole kill, as it happens to do with shorter ones, the registers do not suffice, and each session takes
   * three times as long.
   */
  private void visitBag(
      final IntBag from, final IntBag.Ints first, final IntBag.@Nullable Ints firstAhead, final boolean all) {
    IntBag.Ints at = first; // in locals: storing a reference in a field has a GC barrier
    IntBag.Ints next = firstAhead;
    do {
      if (next != null) {
        next = load(from, next);
      }
      final int[] entries = at.entries(); // in a local: a field is loaded again after an acquire
      final long taken = at.takenAcquire();
      long others = taken;
      if (countsBare) {
        long bare = 0;
        others = 0;
        for (long left = taken; left != 0; left &= left - 1) {
          final int place = Long.numberOfTrailingZeros(left);
          final int slot = IntBag.Ints.at(entries, place);
          if (slot >= 0) {
            final Segment<?, ?, OperationState> segment = slots.segmentOf(slot);
            final long[] words = segment.words();
            final int offset = Segment.offset(slot);
            final long word = KillWords.getAcquire(words, offset); // SG-E1 acquire, SG-I2; as below
            if (KillWord.isBare(word)
                && IntBag.Ints.at(entries, place) == slot
                && KillWords.isStill(words, offset, word)) {
              bare++;
            } else {
              ahead.load(segment, offset, word);
              others |= left & -left;
            }
          }
        }
        candidates.bare(bare);
      }
      for (long left = others; left != 0; left &= left - 1) {
        final int place = Long.numberOfTrailingZeros(left);
        final int slot = IntBag.Ints.at(entries, place);
        if (slot >= 0) {
          final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
          final int offset = Segment.offset(slot);
          long word;
          do {
            word = segment.killWordAcquire(offset);
          } while (KillWord.isLive(word)
              && IntBag.Ints.at(entries, place) == slot
              && !candidates.candidate(segment, offset, word));
        }
      }
      at = from.after(at);
    } while (all && at != null);
    chunk = at;
    farther = next;
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
}
