package dev.quell.internal.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A record under a key that many may hold, such as a role or a label. Dead, and removed from {@link HeldRecords}, after
 * its last holder.
 *
 * @param <K> the keys
 */
public abstract class HeldRecord<K> {
  /*
   * States        live (holders >= 1) -> dead (for ever)
   * Invariants    HR-I1  a holder that has attached keeps the record live until it detaches; none attaches to a dead
   *                      record.
   * Edges         HR-E1  detach getAndAdd(holders) -> tryAttach CAS(holders): the count decides whether the record is
   *                      live
   * Tests         HR-I1, HR-E1  RoleStress.K1_LastHolderLeavesVsNextComes, CarrierStress.K1_LastCarrierGoesVsNextComes
   */

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(HeldRecord.class, "holders", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public final K key;
  final long hash;
  @SuppressWarnings("unused") // through HOLDERS
  private long holders = 1;

  /** A live record with one holder, for which it is made. */
  protected HeldRecord(final K key, final long hash) {
    this.key = key;
    this.hash = hash;
  }

  /** How many hold it now: an estimate by the time it is used. */
  public final long holders() {
    return (long) HOLDERS.getOpaque(this); // opaque: an estimate
  }

  /** Counts one more holder; false if the record is dead. */
  public final boolean tryAttach() {
    while (true) {
      final long seen = (long) HOLDERS.getOpaque(this); // opaque: the CAS decides; zero is for ever
      if (seen == 0) {
        return false;
      }
      if (HOLDERS.compareAndSet(this, seen, seen + 1)) { // HR-E1; HR-I1
        return true;
      }
    }
  }

  /** True if that was the last holder: the caller removes the record from the index. */
  final boolean detach() {
    return (long) HOLDERS.getAndAdd(this, -1L) == 1; // HR-E1; HR-I1
  }
}
