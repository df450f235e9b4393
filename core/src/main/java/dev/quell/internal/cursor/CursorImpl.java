package dev.quell.internal.cursor;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.CursorInfo;
import dev.quell.KillCode;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.Segment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open cursor: a resource, and the state word that guards it.
 *
 * <p>Every end of a cursor is a compare-and-set on the state. Only the thread that makes it DEAD has the resource
 * closed (K7). A pinned cursor can only be doomed; the unpin then makes it DEAD.
 */
public final class CursorImpl implements Cursor {
  /*
   * States        IDLE <-> PINNED -> DOOMED -> DEAD -> CLOSED, IDLE -> DEAD. The word also counts pins, so that an IDLE
   *               word does not come back after a use.
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

  private static final int IDLE = 0;
  private static final int PINNED = 1;
  private static final int DOOMED = 2;
  private static final int DEAD = 3;
  private static final int CLOSED = 4;
  private static final long KIND_MASK = 7;
  private static final long PIN = KIND_MASK + 1;

  private static final VarHandle STATE;
  private static final VarHandle USED;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(CursorImpl.class, "state", long.class);
      USED = MethodHandles.lookup().findVarHandle(CursorImpl.class, "used", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Cursors<CursorImpl> cursors;
  private final Services services;
  private final AutoCloseable resource;
  private final long session; // handle of its session, or none
  private final @Nullable UUID sessionId;
  private final @Nullable Uid uid;
  private final long opened;
  private final Place place = new Place();
  private @Nullable RefBag<CursorImpl> bag;
  private @Nullable Carrier carrier; // published by the bags and the index; null without labels
  private long id;
  @SuppressWarnings("unused") // through STATE
  private long state;
  @SuppressWarnings("unused") // through USED
  private long used;

  // The run that pinned it: written by the pin, read by a kill that found it PINNED (CU-E1).
  private volatile @Nullable OperationImpl pinnedBy; // CU-E1
  @SuppressWarnings("NullAway.Init") // set before pinnedBy
  private long[] pinnedWords;
  private int pinnedIndex;
  private long pinnedTicket;

  /** @param session the handle of its session, which has this id and owner; or none, and both are null */
  CursorImpl(
      final Cursors<CursorImpl> cursors,
      final AutoCloseable resource,
      final long session,
      final @Nullable UUID sessionId,
      final @Nullable Uid uid) {
    this.cursors = cursors;
    this.services = cursors.claims.services;
    this.resource = resource;
    this.session = session;
    this.sessionId = sessionId;
    this.uid = uid;
    this.opened = services.clock.stamp();
    USED.setOpaque(this, opened); // opaque: a time
  }

  /** Opens a cursor without a session. */
  public static CursorImpl openSessionless(
      final Cursors<CursorImpl> cursors, final AutoCloseable resource, final @Nullable Carrier opener) {
    final CursorImpl cursor = new CursorImpl(cursors, resource, Handle.NONE, null, null);
    cursor.register(null, opener);
    // SV-E1: after the entry was added
    if (cursors.claims.services.isClosed() && cursor.giveUp()) {
      throw new ClosedCoreException();
    }
    return cursor;
  }

  /**
   * Opens a cursor in the session of this handle, which has this id and owner.
   *
   * @param bag supplies the session's bag of cursors once the cursor is counted
   * @param opener the operation that opens it, if that carries labels
   */
  public static CursorImpl open(
      final Cursors<CursorImpl> cursors,
      final long session,
      final UUID sessionId,
      final Uid uid,
      final Supplier<RefBag<CursorImpl>> bag,
      final AutoCloseable resource,
      final @Nullable Carrier opener) {
    final Operations operations = cursors.operations;
    final Segment<?, ?, ?> segment = operations.slots.segmentOf(Handle.slot(session));
    final int offset = Segment.offset(Handle.slot(session));
    final CursorImpl cursor = new CursorImpl(cursors, resource, session, sessionId, uid);
    if (!operations.holds.countCursor(segment, offset, Handle.generation(session))) {
      throw cursors.claims.services.ended();
    }
    cursor.register(bag.get(), opener);
    if (!Holds.attach(segment, offset, Handle.generation(session)) && cursor.giveUp()) { // HO-I3
      throw cursors.claims.services.ended();
    }
    return cursor; // if the end of the session has claimed it meanwhile, it was opened before that
  }

