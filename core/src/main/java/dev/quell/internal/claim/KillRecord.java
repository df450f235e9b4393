package dev.quell.internal.claim;

import dev.quell.KillCause;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A kill in the ledger, while a victim of it runs: its cause, when it was called, and how many victims have not
 * stopped.
 *
 * <p>The killer counts its claims itself and adds them at the end; each victim subtracts one when it stops. The count
 * starts far above zero. So it reaches zero once, when the killer is done and the last victim has stopped. The thread
 * that takes it there gives the number back.
 */
public final class KillRecord {
  /*
   * Invariants    KR-I1  pending = BIAS (until the killer is done) + claims added - victims stopped; it passes zero
   *                      once.
   * Edges         KR-E1  stopped getAndAdd(pending) -> pending getAcquire: what the victim did
   *               KR-E2  await CAS(waiters), then pending read; stopped getAndAdd, then waiters read: one sees the
   *                      other
   * Tests         KR-I1  LabelStress.KR_I1_StopVsFinish, KillLedgerTest.shouldNameARecordUntilItsLastVictimHasStopped
   *               KR-E1  KillStress.K4_KillVsEnd, QuiescenceTest.shouldBeQuietWhenAllVictimsHaveStopped
   *               KR-E2  LabelStress.KR_E2_AwaitVsStop, LabelStress.KR_E2_AwaitVsAwait
   */

  /** Above any number of victims, so that the count does not reach zero before the killer is done. */
  private static final long BIAS = 1L << 40;

  /** Smaller numbers, from 1, are for shared records: one for each code met while the ledger was full, for ever. */
  static final int FIRST_OWN = 64;

  private static final VarHandle PENDING;
  private static final VarHandle WAITERS;

  static {
    try {
      PENDING = MethodHandles.lookup().findVarHandle(KillRecord.class, "pending", long.class);
      WAITERS = MethodHandles.lookup().findVarHandle(KillRecord.class, "waiters", Waiter.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Waiter {
    final Thread thread;
    final @Nullable Waiter next;

    Waiter(final Thread thread, final @Nullable Waiter next) {
      this.thread = thread;
      this.next = next;
    }
  }

  private final KillCause cause;
  private final long calledNanos;
  private int index;
  @SuppressWarnings("unused") // through PENDING
  private long pending = BIAS;
  @SuppressWarnings("unused") // through WAITERS
  private @Nullable Waiter waiters;

  public KillRecord(final KillCause cause, final long calledNanos) {
    this.cause = cause;
    this.calledNanos = calledNanos;
  }

  public KillCause cause() {
    return cause;
  }

  /** When the kill was called, by the core's nanosecond clock. */
  public long calledNanos() {
    return calledNanos;
  }

  /** Whether kills share this record because the ledger was full; it has no call time then. */
  public boolean isShared() {
    return index < FIRST_OWN;
  }

  public int index() {
    return index;
  }

  void setIndex(final int newIndex) {
    index = newIndex; // plain: published with the record by the ledger's CAS
  }

  /** The number of victims that have not stopped; meaningful once the killer is done. */
  public long running() {
    final long seen = (long) PENDING.getAcquire(this); // KR-E1 acquire
    return seen >= BIAS / 2 ? seen - BIAS : seen;
  }

  /** Adds the killer's claims when it is done. True if the record is no longer needed (KR-I1). */
  boolean finish(final long claims) {
    return (long) PENDING.getAndAdd(this, claims - BIAS) + claims - BIAS == 0; // KR-I1
  }

  /** Subtracts a victim that has stopped. True if the record is no longer needed (KR-I1). */
  boolean stopped() {
    if ((long) PENDING.getAndAdd(this, -1L) - 1 != 0) { // KR-E1 release; KR-E2; KR-I1
      return false;
    }
    for (Waiter waiter = (Waiter) WAITERS.getVolatile(this); waiter != null; waiter = waiter.next) { // KR-E2
      LockSupport.unpark(waiter.thread);
    }
    return true;
  }

  /**
   * Waits until every victim has stopped. The killer must be done.
   *
   * @return whether they did in time
   */
  public boolean awaitStopped(final long timeoutNanos) throws InterruptedException {
    if (running() <= 0 || timeoutNanos == 0) {
      return running() <= 0;
    }
    final long deadline = System.nanoTime() + timeoutNanos;
    final Waiter mine = join();
    try {
      while ((long) PENDING.getVolatile(this) > 0) { // KR-E2: after the CAS of join
        final long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      leave(mine);
    }
  }

  private Waiter join() {
    while (true) {
      final Waiter head = (Waiter) WAITERS.getOpaque(this); // opaque: the CAS decides
      final Waiter mine = new Waiter(Thread.currentThread(), head);
      if (WAITERS.compareAndSet(this, head, mine)) { // KR-E2
        return mine;
      }
    }
  }

  /** Replaces the list by one without this waiter, so that repeated waits do not accumulate waiters. */
  private void leave(final Waiter mine) {
    Waiter head;
    Waiter without;
    do {
      head = (Waiter) WAITERS.getAcquire(this); // acquire: the CAS below decides
      without = null;
      for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
        if (waiter.thread != mine.thread) { // a thread waits at most once at a time
          without = new Waiter(waiter.thread, without);
        }
      }
    } while (!WAITERS.compareAndSet(this, head, without)); // KR-E2: the others are still there
  }
}
