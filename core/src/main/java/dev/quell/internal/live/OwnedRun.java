package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.KillCause;
import dev.quell.OperationKilledException;
import dev.quell.SessionEndedException;
import dev.quell.internal.bag.Place;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.Words;

/**
 * How the runs of an operation object begin and end; for the thread that uses it.
 *
 * <p>The first operation of a session runs on the slot's own word: one compare-and-set to begin, one to end, no list.
 * One that begins meanwhile (a <em>further</em> one) runs on a word of its own and is listed in the session; so does
 * one without a session. Whoever claims the word decides the run's fate: the end or one kill (K1, K4).
 */
abstract class OwnedRun extends Run {
  /*
   * Invariants    I1  a run ends once: only its close makes the word idle; a second close finds another ticket there, or,
   *                   if the next run has begun, another count of runs (Run I1).
   *               I2  a killer that sees WAITING finds the run's wait list, unless its close has come and fired the
   *                   list itself: nobody replaces the list of a run before that has ended.
   *               I3  a LIVE word that its last user left idle and finds again is in the same open session, and nothing
   *                   has run there since: see OperationWord on sequences. (One left ENDED may be found again too: its
   *                   session has ended.)
   * Edges         E1  begin CAS(word)            ->  getAcquire(word)        K1: a begin that returned is seen by a kill
   *               E2  end CAS(word)              ->  begin CAS(word)         the word is free
   *               E3  waits set, CAS(WAITING)    ->  kill CAS(word), waits   the killer finds whom to wake (K9)
   * Tests         I1  OperationTest.shouldEndOnceWhenTwoThreadsCloseIt,
   *                   OperationTest.shouldNotEndASuccessorByASecondClose, LabelStress.OwnedRun_I1_CloseVsCloseAndNextRun
   *               I2  KillStress.K9_OnKillVsKillVsEnd, LateKillerTest.shouldNotWakeTheNextRun,
   *                   LateJoinerTest.shouldNotTakeTheWaitersOfTheNextRun, WaitStress.K9_OnKillVsOnKillOfNextRun
   *               I3  LabelStress.OwnedRun_I3_BeginAgainVsEnd, KillStress.K2_KillHitsOneOfTwoRuns
   *               E1  KillStress.K1_KillVsBegin, LabelStress.OwnedRun_E1_BeginFurtherVsKillAndEnd
   *               E2  KillStress.K4_KillVsEnd, EndStress.I1_EndVsEndOfFirst
   *               E3  KillStress.K9_OnKillVsKill
   */

  // Where a run is listed, besides its word.
  private static final int FIRST = 0;
  private static final int FURTHER = 1;
  private static final int SESSIONLESS = 2;

  /** A run that took longer than this counts as a use of its session at its end too. */
  private static final int TOUCH_MS = 100;

  // Of the run, and its user's.
  private int kind = FIRST;
  /** The word as this object left it: with the begin of its run, or idle, with the end. */
  private long left;
  private Segment lastSegment;
  private boolean extras; // whether it has a deadline or a thread

  // Of the object.
  private boolean exempt;
  private long[] ownWord;
  private Place place;
  private int stripe;

  OwnedRun(final LiveContext context) {
    super(context);
  }

  // ---- begin

  /**
   * Begins in the open session of this slot and generation.
   *
   * @throws SessionEndedException if the slot holds no open session of this generation
   */
  final void begin(final Segment segment, final int slot, final int generation, final Object newDescription) {
    requireIdle();
    if (beginsAgain(segment, Handle.of(slot, generation), newDescription)) {
      return;
    }
    if (segment.home() != context) {
      throw new IllegalArgumentException("operation belongs to another core");
    }
    if (!tryBegin(segment, Segment.offset(slot), generation, newDescription)) {
      throw context.ended();
    }
  }

  /**
   * Begins where the object's last run was, if nothing has happened there since. A session is used by one connection at
   * a time as a rule, and then this saves looking at the slot: the compare-and-set tells all (I3), and has nothing to
   * wait for but this object's fields.
   */
  private boolean beginsAgain(final Segment segment, final long handle, final Object newDescription) {
    if (lastSegment != segment
        || session != handle
        || kind != FIRST
        || !OperationWord.isLive(left)
        || OperationWord.isExhausted(left)) {
      return false;
    }
    final long begun = OperationWord.begun(left, exempt);
    if (!Words.cas(words, index, left, begun)) { // E1, E2; I3
      return false;
    }
    final long now = clock.stamp();
    final long units = SessionMeta.units(CoreClock.millis(now));
    if (units != SessionMeta.units(CoreClock.millis(ownStamp()))) { // else the last begin has noted this very time
      segment.touch(Segment.offset(Handle.slot(handle)), units);
    }
    started(words, index, begun, now, newDescription, handle);
    return true;
  }

