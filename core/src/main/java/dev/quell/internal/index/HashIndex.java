package dev.quell.internal.index;

import dev.quell.internal.services.Apart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A lock-free hash map for entries that change seldom and are looked up often: owners, roles, cursors, operation ids.
 *
 * <p>A bucket holds an immutable list, which one compare-and-set replaces by a longer or shorter one. A reader walks
 * the list that it has read. The last value of a list stands for itself, without a node, so most values have none. The
 * number of buckets is fixed, so nothing is rehashed; their array is allocated leaf by leaf.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> reads are wait-free, changes lock-free. <b>Cost:</b> O(length of a bucket's
 * list), 24 bytes of garbage for each value of the bucket that is not its last.
 *
 * @param <V> the values; a value is found by a 64-bit key, or by a 64-bit hash and an equal object
 */
public final class HashIndex<V> extends Apart {
  /*
   * Invariants    HI-I1  at most one value a key: putIfAbsent replaces only the list that it searched. That list may
   *                      have been another one meanwhile, but it is immutable, and so are the keys of its values.
   * Edges         HI-E1  putIfAbsent, remove CAS(bucket) -> getVolatile(bucket): nodes and the values' fields; and
   *                      store-load: a thread puts, then reads x; another changes x, then reads here: one sees the
   *                      other
   *               HI-E2  leafFor CAS(leaf) -> getAcquire(leaf): an empty leaf is empty
   * Tests         HI-I1, HI-E2  IndexStress.HI_I1_PutVsPut
   *               HI-E1  IndexStress.HashIndex_PutVsRemove, LabelCursorStress.CU_E3_KillVsOpen
   */

  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(Object[][].class);
  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final int LEAF_BITS = 8;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;

  /**
   * Knows the keys of values.
   *
   * @param <V> the values
   */
  @FunctionalInterface
  public interface Match<V> {
    /** Whether the value has this key and an equal object. Once the value was in the table, its key never changes. */
    boolean has(V value, long key, @Nullable Object object);
  }

  /** A value, and the list of the others: a node, or the last value. */
  private static final class Node {
    final Object value;
    final int tag; // a part of the value's key: most keys that differ do so here, without a look at the value
    final @Nullable Object others; // null only while a list is copied

    Node(final Object value, final int tag, final @Nullable Object others) {
      this.value = value;
      this.tag = tag;
      this.others = others;
    }
  }

  private final Match<V> match;
  private final @Nullable Object[] @Nullable [] leaves; // of lists: null, a value or a node
  private final int shift;
  private final long multiplier;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param expected the number of values to size the table for; it works with any number
   * @param secret the multiplier of this table's hash function
   * @param match knows the keys of values
   */
  public HashIndex(final int expected, final long secret, final Match<V> match) {
    final int bits = Math.max(LEAF_BITS + 1, Integer.SIZE - Integer.numberOfLeadingZeros(expected - 1));
    this.shift = Long.SIZE - bits;
    this.multiplier = secret | 1L;
    this.leaves = new Object[1 << (bits - LEAF_BITS)][];
    this.match = match;
  }

  /** The value with this key and an equal object; null if there is none. */
  public @Nullable V get(final long key, final @Nullable Object object) {
    final int bucket = bucket(key);
    final Object[] leaf = (Object[]) LEAVES.getAcquire(leaves, bucket >>> LEAF_BITS); // HI-E2 acquire
    return leaf == null ? null : find(headVolatile(leaf, bucket), key, object);
  }

  /** Stores the value and returns null, or returns the value that already has its key. */
  public @Nullable V putIfAbsent(final long key, final @Nullable Object object, final V value) {
    final int bucket = bucket(key);
    final Object[] leaf = leafFor(bucket);
    while (true) {
      final Object head = headVolatile(leaf, bucket);
      final V found = find(head, key, object);
      if (found != null) {
        return found;
      }
      // HI-E1 release; HI-I1
      if (BUCKETS.compareAndSet(leaf, bucket & LEAF_MASK, head, with(value, key, head))) {
        return null;
      }
    }
  }

