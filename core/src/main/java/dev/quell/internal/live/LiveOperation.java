package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.KillCause;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.bag.Place;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionWord;
import dev.quell.internal.slots.Words;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An operation object: the host's for good, used for one run after another.
 *
 * <p>A run lives in a word. The first operation of a session runs on the session's own word (it is <em>primary</em>: one
 * compare-and-set to begin, one to end, no list); one that begins meanwhile runs on a word of its own and is listed in the
 * session (<em>overflow</em>); so does one without a session (<em>sessionless</em>). Whoever claims the word decides the
 * run's fate: the end or one kill (K1, K4).
 */
public final class LiveOperation implements Operation {
  /*
   * States        not running (ticket 0) -> running (ticket = its word less cause and flags) -> not running
   * Invariants    I1  a run ends once: only its close makes the word idle, and a second close finds another ticket there.
   *               I2  who reads the ticket, then fields, then the same ticket has read fields of one run.
   *               I3  a killer that sees WAITING finds the run's wait list, unless its close has come and fired the list itself.
   * Edges         E1  begin setRelease(ticket)   ->  getAcquire(ticket)      the fields of the run
   *               E2  begin CAS(word)            ->  getAcquire(word)        K1: a begin that returned is seen by a kill
   *               E3  end CAS(word)              ->  begin CAS(word)         the word is free
   *               E4  waits set, CAS(WAITING)    ->  kill CAS(word), waits   the killer finds whom to wake (K9)
   */

  // Where a run is listed, besides its word.
  private static final int PRIMARY = 0;
  private static final int OVERFLOW = 1;
  private static final int SESSIONLESS = 2;

  /** A run that took longer than this counts as a use of its session at its end too. */
  private static final int TOUCH_MS = 100;

