package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Session;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation that the host did not bring an object for: the first operation of a session, for one run. The state of
 * the run is in an object that the slot keeps for one such run after another. So a begin makes 40 bytes, and stores no
 * reference to them: a young object in an old array would cost more than the begin.
 *
 * <p>It is the name of its run, as {@link Run} is. A poll is the same loads and the same comparison as that of an
 * {@link OperationImpl}. When the run is over, it finds that out by the word, whatever the slot's object does by then.
 *
 * <p>If the host begins it again, or sets what later runs have, it gets an object of its own for that, and stands for
 * that object from the begin on.
 *
 * <p><b>Threads:</b> as {@link Operation} says. <b>Progress:</b> lock-free.
 */
public final class OneRun implements HostOperation, RunFate {
  /*
   * States        running -> over -> over, with an object of its own -> stands for that
   * Invariants    ON-I1  a slot's object runs one run at a time, all of them on the word of one slot, in one session.
   *                      A begin reads the idle word, then finds the object in the slot with ticket 0, then changes the
   *                      word by a compare-and-set: no run has begun there in between, and the close of the last one is
   *                      done. A begin that finds a ticket takes a new object instead, and waits for nobody (K5).
   *               ON-I2  nothing done here reaches another run of the slot's object. Word and ticket name the run for
   *                      ever (KillWord on sequences). The close ends the object's run only if that has this ticket,
   *                      under OS-I1; all else goes by the Run, as a killer does.
   *                      The deadline alone does not: its method is the user's, as the close is, so that they never
   *                      overlap.
   *               ON-I3  the fate of a killed run is stored here before its word says that it is over. A thread that
   *                      finds the word changed, then has the right fate. Two closing threads store the same one.
   *               ON-I4  the host never gets hold of a slot's object. So what lasts for more than one run (exempt,
   *                      labels) is never set on it, and no run leaves anything to the next.
   * Edges         ON-E1  close setRelease(ticket 0), its last step -> getAcquire(ticket): all that the last user of the
   *                      object has written, before the first write of the next user
   *               ON-E2  close setRelease(fate), then CAS(word) -> getAcquire(word), then getAcquire(fate)
   * Tests         ON-I1  OneRunStress.ON_I1_CloseVsBegin, OneRunStress.ON_I1_BeginAndCloseVsBegin,
   *                      OneRunStress.ON_I1_BeginVsBegin
   *               ON-I2  OneRunStress.ON_I2_CloseVsCloseAndNextRun, OneRunStress.ON_I2_KillVsCloseAndNextRun,
   *                      OneRunStress.ON_I2_PollVsCloseAndKillOfNextRun, OneRunTest.shouldNotTouchALaterRun
   *               ON-I3  OneRunStress.ON_I3_CauseVsCloseAndNextRun, OneRunTest.shouldKnowItsKillWhenTheNextRunGoesOn
   *               ON-I4  argued: no method returns a slot's object, and none here sets what lasts on it;
   *                      OneRunTest.shouldLeaveNothingToTheNextRun
   *               ON-E1  OneRunStress.ON_I1_CloseVsBegin
   *               ON-E2  OneRunStress.ON_I3_CauseVsCloseAndNextRun
   */

  private static final VarHandle FATE;

