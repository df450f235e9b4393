package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.deadline.Timed;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.WaitList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The state of an operation object: the fields of its present run, and the protocol by which they are published. {@link
 * OperationState} shows it to other threads, {@link OperationLifecycle} fills it.
 *
 * <p>A word and a ticket identify a run. The object is used for one run after another, so other threads read the count
 * of its runs before and after they read its fields.
 */
abstract class ObjectState extends Timed {
  /*
   * States        not running (ticket 0) -> running (ticket = its word without cause and flags) -> not running
   * Invariants    OS-I1  a thread that reads the count of runs, then a ticket, then fields, then the same count, has
   *                      read the complete fields of one run. (The ticket alone is not enough: two words can carry the
   *                      same ticket.)
   *               OS-I2  the fate of a killed run is stored before its word says that it is over, and only a later
   *                      run's fate replaces it. A thread that finds the word changed, then a fate, then the same count
   *                      of runs, has the right fate of that run.
   *               OS-I3  labels change between runs only. A thread that reads a ticket and then the labels has those of
   *                      that run; or newer ones, and then its word says that the run is over.
   * Edges         OS-E1  begin setRelease(ticket) -> getAcquire(ticket): the fields of the run
   *               OS-E2  begin set(runs), storeStoreFence, fields -> fields, loadLoadFence, runs: a field of the next
   *                      run, its count; and setRelease(runs) -> getAcquire(runs): a run's count, the end of the runs
   *                      before it
   *               OS-E3  close CAS(fate), then CAS(word), then setRelease(ticket) -> word or ticket, then
   *                      getAcquire(fate)
   * Tests         OS-I1  LabelStress.OS_I1_KillVsNextRunWithTheSameTicket, LabelStress.OS_I1_ForeignPollVsNextRun,
   *                      LabelStress.OS_I1_ListingVsNextRun,
   *                      ReviewFindingsTest.shouldNotShowOneRunWithTheWordOfAnother
   *               OS-I2, OS-E3  RunStress.K1_PollVsEndOfKilled, RunStress.K4_CauseVsEndOfKilled
   *               OS-I3  CarrierStress.K2_RelabelledObjectVsKill, CarrierStress.K2_NextRunOfLabelledChildVsKill
   *               OS-E1  LabelStress.OS_E1_CutOffVsNextRun, AttachStress.K1_KillByOwnerSeesFurther
   *               OS-E2  LabelStress.OS_I1_KillVsNextRunWithTheSameTicket; x86 keeps loads in order and stores in
   *                      order, so there this tests the compiler only
   */

