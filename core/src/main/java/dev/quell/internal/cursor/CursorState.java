package dev.quell.internal.cursor;

import dev.quell.CursorException;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The state word of a cursor, and every step of it. {@link CursorImpl} is the cursor around it.
 *
 * <p>Every end of a cursor is a compare-and-set on the state. Only the thread that makes it DEAD has the resource
 * closed (K7). A pinned cursor can only be doomed; the unpin then makes it DEAD.
 */
abstract class CursorState {
  /*
   * States        IDLE <-> PINNED -> DOOMED -> DEAD -> CLOSED, IDLE -> DEAD. The word also counts pins, so that an IDLE
   *               word does not come back after a use, and each use has a number.
   * Invariants    CU-I1  a cursor leaves {IDLE, PINNED} once: that step is the claim of a kill, a close or a timeout
   *                      (K4).
   *               CU-I2  the step to DEAD is taken once, by the thread that then buries the cursor. The step to CLOSED
   *                      is taken once, by the thread that then closes the resource (K7).
   *               CU-I3  between pin and unpin the state is PINNED or DOOMED, so no resource is closed under its user
   *                      (K7).
   * Edges         CU-E1  pin CAS(state), fields, state read -> kill CAS(state), fields read: the killer finds the run
   *                      that pinned it, or the pin finds the kill
   *               CU-E2  unpin CAS(state) -> pin CAS(state): what the last user did to the resource
   *               CU-E3  register entry by id, state read -> claim CAS(state), entry removed: the later of the two
   *                      removes the entry
   * Tests         CU-I1  LabelCursorStress.CU_I1_KillVsKill, LabelCursorStress.CU_I1_ExpireVsPin,
   *                      CursorStress.K4_KillVsTimeout
   *               CU-I2  CursorStress.K7_CloseVsUnpin,
   *                      CursorClosingTest.shouldCloseOnceThoughTheExecutorRunsTheTaskTwice
   *               CU-I3  LabelCursorStress.CU_I3_PinsVsKill, CursorStress.K7_UseAndCloseVsKill,
   *                      CursorStress.K7_PinVsPin
   *               CU-E1  LabelCursorStress.CU_E1_PinVsKillById, CursorStress.K3_KillOfCursorVsUsers
   *               CU-E2  LabelCursorStress.CU_E2_UnpinVsPin
   *               CU-E3  LabelCursorStress.CU_E3_KillVsOpen, CursorStress.K7_OpenVsKillById
   */

  static final int IDLE = 0;
  static final int PINNED = 1;
  static final int DOOMED = 2;
  static final int DEAD = 3;
  static final int CLOSED = 4;
  private static final long KIND_MASK = 7;
  private static final long PIN = KIND_MASK + 1;

