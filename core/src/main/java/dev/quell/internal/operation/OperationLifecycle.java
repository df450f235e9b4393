package dev.quell.internal.operation;

import dev.quell.ClosedCoreException;
import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.OperationKilledException;
import dev.quell.SessionEndedException;
import dev.quell.internal.bag.Place;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.waits.WaitList;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the runs of an operation object; for the thread that uses it.
 *
 * <p>The first operation of a session runs on the slot's kill word: one compare-and-set to begin, one to end, no list.
 * An operation that begins meanwhile (a <em>further</em> one) runs on a separate word and is listed in the session. One
 * without a session runs on a separate word too. A compare-and-set on the word decides between end and kill (K1, K4).
 */
abstract class OperationLifecycle extends OperationState {
  /*
   * Invariants    OL-I1  a run ends once: only its close makes the word idle. A second close finds another ticket
   *                      there, or, if the next run has begun, another count of runs (OS-I1).
   *               OL-I2  if an object finds the LIVE idle word that it left, the same session is still open, and
   *                      nothing has run there since: see KillWord on sequences. (A word left ENDED may be found again
   *                      too: its session has ended.)
   * Tests         OL-I1  OperationTest.shouldEndOnceWhenTwoThreadsCloseIt,
   *                      OperationTest.shouldNotEndASuccessorByASecondClose, LabelStress.OL_I1_CloseVsCloseAndNextRun
   *               OL-I2  LabelStress.OL_I2_BeginAgainVsEnd, KillStress.K2_KillHitsOneOfTwoRuns
   */

  // Where a run is listed, apart from its word.
  private static final int FIRST = 0;
  private static final int FURTHER = 1;
  private static final int SESSIONLESS = 2;

  /** The end of a run that took longer than this counts as a use of its session too. */
  private static final int TOUCH_MS = 100;

  /** Beyond this a deadline never passes. */
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(36_500);

  // Of the run, for the thread that uses the object.
  private int kind = FIRST;
  /** The word as this object last wrote it: running at its begin, idle at its end. */
  private long left;
  private @Nullable Segment<OwnerRecord, ? extends SessionHome, OperationState> lastSegment;
  private boolean extras; // whether it has a parent or threads; any thread may set it for threads, a hint

  // Of the object.
  final Operations operations;
  private boolean exempt;
  private long @Nullable [] ownWord;
  @SuppressWarnings("NullAway.Init") // made before it is filled, by place()
  private Place place;
  private int stripe;

  OperationLifecycle(final Operations operations) {
    super(operations.claims);
    this.operations = operations;
  }

  // ---- begin

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

  @SuppressWarnings("NullAway") // the hold keeps the session in its slot
  private boolean beginFurther(
      final Segment<?, ? extends SessionHome, ?> segment, final long handle, final @Nullable Object newDescription) {
    final int offset = Segment.offset(Handle.slot(handle));
    if (!operations.holds.hold(segment, offset, Handle.generation(handle))) {
      return false;
    }
    kind = FURTHER;
    startOwnWord(newDescription, handle);
    segment.session(offset).furtherOperations().add(this, place());
    // KW-E1; SV-E1: after the volatile store of the entry
    final boolean open = Holds.attach(segment, offset, Handle.generation(handle)) && !claims.services.isClosed();
    return open || !takeBack();
  }

