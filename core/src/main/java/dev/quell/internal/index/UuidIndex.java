package dev.quell.internal.index;

import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Finds the session of a UUID and an owner, and every session of a UUID: a hash table of lock-free lists, threaded through
 * the session records, so that a session costs one link and one bucket and no object.
 *
 * <p>The lists are Harris's (T. Harris, "A Pragmatic Implementation of Non-Blocking Linked-Lists", DISC 2001): a node is
 * marked in its own link first and unlinked after. Nodes are slots and are reused at once, so a link names slot
 * <em>and generation</em>, and a reader who finds another generation in the slot starts again. New nodes enter only at the
 * head, which makes put-if-absent one compare-and-set.
 *
 * <p>The number of buckets follows from the limit on sessions and never changes: nothing is ever rehashed. The bucket
 * array is allocated leaf by leaf as keys come.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; a find restarts only when a session it was passing ended.
 * <b>Cost:</b> one cache line for the bucket, one record and one session word for each session passed; below one more on
 * average than needed. No method allocates but for a bucket leaf on its first use.
 */
public final class UuidIndex {
  /*
   * States        of a node: private -> linked -> marked -> unlinked (only then may its slot be freed).
   * Invariants    I1  at most one node of a session that has not ended for each (UUID, owner): publish links only if the head has not changed since
   *                   the whole chain was seen without that key, and no key enters anywhere but at the head.
   *               I2  a slot is not freed while a chain leads to it: remove returns after a pass over the whole chain.
   *               I3  a compare-and-set on a link whose node was reused fails: the link names a generation, and a node
   *                   of that generation stands in one chain.
   * Not promised  that a find passes no marked nodes; that a chain is short (the keyed hash makes long ones improbable).
   * Edges         E1  publish  CAS(head)              ->  find  getAcquire(head)     record, refs, session word of the node
   *               E2  leafFor  CAS(leaf)              ->  bucket  getAcquire(leaf)   an empty leaf is empty
   */

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(long[][].class);
  /** Answer of a scan that was disturbed; no handle is negative. */
  private static final long RESTART = -1L;
  private static final int LEAF_BITS = 9;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;

  private final SessionSlots slots;
  private final KeyedHash hash;
  private final long[][] leaves;
  private final int shift;

