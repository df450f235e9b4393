package dev.quell.internal.session;

import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.Apart;
import dev.quell.internal.slots.Groups;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.HoldWord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions.
 *
 * <p>A session ends with the step of its kill word from LIVE to ENDED. The one thread that takes it removes the session
 * from every index, closes its cursors and releases its hold. Operations that run in the session go on, and release
 * theirs when they end. {@link dev.quell.internal.slots.Holds} says what keeps a session from ending early.
 */
public final class SessionEnding extends Apart {
  private static final long STALE = -1;

  private final SessionStore store;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  SessionEnding(final SessionStore store) {
    this.store = store;
  }

  private Segment<OwnerRecord, SessionAnchor, OperationState> segmentOf(final long handle) {
    return store.slots.segmentOf(Handle.slot(handle));
  }

  /**
   * Ends the session. Its cursors are closed, its operations are allowed to finish. Linearizes at the compare-and-set
   * of the kill word.
   *
   * @return false if the handle was stale
   */
  public boolean end(final long handle) {
    return endAndCount(handle) != STALE;
  }

  /** Ends the session. Returns how many cursors that has ended, or {@link #STALE}. */
  private long endAndCount(final long handle) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = segmentOf(handle);
    final int offset = Segment.offset(Handle.slot(handle));
    long word;
    do {
      word = segment.killWordAcquire(offset);
      if (!KillWord.isLive(word) || !segment.stillIn(offset, Handle.generation(handle))) {
        return STALE;
      }
    } while (!KillWords.seal(segment.words(), offset, word)); // HO-I1, HO-I3: taken by one thread
    return leave(segment, offset, KillWord.isRunning(word));
  }

  /**
   * Ends the session unless an operation runs in it or it was used after this time. Linearizes as {@link #end}. A
   * session whose word is exhausted is left alone: an operation that begins there may leave the word as it is (HO-I4).
   *
   * @param usedBeforeMs core milliseconds
   * @param nowMs core milliseconds
   */
  public boolean expire(final long handle, final long usedBeforeMs, final long nowMs) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = segmentOf(handle);
    final int offset = Segment.offset(Handle.slot(handle));
    final long word = segment.killWordAcquire(offset);
    if (KillWord.isExhausted(word)
        || !isIdle(segment, offset, word)
        || SessionMeta.usedMs(segment.meta(offset), nowMs) + SessionMeta.UNIT_MS > usedBeforeMs // late, never early
        || !segment.stillIn(offset, Handle.generation(handle))
        || !KillWords.seal(segment.words(), offset, word)) { // HO-I4
      return false;
    }
    leave(segment, offset, false);
    return true;
  }

  /**
   * Ends the session unless an operation runs in it. Linearizes as {@link #end}. A session whose word is exhausted is
   * left alone, as by {@link #expire}.
   */
  boolean endIfIdle(final long handle) {
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = segmentOf(handle);
    final int offset = Segment.offset(Handle.slot(handle));
    while (true) {
      final long word = segment.killWordAcquire(offset);
      if (KillWord.isExhausted(word)
          || !isIdle(segment, offset, word)
          || !segment.stillIn(offset, Handle.generation(handle))) {
        return false;
      }
      if (KillWords.seal(segment.words(), offset, word)) { // HO-I4
        leave(segment, offset, false);
        return true;
      }
    }
  }

  /**
   * What {@link #endAll} has ended.
   *
   * @param sessions how many sessions
   * @param cursors how many cursors of theirs
   */
  public record Ended(long sessions, long cursors) {}

  /** Ends every session. For the close of the core, after which none is opened. */
  public Ended endAll() {
    long sessions = 0;
    long cursors = 0;
    final Groups<OwnerRecord, SessionAnchor, OperationState> groups = new Groups<>(store.slots);
    while (groups.next()) {
      for (long taken = groups.taken(); taken != 0; taken &= taken - 1) {
        final int offset = groups.first() + Long.numberOfTrailingZeros(taken);
        final long ended =
            endAndCount(Handle.of(groups.segment().firstSlot() + offset, groups.segment().generation(offset)));
        if (ended != STALE) {
          sessions++;
          cursors += ended;
        }
      }
    }
    return new Ended(sessions, cursors);
  }

  /** Whether the session in this slot, which has this kill word, is open and no operation runs in it. */
  static boolean isIdle(final Segment<?, ?, ?> segment, final int offset, final long word) {
    return KillWord.isLive(word)
        && !KillWord.isRunning(word)
        && HoldWord.furtherOperations(segment.holdWordAcquire(offset)) <= 0;
  }

  /** Completes the end, and returns how many cursors that has ended. For the thread that took the word to ENDED. */
  @SuppressWarnings("NullAway") // the session is in its slot until it is released
  private long leave(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int offset, final boolean firstRuns) {
    if (firstRuns) {
      store.holds.end(segment, offset, true);
    }
    final SessionAnchor session = SessionAnchor.ofEnded(segment, offset); // AN-E1
    final OwnerRecord owner = segment.owner(offset);
    store.index.remove(segment.firstSlot() + offset, segment.idHigh(offset), segment.idLow(offset));
    owner.slots().remove(segment.firstSlot() + offset, segment);
    store.owners.detach(owner);
    store.services.counters.sessionsEnded.increment();
    endLabels(session); // LI-E3: after the word shows ENDED, before the slot can be another session's
    if (!firstRuns) {
      if (store.holds.freeUnheld(segment, offset)) {
        return 0;
      }
      store.holds.end(segment, offset, false);
    }
    final long cursors = session == null ? 0 : session.endCursors(); // HO-I3
    store.holds.release(segment, offset);
    return cursors;
  }

  /**
   * Frees the slot of a session that was given up before it opened; nothing holds it.
   *
   * @param listed whether it was in its owner's bag already
   */
  void takeBack(
      final Segment<?, ?, ?> segment,
      final int offset,
      final @Nullable SessionAnchor session,
      final OwnerRecord owner,
      final boolean listed) {
    if (listed) {
      owner.slots().remove(segment.firstSlot() + offset, segment);
    }
    try {
      store.owners.detach(owner);
    } finally { // that may find no memory either: SO-I2
      try {
        endLabels(session);
      } finally {
        store.holds.freeUnopened(segment, offset);
      }
    }
  }

  private void endLabels(final @Nullable SessionAnchor session) {
    if (session != null) {
      session.endLabels(store.labels); // callers: LI-E3
    }
  }
}