  /**
   * Takes back a run whose begin has not returned. False if a kill has counted it: then it goes on and finds out (K4).
   */
  private boolean takeBack() {
    if (cause() != null) {
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
    kind = SESSIONLESS;
    startOwnWord(newDescription, Handle.NONE);
    stripe = operations.sessionless.add(this, place());
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

  private void startOwnWord(final @Nullable Object newDescription, final long newSession) {
    if (ownWord == null || KillWord.isExhausted(ownWord[0])) {
      ownWord = new long[] {KillWord.NEW_OWN};
    }
    final long idle = ownWord[0]; // plain read: only this object's end writes an idle word here
    final long begun = KillWord.begun(idle, exempt);
    KillWords.begin(ownWord, 0, idle, begun); // KW-E1: cannot fail, only this object changes its idle word
    started(ownWord, 0, begun, clock.stamp(), newDescription, newSession);
  }

  private void started(
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

  public final void requireIdle() {
    if (ticket != 0) {
      throw new IllegalStateException("operation is running; close it first");
    }
  }

  private Place place() {
    if (place == null) {
      place = new Place();
    }
    return place;
  }

  /** Sets whether session kills pass over the next run. */
  final void setExempt(final boolean newExempt) {
    requireIdle();
    exempt = newExempt;
  }

  /** Sets the labels of the runs to come. */
  final void setLabels(final Labels labels) {
    requireIdle();
    if (carrier == null) { // OS-I3
      if (labels.isEmpty()) {
        return;
      }
      carrier = operations.labels.ofOperation(this); // OS-I3
    }
    try {
      operations.labels.label(carrier, labels); // OS-I3
    } finally {
      Reference.reachabilityFence(this); // LI-I4: not dropped in between
    }
  }

  /** Takes the labels from the object, between two runs: the word says that the last one is over (OS-I3). */
  private void dropLabels() {
    final Carrier mine = carrier; // OS-I3
    if (mine != null) {
      carrier = null; // OS-I3
      operations.labels.bury(mine);
    }
  }

  public final void requireRunning() {
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
  }

  // ---- poll

  public final boolean isKilled() {
    // opaque: K1 asks only that the kill is seen
    return (KillWords.getOpaqueWithin(words, index) & KillWord.POLL_MASK) != ticket && polledCause() != null;
  }

  public final void check() {
    // opaque: as above
    if ((KillWords.getOpaqueWithin(words, index) & KillWord.POLL_MASK) != ticket || ticket == 0) {
      checkSlow();
    }
  }

  private void checkSlow() {
    final KillCause cause = polledCause();
    if (cause != null) {
      throw new OperationKilledException(cause);
    }
    requireRunning();
  }

  // ---- end

  /** Ends the run. Linearizes at the compare-and-set that makes the word idle. */
  final void end() {
    final long count = runsAcquire();
    final long mine = ticketAcquire(); // OS-E1 acquire: a second close that meets the next run reads that run's fields
    final long[] at = words;
    final int i = index;
    final long begun = left;
    if (mine == 0 || !stillRun(count)) { // OS-I1: else another thread has closed it, and begun the next
      return;
    }
    final boolean tookLong = clock.coarseMillis() - CoreClock.millis(ownStamp()) > TOUCH_MS;
    if (tookLong && session != Handle.NONE) {
      operations.holds.touch(session, SessionMeta.units(clock.coarseMillis()));
    }
    long word = begun; // as a rule unchanged
    if (!KillWord.belongsTo(word, mine) || !KillWords.end(at, i, word)) { // KW-E2; OL-I1
      word = idleAfterChanges(count, at, i, mine);
      if (word == 0) {
        return; // another thread closed it concurrently, against the contract: it does the rest (OL-I1)
      }
    }
    left = KillWord.idle(word);
    if (hasDeadline()) {
      operations.deadlines.disarm(this); // before OS-E3: the next run starts without a deadline
    }
    final Runnable calls = KillWord.remarks(word) != 0 || kind != FIRST || extras ? finish(word) : null;
    final NamedRun mineOrStale = named(); // OI-I1: after the CAS above
    if (mineOrStale != null) {
      operations.ids.remove(mineOrStale);
      casNamed(mineOrStale, null);
    }
    if (description != null && !(description instanceof String)) {
      description = null; // it may retain much; a string stays, because the next run often has the same
    }
    retract();
    if (calls != null) {
      calls.run(); // last: the host may block here, and nobody waits for this run any more
    }
  }

  /** Makes a word idle that others may have changed. Returns what it was, or 0 if the run is over already. */
  private long idleAfterChanges(final long count, final long[] at, final int i, final long mine) {
    while (true) {
      final long word = KillWords.getAcquire(at, i); // acquire: the CAS decides
      if (!KillWord.belongsTo(word, mine)) {
        return 0;
      }
      if ((!KillWord.isKilled(word) || noteFate(count, at, i, word)) // OS-I2: before the CAS
          && KillWords.end(at, i, word)) { // KW-E2; OL-I1
        return word;
      }
    }
  }

  /**
   * The steps that only some runs need at their end. {@code word} is the run's last word.
   *
   * @return sees to what the host has registered; null if there is nothing
   */
  private @Nullable Runnable finish(final long word) {
    Runnable calls = null;
    if (extras) {
      casWorkers(workers(), null); // only for the collector: a list knows its run
      if (lineage != null) {
        lineage.leave();
        lineage = null;
        exempt = false; // it was exempt and labelled like its parent; a later run is no child
        dropLabels();
      }
      extras = false;
    }
    final KillRecord record = KillWord.isKilled(word) ? claims.ledger.get(KillWord.cause(word)) : null;
    final WaitList list = waits();
    if (list != null && list.belongsTo(words, index, ticket)) {
      list.endDependants(); // KI-E1: after the step that ended the run
      if (record != null) {
        final Woken woken = list.fire(record, claims::reportLater); // WL-I2
        if (woken != null) {
          woken.interrupt();
          calls = () -> record.afterLastWake(woken::call);
        }
      } else {
        list.close();
      }
      casWaits(list, null); // only for the collector: a list knows its run
    }
    if (record != null) {
      if (!record.isShared()) {
        claims.services.counters.recordStop(clock.nanoTime() - record.calledNanos());
      }
      claims.ledger.stopped(record);
    }
    if (kind == SESSIONLESS) {
      operations.sessionless.remove(stripe, place);
    } else {
      finishInSession(word);
    }
    return calls;
  }

  @SuppressWarnings("NullAway") // the hold keeps the session in its slot
  private void finishInSession(final long word) {
    final Segment<?, ? extends SessionHome, ?> segment = operations.slots.segmentOf(Handle.slot(session));
    final int offset = Segment.offset(Handle.slot(session));
    if (kind == FURTHER) {
      segment.session(offset).furtherOperations().remove(place); // before the hold goes: it keeps the session here
      operations.holds.release(segment, offset);
    } else if (KillWord.isEnded(word)) {
      operations.holds.release(segment, offset);
    }
  }

  // ---- deadline and thread

  /** @throws IllegalArgumentException if the time is negative; an earlier deadline stays */
  final void setDeadline(final Duration fromNow) {
    if (fromNow.isNegative()) {
      throw new IllegalArgumentException("deadline must not be negative, but is " + fromNow);
    }
    if (fromNow.compareTo(LONGEST_DEADLINE) > 0) {
      operations.deadlines.disarm(this);
    } else {
      operations.deadlines.arm(this, clock.nanosAfter(fromNow.toNanos()));
    }
  }

  /** The run has threads to forget. A write of another thread may come too late, and then a later run's end does it. */
  final void hasExtras() {
    extras = true;
  }
}
