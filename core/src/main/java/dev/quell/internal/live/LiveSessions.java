package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.slots.SessionWord;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens, finds and ends sessions: the slot, the owner's bag and the UUID index in the order that keeps K1.
 *
 * <p>A session enters the UUID index last, because from then on others find it and begin operations in it, and a kill by
 * owner or of everything must not miss those. It leaves the slot last, because until then its operations run in it.
 */
public final class LiveSessions {
  /*
   * Invariants    I1  the number of sessions never exceeds the limit: it is checked in the compare-and-set that counts, before
   *                   a session takes a slot, and falls after it has given it back.
   *               I2  whoever finds a session in the UUID index finds it in its owner's bag and under a live bit too.
   *               I3  a slot is freed by the one step that takes its holds to zero after the session ended: by then it has
   *                   left every index, and no operation runs in it.
   *               I4  a cursor opened while its session ends is closed: its opener looks at the session word after adding
   *                   it, the ender at the cursors after marking the session word.
   *               I5  a session expires only if no operation ran in it from the mark EXPIRING to the mark ENDED: a begin looks at
   *                   the session word after taking the operation word, and takes an expiry back that it finds.
   */

  /** The owner table is made for one owner in so many sessions; more owners make longer bucket lists. */
  private static final int OWNERS_SHARE = 8;
  /** How often to look for an idle session of an owner at its limit: others may be opening or ending them all just now. */
  private static final int ATTEMPTS = 64;

  private final LiveContext context;
  private final SessionSlots slots;
  private final UuidIndex index;
  private final Owners owners;
  private final int limit;
  private final boolean endLongestIdle;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param limit the most sessions at once
   * @param limitPerOwner the most sessions of one owner at once
   * @param endLongestIdle whether an owner at its limit loses its longest idle session instead of being refused
   */
  public LiveSessions(
      final LiveContext context, final int limit, final long limitPerOwner, final boolean endLongestIdle) {
    this.context = context;
    this.limit = limit;
    this.endLongestIdle = endLongestIdle;
    this.slots = new SessionSlots(limit, context);
    this.index = new UuidIndex(slots, limit, new KeyedHash(context.random));
    this.owners = new Owners(Math.max(1, limit / OWNERS_SHARE), limitPerOwner, new KeyedHash(context.random), context.random.getAsLong());
    context.setSessions(this);
  }

  public SessionSlots slots() {
    return slots;
  }

  public UuidIndex index() {
    return index;
  }

  public Owners owners() {
    return owners;
  }

  /** Sessions there are, those being opened or ended included. */
  public long count() {
    return count.get();
  }

  // ---- find and open

  /** The handle of the owner's session with this UUID, or {@link Handle#NONE}. Does not count as a use. */
  public long find(final long idHigh, final long idLow, final Uid uid) {
    final OwnerRecord owner = owners.find(uid);
    final long found = owner == null ? Handle.NONE : index.find(idHigh, idLow, owner);
    return found == Handle.NONE ? found : opened(found);
  }

  /** The facade of an open session, or none if the handle is stale. */
  public Optional<Session> facade(final long handle) {
    return Optional.ofNullable(sessionOf(handle));
  }

  /** The facade of an open session, or null if the handle is stale or none. */
  public LiveSession sessionOf(final long handle) {
    if (handle == Handle.NONE) {
      return null;
    }
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final LiveSession session = (LiveSession) segment.session(offset);
    return SessionWord.isOpen(segment.sessionWordAcquire(offset), Handle.generation(handle)) ? session : null;
  }

  /** The owner's session with this UUID, opened now if there was none. Notes the use. */
  public LiveSession findOrOpen(final long idHigh, final long idLow, final Owner owner) {
    while (true) {
      final LiveSession session = sessionOf(handleOf(idHigh, idLow, owner));
      if (session != null) { // else it ended between our finding it and looking: the next turn opens another
        return session;
      }
    }
  }

