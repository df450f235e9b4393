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
 * the list that it has read. Nothing is reused, so there is no ABA. The number of buckets is fixed, so nothing is
 * rehashed; their array is allocated leaf by leaf.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> reads are wait-free, changes lock-free. <b>Cost:</b> O(length of a bucket's
 * list), 32 bytes of garbage a change.
 *
 * @param <V> the values; a value is found by a 64-bit key, or by a 64-bit hash and an equal object
 */
public final class HashIndex<V> extends Apart {
  /*
   * Invariants    HI-I1  at most one value a key: putIfAbsent replaces only the very list that it searched.
   * Edges         HI-E1  putIfAbsent, remove CAS(bucket) -> getVolatile(bucket): nodes and the values' fields; and
   *                      store-load: a thread puts, then reads x; another changes x, then reads here: one sees the
   *                      other
   *               HI-E2  leafFor CAS(leaf) -> getAcquire(leaf): an empty leaf is empty
   * Tests         HI-I1, HI-E2  IndexStress.HI_I1_PutVsPut
   *               HI-E1  IndexStress.HashIndex_PutVsRemove, LabelCursorStress.CU_E3_KillVsOpen
   */

  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(Node[][].class);
  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(Node[].class);
  private static final int LEAF_BITS = 8;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;

  private static final class Node<V> {
    final long key;
    final @Nullable Object object;
    final V value;
    final @Nullable Node<V> next;

    Node(final long key, final @Nullable Object object, final V value, final @Nullable Node<V> next) {
      this.key = key;
      this.object = object;
      this.value = value;
      this.next = next;
    }

    boolean is(final long otherKey, final @Nullable Object otherObject) {
      return key == otherKey && (object == null || object.equals(otherObject));
    }
  }

  private final @Nullable Node<?>[] @Nullable [] leaves;
  private final int shift;
  private final long multiplier;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param expected the number of values to size the table for; it works with any number
   * @param secret the multiplier of this table's hash function
   */
  public HashIndex(final int expected, final long secret) {
    final int bits = Math.max(LEAF_BITS + 1, Integer.SIZE - Integer.numberOfLeadingZeros(expected - 1));
    this.shift = Long.SIZE - bits;
    this.multiplier = secret | 1L;
    this.leaves = new Node<?>[1 << (bits - LEAF_BITS)][];
  }

  /** The value with this key and an equal object, or stored without an object; null if there is none. */
  public @Nullable V get(final long key, final @Nullable Object object) {
    final int bucket = bucket(key);
    final Node<?>[] leaf = (Node<?>[]) LEAVES.getAcquire(leaves, bucket >>> LEAF_BITS); // HI-E2 acquire
    return leaf == null ? null : find(headVolatile(leaf, bucket), key, object);
  }

  /** Stores the value and returns null, or returns the value that already has its key. */
  public @Nullable V putIfAbsent(final long key, final @Nullable Object object, final V value) {
    final int bucket = bucket(key);
    final Node<?>[] leaf = leafFor(bucket);
    while (true) {
      final Node<V> head = headVolatile(leaf, bucket);
      final V found = find(head, key, object);
      if (found != null) {
        return found;
      }
      // HI-E1 release; HI-I1
      if (BUCKETS.compareAndSet(leaf, bucket & LEAF_MASK, head, new Node<>(key, object, value, head))) {
        return null;
      }
    }
  }

  /** Removes this very value; false if it is not there. */
  public boolean remove(final long key, final @Nullable Object object, final V value) {
    final int bucket = bucket(key);
    final Node<?>[] leaf = leafFor(bucket);
    while (true) {
      final Node<V> head = headVolatile(leaf, bucket);
      if (find(head, key, object) != value) {
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
      final Node<?>[] leaf = (Node<?>[]) LEAVES.getAcquire(leaves, at >>> LEAF_BITS); // HI-E2 acquire
      if (leaf == null) {
        at = (at | LEAF_MASK) + 1;
        continue;
      }
      for (Node<V> node = headVolatile(leaf, at); node != null; node = node.next) {
        if (!more.test(node.value)) {
          return -1;
        }
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

  private static <V> @Nullable V find(final @Nullable Node<V> head, final long key, final @Nullable Object object) {
    for (Node<V> node = head; node != null; node = node.next) {
      if (node.is(key, object)) {
        return node.value;
      }
    }
    return null;
  }

  /**
   * The list without the entry for this key, which is in it. Copies the nodes before it and shares those after it.
   */
  @SuppressWarnings("NullAway") // the search ends at that entry
  private static <V> @Nullable Node<V> without(
      final @Nullable Node<V> head, final long key, final @Nullable Object object) {
    Node<V> kept = null;
    Node<V> node = head;
    while (!node.is(key, object)) {
      kept = new Node<>(node.key, node.object, node.value, kept);
      node = node.next;
    }
    Node<V> list = node.next;
    for (; kept != null; kept = kept.next) {
      list = new Node<>(kept.key, kept.object, kept.value, list);
    }
    return list;
  }

  private Node<?>[] leafFor(final int bucket) {
    final Node<?>[] leaf = (Node<?>[]) LEAVES.getAcquire(leaves, bucket >>> LEAF_BITS); // HI-E2 acquire
    if (leaf != null) {
      return leaf;
    }
    final Node<?>[] fresh = new Node<?>[1 << LEAF_BITS];
    final Node<?>[] witness =
        (Node<?>[]) LEAVES.compareAndExchange(leaves, bucket >>> LEAF_BITS, null, fresh); // HI-E2 release
    return witness == null ? fresh : witness;
  }

  @SuppressWarnings("unchecked") // only nodes of V are ever stored
  private static <V> @Nullable Node<V> headVolatile(final Node<?>[] leaf, final int bucket) {
    return (Node<V>) BUCKETS.getVolatile(leaf, bucket & LEAF_MASK); // HI-E1 acquire
  }
}
