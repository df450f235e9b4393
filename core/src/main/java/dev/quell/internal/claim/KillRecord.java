package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.internal.services.Ids;
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
   *               KR-I2  a record has one cause, with one id: a compare-and-set sets it, once.
   * Edges         KR-E1  stopped getAndAdd(pending) -> pending getAcquire: what the victim did
   *               KR-E2  await CAS(waiters), then pending read; stopped getAndAdd, then waiters read: one sees the
   *                      other
   *               KR-E3  leaveCall CAS(calls), then pending read; finish getAndAdd, then calls read: one sees the
   *                      other, and the one that takes a call by CAS makes it (K10)
   * Tests         KR-I1  LabelStress.KR_I1_StopVsFinish, KillLedgerTest.shouldNameARecordUntilItsLastVictimHasStopped
   *               KR-I2  KillRecordStress.KR_I2_CauseVsCause
   *               KR-E1  KillStress.K4_KillVsEnd, QuiescenceTest.shouldBeQuietWhenAllVictimsHaveStopped
   *               KR-E2  LabelStress.KR_E2_AwaitVsStop, LabelStress.KR_E2_AwaitVsAwait,
   *                      KillRecordTest.shouldTellTheOthersWhenOneGivesUp
   *               KR-E3  KillRecordStress.KR_E3_LeaveCallsVsFinish
   */

  /** Above any number of victims, so that the count does not reach zero before the killer is done. */
  private static final long BIAS = 1L << 40;

  /** Smaller numbers, from 1, are for shared records: one for each code met while the ledger was full, for ever. */
  static final int FIRST_OWN = 64;

  private static final VarHandle CAUSE;
  private static final VarHandle PENDING;
  private static final VarHandle WAITERS;
  private static final VarHandle CALLS;

  static {
    try {
      CAUSE = MethodHandles.lookup().findVarHandle(KillRecord.class, "cause", KillCause.class);
      PENDING = MethodHandles.lookup().findVarHandle(KillRecord.class, "pending", long.class);
      WAITERS = MethodHandles.lookup().findVarHandle(KillRecord.class, "waiters", Waiter.class);
      CALLS = MethodHandles.lookup().findVarHandle(KillRecord.class, "calls", Call.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * One that wants to know that the last victim has stopped. The notice of a thread unparks it; no notice runs code of
   * the host.
   */
  private record Waiter(Runnable notice, @Nullable Waiter next) {}

  /** A call of the host, made by the first thread that takes it. Then it refers to nothing of the host any more. */
  private static final class Call {
    private static final VarHandle TASK;

    static {
      try {
        TASK = MethodHandles.lookup().findVarHandle(Call.class, "task", Runnable.class);
      } catch (final ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // through TASK
    private @Nullable Runnable task;
    private final @Nullable Call next;

    Call(final Runnable task, final @Nullable Call next) {
      this.task = task;
      this.next = next;
    }

    void make() {
      final Runnable mine = (Runnable) TASK.getAndSet(this, null); // KR-E3
      if (mine != null) {
        mine.run();
      }
    }
  }

  @SuppressWarnings("unused") // through CAUSE
  private @Nullable KillCause cause; // made when somebody asks: most victims stop without it
  private final int code;
  private final String reason;
  private final String by;
  private final @Nullable Ids ids; // gives the cause its id; null if that was there from the start
  private final long calledNanos;
  private final @Nullable KillRecord elder; // of the kill in whose name this one is; null as a rule
  private int index;
  @SuppressWarnings("unused") // through PENDING
  private long pending = BIAS;
  @SuppressWarnings("unused") // through WAITERS
  private @Nullable Waiter waiters;
  @SuppressWarnings("unused") // through CALLS
  private @Nullable Call calls; // what the host registered, left to the killer

  public KillRecord(final KillCause cause, final long calledNanos) {
    this(cause, calledNanos, null);
  }

  /** @param elder the record of the kill in whose name this one is: what the host registered waits for that, too */
  KillRecord(final KillCause cause, final long calledNanos, final @Nullable KillRecord elder) {
    this.cause = cause; // published with the record, as all else here
    this.code = cause.code();
    this.reason = cause.reason();
    this.by = cause.by();
    this.ids = null;
    this.calledNanos = calledNanos;
    this.elder = elder == null || elder.elder == null ? elder : elder.elder;
  }

  /**
   * For a kill that needs no id unless somebody asks for its cause. What a {@link KillCause} refuses must have been
   * refused before.
   *
   * @param ids gives the id then
   */
  KillRecord(final int code, final String reason, final String by, final Ids ids, final long calledNanos) {
    this.code = code;
    this.reason = reason;
    this.by = by;
    this.ids = ids;
    this.calledNanos = calledNanos;
    this.elder = null;
  }

  /** What the victims of the kill see, the same for each. */
  @SuppressWarnings("NullAway") // ids is null only if there is a cause
  public KillCause cause() {
    final KillCause known = (KillCause) CAUSE.getAcquire(this); // KR-I2: never changes again
    if (known != null) {
      return known;
    }
    final KillCause mine = new KillCause(code, reason, by, ids.next());
    final KillCause witness = (KillCause) CAUSE.compareAndExchange(this, null, mine); // KR-I2
    return witness == null ? mine : witness;
  }

  /** That of the cause. */
  int code() {
    return code;
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
    if (WAITERS.getVolatile(this) != null) { // KR-E2: after the getAndAdd; to look is cheaper than to take
      // KR-E2; taken, so that a record that is kept keeps nobody
      for (Waiter waiter = (Waiter) WAITERS.getAndSet(this, null); waiter != null; waiter = waiter.next) {
        waiter.notice.run();
      }
    }
    return true;
  }

  // ---- to know that they have stopped

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
    final Thread thread = Thread.currentThread();
    final Runnable mine = () -> LockSupport.unpark(thread);
    join(mine);
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

  /**
   * Runs the notice once every victim has stopped: on the thread of the last one, or at once. At that very moment it
   * may run twice. It must be short, and no code of the host. The killer must be done.
   */
  public void whenStopped(final Runnable notice) {
    join(notice);
    if ((long) PENDING.getVolatile(this) <= 0) { // KR-E2: after the CAS of join
      notice.run();
    }
  }

  private void join(final Runnable notice) {
    Waiter head;
    do {
      head = (Waiter) WAITERS.getOpaque(this); // opaque: the CAS decides
    } while (!WAITERS.compareAndSet(this, head, new Waiter(notice, head))); // KR-E2
  }

  /** Replaces the list by one without this waiter, so that repeated waits do not accumulate waiters. */
  private void leave(final Runnable notice) {
    Waiter head;
    Waiter without;
    do {
      head = (Waiter) WAITERS.getAcquire(this); // acquire: the CAS below decides
      without = null;
      for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
        if (waiter.notice != notice) {
          without = new Waiter(waiter.notice, without);
        }
      }
    } while (!WAITERS.compareAndSet(this, head, without)); // KR-E2: the others are still there
  }

  // ---- what the host registered

  /**
   * Makes this call once the kill has made its last wake (K10): the killer does, or, if it is past that, this thread.
   * For a thread other than the killer's, which took the call off a victim's wait list. A shared record does not know
   * its kills: then this thread calls at once.
   */
  public void afterLastWake(final Runnable call) {
    final Runnable mine = leaveCall(call);
    if (mine != null) {
      mine.run();
    }
  }

  /**
   * Leaves this call to the killer, as {@link #afterLastWake} does.
   *
   * @return what makes the call if nobody has yet: for this thread to run, since the killer may be past its last wake;
   *     null if the killer makes it
   */
  @Nullable
  Runnable leaveCall(final Runnable call) {
    if (isShared()) {
      return call;
    }
    if (elder != null) {
      return elder.leaveCall(call); // this kill, of a run that had just begun, has nobody to wake
    }
    if ((long) PENDING.getAcquire(this) < BIAS / 2) { // acquire: past its last wake, for good
      return call; // a record that is kept keeps no call
    }
    Call mine;
    Call head;
    do {
      head = (Call) CALLS.getOpaque(this); // opaque: the CAS decides
      mine = new Call(call, head);
    } while (!CALLS.compareAndSet(this, head, mine)); // KR-E3
    // KR-E3; not the others' too: they may block
    return (long) PENDING.getVolatile(this) < BIAS / 2 ? mine::make : null;
  }

  boolean hasCalls() {
    return CALLS.getVolatile(this) != null; // KR-E3: after the getAndAdd of finish
  }

  /** Makes the calls that were left, once each. For the killer, after the last wake. */
  void runCalls() {
    if (!hasCalls()) {
      return; // to look is cheaper than to take
    }
    // KR-E3; taken, so that a record that is kept keeps no call
    for (Call call = (Call) CALLS.getAndSet(this, null); call != null; call = call.next) {
      call.make();
    }
  }
}
