package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.Member;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The facade of one session: a handle as an object, 32 bytes, made when the session is opened and never used for
 * another. All state that changes is in the slot; every call looks whether the slot is still in this generation (K3).
 */
public final class LiveSession implements Session, Member {
  /*
   * Invariants    I1  side is set once, by compare-and-set.
   * Edges         E1  side CAS  ->  side getVolatile   the bags; and for who ends the session, as Chunk E4
   * Tests         I1, E1  LabelCursorStress.LiveSession_I1_OpenCursorVsOpenCursor
   */

  private static final VarHandle SIDE;

  static {
    try {
      SIDE = MethodHandles.lookup().findVarHandle(LiveSession.class, "side", Side.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Segment segment;
  private final int slot;
  private final int generation;
  private Chunk chunk; // where the owner's bag holds the slot; the place is in the slot's meta
  private Side side;

  LiveSession(final Segment segment, final int slot, final int generation) {
    this.segment = segment;
    this.slot = slot;
    this.generation = generation;
  }

  private LiveContext context() {
    return (LiveContext) segment.home();
  }

  private int offset() {
    return Segment.offset(slot);
  }

  long handle() {
    return Handle.of(slot, generation);
  }

  int generation() {
    return generation;
  }

  /** One cursor less. */
  void cursorGone() {
    context().sessions().ends().uncountCursor(segment, offset(), generation);
  }

  // ---- place in the owner's bag

  @Override
  public void placed(final Chunk newChunk, final int place) {
    chunk = newChunk;
    segment.setMeta(
        offset(), SessionMeta.of(SessionMeta.units(context().clock.coarseMillis()), place));
  }

  @Override
  public Chunk chunk() {
    return chunk;
  }

  @Override
  public int place() {
    return SessionMeta.bit(segment.meta(offset()));
  }

  /** What hangs on the session, made now if there was nothing. */
  Side side() {
    final Side seen = sideIfAny();
    if (seen != null) {
      return seen;
    }
    final Side fresh = new Side();
    final Side witness = (Side) SIDE.compareAndExchange(this, null, fresh); // E1 release; I1
    return witness == null ? fresh : witness;
  }

  Side sideIfAny() {
    return (Side) SIDE.getVolatile(this); // E1 acquire; SessionEnds I3
  }

  /** The cursors of a session that has ended: closed now if idle, at unpin if pinned. */
  void endCursors() {
    final Side attached = sideIfAny();
    if (attached != null) {
      attached.cursors.forEach(
          cursor -> {
            cursor.endWithSession();
            return true;
          });
    }
  }

  /** Shows the further operations and the cursors. */
  public void offerAttached(final Claimer claimer) {
    final Side attached = sideIfAny();
    if (attached == null) {
      return;
    }
    for (var at = attached.further.first(); at != null; at = attached.further.after(at)) {
      for (long taken = at.takenAcquire(); taken != 0; taken &= taken - 1) {
        final Run operation = at.at(Long.numberOfTrailingZeros(taken));
        if (operation != null) {
          operation.offer(handle(), claimer);
        }
      }
    }
    for (var at = attached.cursors.first(); at != null; at = attached.cursors.after(at)) {
      for (long taken = at.takenAcquire(); taken != 0; taken &= taken - 1) {
        final LiveCursor cursor = at.at(Long.numberOfTrailingZeros(taken));
        if (cursor != null) {
          claimer.cursor(cursor);
        }
      }
    }
  }

  // ---- what the host does with it

  @Override
  public UUID id() {
    final UUID id = new UUID(segment.idHigh(offset()), segment.idLow(offset()));
    return valid(id);
  }

  @Override
  public Owner owner() {
    return valid((OwnerRecord) segment.owner(offset())).told();
  }

  /** The value, if the slot was in this generation when it was read. */
  private <T> T valid(final T value) {
    if (!segment.stillIn(offset(), generation) || value == null || !isOpen()) {
      throw new SessionEndedException();
    }
    return value;
  }

  @Override
  public boolean isOpen() {
    return segment.isOpen(offset(), generation);
  }

  @Override
  public Operation begin(final String description) {
    return begun(new LiveOperation(context()), description);
  }

  @Override
  public Operation begin(final Supplier<String> description) {
    return begun(new LiveOperation(context()), Objects.requireNonNull(description, "description"));
  }

  @Override
  public Operation begin(final Operation operation) {
    return begun(mine(operation), null);
  }

  @Override
  public Operation begin(final Operation operation, final String description) {
    return begun(mine(operation), description);
  }

  @Override
  public Operation begin(final Operation operation, final Supplier<String> description) {
    return begun(mine(operation), Objects.requireNonNull(description, "description"));
  }

  private static LiveOperation mine(final Operation operation) {
    return (LiveOperation) Objects.requireNonNull(operation, "operation");
  }

  private Operation begun(final LiveOperation operation, final Object description) {
    operation.begin(segment, slot, generation, description);
    return operation;
  }

  @Override
  public Cursor openCursor(final AutoCloseable resource) {
    Objects.requireNonNull(resource, "resource");
    if (context().isClosed()) {
      throw new ClosedCoreException();
    }
    final UUID id = new UUID(segment.idHigh(offset()), segment.idLow(offset()));
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset());
    if (owner == null || !segment.stillIn(offset(), generation)) {
      throw context().ended();
    }
    final LiveCursor cursor = new LiveCursor(context(), resource, this, id, owner.uid());
    context().sessions().ends().countCursor(segment, offset(), generation);
    cursor.register(side().cursors);
    if (!SessionEnds.attach(segment, offset(), generation) && cursor.giveUp()) { // SessionEnds I3
      throw context().ended();
    }
    return cursor; // if the session has ended and claimed it meanwhile, it was opened before that
  }

  @Override
  public void touch() {
    if (!isOpen()) {
      throw new SessionEndedException();
    }
    context().sessions().ends().keep(handle(), SessionMeta.units(CoreClock.millis(context().clock.tick())));
    if (!isOpen()) { // after the touch: it has expired in between
      throw new SessionEndedException();
    }
  }

  @Override
  public Instant lastUse() {
    final CoreClock clock = context().clock;
    return valid(clock.instantOfMillis(SessionMeta.usedMs(segment.meta(offset()), clock.coarseMillis())));
  }

  @Override
  public SessionInfo info() {
    return valid(context().sessions().describe(handle()));
  }

  @Override
  public boolean end() {
    return context().sessions().ends().end(handle());
  }

  @Override
  public boolean endIfIdle() {
    return context().sessions().ends().endIfIdle(handle());
  }

  @Override
  public String toString() {
    return "Session[" + (isOpen() ? id().toString() : "ended") + "]";
  }
}
