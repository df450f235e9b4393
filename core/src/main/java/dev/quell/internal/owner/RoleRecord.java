package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.RefBag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A role that somebody holds, and a bag of who does. Dead, and out of the index, as soon as nobody does.
 *
 * @param <G> what says that an owner holds the role
 */
final class RoleRecord<G> {
  /*
   * States        live (holders >= 1) -> dead (for ever)
   * Invariants    RR-I1  who attached keeps the record alive until it detaches; a dead record is never attached to
   *                      again.
   * Edges         RR-E1  detach getAndAdd(holders) -> tryAttach CAS(holders): the count is the truth about life and
   *                      death
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

  /** A live record with one holder: whoever makes it. */
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