  /** {@link #beginsAgain}, if the last run was in the session of this UUID and owner. */
  final boolean beginsAgainIn(final long idHigh, final long idLow, final OwnerRecord owner, final Object newDescription) {
    final Segment segment = lastSegment;
    if (segment == null || session == Handle.NONE) {
      return false;
    }
    final int offset = Segment.offset(Handle.slot(session));
    return segment.idLow(offset) == idLow
        && segment.idHigh(offset) == idHigh
        && segment.owner(offset) == owner
        && beginsAgain(segment, session, newDescription); // succeeds only if all this is the session's still (I3)
  }

  /**
   * Begins, unless the slot holds no open session of this generation (any more). Linearizes at the compare-and-set of
   * the slot's word (first operation), or where {@link SessionEnds#attach} does (further one).
   */
  final boolean tryBegin(final Segment segment, final int offset, final int generation, final Object newDescription) {
    // All loads come before the compare-and-set: it would make them wait for each other.
    final long now = clock.stamp();
    while (true) {
      final long word = segment.operationWordAcquire(offset); // E2 load side
      final Object last = segment.operation(offset);
      if (!OperationWord.isLive(word) || !segment.stillIn(offset, generation)) {
        return false;
      }
      segment.touch(offset, SessionMeta.units(CoreClock.millis(now)));
      if (OperationWord.isRunning(word) || OperationWord.isExhausted(word)) {
        return beginFurther(segment, offset, generation, newDescription);
      }
      final long begun = OperationWord.begun(word, exempt);
      if (segment.casOperationWord(offset, word, begun)) { // E1: and the session of this word was open until now
        if (last != this) {
          segment.setOperation(offset, this);
        }
        if (lastSegment != segment) {
          lastSegment = segment;
        }
        if (kind != FIRST) {
          kind = FIRST;
        }
        started(segment.words(), offset, begun, now, newDescription, Handle.of(segment.firstSlot() + offset, generation));
        return true;
      }
    }
  }

  private boolean beginFurther(
      final Segment segment, final int offset, final int generation, final Object newDescription) {
    if (!context.sessions().ends().hold(segment, offset, generation)) {
      return false;
    }
    kind = FURTHER;
    startOwnWord(newDescription, Handle.of(segment.firstSlot() + offset, generation));
    ((LiveSession) segment.session(offset)).side().further.add(this, place());
    // E1; LiveContext E1: after the volatile fill of the entry
    final boolean open = SessionEnds.attach(segment, offset, generation) && !context.isClosed();
    return open || !takeBack();
  }

  /**
   * Takes back a run that nobody was told of; false if a kill has counted it, so that it must go on and find out (K4).
   */
  private boolean takeBack() {
    if (cause() != null) {
      return false;
    }
    end();
    final KillCause late = cause();
    if (late != null) {
      throw new OperationKilledException(late); // counted in the last moment
    }
    return true;
  }

  /** Begins without a session: no session kill ever touches the run. */
  public final void beginSessionless(final Object newDescription) {
    requireIdle();
    kind = SESSIONLESS;
    startOwnWord(newDescription, Handle.NONE);
    stripe = context.sessionless.add(this, place());
    if (context.isClosed()) { // LiveContext E1: after the volatile fill of the entry
      end();
      throw new ClosedCoreException();
    }
  }

  private void startOwnWord(final Object newDescription, final long newSession) {
    if (ownWord == null || OperationWord.isExhausted(ownWord[0])) {
      ownWord = new long[] {OperationWord.NEW_OWN};
    }
    final long idle = ownWord[0]; // plain read: only our own close wrote an idle word
    final long begun = OperationWord.begun(idle, exempt);
    Words.cas(ownWord, 0, idle, begun); // E1: cannot fail, an idle word of our own is written by us alone
    started(ownWord, 0, begun, clock.stamp(), newDescription, newSession);
  }

