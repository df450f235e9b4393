package dev.quell.internal.session;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.operation.HostOperation;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.operation.OperationLifecycle;
import dev.quell.internal.operation.OperationMaker;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.HoldWord;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionSlots;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sessions of one core: finds them, begins operations in them, describes them. */
public final class Sessions extends Apart {
  /** Makes a session as the host sees it. */
  @FunctionalInterface
  public interface Factory {
    SessionAnchor make(Sessions sessions, int slot, int generation, @Nullable Chunk chunk);
  }

  /** Makes the session objects of one core. */
  private static final class Maker extends Apart implements SessionObjects.Factory {
    private final Sessions sessions;
    private final Factory factory;
    @SuppressWarnings("unused") // the line behind: Apart
    private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

    Maker(final Sessions sessions, final Factory factory) {
      this.sessions = sessions;
      this.factory = factory;
    }

    @Override
    public SessionAnchor make(final int slot, final int generation, final @Nullable Chunk chunk) {
      return factory.make(sessions, slot, generation, chunk);
    }
  }

  private final SessionStore store;
  private final Services services;
  private final Operations operations;
  private final OperationMaker maker;
  private final Cursors<CursorImpl<?>> cursors;
  private final SessionEnding ending;
  private final SessionOpening opening;
  private final SessionObjects objects;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param endLongestIdle whether an owner at its limit loses its longest idle session instead of being refused */
  public Sessions(
      final SessionStore store,
      final Operations operations,
      final Cursors<CursorImpl<?>> cursors,
      final boolean endLongestIdle,
      final Factory factory) {
    this.store = store;
    this.services = store.services;
    this.operations = operations;
    this.maker = OperationMaker.current();
    this.cursors = cursors;
    this.ending = new SessionEnding(store);
    this.objects = new SessionObjects(store.slots, new Maker(this, factory));
    this.opening = new SessionOpening(store, operations.claims, ending, endLongestIdle, objects);
    operations.connect(objects::of, this::openCursor);
  }

  public SessionStore store() {
    return store;
  }

  public SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots() {
    return store.slots;
  }

  public SessionEnding ending() {
    return ending;
  }

  Holds holds() {
    return store.holds;
  }

  Services services() {
    return services;
  }

  Cursors<CursorImpl<?>> cursors() {
    return cursors;
  }

  /** A new object that is not running. */
  public OperationImpl newOperation() {
    return maker.make(operations);
  }

  /** The object in which the host's operation begins its next run. */
  OperationLifecycle toBegin(final Operation operation) {
    return HostOperation.of(operation, operations).toBegin();
  }

  /** Begins an operation for which the host has brought no object, in the session with this handle. */
  Operation begin(final long handle, final @Nullable Object description) {
    return maker.begin(operations, handle, description);
  }

  // ---- find

  /** The owner's session with this UUID, if it is open. Does not count as a use. */
  public Optional<Session> find(final long idHigh, final long idLow, final Uid uid) {
    final OwnerRecord owner = store.owners.find(uid);
    final SessionAnchor session = owner == null ? null : session(store.index.find(idHigh, idLow, owner));
    return session == null ? Optional.empty() : Optional.of(session.facade());
  }

  /** The open session of this handle, or null if the handle is stale or none. */
  private @Nullable SessionAnchor session(final long handle) {
    final SessionAnchor session = handle == Handle.NONE ? null : objects.of(handle);
    return session != null && store.isOpen(handle) ? session : null;
  }

  /** The owner's session with this UUID, opened now if there was none. Notes the use. */
  public Session findOrOpen(final long idHigh, final long idLow, final Owner owner) {
    return findOrOpen(idHigh, idLow, owner, Labels.none());
  }

  /** {@link #findOrOpen(long, long, Owner)}. If there was none, it opens with these labels. */
  public Session findOrOpen(final long idHigh, final long idLow, final Owner owner, final Labels labels) {
    while (true) {
      final SessionAnchor session = session(findOrOpen(idHigh, idLow, owner, labels, true));
      if (session != null) { // else it has ended since it was found: the next turn opens another
        return session.facade();
      }
    }
  }

