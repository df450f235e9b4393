package dev.quell.internal.index;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The live records of an index, by their keys. A record is made for its first holder and removed with its last one
 * (K8).
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 *
 * @param <K> the keys
 * @param <R> the records
 */
public final class HeldRecords<K, R extends HeldRecord<K>> {
  /**
   * Makes a live record with one holder.
   *
   * @param <K> the keys
   * @param <R> the records
   */
  @FunctionalInterface
  public interface Maker<K, R> {
    R make(K key, long hash);
  }

  private final HashIndex<R> byKey;
  private final ToLongFunction<K> hash;
  private final Maker<K, R> maker;

  /**
   * @param expected the number of records to size the table for
   * @param secret the multiplier of the table's hash function
   * @param hash a keyed hash
   */
  public HeldRecords(final int expected, final long secret, final ToLongFunction<K> hash, final Maker<K, R> maker) {
    this.byKey = new HashIndex<>(expected, secret, (held, hashed, key) -> held.hash == hashed && held.key.equals(key));
    this.hash = hash;
    this.maker = maker;
  }

  /** The record of this key, or null if nobody holds it. */
  public @Nullable R find(final K key) {
    return byKey.get(hash.applyAsLong(key), key);
  }

  /** The live record of this key, with one more holder, which must {@link #detach}. */
  public R attach(final K key) {
    final long hashed = hash.applyAsLong(key);
    while (true) {
      final R found = byKey.get(hashed, key);
      if (found != null) {
        if (found.tryAttach()) {
          return found;
        }
        byKey.remove(hashed, key, found); // dead: remove it, even if the thread in detach has not yet
      }
      final R fresh = maker.make(key, hashed);
      if (byKey.putIfAbsent(hashed, key, fresh) == null) {
        return fresh;
      }
    }
  }

  /** Counts one more holder of a record that the caller knows to have one. */
  public void attachAlso(final R held) {
    if (!held.tryAttach()) {
      throw new IllegalStateException("nobody holds " + held.key);
    }
  }

  /** Counts one holder less; with the last one, removes the record. */
  public void detach(final R record) {
    if (record.detach()) {
      byKey.remove(record.hash, record.key, record);
    }
  }

  /** The number of records; a walk, for tests. */
  public int count() {
    final int[] count = {0};
    byKey.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