  /** @param limit the most sessions there will be; the table gets at least that many buckets */
  public UuidIndex(final SessionSlots slots, final int limit, final KeyedHash hash) {
    this.slots = slots;
    this.hash = hash;
    final int bits = Math.max(LEAF_BITS + 1, Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1));
    this.shift = Integer.SIZE - bits;
    this.leaves = new long[1 << (bits - LEAF_BITS)][];
  }

  /**
   * The handle of the session with this UUID and owner, or {@link Handle#NONE}. Linearizes, when found, at the read of its
   * unmarked link; when not, at the read of the head in the last pass.
   */
  public long find(final long idHigh, final long idLow, final Object owner) {
    final int bucket = hash.of(idHigh, idLow) >>> shift;
    final long[] leaf = leafAcquire(bucket);
    if (leaf == null) {
      return Handle.NONE;
    }
    while (true) {
      final long found = scan(headAcquire(leaf, bucket), idHigh, idLow, owner);
      if (found != RESTART) {
        return found;
      }
    }
  }

  private long scan(final long head, final long idHigh, final long idLow, final Object owner) {
    long link = head;
    while (link != Handle.NONE) {
      final int slot = Handle.slot(link);
      final Segment segment = slots.segmentOf(slot);
      final int offset = Segment.offset(slot);
      final long next = segment.linkAcquire(offset);
      final boolean same =
          segment.idLow(offset) == idLow && segment.idHigh(offset) == idHigh && segment.owner(offset) == owner;
      if (!segment.stillIn(offset, Handle.generation(link))) {
        return RESTART; // the node was unlinked and reused under us: this chain is not the one we entered
      }
      if (same && !Handle.isMarked(next) && !segment.isEnded(offset)) { // ended: its ender may have stopped before the mark
        return link;
      }
      link = Handle.unmarked(next);
    }
    return Handle.NONE;
  }

  /**
   * Adds the session unless one with its UUID and owner is there: then that one's handle is returned and the caller must
   * take its own back. Linearizes at the compare-and-set of the head, or as {@link #find} does.
   */
  public long publish(final long handle, final long idHigh, final long idLow, final Object owner) {
    final int bucket = hash.of(idHigh, idLow) >>> shift;
    final long[] leaf = leafFor(bucket);
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    while (true) {
      final long head = headAcquire(leaf, bucket);
      final long found = scan(head, idHigh, idLow, owner);
      if (found == RESTART) {
        continue;
      }
      if (found != Handle.NONE) {
        return found;
      }
      segment.setLink(offset, head);
      if (LONGS.compareAndSet(leaf, bucket & LEAF_MASK, head, handle)) { // E1 release; I1
        return handle;
      }
    }
  }

  /** Removes a session that this thread has ended; its slot may be freed afterwards (I2). Linearizes at the mark. */
  public void remove(final long handle, final long idHigh, final long idLow) {
    final int slot = Handle.slot(handle);
    final Segment segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    long next;
    do {
      next = segment.linkAcquire(offset);
    } while (!segment.casLink(offset, next, Handle.marked(next)));
    final int bucket = hash.of(idHigh, idLow) >>> shift;
    final long[] leaf = leafFor(bucket);
    while (!unlinkMarked(leaf, bucket)) {
      // some other thread unlinked or reused a node that we were passing: its progress, our new pass
    }
  }

  /** Passes over the whole chain and unlinks every marked node; false when it was disturbed and must begin again. */
  private boolean unlinkMarked(final long[] leaf, final int bucket) {
    Segment before = null; // null: the bucket's head
    int beforeOffset = 0;
    long link = headAcquire(leaf, bucket);
    while (link != Handle.NONE) {
      final int slot = Handle.slot(link);
      final Segment segment = slots.segmentOf(slot);
      final int offset = Segment.offset(slot);
      final long next = segment.linkAcquire(offset);
      if (!segment.stillIn(offset, Handle.generation(link))) {
        return false;
      }
      if (Handle.isMarked(next)) {
        final long after = Handle.unmarked(next);
        final boolean unlinked =
            before == null
                ? LONGS.compareAndSet(leaf, bucket & LEAF_MASK, link, after) // E1 release: hands on what it leads to; I3
                : before.casLink(beforeOffset, link, after); // I2, I3
        if (!unlinked) {
          return false;
        }
        link = after;
      } else {
        before = segment;
        beforeOffset = offset;
        link = next;
      }
    }
    return true;
  }

  /** Calls back with every session of this UUID, whoever owns it. Weakly consistent; restarts may repeat none of them. */
  public void forEach(final long idHigh, final long idLow, final SessionVisitor visitor) {
    final int bucket = hash.of(idHigh, idLow) >>> shift;
    final long[] leaf = leafAcquire(bucket);
    if (leaf == null) {
      return;
    }
    while (!forEach(headAcquire(leaf, bucket), idHigh, idLow, visitor)) {
      // disturbed by the end of a session in this chain before the visitor saw any: begin again
    }
  }

  private boolean forEach(
      final long head, final long idHigh, final long idLow, final SessionVisitor visitor) {
    // Two passes, so that a restart cannot show a session twice: collect the few matches, then visit them.
    long first = Handle.NONE;
    long[] more = null;
    int count = 0;
    long link = head;
    while (link != Handle.NONE) {
      final int slot = Handle.slot(link);
      final Segment segment = slots.segmentOf(slot);
      final int offset = Segment.offset(slot);
      final long next = segment.linkAcquire(offset);
      final boolean same = segment.idLow(offset) == idLow && segment.idHigh(offset) == idHigh;
      if (!segment.stillIn(offset, Handle.generation(link))) {
        return false;
      }
      if (same && !Handle.isMarked(next)) {
        if (count == 0) {
          first = link;
        } else {
          more = more == null ? new long[4] : more.length < count ? Arrays.copyOf(more, 2 * count) : more;
          more[count - 1] = link;
        }
        count++;
      }
      link = Handle.unmarked(next);
    }
    for (int i = 0; i < count; i++) {
      visitor.visit(i == 0 ? first : more[i - 1]);
    }
    return true;
  }

  private long[] leafAcquire(final int bucket) {
    return (long[]) LEAVES.getAcquire(leaves, bucket >>> LEAF_BITS); // E2 acquire
  }

  private long[] leafFor(final int bucket) {
    long[] leaf = leafAcquire(bucket);
    if (leaf == null) {
      final long[] fresh = new long[1 << LEAF_BITS];
      final long[] witness =
          (long[]) LEAVES.compareAndExchange(leaves, bucket >>> LEAF_BITS, null, fresh); // E2 release
      leaf = witness == null ? fresh : witness;
    }
    return leaf;
  }

  private static long headAcquire(final long[] leaf, final int bucket) {
    return (long) LONGS.getAcquire(leaf, bucket & LEAF_MASK); // E1 acquire
  }
}
