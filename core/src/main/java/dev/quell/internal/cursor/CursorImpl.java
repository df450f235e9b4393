package dev.quell.internal.cursor;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.CursorInfo;
import dev.quell.KillCode;
import dev.quell.KillTrigger;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Pin;
import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.KillReporter;
import dev.quell.internal.claim.Run;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.operation.HostOperation;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.Segment;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open cursor: a resource, and where it is found. {@link CursorState} guards it.
 *
 * @param <T> the resource
 */
public final class CursorImpl<T extends AutoCloseable> extends CursorState implements Cursor<T> {
  private final Cursors<CursorImpl<?>> cursors;
  private final T resource;
  private final long session; // handle of its session, or none
  private final @Nullable UUID sessionId;
  private final @Nullable Uid uid;
  private final Place place = new Place();
  private @Nullable RefBag<CursorImpl<?>> bag;
  private @Nullable Carrier carrier; // published by the bags and the index; null without labels
  private long id;

  /** @param session the handle of its session, which has this id and owner; or none, and both are null */
  CursorImpl(
      final Cursors<CursorImpl<?>> cursors,
      final T resource,
      final long session,
      final @Nullable UUID sessionId,
      final @Nullable Uid uid) {
    super(cursors.claims.services);
    this.cursors = cursors;
    this.resource = resource;
    this.session = session;
    this.sessionId = sessionId;
    this.uid = uid;
  }

  /** Opens a cursor without a session. */
  public static <T extends AutoCloseable> CursorImpl<T> openSessionless(
      final Cursors<CursorImpl<?>> cursors, final T resource, final @Nullable Carrier opener) {
    final CursorImpl<T> cursor = new CursorImpl<>(cursors, resource, Handle.NONE, null, null);
    cursor.register(null, opener);
    // SV-E1: after the entry was added
    if (cursors.claims.services.isClosed() && cursor.giveUp()) {
      throw new ClosedCoreException();
    }
    return cursor.opened();
  }

  /**
   * Opens a cursor in the session of this handle, which has this id and owner.
   *
   * @param bag supplies the session's bag of cursors once the cursor is counted
   * @param opener the operation that opens it, if that carries labels
   */
  public static <T extends AutoCloseable> CursorImpl<T> open(
      final Cursors<CursorImpl<?>> cursors,
      final long session,
      final UUID sessionId,
      final Uid uid,
      final Supplier<RefBag<CursorImpl<?>>> bag,
      final T resource,
      final @Nullable Carrier opener) {
    final Operations operations = cursors.operations;
    final Segment<?, ?, ?> segment = operations.slots.segmentOf(Handle.slot(session));
    final int offset = Segment.offset(Handle.slot(session));
    final CursorImpl<T> cursor = new CursorImpl<>(cursors, resource, session, sessionId, uid);
    if (!operations.holds.countCursor(segment, offset, Handle.generation(session))) {
      throw cursors.claims.services.ended();
    }
    cursor.register(bag.get(), opener);
    if (!Holds.attach(segment, offset, Handle.generation(session)) && cursor.giveUp()) { // HO-I3
      throw cursors.claims.services.ended();
    }
    return cursor.opened(); // if the end of the session has claimed it meanwhile, it was opened before that
  }

  /** Adds the cursor to its session's bag, to its labels' bags and to the index. Its session must have counted it. */
  void register(final @Nullable RefBag<CursorImpl<?>> newBag, final @Nullable Carrier opener) {
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
    if (isDead()) { // CU-E3: claimed before the entry was there
      cursors.byId.remove(id, null, this);
    }
  }

  /** Counts it when nothing can refuse it any more. */
  private CursorImpl<T> opened() {
    services.counters.cursorsOpened.increment();
    return this;
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
  public T resource() {
    return resource;
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE ? Optional.empty() : cursors.operations.session(session);
  }

  /** Whether the cursor was opened in the session of this handle. */
  public boolean isIn(final long handle) {
    return session == handle;
  }

  // ---- use

  @Override
  public void pin(final Operation operation) {
    pinFor(operation);
  }

  @Override
  public Pin<T> use(final Operation operation) {
    return new CursorPin<>(this, resource, pinFor(operation));
  }

  private long pinFor(final Operation operation) {
    final HostOperation by = HostOperation.of(operation, cursors.operations);
    if (by instanceof OperationImpl object) { // as a Run, but without one
      object.requireRunning();
      return pinFor(object, object.words(), object.index(), object.ticketAcquire());
    }
    final Run run = by.requirePresent();
    return pinFor(OperationState.of(run), run.words(), run.index(), run.ticket());
  }

  @Override
  public void unpin() {
    if (!isPinned()) {
      throw new IllegalStateException("cursor " + id + " is not pinned");
    }
    if (!endUse()) {
      throw new IllegalStateException("cursor " + id + " was unpinned by another thread");
    }
  }

  // ---- end

  @Override
  public void close() {
    if (claim() == IDLE) {
      closeResource();
    }
  }

  /** Claims the cursor for a kill. An idle one is closed later, a pinned one at unpin. False if claimed before. */
  public boolean kill() {
    return kill(CursorImpl::closeLater);
  }

  /** {@link #kill()}, with what is to be done with an idle one. */
  public boolean kill(final Consumer<? super CursorImpl<T>> closer) {
    final int from = claim();
    if (from == IDLE) {
      closer.accept(this);
    }
    if (from != DEAD) {
      services.counters.cursorsKilled.increment();
    }
    return from != DEAD;
  }

  /** Claims the cursor for a kill by its id, and tells who listens. The operation that has it pinned is killed too. */
  public boolean killWithUser(final String reason, final String by) {
    if (!kill()) {
      return false;
    }
    final Run user = user();
    final KillReporter hearing = cursors.claims.hearing();
    if (user != null || hearing != null) {
      final ClaimBatch batch = new ClaimBatch(cursors.claims, KillCode.CURSOR_KILLED, reason, by);
      try {
        if (user != null) {
          batch.claim(user);
        }
      } finally {
        batch.finish(); // also if the process has run out of memory: the number comes back
      }
      if (hearing != null) {
        hearing.tell(hearing.report(KillTrigger.CURSOR, id, batch, 0, 1));
      }
    }
    return true;
  }

  /**
   * Claims the cursor for the end of its session, no kill. An idle one is closed later, a pinned one at unpin. False if
   * claimed before.
   */
  public boolean endWithSession() {
    final int from = claim();
    if (from == IDLE) {
      closeLater();
    }
    if (from != DEAD && services.isClosed()) {
      services.counters.cursorsKilled.increment(); // the end of the core, which kills
    }
    return from != DEAD;
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
    if ((session == Handle.NONE || inSessionsToo) && claimUnused(usedBeforeMillis)) {
      services.counters.cursorsExpired.increment();
      closeLater();
    }
  }

  @Override
  void bury() {
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

  @Override
  public void closeLater() {
    cursors.closer.later(this::closeResource);
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

  @Override
  public CursorInfo info() {
    return new CursorInfo(
        id,
        Optional.ofNullable(sessionId),
        Optional.ofNullable(uid),
        isPinned(),
        isDoomed(),
        services.clock.instant(opened),
        services.clock.instant(usedStamp()),
        carried());
  }

  @Override
  public String toString() {
    return "Cursor[" + id + "]";
  }
}