  private static final VarHandle TICKET;
  private static final VarHandle STAMP;
  private static final VarHandle ENTRY;
  private static final VarHandle WAITS;
  private static final long[] NOWHERE = {0};

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      TICKET = lookup.findVarHandle(LiveOperation.class, "ticket", long.class);
      STAMP = lookup.findVarHandle(LiveOperation.class, "stamp", long.class);
      ENTRY = lookup.findVarHandle(LiveOperation.class, "entry", OperationEntry.class);
      WAITS = lookup.findVarHandle(LiveOperation.class, "waits", WaitList.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LiveContext context;
  private final CoreClock clock;

  // Of the run. Written before E1 by the thread that begins; read by others under I2.
  private long[] words = NOWHERE;
  private int index;
  private long ticket;
  private long stamp;
  private long session;
  private Object description;

  // Of the run, and rare.
  private int kind = PRIMARY;
  private boolean extras; // whether it has a deadline or a thread
  private KillCause lastCause;
  private OperationEntry entry;
  private WaitList waits;
  private volatile Deadline deadline;
  private volatile Thread thread;
  private volatile boolean sawKill;

  // Of the object.
  private boolean exempt;
  private boolean interruptible;
  private long[] ownWord;
  private Place place;
  private int stripe;

  public LiveOperation(final LiveContext context) {
    this.context = context;
    this.clock = context.clock;
  }

  LiveContext context() {
    return context;
  }

  // ---- begin

  @Override
  public Operation exempt(final boolean newExempt) {
    requireIdle();
    exempt = newExempt;
    return this;
  }

  /**
   * Begins in the open session of this slot and generation.
   *
   * @throws SessionEndedException if the slot holds no open session of this generation
   */
  LiveOperation begin(final Segment segment, final int offset, final int generation, final Object newDescription) {
    if (!tryBegin(segment, offset, generation, newDescription)) {
      throw context.isClosed() ? new ClosedCoreException() : new SessionEndedException();
    }
    return this;
  }

  /**
   * Begins, unless the slot holds no open session of this generation (any more). Linearizes at the compare-and-set of the word
   * (primary), or of the session word (overflow).
   */
  boolean tryBegin(final Segment segment, final int offset, final int generation, final Object newDescription) {
    requireIdle();
    if (segment.home() != context) {
      throw new IllegalArgumentException("operation belongs to another core");
    }
    // All loads come before the compare-and-set: it would make them wait for each other.
    final long now = clock.stamp();
    segment.touch(offset, SessionMeta.units(CoreClock.millis(now)));
    while (true) {
      final long word = segment.operationWordAcquire(offset); // E3 load side
      final Object last = segment.operation(offset);
      if (!SessionWord.isOpen(segment.sessionWordAcquire(offset), generation)) {
        return false;
      }
      if (OperationWord.isRunning(word) || OperationWord.exhausted(word)) {
        return beginOverflow(segment, offset, generation, newDescription);
      }
      final long begun = OperationWord.begun(word, exempt);
      if (segment.casOperationWord(offset, word, begun)) { // E2: whoever ended the session meanwhile has sealed the word
        if (last != this) {
          segment.setOperation(offset, this);
        }
        kind = PRIMARY;
        started(segment.words(), Segment.operationIndex(offset), begun, now, newDescription,
            Handle.of(segment.firstSlot() + offset, generation));
        return SessionWord.isSteady(segment.sessionWordAcquire(offset), generation)
            || settle(segment, offset, generation);
      }
    }
  }

  /**
   * The session was expiring or has ended when the operation had begun. Expiry looks at the operation word after it has marked
   * the session word, a begin the other way round: one sees the other, so no session expires under an operation.
   *
   * @return false if the session has ended and the run was taken back
   */
  private boolean settle(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)) {
        if (runCause() != null) {
          return true; // a kill has counted it: let it run, and find out
        }
        close();
        if (lastCause != null) {
          throw new OperationKilledException(lastCause); // a kill has counted it in the last moment: it must be seen (K4)
        }
        return false;
      }
      if (SessionWord.isSteady(seen, generation)
          || segment.casSessionWord(offset, seen, SessionWord.steady(seen))) { // takes the expiry back
        return true;
      }
    }
  }

  private boolean beginOverflow(
      final Segment segment, final int offset, final int generation, final Object newDescription) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)) {
        return false;
      }
      if (SessionWord.holds(seen) >= SessionWord.FIELD_LIMIT) {
        throw new LimitExceededException(
            LimitExceededException.Limit.OPERATIONS_PER_SESSION, SessionWord.FIELD_LIMIT);
      }
      if (segment.casSessionWord(offset, seen, seen + SessionWord.HOLD)) { // E2: from here on the slot is held for us
        break;
      }
    }
    kind = OVERFLOW;
    startOwnWord(newDescription, Handle.of(segment.firstSlot() + offset, generation));
    ((LiveSession) segment.session(offset)).side().overflow.add(this, place());
    return true;
  }

  /** Begins without a session: no session kill ever touches the run. */
  public LiveOperation beginSessionless(final Object newDescription) {
    requireIdle();
    kind = SESSIONLESS;
    startOwnWord(newDescription, Handle.NONE);
    stripe = context.sessionless.add(this, place());
    if (context.isClosed()) { // after the CAS that added it: either we see the close, or the close sees the run
      close();
      throw new ClosedCoreException();
    }
    return this;
  }

  private void startOwnWord(final Object newDescription, final long newSession) {
    if (ownWord == null || OperationWord.exhausted(ownWord[0])) {
      ownWord = new long[1];
    }
    final long begun = OperationWord.begun(ownWord[0], exempt); // plain read: only our own close wrote an idle word
    Words.cas(ownWord, 0, ownWord[0], begun); // E2: cannot fail, an idle word of our own is written by us alone
    started(ownWord, 0, begun, clock.stamp(), newDescription, newSession);
  }

  private void started(
      final long[] newWords,
      final int newIndex,
      final long begun,
      final long now,
      final Object newDescription,
      final long newSession) {
    if (words != newWords) { // a reference that stays the same is not stored again: no collector barrier
      words = newWords;
    }
    index = newIndex;
    session = newSession;
    if (description != newDescription) {
      description = newDescription;
    }
    if (lastCause != null) {
      lastCause = null;
      sawKill = false;
    }
    STAMP.setOpaque(this, now); // published by E1
    TICKET.setRelease(this, OperationWord.ticket(begun)); // E1 release
  }

  void requireIdle() {
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

  // ---- poll

  @Override
  public boolean isKilled() {
    return (Words.getOpaque(words, index) & OperationWord.POLL_MASK) != ticket && killedSlow();
  }

  @Override
  public void check() {
    if ((Words.getOpaque(words, index) & OperationWord.POLL_MASK) != ticket || ticket == 0) {
      checkSlow();
    }
  }

  private boolean killedSlow() {
    return ticket == 0 ? lastCause != null : runCause() != null;
  }

  private void checkSlow() {
    final KillCause cause = ticket == 0 ? lastCause : runCause();
    if (cause != null) {
      throw new OperationKilledException(cause);
    }
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
  }

  /** The cause of the run's kill, or null if it was not killed or has ended. */
  private KillCause runCause() {
    final long[] at = words;
    final int i = index;
    while (true) {
      final long word = Words.getAcquire(at, i); // with the cause comes the record, see KillLedger
      if (!OperationWord.isKilled(word) || !OperationWord.belongsTo(word, ticket)) {
        return null;
      }
      final KillRecord record = context.ledger.get(OperationWord.cause(word));
      if (Words.getAcquire(at, i) == word) { // else another thread ended the run, and the number may be another kill's
        sawKill = true;
        return record.cause();
      }
    }
  }

  @Override
  public Optional<KillCause> killCause() {
    return Optional.ofNullable(ticket == 0 ? lastCause : runCause());
  }

  @Override
  public boolean isRunning() {
    return ticketAcquire() != 0;
  }

  // ---- end

  /** Ends the run. Linearizes at the compare-and-set that makes the word idle. */
  @Override
  public void close() {
    final long mine = ticket;
    if (mine == 0) {
      return;
    }
    final boolean tookLong = clock.coarseMillis() - CoreClock.millis(stamp) > TOUCH_MS;
    final long[] at = words;
    final int i = index;
    long word;
    do {
      word = Words.getAcquire(at, i);
      if (!OperationWord.belongsTo(word, mine)) {
        return; // another thread closed it at the same time, against the contract: it does the rest (I1)
      }
    } while (!Words.cas(at, i, word, OperationWord.ended(word))); // E3; I1
    if ((word & ~mine & ~OperationWord.EXEMPT) != 0 || kind != PRIMARY || extras) {
      finish(word);
    }
    final OperationEntry mineOrStale = entry(); // after the CAS above: whoever adds one later sees the word idle
    if (mineOrStale != null) {
      context.operationIds.remove(mineOrStale);
      casEntry(mineOrStale, null);
    }
    if (tookLong && session != Handle.NONE) {
      context.sessions().touch(session, SessionMeta.units(clock.coarseMillis()));
    }
    if (description != null && !(description instanceof String)) {
      description = null; // it may hold on to much; a string stays, as the next run's is often the same
    }
    // Last, so that a thread that closes at the same time cannot begin the next run before this one is all over.
    TICKET.setOpaque(this, 0L); // opaque: the CAS of the next begin orders it before the next run's fields (I2)
  }

  /** What only some runs need at their end. {@code word} is the run's last. */
  private void finish(final long word) {
    if (extras) {
      cancelDeadline();
      thread = null;
      extras = false;
    }
    final KillRecord record = OperationWord.isKilled(word) ? context.ledger.get(OperationWord.cause(word)) : null;
    if (record != null) {
      lastCause = record.cause();
    }
    final WaitList list = waits();
    if (list != null && list.belongsTo(words, index, ticket)) {
      if (record != null) {
        list.fire(lastCause, context::report); // I3
      } else {
        list.close();
      }
      WAITS.compareAndSet(this, list, null); // only to let go; a list knows its run
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
    if (kind == OVERFLOW) {
      ((LiveSession) segment.session(offset)).side().overflow.remove(place); // before the hold goes, so is the session ours
      sessions.release(segment, offset);
    } else if ((word & OperationWord.ENDING) != 0) {
      sessions.release(segment, offset);
    }
  }

  // ---- for kills and listings

  long ticketAcquire() {
    return (long) TICKET.getAcquire(this); // E1 acquire
  }

  /** Whether the fields read since {@code seen} was read belong to that run (I2). */
  private boolean stillTicket(final long seen) {
    VarHandle.loadLoadFence(); // I2
    return (long) TICKET.getOpaque(this) == seen; // opaque: the fence before it orders it
  }

  /** Core time at which the run on this word began, or {@link Long#MAX_VALUE} if its begin has not returned yet. */
  public long stampOf(final long[] at, final int i, final long run) {
    final long seen = ticketAcquire();
    final boolean same = seen == run && words == at && index == i;
    final long began = (long) STAMP.getOpaque(this); // opaque: I2
    return same && stillTicket(seen) ? began : Long.MAX_VALUE;
  }

  /** Shows the object's present run, if it belongs to this session; {@link Handle#NONE}: to none. */
  public void offer(final long expectedSession, final Claimer claimer) {
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final long began = (long) STAMP.getOpaque(this); // opaque: I2
    if (seen != 0 && session == expectedSession && stillTicket(seen)) {
      claimer.operation(this, at, i, seen, began);
    }
  }

  /** Shows the object's present run, in whatever session, if its deadline has passed and it has not been killed. */
  public void offerIfOverdue(final long nowMillis, final Claimer claimer) {
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final Deadline due = deadline;
    if (seen != 0 && due != null && due.millis() <= nowMillis && stillTicket(seen)
        && !OperationWord.isKilled(Words.getAcquire(at, i))) {
      claimer.operation(this, at, i, seen, 0);
    }
  }

  /** The object's present run, in whatever session; or null. */
  public OperationEntry run() {
    final long seen = ticketAcquire();
    if (seen == 0) {
      return null;
    }
    final OperationEntry run = new OperationEntry(this, words, index, seen, 0);
    return stillTicket(seen) ? run : null;
  }

  /** Wakes whoever waits for the kill of this run. For the killer that saw WAITING. */
  public void wake(final long[] at, final int i, final long run, final KillCause cause) {
    final WaitList list = waits();
    if (list != null && list.belongsTo(at, i, run)) {
      list.fire(cause, context::report); // I3
    }
  }

  /** A description of the run, or null if it is not this object's run (any more). */
  public OperationInfo infoOf(final OperationEntry run) {
    return OperationDescriber.describe(context, this, run);
  }

  long[] words() {
    return words;
  }

  int index() {
    return index;
  }

  Object descriptionNow() {
    return description;
  }

  long stampNow() {
    return (long) STAMP.getOpaque(this); // opaque: I2, by the caller
  }

  long sessionNow() {
    return session;
  }

  Deadline deadlineNow() {
    return deadline;
  }

  /** The thread the host said works on the present run, or null. */
  public Thread threadNow() {
    return thread;
  }

  /** Whether the present run has polled since it was killed. */
  public boolean sawKill() {
    return sawKill;
  }

  boolean isRun(final OperationEntry run) {
    final long seen = ticketAcquire();
    return run.isRun(words, index, seen) && stillTicket(seen);
  }

  OperationEntry entry() {
    return (OperationEntry) ENTRY.getVolatile(this); // OperationIds I1
  }

  boolean casEntry(final OperationEntry expected, final OperationEntry next) {
    return ENTRY.compareAndSet(this, expected, next); // OperationIds I1
  }

  private WaitList waits() {
    return (WaitList) WAITS.getVolatile(this); // E4
  }

  // ---- what the host does with a run

  @Override
  public int id() {
    requireRunning();
    return context.operationIds.idOf(this, words, index, ticket);
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE || ticket == 0 ? Optional.empty() : context.sessions().facade(session);
  }

  @Override
  public OperationInfo info() {
    requireRunning();
    return infoOf(run());
  }

  @Override
  public Operation deadline(final Duration fromNow) {
    requireRunning();
    final Deadline next = Deadline.of(fromNow, clock); // first: if it refuses, the earlier deadline stays
    cancelDeadline();
    deadline = next;
    extras = true;
    next.schedule(this, context.deadlines);
    return this;
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(context.deadlines);
      deadline = null;
    }
  }

  @Override
  public Operation thread(final Thread worker) {
    requireRunning();
    thread = worker;
    extras = true;
    return this;
  }

  @Override
  public boolean kill(final int code, final String reason, final String by) {
    requireRunning();
    final OperationEntry run = run();
    return run != null && context.killRun(run, code, reason, by); // null: its user ended it meanwhile
  }

  void requireRunning() {
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
  }

  // ---- waits

  /**
   * Joins the wait list of the present run, or has the waiter called at once if that is killed already. Any thread may; the run may
   * end at any time, and its word be used for another.
   */
  void arm(final WaitList.Waiter waiter) {
    final OperationEntry run = run();
    if (run == null) {
      throw new IllegalStateException("operation is not running");
    }
    final WaitList list = waitsOf(run);
    if (!list.join(waiter)) {
      final KillCause cause = list.cause();
      if (cause == null) {
        throw new IllegalStateException("operation is not running"); // it ended meanwhile
      }
      list.call(waiter, context::report);
      return;
    }
    while (true) {
      final long word = Words.getAcquire(run.words(), run.index());
      if (!OperationWord.belongsTo(word, run.ticket())) {
        return; // it ended meanwhile; if it was killed its close has fired the list, for it saw WAITING, or fires none
      }
      if (OperationWord.isKilled(word)) {
        fireIfStill(run, word, list); // the killer may not have seen WAITING
        return;
      }
      if ((word & OperationWord.WAITING) != 0
          || Words.cas(run.words(), run.index(), word, word | OperationWord.WAITING)) { // E4
        return;
      }
    }
  }

  private void fireIfStill(final OperationEntry run, final long word, final WaitList list) {
    final KillRecord record = context.ledger.get(OperationWord.cause(word));
    if (Words.getAcquire(run.words(), run.index()) == word) { // else it ended, and the number may be another kill's
      list.fire(record.cause(), context::report);
    }
  }

  /** True if the user's thread is inside an interruptible call already. */
  boolean enterInterruptible() {
    final boolean nested = interruptible;
    interruptible = true;
    return nested;
  }

  void leaveInterruptible(final boolean nested) {
    interruptible = nested;
  }

  void disarm(final WaitList.Waiter waiter) {
    final WaitList list = waits();
    if (list != null) {
      list.leave(waiter);
    }
  }

  private WaitList waitsOf(final OperationEntry run) {
    while (true) {
      final WaitList seen = waits();
      if (seen != null && seen.belongsTo(run.words(), run.index(), run.ticket())) {
        return seen;
      }
      final WaitList fresh = new WaitList(run.words(), run.index(), run.ticket());
      if (WAITS.compareAndSet(this, seen, fresh)) { // E4
        return fresh;
      }
    }
  }

  @Override
  public void sleep(final Duration duration) throws InterruptedException {
    OperationWaits.await(this, () -> false, Objects.requireNonNull(duration, "duration"));
  }

  @Override
  public boolean await(final BooleanSupplier condition, final Duration timeout) throws InterruptedException {
    return OperationWaits.await(this, condition, timeout);
  }

  @Override
  public void signal() {
    final WaitList list = waits();
    if (list != null) {
      OperationWaits.signal(list);
    }
  }

  @Override
  public <T> T await(final Future<T> future) throws InterruptedException, ExecutionException {
    return OperationWaits.await(this, future);
  }

  @Override
  public <T> T interruptibly(final Callable<T> call) throws Exception {
    return OperationWaits.interruptibly(this, call);
  }

  @Override
  public Registration onKill(final Consumer<KillCause> callback) {
    return OperationWaits.onKill(this, callback);
  }
}
