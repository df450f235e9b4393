package dev.quell.internal.index;

import dev.quell.internal.services.Apart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressing table of slots by the hash of their UUID. An entry takes four bytes, so the table stays in a cache
 * longer than the slots do; while it does, a find costs one miss instead of two.
 *
 * <p>An entry is a slot and, in the remaining bits, a part of the hash. A bucket has fifteen entries and a count of the
 * entries that passed it because it was full. Those are in later buckets, at a stride that depends on the hash. An
 * entry stays in its place until the thread that ends the session removes it, and no two entries name the same slot. So
 * there is no ABA, no helping and no tombstone. The table does not compare UUIDs: it yields candidates.
 *
 * <pre>
 *   bucket:  | entry 0 | entry 1 | ... | entry 14 | passed |      entry:  | hash part | slot + 1 |
 * </pre>
 *
 * <p>The number of buckets follows from the limit on sessions and never changes, so nothing is rehashed. Their array is
 * allocated leaf by leaf.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; a pass is wait-free. <b>Cost:</b> two adjacent cache lines, and
 * two more for about one entry in thirty. Sessions that share a UUID lengthen only each other's passes, by one bucket
 * for fifteen of them.
 */
final class UuidTable extends Apart {
  /*
   * Invariants    UT-I1  an entry is, from add to remove, in one place of its hash's sequence of buckets; every bucket
   *                      before that one counts it in passed.
   *               UT-I2  a pass sees every entry of its hash that is there from the start of the pass to its end.
   * Edges         UT-E1  add CAS(entry) -> from getVolatile(entry): the slot's record and words; and of two
   *                      threads that add and then pass, one sees the other's entry
   *               UT-E2  add getAndAdd(passed), UT-E1 -> from getVolatile(passed): a pass that misses the count began
   *                      before the entry was added (UT-I2)
   *               UT-E3  leafFor CAS(leaf) -> leafVolatile: an empty leaf is empty; and as UT-E1
   * Tests         UT-I1  UuidTableStress.UT_I1_CountOfPassed, UuidTableTest.shouldAgreeWithAMapOverAnyHistory
   *               UT-I2  UuidTableStress.UT_I2_PassVsChangesBefore, UuidTableStress.UT_I2_PassVsRemoveVsAddFurtherOn
   *               UT-E1  UuidTableStress.UT_E1_AddAndPassInOneBucket, UuidTableStress.UT_E1_AddAndPassTwice
   *               UT-E2  UuidTableStress.UT_I2_PassSeesWhatWasAdded, UuidTableStress.UT_E1_AddAndPassTwice
   *               UT-E3  UuidTableStress.UT_E1_AddAndPassInOneBucket
   */

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(int[][].class);
  /** A bucket is as long as a cache line. Arrays are not aligned to lines, so it spans two adjacent ones. */
  private static final int BUCKET_BITS = 4;
  private static final int ENTRIES = (1 << BUCKET_BITS) - 1;
  private static final int PASSED = ENTRIES;
  /** The average number of entries in a bucket at the limit on sessions. */
  private static final int FILL = 12;
  private static final int LEAF_BITS = 6;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
  private static final int EMPTY = 0;
  private static final int SCATTER = 0x9E37_79B9; // 2^32 / golden ratio: spreads the low bits for the stride

  private final int[] @Nullable [] leaves;
  private final int buckets;
  /** The low bits of an entry, which are the slot; the high bits are those of the hash. */
  private final int slotMask;
  private final int hashBits;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param limit the most entries at one time
   * @param slots greater than the number of any slot
   */
  UuidTable(final int limit, final int slots) {
    // A prime, so that any stride visits every bucket.
    this.buckets = BigInteger.valueOf(Math.max(2, limit / FILL)).nextProbablePrime().intValueExact();
    this.leaves = new int[(buckets >>> LEAF_BITS) + 1][];
    this.hashBits = Integer.numberOfLeadingZeros(slots);
    this.slotMask = -1 >>> hashBits;
  }

  /**
   * Adds the slot. It must not be in the table; nor is it, if there is no memory. Linearizes at the compare-and-set of
   * the entry.
   */
  void add(final int hash, final int slot) {
    final int entry = hash & ~slotMask | (slot + 1);
    int bucket = home(hash);
    try {
      while (!addTo(bucket, entry)) {
        final int[] leaf = leafFor(bucket);
        INTS.getAndAdd(leaf, at(bucket) + PASSED, 1); // UT-E2 store side; UT-I1
        bucket = following(bucket, hash); // finds a free place: there are more than the limit
      }
    } catch (final Throwable e) { // no memory for the leaf of this bucket
      unpass(hash, bucket);
      throw e;
    }
  }

