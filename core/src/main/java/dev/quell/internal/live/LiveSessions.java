package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
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
 * Finds and opens sessions. A session is in its owner's bag and in the UUID index before it opens, which is the step of
 * its operation word to LIVE: so whoever finds it open can be sure that a kill by any pattern finds it too (K1).
 */
public final class LiveSessions {
  /*
   * Invariants    I1  the number of sessions never exceeds the limit: it is checked in the compare-and-set that counts,
   *                   before a session takes a slot, and falls after it has given it back.
   *               I2  a session that is LIVE is in its owner's bag, in the UUID index and under a live bit.
   * Tests         I1  LabelSessionStress.LiveSessions_I1_OpenVsOpenAtTheLimit,
   *                   SessionLimitTest.shouldNeverHoldMoreThanItAllows
   *               I2  KillStress.K1_KillSeesBegunOperationOfNewSession, OpenStress.OpenVsFind
   */

  /** The owner table is made for one owner in so many sessions; more owners make longer bucket lists. */
  private static final int OWNERS_SHARE = 8;
  /**
   * How often to look for an idle session of an owner at its limit: others may be opening or ending them all just now.
   */
  private static final int ATTEMPTS = 64;

  private final LiveContext context;
  private final SessionSlots slots;
  private final UuidIndex index;
  private final Owners owners;
  private final SessionEnds ends;
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
    this.ends = new SessionEnds(context, slots, index, owners, count);
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

  public SessionEnds ends() {
    return ends;
  }

  /** Sessions there are, those being opened or ended included. */
  public long count() {
    return count.get(); // atomic: an estimate by the time it is used
  }

  // ---- find

  /** The handle of the owner's session with this UUID, or {@link Handle#NONE}. Does not count as a use. */
  public long find(final long idHigh, final long idLow, final Uid uid) {
    final OwnerRecord owner = owners.find(uid);
    return owner == null ? Handle.NONE : index.find(idHigh, idLow, owner);
  }

  /** The facade of an open session, or none if the handle is stale. */
  public Optional<Session> facade(final long handle) {
    return Optional.ofNullable(sessionOf(handle));
  }

  /** The facade of an open session, or null if the handle is stale or none. */
  private LiveSession sessionOf(final long handle) {
    if (handle == Handle.NONE) {
      return null;
    }
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final LiveSession session = (LiveSession) segment.session(offset);
    return segment.isOpen(offset, Handle.generation(handle)) ? session : null;
  }

  /** The owner's session with this UUID, opened now if there was none. Notes the use. */
  public LiveSession findOrOpen(final long idHigh, final long idLow, final Owner owner) {
    while (true) {
      final OwnerRecord record = owners.find(owner);
      final long found = record == null ? Handle.NONE : index.find(idHigh, idLow, record);
      if (found != Handle.NONE) {
        ends.touch(found, SessionMeta.units(context.clock.coarseMillis()));
      }
      final LiveSession session = sessionOf(found == Handle.NONE ? open(idHigh, idLow, owner) : found);
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
      final OwnerRecord record = owners.find(owner);
      if (record != null && mine.beginsAgainIn(idHigh, idLow, record, description)) {
        return mine;
      }
      final long found = record == null ? Handle.NONE : index.find(idHigh, idLow, record);
      final long handle = found == Handle.NONE ? open(idHigh, idLow, owner) : found;
      final int slot = Handle.slot(handle);
      if (handle != Handle.NONE
          && mine.tryBegin(slots.segmentOf(slot), Segment.offset(slot), Handle.generation(handle), description)) {
        return mine;
      } // else it has ended, and the next turn opens another
    }
  }

