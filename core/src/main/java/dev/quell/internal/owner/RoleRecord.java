package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.RefBag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A role that is held, and a bag of the entries of its holders. Dead, and removed from the index, after its last
 * holder.
 *
 * @param <G> the entry of an owner that holds the role
 */
final class RoleRecord<G> {
  /*
   * States        live (holders >= 1) -> dead (for ever)
   * Invariants    RR-I1  a holder that has attached keeps the record live until it detaches; none attaches to a dead
   *                      record.
   * Edges         RR-E1  detach getAndAdd(holders) -> tryAttach CAS(holders): the count decides whether the record is
   *                      live
   * Tests         RR-I1, RR-E1  RoleStress.K1_LastHolderLeavesVsNextComes
   */

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(RoleRecord.class, "holders", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Role role;
  final long hash;
  final RefBag<G> grants = new RefBag<>();
  @SuppressWarnings("unused") // through HOLDERS
  private long holders = 1;

  /** A live record with one holder, for which it is made. */
  RoleRecord(final Role role, final long hash) {
    this.role = role;
    this.hash = hash;
  }

  boolean tryAttach() {
    while (true) {
      final long seen = (long) HOLDERS.getOpaque(this); // opaque: the CAS decides; zero is for ever
      if (seen == 0) {
        return false;
      }
      if (HOLDERS.compareAndSet(this, seen, seen + 1)) { // RR-E1; RR-I1
        return true;
      }
    }
  }

  /** True if that was the last holder: the caller removes the record from the index. */
  boolean detach() {
    return (long) HOLDERS.getAndAdd(this, -1L) == 1; // RR-E1; RR-I1
  }
}