  /** {@link #findOrOpen} and begin, without touching the facade. */
  public Operation begin(
      final Operation operation,
      final long idHigh,
      final long idLow,
      final Owner owner,
      final @Nullable String description) {
    final OperationLifecycle mine = toBegin(operation);
    mine.requireIdle();
    while (true) {
      final OwnerRecord record = store.owners.find(owner);
      if (record != null && mine.beginsAgainIn(idHigh, idLow, record, description)) {
        return operation;
      }
      final long found = record == null ? Handle.NONE : store.index.find(idHigh, idLow, record);
      final long handle = found == Handle.NONE ? opening.open(idHigh, idLow, owner, Labels.none(), false) : found;
      if (handle != Handle.NONE && mine.tryBegin(handle, description)) {
        return operation;
      } // else it has ended, and the next turn opens another
    }
  }

  /** Opens a cursor for the operation, in the session of this handle or in none, with the operation's labels. */
  private <T extends AutoCloseable> Cursor<T> openCursor(
      final OperationState operation, final long handle, final T resource) {
    if (services.isClosed()) {
      throw new ClosedCoreException();
    }
    if (handle == Handle.NONE) {
      return CursorImpl.openSessionless(cursors, resource, operation.carrier());
    }
    final SessionAnchor session = session(handle);
    if (session == null) {
      throw services.ended();
    }
    return session.openCursor(resource, operation.carrier());
  }

  // ---- without a session object

  /** Opens the owner's session with this UUID unless it is open. Notes the use. */
  public void open(final long idHigh, final long idLow, final Owner owner) {
    while (true) {
      final long handle = findOrOpen(idHigh, idLow, owner, Labels.none(), false);
      if (handle != Handle.NONE && store.isOpen(handle)) { // else the next turn opens another
        return;
      }
    }
  }

  /**
   * A handle of the owner's session with this UUID, which may be stale or none. Its use is noted, also if another
   * thread has just opened it: who finds it open after that knows that it does not end for an earlier use (HO-I5).
   */
  private long findOrOpen(
      final long idHigh, final long idLow, final Owner owner, final Labels labels, final boolean asked) {
    final OwnerRecord record = store.owners.find(owner);
    final long found = record == null ? Handle.NONE : store.index.find(idHigh, idLow, record);
    final long handle = found == Handle.NONE ? opening.open(idHigh, idLow, owner, labels, asked) : found;
    if (handle != Handle.NONE) {
      store.holds.touch(handle, SessionMeta.units(services.clock.coarseMillis()));
    }
    return handle;
  }

  /** Ends the owner's session with this UUID; false if there is none. */
  public boolean end(final long idHigh, final long idLow, final Uid uid) {
    final OwnerRecord owner = store.owners.find(uid);
    final long found = owner == null ? Handle.NONE : store.index.find(idHigh, idLow, owner);
    return found != Handle.NONE && ending.end(found);
  }

  // ---- describe

  /** A description of the session, or null if it has ended. */
  public @Nullable SessionInfo describe(final long handle) {
    final Segment<OwnerRecord, SessionAnchor, ?> segment = store.slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long killWord = segment.killWordAcquire(offset);
    final long holdWord = segment.holdWordAcquire(offset);
    final OwnerRecord owner = segment.owner(offset);
    final UUID id = new UUID(segment.idHigh(offset), segment.idLow(offset));
    final long meta = segment.meta(offset);
    final SessionAnchor session = SessionAnchor.in(segment, offset, Handle.generation(handle));
    final Labels labels = session == null ? Labels.none() : session.carried();
    if (owner == null || !KillWord.isLive(killWord) || !segment.stillIn(offset, Handle.generation(handle))) {
      return null;
    }
    final int first = KillWord.isRunning(killWord) ? 1 : 0;
    final long now = services.clock.coarseMillis();
    return new SessionInfo(
        id,
        owner.owner(),
        services.clock.instantOfMillis(SessionMeta.openedMs(meta, now)),
        services.clock.instantOfMillis(SessionMeta.usedMs(meta, now)),
        first + Math.max(0, HoldWord.furtherOperations(holdWord)), // briefly below zero while a session ends
        HoldWord.cursors(holdWord),
        labels);
  }
}