  /** A description of the session, or null if it has ended. */
  public SessionInfo describe(final long handle) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long operationWord = segment.operationWordAcquire(offset);
    final long sessionWord = segment.sessionWordAcquire(offset);
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    final UUID id = new UUID(segment.idHigh(offset), segment.idLow(offset));
    final long meta = segment.meta(offset);
    if (owner == null || !OperationWord.isLive(operationWord) || !segment.stillIn(offset, Handle.generation(handle))) {
      return null;
    }
    final int first = OperationWord.isRunning(operationWord) ? 1 : 0;
    final long now = context.clock.coarseMillis();
    return new SessionInfo(
        id,
        owner.told(),
        context.clock.instantOfMillis(SessionMeta.openedMs(meta, now)),
        context.clock.instantOfMillis(SessionMeta.usedMs(meta, now)),
        first + Math.max(0, SessionWord.furtherOperations(sessionWord)), // below zero in the last moment of a session
        SessionWord.cursors(sessionWord));
  }

  // ---- open

  /**
   * The handle of the owner's session with this UUID, opened now unless somebody else does. It may be stale, or none:
   * try again.
   */
  private long open(final long idHigh, final long idLow, final Owner owner) {
    if (context.isClosed()) {
      throw new ClosedCoreException();
    }
    final long opened = tryOpen(idHigh, idLow, owner);
    // LiveContext E1: after the CAS that opened it, by us or with our help
    if (context.isClosed()) {
      endAll(idHigh, idLow, owner);
      throw new ClosedCoreException();
    }
    return opened;
  }

  /** Ends whatever was opened under this name after the close of the core had passed. */
  private void endAll(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = owners.find(owner);
    long handle = record == null ? Handle.NONE : index.find(idHigh, idLow, record);
    while (handle != Handle.NONE) {
      ends.end(handle);
      context.killAtShutdown(slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)));
      handle = index.find(idHigh, idLow, record);
    }
  }

  private long tryOpen(final long idHigh, final long idLow, final Owner owner) {
    OwnerRecord record = owners.attach(owner);
    if (record == null && endLongestIdle) {
      final long rival = rival(idHigh, idLow, owner);
      if (rival != Handle.NONE) {
        return rival;
      }
      record = attachAfterEnding(owner);
    }
    if (record == null) {
      return refuse(idHigh, idLow, owner, LimitExceededException.Limit.SESSIONS_PER_OWNER, owners.limitPerOwner());
    }
    final int reserved = reserve();
    if (reserved < 0) {
      owners.detach(record);
      return refuse(idHigh, idLow, owner, LimitExceededException.Limit.SESSIONS, limit);
    }
    tellRoles(record, owner);
    final int slot = slots.take(reserved);
    final Segment segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    final LiveSession session = new LiveSession(segment, slot, segment.generation(offset));
    segment.prepare(offset, idHigh, idLow, record, session);
    record.slots().add(slot, session); // I2
    final long opened = index.open(slot, session.generation(), idHigh, idLow, record); // I2; linearizes there
    if (opened == session.handle()) {
      context.counters.sessionsOpened.increment();
    } else { // somebody else opened it first, or is about to
      ends.takeBack(segment, offset, session, record);
    }
    return opened;
  }

  private void tellRoles(final OwnerRecord record, final Owner owner) {
    boolean done = false;
    try {
      owners.tellRoles(record, owner);
      done = true;
    } finally {
      if (!done) { // the host was asked and threw
        owners.detach(record);
        count.decrementAndGet(); // I1: no slot was taken
      }
    }
  }

  /** No room, unless the room was taken for the very session in question, by a thread that is about to open it. */
  private long refuse(
      final long idHigh, final long idLow, final Owner owner, final LimitExceededException.Limit which, final long most) {
    final long rival = rival(idHigh, idLow, owner);
    if (rival != Handle.NONE) {
      return rival;
    }
    context.counters.sessionsRefused.increment();
    throw new LimitExceededException(which, most);
  }

  /** The session in question, if another thread has opened it meanwhile or is about to. */
  private long rival(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = owners.find(owner);
    return record == null ? Handle.NONE : index.findOrHelp(idHigh, idLow, record);
  }

  /** Makes room by ending the owner's longest idle session; null if none could be made. */
  private OwnerRecord attachAfterEnding(final Owner owner) {
    for (int attempt = 1; ; attempt++) {
      final boolean ended = endLongestIdleOf(owner.uid());
      final OwnerRecord record = owners.attach(owner);
      if (record != null || !ended && attempt >= ATTEMPTS) {
        return record;
      }
    }
  }

  /** Counts one more session (I1); how many there are then, or -1 if there may be no more. */
  private int reserve() {
    while (true) {
      final long seen = count.get(); // atomic: the CAS decides
      if (seen >= limit) {
        return -1;
      }
      if (count.compareAndSet(seen, seen + 1)) { // I1
        return (int) seen + 1;
      }
    }
  }

  /**
   * True if the owner has room now, or may have: a session of it was ended, or it is gone. Ends none in which an
   * operation runs.
   */
  private boolean endLongestIdleOf(final Uid uid) {
    final OwnerRecord owner = owners.find(uid);
    if (owner == null) {
      return true;
    }
    long idlest = Handle.NONE;
    long used = Long.MAX_VALUE;
    final long now = context.clock.coarseMillis();
    for (var chunk = owner.slots().first(); chunk != null; chunk = owner.slots().after(chunk)) {
      for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
        final int slot = chunk.at(Long.numberOfTrailingZeros(taken));
        if (slot >= 0) {
          final Segment segment = slots.segmentOf(slot);
          final int offset = Segment.offset(slot);
          final long word = segment.operationWordAcquire(offset);
          final long usedMs = SessionMeta.usedMs(segment.meta(offset), now);
          final boolean candidate =
              usedMs < used
                  && segment.owner(offset) == owner
                  && isIdle(segment, offset, word)
                  && !OperationWord.isExhausted(word); // such a one does not expire
          final int generation = segment.generation(offset);
          if (candidate && segment.isStill(offset, word)) {
            used = usedMs;
            idlest = Handle.of(slot, generation);
          }
        }
      }
    }
    // unless an operation has begun in it
    return idlest == Handle.NONE ? owner.isDead() : ends.expire(idlest, Long.MAX_VALUE, now);
  }

  /** Whether the session in this slot is open and no operation runs in it. */
  static boolean isIdle(final Segment segment, final int offset, final long operationWord) {
    return OperationWord.isLive(operationWord)
        && !OperationWord.isRunning(operationWord)
        && SessionWord.furtherOperations(segment.sessionWordAcquire(offset)) <= 0;
  }
}