  private void started(
      final long[] newWords,
      final int newIndex,
      final long begun,
      final long now,
      final Object newDescription,
      final long newSession) {
    starting(); // before the first field
    // What stays the same is not stored again: the compare-and-set at the end has to wait for every store, a reference
    // has a barrier.
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
    publish(OperationWord.ticket(begun), now);
  }

  final void requireIdle() {
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

  /** Whether session kills pass over the next run. */
  final void setExempt(final boolean newExempt) {
    requireIdle();
    exempt = newExempt;
  }

  // ---- end

  /** Ends the run. Linearizes at the compare-and-set that makes the word idle. */
  final void end() {
    final long count = runsAcquire();
    final long mine = ticket;
    final long[] at = words;
    final int i = index;
    final long begun = left;
    if (mine == 0 || !stillRun(count)) { // Run I1: else another thread has closed it, and begins the next
      return;
    }
    final boolean tookLong = clock.coarseMillis() - CoreClock.millis(ownStamp()) > TOUCH_MS;
    if (tookLong && session != Handle.NONE) {
      context.sessions().ends().touch(session, SessionMeta.units(clock.coarseMillis()));
    }
    long word = begun; // as a rule nobody has changed it
    if (!OperationWord.belongsTo(word, mine) || !Words.cas(at, i, word, OperationWord.idle(word))) { // E2; I1
      word = idleAfterChanges(count, at, i, mine);
      if (word == 0) {
        return; // another thread closed it at the same time, against the contract: it does the rest (I1)
      }
    }
    left = OperationWord.idle(word);
    if (OperationWord.remarks(word) != 0 || kind != FIRST || extras) {
      finish(word);
    }
    final OperationEntry mineOrStale = entry(); // OperationIds I1: after the CAS above
    if (mineOrStale != null) {
      context.operationIds.remove(mineOrStale);
      casEntry(mineOrStale, null);
    }
    if (description != null && !(description instanceof String)) {
      description = null; // it may hold on to much; a string stays, as the next run's is often the same
    }
    retract();
  }

  /** Makes the word idle, whatever others have made of it, and answers what it was; or 0 if the run is over already. */
  private long idleAfterChanges(final long count, final long[] at, final int i, final long mine) {
    while (true) {
      final long word = Words.getAcquire(at, i); // acquire: the CAS decides
      if (!OperationWord.belongsTo(word, mine)) {
        return 0;
      }
      if ((!OperationWord.isKilled(word) || noteFate(count, at, i, word)) // Run I2: before the CAS
          && Words.cas(at, i, word, OperationWord.idle(word))) { // E2; I1
        return word;
      }
    }
  }

  /** What only some runs need at their end. {@code word} is the run's last. */
  private void finish(final long word) {
    if (extras) {
      cancelDeadline();
      thread = null;
      extras = false;
    }
    final KillRecord record = OperationWord.isKilled(word) ? context.ledger.get(OperationWord.cause(word)) : null;
    final WaitList list = waits();
    if (list != null && list.belongsTo(words, index, ticket)) {
      if (record != null) {
        list.fire(record.cause(), context::report); // I2
      } else {
        list.close();
      }
      casWaits(list, null); // only to let go; a list knows its run
    }
    if (record != null) {
      if (!record.isShared()) {
        context.counters.recordStop(clock.nanoTime() - record.calledNanos());
      }
      context.ledger.stopped(record);
    }
    if (kind == SESSIONLESS) {
      context.sessionless.remove(stripe, place);
    } else {
      finishInSession(word);
    }
  }

  private void finishInSession(final long word) {
    final LiveSessions sessions = context.sessions();
    final Segment segment = sessions.slots().segmentOf(Handle.slot(session));
    final int offset = Segment.offset(Handle.slot(session));
    if (kind == FURTHER) {
      // before the hold goes, so is the session ours
      ((LiveSession) segment.session(offset)).side().further.remove(place);
      sessions.ends().release(segment, offset);
    } else if (OperationWord.isEnded(word)) {
      sessions.ends().release(segment, offset);
    }
  }

  // ---- what goes with a run

  final void setDeadline(final Deadline next) {
    cancelDeadline();
    deadline = next; // Run I1
    extras = true;
    next.schedule(this, context.deadlines);
  }

  private void cancelDeadline() {
    if (deadline != null) { // volatile: our own
      deadline.cancel(context.deadlines); // volatile: our own
      deadline = null; // Run I1
    }
  }

  final void setThread(final Thread worker) {
    thread = worker;
    extras = true;
  }
}
