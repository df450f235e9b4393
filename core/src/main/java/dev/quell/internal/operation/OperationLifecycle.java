package dev.quell.internal.operation;

import dev.quell.ClosedCoreException;
import dev.quell.KillCause;
import dev.quell.OperationKilledException;
import dev.quell.SessionEndedException;
import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import org.jspecify.annotations.Nullable;

/**
 * Begins the runs of an operation object; for the thread that uses it. {@link OperationEnd} ends them.
 *
 * <p>The first operation of a session runs on the slot's kill word: one compare-and-set to begin, one to end, no list.
 * An operation that begins meanwhile (a <em>further</em> one) runs on a separate word and is listed in the session. One
 * without a session runs on a separate word too.
 */
public abstract class OperationLifecycle extends OperationEnd {
  /*
   * Invariants    OL-I1  a run ends once: only its close makes the word idle. A second close finds another ticket
   *                      there, or, if the next run has begun, another count of runs (OS-I1).
   *               OL-I2  if an object finds the LIVE idle word that it left, the same session is still open, and
   *                      nothing has run there since: see KillWord on sequences. (A word left ENDED may be found again
   *                      too: its session has ended.)
   *               OL-I3  a begin takes all that may be out of memory before its run is published, and gives it back if
   *                      it is: so there is no run that nobody can end, and no hold of one.
   * Tests         OL-I1  OperationTest.shouldEndOnceWhenTwoThreadsCloseIt,
   *                      OperationTest.shouldNotEndASuccessorByASecondClose, LabelStress.OL_I1_CloseVsCloseAndNextRun
   *               OL-I2  LabelStress.OL_I2_BeginAgainVsEnd, KillStress.K2_KillHitsOneOfTwoRuns
   *               OL-I3  argued: one thread takes and gives back;
   *                      FurtherBeginFailsTest.shouldGiveThePlaceOfTheSessionBackForLackOfAPlace,
   *                      SessionlessBeginFailsTest.shouldLeaveNoRun
   */

  OperationLifecycle(final Operations operations, final boolean ofSlot) {
    super(operations, ofSlot);
  }

  /**
   * Begins in the open session with this handle.
   *
   * @throws SessionEndedException if no open session has this handle
   */
  public final void begin(final long handle, final @Nullable Object newDescription) {
    requireIdle();
    if (beginsAgain(handle, newDescription)) {
      return;
    }
    if (!tryBegin(handle, newDescription)) {
      throw claims.services.ended();
    }
  }

  /**
   * Begins where the object's last run was, if nothing has happened there since. As a rule one connection at a time
   * uses a session, and then this saves reading the slot. The compare-and-set checks everything (OL-I2), and depends on
   * no load outside this object.
   */
  @SuppressWarnings("NullAway") // the run that left a LIVE word was in lastSegment
  private boolean beginsAgain(final long handle, final @Nullable Object newDescription) {
    if (session != handle || kind != FIRST || !KillWord.isLive(left) || KillWord.isExhausted(left)) {
      return false;
    }
    final long begun = KillWord.begun(left, exempt);
    if (!KillWords.begin(words, index, left, begun)) { // KW-E1, KW-E2; OL-I2
      return false;
    }
    final long now = clock.stamp();
    final long units = SessionMeta.units(CoreClock.millis(now));
    if (units != SessionMeta.units(CoreClock.millis(ownStamp()))) { // else the last begin noted the same time
      lastSegment.touch(Segment.offset(Handle.slot(handle)), units);
    }
    started(words, index, begun, now, newDescription, handle);
    return true;
  }

  /** {@link #beginsAgain}, if the last run was in the session of this UUID and owner. */
  public final boolean beginsAgainIn(
      final long idHigh, final long idLow, final OwnerRecord owner, final @Nullable Object newDescription) {
    final Segment<OwnerRecord, ?, ?> segment = lastSegment;
    if (segment == null || session == Handle.NONE) {
      return false;
    }
    final int offset = Segment.offset(Handle.slot(session));
    return segment.idLow(offset) == idLow
        && segment.idHigh(offset) == idHigh
        && segment.owner(offset) == owner
        && beginsAgain(session, newDescription); // succeeds only if what was compared is still this session's (OL-I2)
  }

