package dev.quell.internal.index;

import dev.quell.internal.bag.Bag;
import dev.quell.internal.bag.HolderCount.Attach;

/**
 * A record under a key that many may hold, such as a role or a label. Dead, and removed from {@link HeldRecords}, after
 * its last holder. A bag of the record counts them.
 *
 * @param <K> the keys
 */
public abstract class HeldRecord<K> {
  /*
   * States        live (holders >= 1) -> dead (for ever)
   * Invariants    HR-I1  a holder that has attached keeps the record live until it detaches; none attaches to a dead
   *                      record.
   * Edges         those of HolderCount: HC-E1
   * Tests         HR-I1  RoleStress.K1_LastHolderLeavesVsNextComes, CarrierStress.K1_LastCarrierGoesVsNextComes
   */

  public final K key;
  final long hash;

  /** A live record with one holder, for which it is made. */
  protected HeldRecord(final K key, final long hash) {
    this.key = key;
    this.hash = hash;
  }

  /** The bag that counts the holders; always the same one. */
  protected abstract Bag<?> counted();

  /** How many hold it now: an estimate by the time it is used. */
  public final long holders() {
    return counted().holders();
  }

  /** Counts one more holder; false if the record is dead. */
  public final boolean tryAttach() {
    final Attach attached = counted().tryAttach(Integer.MAX_VALUE); // HR-I1
    if (attached == Attach.FULL) {
      throw new IllegalStateException("more than " + Integer.MAX_VALUE + " hold " + key);
    }
    return attached == Attach.DONE;
  }

  /** True if that was the last holder: the caller removes the record from the index. */
  final boolean detach() {
    return counted().detach(); // HR-I1
  }
}
