package dev.quell.internal.waits;

import dev.quell.KillCause;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiters that the kill of one run wakes (K9) or calls (K10). An operation that only polls has no list.
 *
 * <p>The cells are immutable and the list is replaced as a whole, so leaving is as simple as joining. {@link #fire}
 * takes the list for good, and the thread that takes it wakes the threads on it and sees to the calls of the host. So a
 * waiter is told at most once. It is told exactly once if the run is killed while it is on the list, or was killed
 * before it joined.
 */
public final class WaitList implements Run.Children {
  /*
   * States        open -> fired | closed (for ever)
   * Invariants    WL-I1  a waiter is told once: by the thread whose exchange took the list, or by the thread that joins
   *                      a fired list. If it is the host's, that thread leaves the call to the killer, unless the kill
   *                      has made its last wake (KR-E3).
   *               WL-I2  a killer that sees WAITING finds the run's wait list, unless the run's close has fired the
   *                      list: no thread replaces the list of a run before the run has ended.
   *               WL-I3  the dependants of a run are set once, by compare-and-set.
   * Edges         WL-E1  join CAS(head), then the word is read; kill CAS(word), then head is exchanged: one sees the
   *                      other. (The order of the word's changes is enough. A joiner that reads WAITING and no cause
   *                      joined before a killer that sees WAITING. A joiner that reads neither changes that word.)
   *               WL-E2  join CAS(waits), then CAS(WAITING) -> kill CAS(word), then waits: the killer finds the
   *                      waiters (K9)
   * Tests         WL-I1  WaitListLincheckTest.shouldCallEachOnceWhoIsOnIt, LabelStress.WL_I1_JoinVsJoin,
   *                      RunStress.WL_I1_LeaveVsJoin, RunStress.WL_I1_LeaveVsKill, KillStress.K9_OnKillVsKillVsEnd
   *               WL-I2  KillStress.K9_OnKillVsKillVsEnd, LateKillerTest.shouldNotWakeTheNextRun,
   *                      LateJoinerTest.shouldNotTakeTheWaitersOfTheNextRun, WaitStress.K9_OnKillVsOnKillOfNextRun
   *               WL-I3  WaitListStress.WL_I3_DependantsTwice
   *               WL-E2  KillStress.K9_OnKillVsKill
   *               WL-E1  OnKillLincheckTest.shouldCallEachOnceIfItsRunWasKilled, KillStress.K9_OnKillVsKill,
   *                      LabelStress.WL_I1_JoinVsKill, WaitStress.K9_OnKillOfKilledVsEndOfSession,
   *                      WaitStress.K9_OnKillOfKilledVsBeginFurther
   */

  /** A thread that a kill wakes, or a callback of the host that it calls. */
  @FunctionalInterface
  public interface Waiter {
    /** What it throws goes to the host's error handler. It must not block unless it {@link #isOfHost}. */
    void killed(KillCause cause);

    /** Whether it runs code of the host: then it is called after the last wake of its kill (K10). */
    default boolean isOfHost() {
      return false;
    }
  }

  private static final class Cell {
    final @Nullable Waiter waiter;
    final @Nullable Cell next;

    Cell(final @Nullable Waiter waiter, final @Nullable Cell next) {
      this.waiter = waiter;
      this.next = next;
    }
  }

  /** A parked thread, which a kill or a signal wakes to look again. */
  public static final class Parked implements Waiter {
    private final Thread thread = Thread.currentThread();

    public void unpark() {
      LockSupport.unpark(thread);
    }

    @Override
    public void killed(final KillCause cause) {
      unpark();
    }
  }

  private static final VarHandle HEAD;
  private static final VarHandle DEPENDANTS;
  private static final Cell CLOSED = new Cell(null, null);

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(WaitList.class, "head", Cell.class);
      DEPENDANTS = MethodHandles.lookup().findVarHandle(WaitList.class, "dependants", Dependants.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The run this list belongs to. An operation object is reused, a list is not (K3). */
  private final Run run;
  @SuppressWarnings("unused") // through HEAD
  private @Nullable Cell head;
  @SuppressWarnings("unused") // through DEPENDANTS
  private @Nullable Dependants dependants;
  private volatile @Nullable KillRecord record; // volatile: a second fire writes it again, for the same kill

  public WaitList(final Run run) {
    this.run = run;
  }

  public boolean belongsTo(final long[] words, final int index, final long ticket) {
    return run.is(words, index, ticket);
  }

  /** Loads what {@link #belongsTo} looks at. The result means nothing. */
  public int load() {
    return run.index();
  }

  /**
   * Joins; false if the list was fired or closed before. Linearizes at the compare-and-set, or at the read that finds
   * FIRED or CLOSED.
   */
  public boolean join(final Waiter waiter) {
    while (true) {
      final Cell seen = (Cell) HEAD.getVolatile(this); // WL-E1
      if (isEnd(seen)) {
        return false;
      }
      if (HEAD.compareAndSet(this, seen, new Cell(waiter, seen))) { // WL-E1
        return true;
      }
    }
  }

  /** Leaves; false if the waiter is not on the list: it has left, or the list was fired or closed. */
  public boolean leave(final Waiter waiter) {
    while (true) {
      final Cell seen = (Cell) HEAD.getVolatile(this); // WL-I1
      final Cell without = isEnd(seen) ? seen : without(seen, waiter);
      if (without == seen) {
        return false;
      }
      if (HEAD.compareAndSet(this, seen, without)) { // WL-I1
        return true;
      }
    }
  }

  /**
   * The list without this waiter, or the list itself if the waiter is not on it. The cells before the waiter are
   * copied, those after it shared.
   */
  private static @Nullable Cell without(final @Nullable Cell list, final Waiter waiter) {
    Cell skipped = null;
    Cell cell = list;
    while (cell != null && cell.waiter != waiter) {
      skipped = new Cell(cell.waiter, skipped);
      cell = cell.next;
    }
    if (cell == null) {
      return list;
    }
    Cell result = cell.next;
    for (; skipped != null; skipped = skipped.next) {
      result = new Cell(skipped.waiter, result);
    }
    return result;
  }

  /** Whether the list is over: CLOSED, or a cell without a waiter in front of those that a kill has fired. */
  private static boolean isEnd(final @Nullable Cell head) {
    return head != null && head.waiter == null;
  }

  /** Shows every waiter on the list. */
  public void forEach(final Consumer<Waiter> visitor) {
    for (Cell cell = (Cell) HEAD.getVolatile(this); cell != null && cell.waiter != null; cell = cell.next) { // WL-E1
      visitor.accept(cell.waiter);
    }
  }

  /**
   * Takes the list for good and unparks the threads on it. If another thread has taken it, that may stand still before
   * its wakes: so this unparks and interrupts the same threads again, which does no harm, and leaves the calls to it.
   *
   * @return what is left to do; null if there is nothing
   */
  @SuppressWarnings("NullAway") // only the ends of a list have no waiter
  @Nullable
  public Woken fire(final KillRecord kill, final Consumer<Throwable> errors) {
    record = kill; // the run's one kill: the same for every fire
    Cell seen;
    boolean first;
    do {
      seen = (Cell) HEAD.getVolatile(this); // WL-E1
      if (seen == CLOSED) {
        return null;
      }
      first = !isEnd(seen);
    } while (first && !HEAD.compareAndSet(this, seen, new Cell(null, seen))); // WL-E1; WL-I1
    final Cell list = first ? seen : seen.next;
    boolean more = false;
    boolean calls = false;
    for (Cell cell = list; cell != null; cell = cell.next) {
      if (cell.waiter instanceof Parked parked) {
        parked.unpark();
      } else {
        calls |= first && cell.waiter.isOfHost();
        more |= first || !cell.waiter.isOfHost();
      }
    }
    return more ? new Rest(list, calls, kill, errors) : null;
  }

  /** {@link #fire} for a thread other than the killer's. It leaves the calls of the host to the killer. */
  public void fireForKiller(final KillRecord kill, final Consumer<Throwable> errors) {
    final Woken woken = fire(kill, errors);
    if (woken != null) {
      woken.interrupt();
      if (woken.hasCalls()) {
        kill.afterLastWake(woken::call);
      }
    }
  }

  /** Tells a waiter that found the list fired. */
  @SuppressWarnings("NullAway") // a list that was fired has a record
  public void tellLate(final Waiter waiter, final Consumer<Throwable> errors) {
    final KillRecord kill = record;
    if (waiter.isOfHost()) {
      kill.afterLastWake(() -> tell(waiter, kill, errors));
    } else {
      tell(waiter, kill, errors);
    }
  }

  private static void tell(final Waiter waiter, final KillRecord kill, final Consumer<Throwable> errors) {
    try {
      waiter.killed(kill.cause());
    } catch (final Throwable e) { // the host's code, or a thread that may not be interrupted: the others are told
      errors.accept(e);
    }
  }

  /** The waiters of a fired list that are not parked, the last that joined first. */
  private record Rest(Cell last, boolean hasCalls, KillRecord kill, Consumer<Throwable> errors) implements Woken {
    @Override
    public void interrupt() {
      tellAll(false);
    }

    @Override
    public void call() {
      if (hasCalls) {
        tellAll(true);
      }
    }

    /** Tells those of the host, or the others, in the order of joining. */
    @SuppressWarnings("NullAway") // only the ends of a list have no waiter
    private void tellAll(final boolean ofHost) {
      Cell ordered = null;
      for (Cell cell = last; cell != null; cell = cell.next) {
        if (cell.waiter.isOfHost() == ofHost && !(cell.waiter instanceof Parked)) {
          ordered = new Cell(cell.waiter, ordered);
        }
      }
      for (Cell cell = ordered; cell != null; cell = cell.next) {
        tell(cell.waiter, kill, errors);
      }
    }
  }

  /** Whether the list was fired: the run was killed. */
  public boolean isFired() {
    return record != null;
  }

  /** The run ended without a kill: no waiter is called any more. */
  public void close() {
    Cell seen;
    do {
      seen = (Cell) HEAD.getVolatile(this); // WL-I1
    } while (!isEnd(seen) && !HEAD.compareAndSet(this, seen, CLOSED)); // WL-I1
  }

  // ---- what else depends on the run

  /** What depends on the run besides the waiters; made now if there is nothing yet. */
  public Dependants dependants() {
    final Dependants seen = dependantsIfAny();
    if (seen != null) {
      return seen;
    }
    final Dependants fresh = new Dependants();
    // WL-I3; the loser continues with the other's: acquire
    final Dependants witness = (Dependants) DEPENDANTS.compareAndExchange(this, null, fresh);
    return witness == null ? fresh : witness;
  }

  @Nullable
  public Dependants dependantsIfAny() {
    return (Dependants) DEPENDANTS.getVolatile(this); // WL-I3; KI-E1
  }

  @Override
  public boolean any() {
    return dependantsIfAny() != null; // CR-E1
  }

  /** Shows the runs that were begun as children of this run. For its killer, after the claim. */
  @Override
  public void offer(final Consumer<? super Run> visitor) {
    final Dependants seen = dependantsIfAny(); // CR-E1
    if (seen != null) {
      seen.children.forEach(
          child -> {
            child.offerAsChild(run, visitor);
            return true;
          });
    }
  }

  /** The run has ended. */
  public void endDependants() {
    final Dependants seen = dependantsIfAny();
    if (seen != null) {
      seen.end();
    }
  }
}
