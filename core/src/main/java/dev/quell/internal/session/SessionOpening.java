package dev.quell.internal.session;

import dev.quell.ClosedCoreException;
import dev.quell.KillCode;
import dev.quell.KillTrigger;
import dev.quell.Labels;
import dev.quell.LimitExceededException;
import dev.quell.LimitExceededException.Limit;
import dev.quell.Owner;
import dev.quell.Uid;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.KillReporter;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions within the limits. A session opens with the step of its kill word to LIVE. Before that it is in its
 * owner's bag and the UUID index, so a kill by any pattern finds every open session (K1).
 */
final class SessionOpening extends Apart {
  /*
   * Invariants    SO-I1  a session that is LIVE is in its owner's bag, in the UUID index and under a taken bit; and in
   *                      the bags of the labels that it was opened with.
   *               SO-I2  an open that runs out of memory leaves no session, slot, entry, label or count of the owner
   *                      if there is memory to take it back, and frees the slot without.
   * Tests         SO-I1  KillStress.K1_KillSeesBegunOperationOfNewSession, OpenStress.OpenVsFind,
   *                      CarrierStress.K1_OpenLabelledVsKill
   *               SO-I2  argued: no other thread has the session yet; OpenFailsTest.shouldLeaveNothing
   */

  /**
   * How often to look for an idle session of an owner at its limit: other threads may be opening or ending them all.
   */
  private static final int ATTEMPTS = 64;

  private final SessionStore store;
  private final Services services;
  private final Claims claims;
  private final SessionEnding ending;
  private final SessionObjects objects;
  private final boolean endLongestIdle;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param endLongestIdle whether an owner at its limit loses its longest idle session instead of being refused */
  SessionOpening(
      final SessionStore store,
      final Claims claims,
      final SessionEnding ending,
      final boolean endLongestIdle,
      final SessionObjects objects) {
    this.store = store;
    this.services = store.services;
    this.claims = claims;
    this.ending = ending;
    this.endLongestIdle = endLongestIdle;
    this.objects = objects;
  }

  /**
   * The handle of the owner's session with this UUID, opened by this thread or another. It may be stale or none: then
   * try again.
   *
   * @param asked whether the caller is going to ask for the session object
   */
  long open(final long idHigh, final long idLow, final Owner owner, final Labels labels, final boolean asked) {
    if (services.isClosed()) {
      throw new ClosedCoreException();
    }
    final long opened = tryOpen(idHigh, idLow, owner, labels, asked);
    // SV-E1: after the CAS that opened it, by this thread or with its help
    if (services.isClosed()) {
      endAll(idHigh, idLow, owner);
      throw new ClosedCoreException();
    }
    return opened;
  }