  private static final VarHandle RUNS;
  private static final VarHandle TICKET;
  private static final VarHandle STAMP;
  private static final VarHandle FATE;
  private static final VarHandle NAMED;
  private static final VarHandle WAITS;
  private static final VarHandle WORKERS;
  private static final long[] NOWHERE = {0};

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUNS = lookup.findVarHandle(ObjectState.class, "runs", long.class);
      TICKET = lookup.findVarHandle(ObjectState.class, "ticket", long.class);
      STAMP = lookup.findVarHandle(ObjectState.class, "stamp", long.class);
      FATE = lookup.findVarHandle(ObjectState.class, "fate", Fate.class);
      NAMED = lookup.findVarHandle(ObjectState.class, "named", NamedRun.class);
      WAITS = lookup.findVarHandle(ObjectState.class, "waits", WaitList.class);
      WORKERS = lookup.findVarHandle(ObjectState.class, "workers", WorkerList.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How run number {@code run} of one object was killed. */
  private record Fate(long run, KillRecord kill) {}

  final Claims claims;
  final CoreClock clock;

  /** How many runs have begun. */
  private long runs;
  // Of the run. The beginning thread writes them before OS-E1; others read them under OS-I1.
  long[] words = NOWHERE;
  int index;
  long ticket;
  private long stamp;
  long session;
  @Nullable
  Object description;

  // Of the run, rarely used.
  @Nullable
  Lineage lineage; // OS-I1, as the fields above; null if the run is no child
  @SuppressWarnings("unused") // through FATE
  private @Nullable Fate fate; // that of the last run that was killed and closed
  @SuppressWarnings("unused") // through NAMED
  private @Nullable NamedRun named;
  @SuppressWarnings("unused") // through WAITS
  private @Nullable WaitList waits;
  @SuppressWarnings("unused") // through WORKERS
  private @Nullable WorkerList workers;
  /** Number of the last run of which somebody polled after its kill. */
  private volatile long sawKill = -1; // volatile: to be seen soon, by a look at stragglers
  volatile @Nullable Carrier carrier; // OS-I3; of the object, not of a run

  ObjectState(final Claims claims) {
    this.claims = claims;
    this.clock = claims.services.clock;
  }

  // ---- the user's writes

  /** Announces that the fields change. */
  final void starting() {
    RUNS.setRelease(this, runs + 1); // OS-E2 release: the last run is over
    VarHandle.storeStoreFence(); // OS-E2
  }

  /** Publishes the run, whose fields are complete. */
  final void publish(final long newTicket, final long newStamp) {
    if (stamp != newStamp) {
      STAMP.setOpaque(this, newStamp); // published by OS-E1
    }
    TICKET.setRelease(this, newTicket); // OS-E1 release
  }

  /**
   * Notes how the run with this count was killed; false, and nothing noted, if its word has changed. For the closing
   * thread, before it makes the word idle (OS-I2).
   *
   * @param run the one that is closed, which keeps its fate itself; null if this object does
   */
  @SuppressWarnings("NullAway") // the word has not changed: the record is there
  final boolean noteFate(
      final @Nullable RunFate run, final long count, final long[] at, final int i, final long word) {
    final KillRecord record = claims.ledger.get(KillWord.cause(word));
    if (KillWords.getAcquire(at, i) != word) { // KL-I1: else the number may be another kill's by now
      return false;
    }
    if (run != null) {
      run.note(record); // ON-I3
      return true;
    }
    final Fate noted = new Fate(count, record);
    Fate seen;
    do {
      seen = (Fate) FATE.getAcquire(this); // OS-I2
    } while ((seen == null || seen.run < count) && !FATE.compareAndSet(this, seen, noted)); // OS-E3; OS-I2
    return true;
  }

  /**
   * Takes the ticket back: the run is over. It is the last step of a close, so that no other closing thread can begin
   * the next run before it.
   */
  final void retract() {
    // ON-E1 release
    TICKET.setRelease(this, 0L); // OS-E3 release; the next begin's fence orders it before the next run's fields (OS-E2)
  }

  /** The array of the present run's word. For the object's user. */
  public final long[] words() {
    return words;
  }

  /** The index of the present run's word. For the object's user. */
  public final int index() {
    return index;
  }

  /** Core time at which the present run began. For the object's user. */
  final long ownStamp() {
    return stamp;
  }

  // ---- what others read, under OS-I1

  public final long ticketAcquire() {
    return (long) TICKET.getAcquire(this); // OS-E1 acquire
  }

  final long runsAcquire() {
    return (long) RUNS.getAcquire(this); // OS-I1: before the ticket; OS-E2 acquire
  }

  /** Whether all that was read since the count of runs was {@code seen} belongs to one run (OS-I1). */
  final boolean stillRun(final long seen) {
    VarHandle.loadLoadFence(); // OS-E2
    return (long) RUNS.getOpaque(this) == seen; // OS-E2
  }

  /** {@link #cause}, for a poll: if the present run was killed, the work knows it from now on. */
  final @Nullable KillCause polledCause() {
    final long count = runsAcquire();
    final KillCause seen = cause();
    if (seen != null) {
      sawKill = count; // if the run has ended meanwhile, that of a run that is over: nobody asks for it
    }
    return seen;
  }

  /** The work of this run knows of its kill from now on, unless it is over. */
  final void sawKill(final long[] at, final int i, final long run) {
    final long count = runsAcquire();
    if (ticketAcquire() == run && words == at && index == i && stillRun(count)) { // OS-I1
      sawKill = count; // as in polledCause
    }
  }

  /**
   * The cause of the kill of the present run, or else of the last one; or null. A thread that is not the user may meet
   * a run that is ending, or the next one half begun. Then it reads again (OS-I1).
   */
  public final @Nullable KillCause cause() {
    while (true) {
      final long count = runsAcquire();
      final long seen = ticketAcquire(); // OS-E3
      final long[] at = words;
      final int i = index;
      if (!stillRun(count)) {
        continue;
      }
      // acquire: the cause publishes its record, KL-E1; OS-E3
      final long word = seen == 0 ? 0 : KillWords.getAcquire(at, i);
      if (seen == 0 || !KillWord.belongsTo(word, seen)) {
        final Fate last = (Fate) FATE.getAcquire(this); // OS-E3 acquire; OS-I2
        if (stillRun(count)) {
          return last != null && last.run == count ? last.kill.cause() : null;
        }
      } else if (!KillWord.isKilled(word)) {
        return null;
      } else {
        final KillRecord record = claims.ledger.get(KillWord.cause(word));
        if (KillWords.getAcquire(at, i) == word) { // KL-I1: else the number may be another kill's by now
          @SuppressWarnings("NullAway") // the word has not changed: the record is there
          final KillCause cause = record.cause();
          return cause;
        }
      }
    }
  }

  final long stampNow() {
    return (long) STAMP.getOpaque(this); // opaque: OS-I1, checked by the caller
  }

  final boolean isPresent(final Run run) {
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    return run.is(words, index, seen) && stillRun(count);
  }

  /** The number of this run; throws if it is over. */
  final long numberOf(final Run run) {
    final long count = runsAcquire();
    if (!isPresent(run) || !stillRun(count)) { // OS-I1
      throw new IllegalStateException("operation is not running");
    }
    return count;
  }

  /** Whether the run with this number is present. */
  final boolean isRun(final long number) {
    return ticketAcquire() != 0 && stillRun(number);
  }

  /** Whether somebody has polled for the present run since that was killed. */
  public final boolean hasSeenKill() {
    return sawKill == runsAcquire(); // a hint
  }

  /** The labels of the object now. */
  final Labels labelsNow() {
    final Carrier seen = carrier; // OS-I3
    return seen == null ? Labels.none() : seen.labels();
  }

  // ---- what other threads attach

  final @Nullable NamedRun named() {
    return (NamedRun) NAMED.getVolatile(this); // OI-I1
  }

  final boolean casNamed(final @Nullable NamedRun expected, final @Nullable NamedRun next) {
    return NAMED.compareAndSet(this, expected, next); // OI-I1
  }

  final @Nullable WorkerList workers() {
    return (WorkerList) WORKERS.getVolatile(this); // WO-I1
  }

  final boolean casWorkers(final @Nullable WorkerList expected, final @Nullable WorkerList next) {
    return WORKERS.compareAndSet(this, expected, next); // WO-I1
  }

  final @Nullable WaitList waits() {
    return (WaitList) WAITS.getVolatile(this); // WL-E2; CR-E2
  }

  final boolean casWaits(final @Nullable WaitList expected, final @Nullable WaitList next) {
    return WAITS.compareAndSet(this, expected, next); // WL-E2
  }
}