  /**
   * Begins; false if no open session has this handle. Linearizes at the compare-and-set of the slot's word (first
   * operation), or where {@link Holds#attach} does (further operation).
   */
  public final boolean tryBegin(final long handle, final @Nullable Object newDescription) {
    final int slot = Handle.slot(handle);
    final int offset = Segment.offset(slot);
    final int generation = Handle.generation(handle);
    final Segment<OwnerRecord, ? extends SessionHome, OperationState> segment = operations.slots.segmentOf(slot);
    // All loads come before the compare-and-set, which would keep them from overlapping.
    final long now = clock.stamp();
    while (true) {
      final long word = segment.killWordAcquire(offset); // KW-E2 load side
      // not as an OperationState: that would load the header of an object which another thread may be writing
      final Object last = segment.operation(offset);
      if (!KillWord.isLive(word) || !segment.stillIn(offset, generation)) {
        return false;
      }
      segment.touch(offset, SessionMeta.units(CoreClock.millis(now)));
      if (KillWord.isRunning(word) || KillWord.isExhausted(word)) {
        return beginFurther(segment, handle, newDescription);
      }
      final long begun = KillWord.begun(word, exempt);
      if (KillWords.begin(segment.words(), offset, word, begun)) { // KW-E1: the word's session was open until now
        if (last != this) {
          segment.setOperation(offset, this);
        }
        if (lastSegment != segment) {
          lastSegment = segment;
        }
        if (kind != FIRST) {
          kind = FIRST;
        }
        started(segment.words(), offset, begun, now, newDescription, handle);
        return true;
      }
    }
  }

  private boolean beginFurther(
      final Segment<?, ? extends SessionHome, ?> segment, final long handle, final @Nullable Object newDescription) {
    final int offset = Segment.offset(Handle.slot(handle));
    if (!operations.holds.hold(segment, offset, Handle.generation(handle))) {
      return false;
    }
    final RefBag<OperationState> listed;
    try { // OL-I3
      makeOwnWord();
      listed = operations.home(handle).furtherOperations(); // the first one makes them
      listed.reserve(place());
    } catch (final Throwable e) {
      operations.holds.release(segment, offset);
      throw e;
    }
    kind = FURTHER;
    startOwnWord(newDescription, handle);
    listed.put(this, place);
    // KW-E1; SV-E1: after the volatile store of the entry
    final boolean open = Holds.attach(segment, offset, Handle.generation(handle)) && !claims.services.isClosed();
    return open || !takeBack();
  }

  /**
   * Takes back a run whose begin has not returned. False if a kill has counted it: then it goes on and finds out (K4).
   */
  private boolean takeBack() {
    if (KillWord.isKilled(KillWords.getAcquire(words, index))) { // acquire: its own run; no cause is made: OL-I3
      return false;
    }
    end();
    final KillCause late = cause();
    if (late != null) {
      throw new OperationKilledException(late); // counted just before it ended
    }
    return true;
  }

  /** Begins without a session: session kills never reach the run. */
  public final void beginSessionless(final @Nullable Object newDescription) {
    requireIdle();
    makeOwnWord(); // OL-I3
    stripe = operations.sessionless.reserve(place());
    kind = SESSIONLESS;
    startOwnWord(newDescription, Handle.NONE);
    operations.sessionless.put(stripe, this, place);
    if (claims.services.isClosed()) { // SV-E1: after the volatile store of the entry
      end();
      throw new ClosedCoreException();
    }
  }

  /** Begins as a child, in the session of this handle if there is one that is open, else without a session. */
  final void beginChild(final long handle, final @Nullable Object newDescription, final Lineage newLineage) {
    requireIdle();
    takeOver(newLineage); // before the run is published: OS-E1
    if (handle == Handle.NONE || !tryBegin(handle, newDescription)) {
      takeOver(newLineage); // a begin that was taken back has ended a run
      beginSessionless(newDescription);
    }
  }

  private void takeOver(final Lineage newLineage) {
    setExempt(newLineage.exempt);
    setLabels(newLineage.labels);
    lineage = newLineage;
    extras = true;
  }

  /** Makes the word that {@link #startOwnWord} begins on, if there is none that can be used. */
  private void makeOwnWord() {
    if (ownWord == null || KillWord.isExhausted(ownWord[0])) {
      ownWord = new long[] {KillWord.NEW_OWN};
    }
  }

  @SuppressWarnings("NullAway") // it has been made
  private void startOwnWord(final @Nullable Object newDescription, final long newSession) {
    final long idle = ownWord[0]; // plain read: only this object's end writes an idle word here
    final long begun = KillWord.begun(idle, exempt);
    KillWords.begin(ownWord, 0, idle, begun); // KW-E1: cannot fail, only this object changes its idle word
    started(ownWord, 0, begun, clock.stamp(), newDescription, newSession);
  }

  void started(
      final long[] newWords,
      final int newIndex,
      final long begun,
      final long now,
      final @Nullable Object newDescription,
      final long newSession) {
    starting(); // before the first field is written
    // Unchanged values are not stored again: the compare-and-set at the end waits for every store, and storing a
    // reference has a GC barrier.
    if (words != newWords) {
      words = newWords;
    }
    if (index != newIndex) {
      index = newIndex;
    }
    if (session != newSession) {
      session = newSession;
    }
    if (description != newDescription) {
      description = newDescription;
    }
    left = begun;
    publish(KillWord.ticket(begun), now);
  }

  private Place place() {
    if (place == null) {
      place = new Place();
    }
    return place;
  }
}