  /** Ends each session of this UUID and owner that opened too late for the close of the core to see it. */
  private void endAll(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = store.owners.find(owner);
    if (record == null) {
      return;
    }
    long handle = store.index.find(idHigh, idLow, record);
    while (handle != Handle.NONE) {
      ending.end(handle);
      final ClaimBatch batch = new ClaimBatch(claims, KillCode.INTERRUPTED_AT_SHUTDOWN, "", "");
      batch.claimFirst(store.slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)));
      if (batch.finish() > 0) {
        final KillReporter hearing = claims.hearing();
        if (hearing != null) {
          hearing.tell(hearing.report(KillTrigger.SHUTDOWN, 0, batch, 1, 0));
        }
      }
      handle = store.index.find(idHigh, idLow, record);
    }
  }

  private long tryOpen(
      final long idHigh, final long idLow, final Owner owner, final Labels labels, final boolean asked) {
    OwnerRecord record = store.owners.attach(owner);
    if (record == null && endLongestIdle) {
      final long rival = rival(idHigh, idLow, owner);
      if (rival != Handle.NONE) {
        return rival;
      }
      record = attachAfterEnding(owner);
    }
    if (record == null) {
      return refuse(idHigh, idLow, owner, Limit.SESSIONS_PER_OWNER, store.owners.limitPerOwner());
    }
    final int slot = takeSlot(record);
    if (slot < 0) {
      store.owners.detach(record);
      return refuse(idHigh, idLow, owner, Limit.SESSIONS, store.slots.limit());
    }
    adoptRoles(record, owner, slot);
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = store.slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    final int generation = segment.generation(offset);
    segment.prepare(offset, idHigh, idLow, SessionMeta.units(services.clock.coarseMillis()), record);
    final long fresh = segment.killWordAcquire(offset); // acquire: NEW until SO-I1
    SessionAnchor session = null;
    boolean listed = false;
    final long opened;
    try {
      session = asked || !labels.isEmpty() ? objects.open(slot, generation) : null;
      record.slots().add(slot, session == null ? segment : session); // SO-I1
      listed = true;
      if (session != null) {
        session.label(store.labels, labels); // SO-I1
      }
      opened = store.index.open(slot, generation, idHigh, idLow, record); // SO-I1; linearizes there
    } catch (final Throwable e) { // out of memory, so it is not in the index: SO-I2
      if (KillWords.abandon(segment.words(), offset, fresh)) { // UI-I1
        ending.takeBack(segment, offset, session, record, listed);
      }
      throw e;
    }
    if (opened == Handle.of(slot, generation)) {
      services.counters.sessionsOpened.increment();
    } else { // another thread opened it first, or is about to
      ending.takeBack(segment, offset, session, record, true);
    }
    return opened;
  }

  private int takeSlot(final OwnerRecord record) {
    boolean done = false;
    try {
      final int slot = store.slots.take();
      done = true;
      return slot;
    } finally {
      if (!done) { // no memory for more slots
        store.owners.detach(record);
      }
    }
  }

  private void adoptRoles(final OwnerRecord record, final Owner owner, final int slot) {
    boolean done = false;
    try {
      store.owners.adoptRoles(record, owner);
      done = true;
    } finally {
      if (!done) { // the host's code threw, or there is no memory, perhaps not for the owner to go either
        store.slots.putBack(slot);
        store.owners.detach(record);
      }
    }
  }

  /** Throws for lack of room, unless another thread took the room to open this very session: then its handle. */
  private long refuse(final long idHigh, final long idLow, final Owner owner, final Limit which, final long most) {
    final long rival = rival(idHigh, idLow, owner);
    if (rival != Handle.NONE) {
      return rival;
    }
    services.counters.sessionsRefused.increment();
    throw new LimitExceededException(which, most);
  }

  /** The handle of this session if another thread has opened it meanwhile or is about to; else none. */
  private long rival(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = store.owners.find(owner);
    return record == null ? Handle.NONE : store.index.findOrHelp(idHigh, idLow, record);
  }

  /** Makes room by ending the owner's longest idle session; null if that failed. */
  private @Nullable OwnerRecord attachAfterEnding(final Owner owner) {
    for (int attempt = 1;; attempt++) {
      final boolean ended = endLongestIdleOf(owner.uid());
      final OwnerRecord record = store.owners.attach(owner);
      if (record != null || !ended && attempt >= ATTEMPTS) {
        return record;
      }
    }
  }

  /**
   * Ends the owner's longest idle session, in which no operation runs. True if the owner may have room now: a session
   * was ended, or the owner is gone.
   */
  private boolean endLongestIdleOf(final Uid uid) {
    final OwnerRecord owner = store.owners.find(uid);
    if (owner == null) {
      return true;
    }
    final long now = services.clock.coarseMillis();
    final Idlest found = new Idlest(owner, now);
    found.look(owner.only());
    for (var chunk = owner.slots().first(); chunk != null; chunk = owner.slots().after(chunk)) {
      for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
        found.look(chunk.at(Long.numberOfTrailingZeros(taken)));
      }
    }
    final long idlest = found.handle;
    // expire fails if an operation has begun there
    return idlest == Handle.NONE ? owner.isDead() : ending.expire(idlest, Long.MAX_VALUE, now);
  }

  /** The longest idle session of those looked at. */
  private final class Idlest {
    private final OwnerRecord owner;
    private final long now;
    private long handle = Handle.NONE;
    private long used = Long.MAX_VALUE;

    Idlest(final OwnerRecord owner, final long now) {
      this.owner = owner;
      this.now = now;
    }

    void look(final int slot) {
      if (slot < 0) {
        return;
      }
      final Segment<OwnerRecord, ?, ?> segment = store.slots.segmentOf(slot);
      final int offset = Segment.offset(slot);
      final long word = segment.killWordAcquire(offset);
      final long usedMs = SessionMeta.usedMs(segment.meta(offset), now);
      final boolean candidate =
          usedMs < used
              && segment.owner(offset) == owner
              && SessionEnding.isIdle(segment, offset, word)
              && !KillWord.isExhausted(word); // an exhausted one does not expire
      final int generation = segment.generation(offset);
      if (candidate && segment.isStill(offset, word)) {
        used = usedMs;
        handle = Handle.of(slot, generation);
      }
    }
  }
}