  private static final VarHandle STATE;
  private static final VarHandle USED;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(CursorState.class, "state", long.class);
      USED = MethodHandles.lookup().findVarHandle(CursorState.class, "used", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Services services;
  final long opened;
  @SuppressWarnings("unused") // through STATE
  private long state;
  @SuppressWarnings("unused") // through USED
  private long used;

  // The run that pinned it: written by the pin, read by a kill that found it PINNED (CU-E1).
  private volatile @Nullable OperationState pinnedBy; // CU-E1
  @SuppressWarnings("NullAway.Init") // set before pinnedBy
  private long[] pinnedWords;
  private int pinnedIndex;
  private long pinnedTicket;

  CursorState(final Services services) {
    this.services = services;
    this.opened = services.clock.stamp();
    USED.setOpaque(this, opened); // opaque: a time
  }

  /** Removes the cursor from where it is found. For the thread that made it DEAD. */
  abstract void bury();

  /** Has the resource of the DEAD cursor closed soon, by another thread. For the thread that made it DEAD. */
  abstract void closeLater();

  public abstract long id();

  public final boolean isOpen() {
    final int seen = kind();
    return seen == IDLE || seen == PINNED;
  }

  public final boolean isPinned() {
    final int seen = kind();
    return seen == PINNED || seen == DOOMED;
  }

  /** Whether it was claimed while it was pinned, and has not been unpinned. */
  final boolean isDoomed() {
    return kind() == DOOMED;
  }

  /** Core time at which it was opened. */
  public final long openedStamp() {
    return opened;
  }

  /** Core time at which it was last unpinned; if never, at which it was opened. */
  final long usedStamp() {
    return (long) USED.getOpaque(this); // opaque: a time
  }

  private long stateAcquire() {
    return (long) STATE.getAcquire(this); // CU-E2 acquire
  }

  private int kind() {
    return kindOf(stateAcquire());
  }

  private static int kindOf(final long seen) {
    return (int) (seen & KIND_MASK);
  }

  /** Whether the cursor was claimed before the caller's last volatile step. */
  final boolean isDead() {
    return kindOf((long) STATE.getVolatile(this)) >= DEAD; // CU-E3
  }

  /** Takes the state from one kind to another; false if it is not of the first kind. */
  final boolean step(final int from, final int to) {
    while (true) {
      final long seen = stateAcquire();
      if (kindOf(seen) != from) {
        return false;
      }
      if (STATE.compareAndSet(this, seen, seen - from + to)) { // CU-E1, CU-E2 release; CU-I1, CU-I2, CU-I3
        return true;
      } // else it was pinned and unpinned: read again
    }
  }

  // ---- use

  /** Pins the cursor for the run of this object with this ticket. Returns the number of this use. */
  final long pinFor(final OperationState by, final long[] words, final int index, final long ticket) {
    long pinned;
    while (true) {
      final long seen = stateAcquire();
      final int kind = kindOf(seen);
      if (kind != IDLE) {
        throw kind == PINNED ? CursorException.inUse(id()) : CursorException.notFound(id());
      }
      pinned = seen + PIN + PINNED - IDLE;
      if (STATE.compareAndSet(this, seen, pinned)) { // CU-E1, CU-E2 acquire; CU-I3
        break;
      }
    }
    if (pinnedWords != words) { // an unchanged reference is not stored again: no GC barrier
      pinnedWords = words;
    }
    pinnedIndex = index;
    pinnedTicket = ticket;
    pinnedBy = by; // CU-E1: a volatile write
    if (kindOf((long) STATE.getVolatile(this)) == DOOMED) { // CU-E1: a volatile read, so it comes after that write
      endUse(); // a kill came in between and could not see this run
      throw CursorException.notFound(id());
    }
    return pinned & ~KIND_MASK;
  }

  /** Whether the use with this number goes on. Authoritative for the thread that may end it. */
  final boolean isInUse(final long use) {
    final long seen = stateAcquire();
    return (seen & ~KIND_MASK) == use && (kindOf(seen) == PINNED || kindOf(seen) == DOOMED);
  }

  /** Ends the present use: PINNED to IDLE, or DOOMED to DEAD. False if another thread has ended it. */
  final boolean endUse() {
    pinnedBy = null; // CU-E1: so that no kill of a later pin finds this run
    USED.setOpaque(this, services.clock.stamp()); // opaque: a time
    if (!step(PINNED, IDLE)) {
      if (!step(DOOMED, DEAD)) { // CU-I2
        return false;
      }
      bury();
      closeLater();
    }
    return true;
  }

  /** The run that has the cursor pinned. For the thread that has just doomed it; null if the pin has yet to tell. */
  final @Nullable Run user() {
    final OperationState user = pinnedBy; // CU-E1
    return user == null ? null : new Run(user, pinnedWords, pinnedIndex, pinnedTicket, 0);
  }

  // ---- end

  /**
   * Claims the cursor: IDLE to DEAD, or PINNED to DOOMED. Linearizes at that step, which is taken once (CU-I1).
   *
   * @return the state it was claimed from, or DEAD if it was claimed before
   */
  final int claim() {
    while (true) {
      if (step(IDLE, DEAD)) { // CU-I1, CU-I2
        bury();
        return IDLE;
      }
      if (step(PINNED, DOOMED)) { // CU-I1
        return PINNED;
      }
      if (!isOpen()) {
        return DEAD;
      } // else it was pinned or unpinned just now: try again
    }
  }

  /** Claims the cursor if it is idle and was not used since this core time in milliseconds. */
  final boolean claimUnused(final long usedBeforeMillis) {
    final long seen = stateAcquire();
    final boolean claimed = kindOf(seen) == IDLE
        && CoreClock.millis(usedStamp()) < usedBeforeMillis // a use changes the state
        && STATE.compareAndSet(this, seen, seen - IDLE + DEAD); // CU-I1, CU-I2
    if (claimed) {
      bury();
    }
    return claimed;
  }
}