  private boolean addTo(final int bucket, final int entry) {
    final int[] leaf = leafFor(bucket);
    final int start = at(bucket);
    for (int i = start; i < start + ENTRIES; i++) {
      // UT-E1 release; opaque: the CAS decides
      if ((int) INTS.getOpaque(leaf, i) == EMPTY && INTS.compareAndSet(leaf, i, EMPTY, entry)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Removes the slot. Once, by the thread that added it or ended its session. Linearizes at the store into the entry.
   */
  void remove(final int hash, final int slot) {
    final int entry = hash & ~slotMask | (slot + 1);
    int bucket = home(hash);
    while (!removeFrom(bucket, entry)) {
      bucket = following(bucket, hash);
    }
    unpass(hash, bucket);
  }

  /** Counts one entry less that has passed the buckets before this one. */
  private void unpass(final int hash, final int bucket) {
    for (int before = home(hash); before != bucket; before = following(before, hash)) {
      INTS.getAndAdd(leafFor(before), at(before) + PASSED, -1); // UT-I1: after the entry is gone
    }
  }

  private boolean removeFrom(final int bucket, final int entry) {
    final int[] leaf = leafFor(bucket);
    final int start = at(bucket);
    for (int i = start; i < start + ENTRIES; i++) {
      // acquire: the entry precedes the step to LIVE (SG-E1), which the thread that ends the session has read
      if ((int) INTS.getAcquire(leaf, i) == entry) {
        INTS.setRelease(leaf, i, EMPTY); // release: only to be seen; the next add decides by CAS, UT-E1
        return true;
      }
    }
    return false;
  }

  // ---- passes over the candidates of a hash: for (long at = first(hash); at >= 0; at = after(at, hash)) slot(at)

  /** The first candidate and its place, or -1 if there is none. */
  long first(final int hash) {
    return from(home(hash), 0, hash);
  }

  /** The candidate after {@code at}, a result of {@link #first} or of this; -1 if there is none. */
  long after(final long at, final int hash) {
    final int place = (int) (at >>> Integer.SIZE);
    return from(place >>> BUCKET_BITS, (place & ENTRIES) + 1, hash);
  }

  /** The slot of a candidate. */
  static int slot(final long at) {
    return (int) at;
  }

  /** Whether the candidate is still there. */
  boolean stands(final long at) {
    final int place = (int) (at >>> Integer.SIZE);
    final int[] leaf = leafVolatile(place >>> BUCKET_BITS);
    // UT-E1
    return ((int) INTS.getVolatile(leaf, at(place >>> BUCKET_BITS) + (place & ENTRIES)) & slotMask) - 1 == slot(at);
  }

  private long from(final int startBucket, final int startPlace, final int hash) {
    int bucket = startBucket;
    int place = startPlace;
    while (true) {
      final int[] leaf = leafVolatile(bucket);
      if (leaf == null) {
        return -1;
      }
      final int start = at(bucket);
      for (; place < ENTRIES; place++) {
        final int entry = (int) INTS.getVolatile(leaf, start + place); // UT-E1; UT-I2
        if (((entry ^ hash) & ~slotMask) == 0 && (entry & slotMask) != EMPTY) {
          return (long) (bucket << BUCKET_BITS | place) << Integer.SIZE | (entry & slotMask) - 1;
        }
      }
      if ((int) INTS.getVolatile(leaf, start + PASSED) == 0) { // UT-E2 load side: after the entries
        return -1;
      }
      bucket = following(bucket, hash);
      if (bucket == home(hash)) {
        return -1; // has visited all of them
      }
      place = 0;
    }
  }

  // ---- buckets

  /** The first bucket of the sequence, from the bits of the hash that are not in the entry. */
  private int home(final int hash) {
    return (int) (Integer.toUnsignedLong(hash << hashBits) * buckets >>> Integer.SIZE);
  }

  private int following(final int bucket, final int hash) {
    final int next = bucket - buckets + 1 + Integer.remainderUnsigned(hash * SCATTER, buckets - 1);
    return next < 0 ? next + buckets : next;
  }

  private static int at(final int bucket) {
    return (bucket & LEAF_MASK) << BUCKET_BITS;
  }

  private int @Nullable [] leafVolatile(final int bucket) {
    return (int[]) LEAVES.getVolatile(leaves, bucket >>> LEAF_BITS); // UT-E3 acquire
  }

  private int[] leafFor(final int bucket) {
    final int[] leaf = leafVolatile(bucket);
    if (leaf != null) {
      return leaf;
    }
    final int[] fresh = new int[1 << (LEAF_BITS + BUCKET_BITS)];
    // UT-E3 release; the loser continues with the other's leaf: UT-E3 acquire
    final int[] witness = (int[]) LEAVES.compareAndExchange(leaves, bucket >>> LEAF_BITS, null, fresh);
    return witness == null ? fresh : witness;
  }
}