  /** Removes this very value; false if it is not there. */
  public boolean remove(final long key, final @Nullable Object object, final V value) {
    final int bucket = bucket(key);
    final Object[] leaf = leafFor(bucket);
    while (true) {
      final Object head = headVolatile(leaf, bucket);
      if (head == null || find(head, key, object) != value) {
        return false;
      }
      if (BUCKETS.compareAndSet(leaf, bucket & LEAF_MASK, head, without(head, key, object))) { // HI-E1 release
        return true;
      }
    }
  }

  /**
   * Shows the values of {@code buckets} buckets from {@code bucket} on until the test answers false. Weakly consistent.
   *
   * @return the bucket to continue with, or -1 at the end
   */
  public int forEachFrom(final int bucket, final int buckets, final Predicate<? super V> more) {
    final long end = Math.min((long) bucket + buckets, (long) leaves.length << LEAF_BITS);
    int at = bucket;
    while (at < end) {
      final Object[] leaf = (Object[]) LEAVES.getAcquire(leaves, at >>> LEAF_BITS); // HI-E2 acquire
      if (leaf == null) {
        at = (at | LEAF_MASK) + 1;
        continue;
      }
      Object list = headVolatile(leaf, at);
      for (; list instanceof Node node; list = node.others) {
        if (!more.test(value(node.value))) {
          return -1;
        }
      }
      if (list != null && !more.test(value(list))) {
        return -1;
      }
      at++;
    }
    return at >= (long) leaves.length << LEAF_BITS ? -1 : at;
  }

  /** Shows every value until the test answers false. Weakly consistent. */
  public void forEach(final Predicate<? super V> more) {
    forEachFrom(0, Integer.MAX_VALUE, more);
  }

  private int bucket(final long key) {
    return (int) ((key ^ key >>> 32) * multiplier >>> shift);
  }

  private @Nullable V find(final @Nullable Object head, final long key, final @Nullable Object object) {
    Object list = head;
    while (list instanceof Node node) {
      if (has(node, key, object)) {
        return value(node.value);
      }
      list = node.others;
    }
    return list != null && match.has(value(list), key, object) ? value(list) : null;
  }

  private boolean has(final Node node, final long key, final @Nullable Object object) {
    return node.tag == (int) key && match.has(value(node.value), key, object);
  }

  /** The list with one value more. */
  private static Object with(final Object value, final long key, final @Nullable Object head) {
    return head == null ? value : new Node(value, (int) key, head);
  }

  /**
   * The list without the value for this key, which is in it. Copies the nodes before it and shares those after it.
   */
  private @Nullable Object without(final Object head, final long key, final @Nullable Object object) {
    Object list = head;
    Node kept = null; // the values before it, in reverse order; here a node may be the last
    while (list instanceof Node node && !has(node, key, object)) {
      kept = new Node(node.value, node.tag, kept);
      list = node.others;
    }
    Object left = list instanceof Node node ? node.others : null;
    for (; kept != null; kept = (Node) kept.others) {
      left = with(kept.value, kept.tag, left);
    }
    return left;
  }

  @SuppressWarnings("unchecked") // only values of V are ever stored, in nodes or not
  private V value(final Object stored) {
    return (V) stored;
  }

  private Object[] leafFor(final int bucket) {
    final Object[] leaf = (Object[]) LEAVES.getAcquire(leaves, bucket >>> LEAF_BITS); // HI-E2 acquire
    if (leaf != null) {
      return leaf;
    }
    final Object[] fresh = new Object[1 << LEAF_BITS];
    final Object[] witness =
        (Object[]) LEAVES.compareAndExchange(leaves, bucket >>> LEAF_BITS, null, fresh); // HI-E2 release
    return witness == null ? fresh : witness;
  }

  private static @Nullable Object headVolatile(final Object[] leaf, final int bucket) {
    return BUCKETS.getVolatile(leaf, bucket & LEAF_MASK); // HI-E1 acquire
  }
}