  /** {@link #findOrOpen} and begin, without touching the facade. */
  public LiveOperation begin(
      final Operation operation, final long idHigh, final long idLow, final Owner owner, final String description) {
    final LiveOperation mine = context.mine(operation);
    mine.requireIdle();
    while (true) {
      final long found = lookUp(idHigh, idLow, owner);
      final long handle = found == Handle.NONE ? open(idHigh, idLow, owner) : found;
      final int slot = Handle.slot(handle);
      if (mine.tryBegin(slots.segmentOf(slot), Segment.offset(slot), Handle.generation(handle), description)) {
        return mine;
      }
      opened(handle); // it was published and not opened yet; or it has ended, and the next turn opens another
    }
  }

  /** The handle of the owner's session with this UUID, opened now if there was none. It may be stale when it is used. */
  private long handleOf(final long idHigh, final long idLow, final Owner owner) {
    final long found = lookUp(idHigh, idLow, owner);
    if (found == Handle.NONE) {
      return open(idHigh, idLow, owner);
    }
    touch(found, SessionMeta.units(context.clock.coarseMillis()));
    return opened(found);
  }

  private long lookUp(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = owners.find(owner);
    return record == null ? Handle.NONE : index.find(idHigh, idLow, record);
  }

  /** The handle, whose session is open: its opener may have published it and not come further. */
  private long opened(final long handle) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final int generation = Handle.generation(handle);
    if (!SessionWord.isSteady(segment.sessionWordAcquire(offset), generation)) {
      segment.open(offset, generation);
    }
    return handle;
  }

  private long open(final long idHigh, final long idLow, final Owner owner) {
    if (context.isClosed()) {
      throw new ClosedCoreException();
    }
    final OwnerRecord record = attach(owner);
    final int reserved;
    try {
      reserved = reserve();
    } catch (final LimitExceededException e) {
      owners.detach(record);
      throw e;
    }
    final int slot = slots.take(reserved);
    final Segment segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    final LiveSession session = new LiveSession(segment, slot, segment.generation(offset));
    segment.prepare(offset, idHigh, idLow, record, session);
    record.slots().add(slot, session); // I2
    final long handle = session.handle();
    final long published = index.publish(handle, idHigh, idLow, record);
    if (published != handle) { // somebody else opened it first
      takeBack(segment, offset, session, record);
      return opened(published);
    }
    segment.open(offset, session.generation()); // linearizes here, or where a finder did it for us
    context.counters.sessionsOpened.increment();
    if (context.isClosed()) { // after the CAS that opened it: either we see the close, or the close sees the session
      end(handle);
      throw new ClosedCoreException();
    }
    return handle;
  }

  private OwnerRecord attach(final Owner owner) {
    for (int attempt = 1; ; attempt++) {
      try {
        return owners.attach(owner);
      } catch (final LimitExceededException e) {
        if (!endLongestIdle || !endLongestIdleOf(owner.uid()) && attempt >= ATTEMPTS) {
          context.counters.sessionsRefused.increment();
          throw e;
        }
      }
    }
  }

  /** Counts one more session (I1). */
  private int reserve() {
    while (true) {
      final long seen = count.get();
      if (seen >= limit) {
        context.counters.sessionsRefused.increment();
        throw new LimitExceededException(LimitExceededException.Limit.SESSIONS, limit);
      }
      if (count.compareAndSet(seen, seen + 1)) { // I1
        return (int) seen + 1;
      }
    }
  }

  private boolean endLongestIdleOf(final Uid uid) {
    final OwnerRecord owner = owners.find(uid);
    if (owner == null) {
      return true; // gone meanwhile, so there is room
    }
    long idlest = Handle.NONE;
    long used = Long.MAX_VALUE;
    for (var chunk = owner.slots().first(); chunk != null; chunk = owner.slots().after(chunk)) {
      for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
        final int slot = chunk.at(Long.numberOfTrailingZeros(taken));
        if (slot >= 0) {
          final Segment segment = slots.segmentOf(slot);
          final int offset = Segment.offset(slot);
          final long word = segment.sessionWordAcquire(offset);
          final long usedMs = SessionMeta.usedMs(segment.meta(offset));
          if (usedMs < used && SessionWord.isOpen(word) && segment.owner(offset) == owner && !isBusy(segment, offset, word)) {
            used = usedMs;
            idlest = Handle.of(slot, SessionWord.generation(word));
          }
        }
      }
    }
    if (idlest != Handle.NONE) {
      end(idlest); // or somebody else did: either way there is, or will be, room
      return true;
    }
    return owner.isDead();
  }

  /** Whether an operation runs in the session. */
  public static boolean isBusy(final Segment segment, final int offset, final long sessionWord) {
    return OperationWord.isRunning(segment.operationWordAcquire(offset)) || SessionWord.holds(sessionWord) > 0;
  }

  /** Notes a use of the session at this time, if the handle is not stale. */
  void touch(final long handle, final long units) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    segment.touch(Segment.offset(Handle.slot(handle)), units);
  }

  SessionInfo describe(final Segment segment, final int offset, final int generation) {
    final long word = segment.sessionWordAcquire(offset);
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    final UUID id = new UUID(segment.idHigh(offset), segment.idLow(offset));
    final long meta = segment.meta(offset);
    final int running = OperationWord.isRunning(segment.operationWordAcquire(offset)) ? 1 : 0;
    if (owner == null || !SessionWord.isOpen(word, generation) || !segment.stillIn(offset, generation)) {
      return null;
    }
    return new SessionInfo(
        id,
        owner.told(),
        context.clock.instantOfMillis(SessionMeta.openedMs(meta)),
        context.clock.instantOfMillis(SessionMeta.usedMs(meta)),
        running + SessionWord.holds(word),
        SessionWord.cursors(word));
  }

  /** A description of the session, or null if it has ended. */
  public SessionInfo describe(final long handle) {
    return describe(slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)), Handle.generation(handle));
  }

  // ---- end

  /**
   * Ends the session: closes its cursors, lets its operations finish. Linearizes at the compare-and-set of the session word.
   *
   * @return false if the handle was stale
   */
  public boolean end(final long handle) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    return markEnded(segment, offset, Handle.generation(handle)) && finishEnd(segment, offset);
  }

  /** Ends every session there is; for the close of the core, after which none is opened. */
  public void endAll() {
    for (int number = 0; number < slots.segments(); number++) {
      final Segment segment = slots.segmentAt(number);
      for (int group = 0; group < segment.groups(); group++) {
        for (long live = segment.liveAcquire(group); live != 0; live &= live - 1) {
          final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(live);
          end(Handle.of(segment.firstSlot() + offset, SessionWord.generation(segment.sessionWordAcquire(offset))));
        }
      }
    }
  }

  /** Ends the session unless an operation runs in it or it was used after this time. */
  public boolean expire(final long handle, final long usedBeforeUnits) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final int generation = Handle.generation(handle);
    final long seen = segment.sessionWordAcquire(offset);
    if (!SessionWord.isOpen(seen, generation)
        || isBusy(segment, offset, seen)
        || SessionMeta.usedUnits(segment.meta(offset)) >= usedBeforeUnits
        || !segment.casSessionWord(offset, seen, SessionWord.expiring(seen))) { // I5
      return false;
    }
    if (isBusy(segment, offset, seen)) { // I5: after the CAS
      segment.casSessionWord(offset, SessionWord.expiring(seen), SessionWord.steady(seen)); // or a begin has done it
      return false;
    }
    return segment.casSessionWord(offset, SessionWord.expiring(seen), SessionWord.ended(seen)) // I5: linearizes here
        && finishEnd(segment, offset);
  }

  private boolean finishEnd(final Segment segment, final int offset) {
    final LiveSession session = (LiveSession) segment.session(offset);
    index.remove(session.handle(), segment.idHigh(offset), segment.idLow(offset));
    context.counters.sessionsEnded.increment();
    leave(segment, offset, session);
    return true;
  }

  /** Undoes an open that came second. Nobody has the handle; a walk over the owner's bag may have seen the slot. */
  private void takeBack(final Segment segment, final int offset, final LiveSession session, final OwnerRecord owner) {
    owner.slots().remove(session);
    owners.detach(owner);
    final long free = SessionWord.free(session.generation());
    free(segment, offset, free, free);
  }

  /** OPEN to ENDED, once. From here on nothing begins in the session, and its holds keep the slot until all is done (I3). */
  private boolean markEnded(final Segment segment, final int offset, final int generation) {
    long seen;
    do {
      seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)) {
        return false;
      }
    } while (!segment.casSessionWord(offset, seen, SessionWord.ended(seen)));
    return true;
  }

  /** What remains after the session is out of the UUID index: primary operation, owner, cursors, slot. */
  private void leave(final Segment segment, final int offset, final LiveSession session) {
    final boolean idle = seal(segment, offset);
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    owner.slots().remove(session);
    owners.detach(owner);
    final Side side = session.sideIfAny();
    if (side != null) {
      side.cursors.forEach(
          cursor -> {
            cursor.endWithSession(); // I4
            return true;
          });
    }
    if (idle) {
      release(segment, offset);
    }
    release(segment, offset);
  }

  /** Stops begins on the primary word. True if it is idle; else its operation is told to release the session at its end. */
  private static boolean seal(final Segment segment, final int offset) {
    while (true) {
      final long word = segment.operationWordAcquire(offset);
      final boolean running = OperationWord.isRunning(word);
      final long next = running ? word | OperationWord.ENDING : OperationWord.sealed(word);
      if (segment.casOperationWord(offset, word, next)) {
        return !running;
      }
    }
  }

  /** One hold less; the last one of an ended session frees the slot (I3). */
  void release(final Segment segment, final int offset) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      final boolean last = SessionWord.isEnded(seen) && SessionWord.holds(seen) == 1;
      if (last ? free(segment, offset, seen, seen - SessionWord.HOLD) : segment.casSessionWord(offset, seen, seen - SessionWord.HOLD)) {
        return;
      }
    }
  }

  /** Moves the slot to its next generation and gives it back, or retires it if it has none left; false if the word changed. */
  private boolean free(final Segment segment, final int offset, final long seen, final long ifLast) {
    final boolean retire = SessionWord.isLastGeneration(seen);
    if (!segment.casSessionWord(offset, seen, retire ? ifLast : SessionWord.freed(seen))) { // I3
      return false;
    }
    final int slot = segment.firstSlot() + offset;
    if (retire) {
      slots.retire(slot);
    } else {
      slots.giveBack(slot);
    }
    count.decrementAndGet(); // I1
    return true;
  }

  // ---- cursors

  Cursor openCursor(final LiveSession session, final AutoCloseable resource) {
    final long handle = session.handle();
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final LiveCursor cursor = new LiveCursor(context, resource, session);
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, Handle.generation(handle))) {
        throw new SessionEndedException();
      }
      if (SessionWord.cursors(seen) >= SessionWord.FIELD_LIMIT) {
        throw new LimitExceededException(LimitExceededException.Limit.CURSORS_PER_SESSION, SessionWord.FIELD_LIMIT);
      }
      if (segment.casSessionWord(offset, seen, seen + SessionWord.CURSOR)) {
        break;
      }
    }
    cursor.register(session.side().cursors);
    if (!session.isOpen() && cursor.takeBack()) { // I4: after register's compare-and-sets
      throw new SessionEndedException();
    }
    return cursor; // if the session has ended and claimed it meanwhile, it was opened before that
  }

  /** One cursor of the session less, if it is still this session's slot. */
  void cursorGone(final LiveSession session) {
    final long handle = session.handle();
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, Handle.generation(handle))
          || segment.casSessionWord(offset, seen, seen - SessionWord.CURSOR)) {
        return;
      }
    }
  }
}