  static {
    try {
      FATE = MethodHandles.lookup().findVarHandle(OneRun.class, "fate", KillRecord.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final OperationImpl state;
  private final long[] words;
  private final int index;
  private final long ticket;
  @SuppressWarnings("unused") // through FATE
  private @Nullable KillRecord fate;
  private volatile @Nullable OperationImpl own; // volatile: a poll by another thread may go by it

  /** Before the compare-and-set of the begin, which may be out of memory no more. */
  OneRun(final OperationImpl state, final long[] words, final int index, final long begun) {
    this.state = state;
    this.words = words;
    this.index = index;
    this.ticket = KillWord.ticket(begun);
  }

  // ---- begin

  /**
   * Begins the first operation of the open session with this handle as one run, in the object that the slot
   * keeps, or in a new one if that is not to be had; if there is a first one already, a new object as a further one.
   * Linearizes as {@link OperationLifecycle#tryBegin} does.
   *
   * @throws dev.quell.SessionEndedException if no open session has this handle
   */
  static Operation begin(final Operations operations, final long handle, final @Nullable Object newDescription) {
    final int slot = Handle.slot(handle);
    final int offset = Segment.offset(slot);
    final int generation = Handle.generation(handle);
    final Segment<OwnerRecord, ? extends SessionHome, OperationState> segment = operations.slots.segmentOf(slot);
    final long[] words = segment.words();
    final long now = operations.claims.services.clock.stamp();
    while (true) {
      final long word = segment.killWordAcquire(offset); // KW-E2 load side; ON-I1: before the object
      if (!KillWord.isLive(word) || !segment.stillIn(offset, generation)) {
        throw operations.claims.services.ended();
      }
      if (KillWord.isRunning(word) || KillWord.isExhausted(word)) {
        final OperationImpl further = new OperationImpl(operations);
        further.begin(handle, newDescription);
        return further;
      }
      final OperationState last = segment.operation(offset);
      segment.touch(offset, SessionMeta.units(CoreClock.millis(now)));
      final long begun = KillWord.begun(word, false);
      // All that may be out of memory comes before the compare-and-set: else nobody could end the run.
      final OperationImpl kept = idleOfSlot(last);
      final OperationImpl state = kept == null ? new OperationImpl(operations, true) : kept;
      final OneRun run = new OneRun(state, words, offset, begun);
      if (KillWords.begin(words, offset, word, begun)) { // KW-E1, as in tryBegin; ON-I1
        if (kept == null) {
          segment.setOperation(offset, state);
        }
        state.started(words, offset, begun, now, newDescription, handle);
        return run;
      }
    }
  }

  /** The object that ran last in a slot, if it is for the slot's runs, and the close of the last one is done. */
  private static @Nullable OperationImpl idleOfSlot(final @Nullable OperationState last) {
    return last instanceof OperationImpl object && object.ofSlot && object.ticketAcquire() == 0 // ON-E1; ON-I1
        ? object
        : null;
  }

  // ---- which run

  @Override
  public Operations operations() {
    return state.operations;
  }

  /** The object of its own, once a run has begun in it; else null. */
  private @Nullable OperationImpl later() {
    final OperationImpl seen = own; // volatile: as above
    return seen == null || seen.runsAcquire() == 0 ? null : seen;
  }

  @Override
  public OperationImpl state() {
    final OperationImpl later = later();
    return later == null ? state : later;
  }

  @Override
  public @Nullable Run present() {
    final OperationImpl later = later();
    if (later != null) {
      return later.present();
    }
    return isOver() ? null : new Run(state, words, index, ticket, 0);
  }

  @Override
  public boolean has(final long otherTicket) {
    return ticket == otherTicket;
  }

  private boolean isOver() {
    return !KillWord.belongsTo(KillWords.getAcquire(words, index), ticket); // ON-I2; ON-E2 acquire
  }

  @Override
  public boolean isRunning() {
    final OperationImpl later = later();
    return later == null ? !isOver() : later.isRunning();
  }

  @Override
  public OperationImpl toBegin() {
    if (!isOver()) {
      throw new IllegalStateException("operation is running; close it first");
    }
    OperationImpl mine = own; // volatile: as above
    if (mine == null) {
      mine = new OperationImpl(operations()); // ON-I4
      own = mine; // volatile: as above
    }
    return mine;
  }

  @Override
  public OperationImpl another() {
    return new OperationImpl(operations());
  }

  // ---- poll

  @Override
  public boolean isKilled() {
    // opaque: K1 asks only that the kill is seen
    return (KillWords.getOpaque(words, index) & KillWord.POLL_MASK) != ticket && polledCause() != null;
  }

  @Override
  public void check() {
    // opaque: as above
    if ((KillWords.getOpaque(words, index) & KillWord.POLL_MASK) != ticket) {
      checkSlow();
    }
  }

  private void checkSlow() {
    final KillCause cause = polledCause();
    if (cause != null) {
      throw new OperationKilledException(cause);
    }
    if (!isRunning()) {
      throw new IllegalStateException("operation is not running");
    }
  }

  private @Nullable KillCause polledCause() {
    final OperationImpl later = later();
    if (later != null) {
      return later.polledCause();
    }
    final KillCause seen = cause();
    if (seen != null) {
      state.sawKill(words, index, ticket);
    }
    return seen;
  }

  @Override
  public @Nullable KillCause cause() {
    final OperationImpl later = later();
    if (later != null) {
      return later.cause();
    }
    while (true) {
      final long word = KillWords.getAcquire(words, index); // acquire: the cause publishes its record, KL-E1; ON-E2
      if (!KillWord.belongsTo(word, ticket)) {
        final KillRecord noted = (KillRecord) FATE.getAcquire(this); // ON-E2 acquire; ON-I3
        return noted == null ? null : noted.cause();
      }
      if (!KillWord.isKilled(word)) {
        return null;
      }
      final KillRecord record = operations().claims.ledger.get(KillWord.cause(word));
      if (KillWords.getAcquire(words, index) == word) { // KL-I1: else the number may be another kill's by now
        @SuppressWarnings("NullAway") // the word has not changed: the record is there
        final KillCause cause = record.cause();
        return cause;
      }
    }
  }

  // ---- for its user

  @Override
  public Operation exempt(final boolean newExempt) {
    toBegin().exempt(newExempt);
    return this;
  }

  @Override
  public Operation labels(final Labels labels) {
    toBegin().labels(labels);
    return this;
  }

  @Override
  public Operation deadline(final Duration fromNow) {
    requirePresent();
    state().setDeadline(Objects.requireNonNull(fromNow, "fromNow"));
    return this;
  }

  @Override
  public Optional<Session> session() {
    final OperationImpl later = later();
    if (later != null) {
      return later.session();
    }
    return isOver() || state.session == Handle.NONE ? Optional.empty() : operations().session(state.session);
  }

  @Override
  public void close() {
    final OperationImpl later = later();
    if (later == null) {
      state.end(this);
    } else {
      later.end();
    }
  }

  @Override
  public void note(final KillRecord kill) {
    FATE.setRelease(this, kill); // ON-E2 release; ON-I3
  }
}