  /** Adds the cursor to its session's bag, to its labels' bags and to the index. Its session must have counted it. */
  void register(final @Nullable RefBag<CursorImpl> newBag, final @Nullable Carrier opener) {
    id = newId(); // first: a thread that finds the cursor in the bag may bury it, which needs the id
    bag = newBag;
    carrier = opener == null || opener.labels().isEmpty() ? null : Carrier.ofCursor(this);
    if (bag != null) {
      bag.add(this, place); // before the index: a thread that finds the cursor by its id may bury it too
    }
    if (carrier != null && opener != null) {
      cursors.operations.labels.labelLike(carrier, opener); // CA-I2: a thread may have buried the cursor already
    }
    while (cursors.byId.putIfAbsent(id, null, this) != null) {
      id = newId(); // a chance in 2^63: a concurrent claim that reads the old id leaves an entry
    }
    if (kindOf((long) STATE.getVolatile(this)) >= DEAD) { // CU-E3: claimed before the entry was there
      cursors.byId.remove(id, null, this);
    }
    services.counters.cursorsOpened.increment();
  }

  private long newId() {
    while (true) {
      final long random = services.ids.nextLong();
      if (random != 0) {
        return random;
      }
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public AutoCloseable resource() {
    return resource;
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE ? Optional.empty() : cursors.operations.session(session);
  }

  @Override
  public boolean isOpen() {
    final int seen = kind();
    return seen == IDLE || seen == PINNED;
  }

  @Override
  public boolean isPinned() {
    final int seen = kind();
    return seen == PINNED || seen == DOOMED;
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

  /** Takes the state from one kind to another; false if it is not of the first kind. */
  private boolean step(final int from, final int to) {
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

  @Override
  public void pin(final Operation operation) {
    final OperationImpl by = OperationImpl.of(operation, cursors.operations);
    by.requireRunning();
    while (true) {
      final long seen = stateAcquire();
      final int kind = kindOf(seen);
      if (kind != IDLE) {
        throw kind == PINNED ? CursorException.inUse(id) : CursorException.notFound(id);
      }
      if (STATE.compareAndSet(this, seen, seen + PIN + PINNED - IDLE)) { // CU-E1, CU-E2 acquire; CU-I3
        break;
      }
    }
    if (pinnedWords != by.words()) { // an unchanged reference is not stored again: no GC barrier
      pinnedWords = by.words();
    }
    pinnedIndex = by.index();
    pinnedTicket = by.ticketAcquire();
    pinnedBy = by; // CU-E1: a volatile write
    if (kindOf((long) STATE.getVolatile(this)) == DOOMED) { // CU-E1: a volatile read, so it comes after that write
      unpin(); // a kill came in between and could not see this run
      throw CursorException.notFound(id);
    }
  }

  @Override
  public void unpin() {
    if (!isPinned()) {
      throw new IllegalStateException("cursor " + id + " is not pinned");
    }
    pinnedBy = null; // CU-E1: so that no kill of a later pin finds this run
    USED.setOpaque(this, services.clock.stamp()); // opaque: a time
    if (!step(PINNED, IDLE)) {
      if (!step(DOOMED, DEAD)) { // CU-I2
        throw new IllegalStateException("cursor " + id + " was unpinned by another thread");
      }
      bury();
      cursors.closer.later(this::closeResource);
    }
  }

  // ---- end

  /**
   * Claims the cursor: IDLE to DEAD, or PINNED to DOOMED. Linearizes at that step, which is taken once (CU-I1).
   *
   * @return the state it was claimed from, or DEAD if it was claimed before
   */
  private int claim() {
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

  @Override
  public void close() {
    if (claim() == IDLE) {
      closeResource();
    }
  }

  /** Claims the cursor for a kill. An idle one is closed later, a pinned one at unpin. False if claimed before. */
  public boolean kill() {
    final int from = claim();
    if (from == IDLE) {
      cursors.closer.later(this::closeResource);
    }
    if (from != DEAD) {
      services.counters.cursorsKilled.increment();
    }
    return from != DEAD;
  }

  /** Claims the cursor for a kill by its id. The operation that has it pinned is killed too. */
  public boolean killWithUser(final String reason, final String by) {
    if (!kill()) {
      return false;
    }
    final OperationImpl user = pinnedBy; // CU-E1
    if (user != null) {
      final Run run = new Run(user, pinnedWords, pinnedIndex, pinnedTicket, 0);
      ClaimBatch.kill(cursors.claims, run, KillCode.CURSOR_KILLED, reason, by);
    }
    return true;
  }

  /** Claims the cursor for the end of its session, no kill. An idle one is closed later, a pinned one at unpin. */
  public void endWithSession() {
    final int from = claim();
    if (from == IDLE) {
      cursors.closer.later(this::closeResource);
    }
    if (from != DEAD && services.isClosed()) {
      services.counters.cursorsKilled.increment(); // the end of the core, which kills
    }
  }

  /**
   * Takes the cursor back because the session or the core has ended during its opening. False if another thread has
   * found it first: then it was opened, and closes as in {@link #endWithSession}.
   */
  boolean giveUp() {
    if (!step(IDLE, DEAD)) { // CU-I1, CU-I2
      endWithSession(); // the end of the session, or the close of the core, may have missed it
      return false;
    }
    bury();
    return true;
  }

  /** Closes the cursor if it is idle and was not used since this core time in milliseconds. */
  public void expire(final long usedBeforeMillis, final boolean inSessionsToo) {
    final long seen = stateAcquire();
    if ((session == Handle.NONE || inSessionsToo)
        && kindOf(seen) == IDLE
        && CoreClock.millis((long) USED.getOpaque(this)) < usedBeforeMillis // opaque: a time; a use changes the state
        && STATE.compareAndSet(this, seen, seen - IDLE + DEAD)) { // CU-I1, CU-I2
      bury();
      services.counters.cursorsExpired.increment();
      cursors.closer.later(this::closeResource);
    }
  }

  /** Removes the cursor from the index, its session's bag and those of its labels. For the thread that made it DEAD. */
  private void bury() {
    cursors.byId.remove(id, null, this); // CU-E3
    if (carrier != null) {
      cursors.operations.labels.bury(carrier);
    }
    if (bag != null) {
      bag.remove(place);
      final int slot = Handle.slot(session);
      cursors.operations.holds.uncountCursor(
          cursors.operations.slots.segmentOf(slot), Segment.offset(slot), Handle.generation(session));
    }
  }

  /**
   * Closes the resource of a DEAD cursor, unless that was done. For the thread that made it DEAD, or one that the
   * closer chose.
   */
  void closeResource() {
    if (!step(DEAD, CLOSED)) { // CU-I2: an executor may run its task twice, or run it and throw
      return;
    }
    try {
      resource.close();
    } catch (final Throwable e) { // the host's code must not stop other cursors
      services.report(e);
    }
    services.counters.cursorsClosed.increment();
  }

  // ---- for kills and listings

  /** Its labels; those of the operation that opened it. */
  public Labels carried() {
    return carrier == null ? Labels.none() : carrier.labels();
  }

  /** The handle of its session, or none. */
  public long sessionHandle() {
    return session;
  }

  /** Core time at which it was opened. */
  public long openedStamp() {
    return opened;
  }

  @Override
  public CursorInfo info() {
    return new CursorInfo(
        id,
        Optional.ofNullable(sessionId),
        Optional.ofNullable(uid),
        isPinned(),
        services.clock.instant(opened),
        services.clock.instant((long) USED.getOpaque(this)), // opaque: a time
        carried());
  }

  @Override
  public String toString() {
    return "Cursor[" + id + "]";
  }
}
