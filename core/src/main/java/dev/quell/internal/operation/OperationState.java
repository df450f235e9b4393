package dev.quell.internal.operation;

import dev.quell.Labels;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.internal.deadline.Timed;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.WaitList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An operation object as other threads see it: kills, listings, the background agent. Each method shows one run, or
 * nothing: it reads the state under the count of runs ({@link ObjectState}, OS-I1).
 */
public abstract class OperationState extends ObjectState implements Run.Victim {
  OperationState(final Claims claims) {
    super(claims);
  }

  /** The object that has the state of this run, as long as that lasts. */
  public static OperationState of(final Run run) {
    return (OperationState) run.operation();
  }

  /** Core time at which the run on this word began, or {@link Long#MAX_VALUE} if its begin has not returned yet. */
  public final long stampOf(final long[] at, final int i, final long run) {
    final long count = runsAcquire();
    final boolean same = ticketAcquire() == run && words == at && index == i;
    final long began = stampNow();
    return same && stillRun(count) ? began : Long.MAX_VALUE;
  }

  /** Shows the present run if it belongs to this session, or to none for {@link Handle#NONE}. */
  public final void offer(final long expectedSession, final Consumer<? super Run> visitor) {
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final long began = stampNow();
    if (seen != 0 && session == expectedSession && stillRun(count)) {
      visitor.accept(new Run(this, at, i, seen, began));
    }
  }

  /** The object as a carrier of labels; null if it never had any. For the object's user, and as a hint. */
  public final @Nullable Carrier carrier() {
    return carrier; // volatile: written by the user
  }

  /** The present run, in any session or none, with the labels of the object; null if none runs. */
  public final @Nullable LabelledRun labelled() {
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final long began = stampNow();
    final long in = session;
    final Labels labels = labelsNow(); // OS-I3
    return seen != 0 && stillRun(count) ? new LabelledRun(new Run(this, at, i, seen, began), in, labels) : null;
  }

  /** The labels of the object during this run; none if another runs now, or the begin has not returned. */
  public final Labels labelsOf(final Run run) {
    final long count = runsAcquire();
    final boolean same = run.is(words, index, ticketAcquire());
    final Labels labels = labelsNow(); // OS-I3
    return same && stillRun(count) ? labels : Labels.none();
  }

  /** Shows the present run, in any session or none, if its deadline has passed and it has not been killed. */
  public final void offerIfOverdue(final long nowNanos, final Consumer<? super Run> visitor) {
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final long due = deadline(); // OS-I1
    if (seen != 0 && due != NONE && due <= nowNanos && stillRun(count)
        && !KillWord.isKilled(KillWords.getAcquire(at, i))) { // acquire: a hint, the claim decides
      visitor.accept(new Run(this, at, i, seen, 0));
    }
  }

  /** The deadline of the present run in core nanoseconds, or {@link Timed#NONE} (OS-I1, by the reader). */
  final long deadlineNow() {
    return deadline(); // OS-I1
  }

  /** The deadline of the present run; none if that is over or killed. If another run has begun meanwhile, either's. */
  @Override
  protected final long pending() {
    final long due = deadline(); // TW-E1: first, so that what follows is of the run that set it, or of a later one
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    if (due == NONE || !stillRun(count)) {
      return due;
    }
    final long word = seen == 0 ? 0 : KillWords.getAcquire(at, i); // acquire: a killed run stays killed
    return seen != 0 && KillWord.belongsTo(word, seen) && !KillWord.isKilled(word) ? due : NONE;
  }

  /** The present run, in any session or none; null if none runs. */
  public final @Nullable Run present() {
    while (true) {
      final long count = runsAcquire();
      final long seen = ticketAcquire();
      if (seen == 0) {
        return null;
      }
      final Run run = new Run(this, words, index, seen, 0);
      if (stillRun(count)) { // else the user has begun another run meanwhile
        return run;
      }
    }
  }

  @Override
  public final void offerAsChild(final Run parent, final Consumer<? super Run> visitor) {
    final long count = runsAcquire();
    final long seen = ticketAcquire();
    final long[] at = words;
    final int i = index;
    final Lineage mine = lineage;
    if (seen != 0 && mine != null && mine.isOf(parent) && stillRun(count)) { // OS-I1; CR-I1
      visitor.accept(new Run(this, at, i, seen, 0));
    }
  }

  /** Whether the present run is a child. A hint, but it never says no of a child that has not ended. */
  public final boolean isChild() {
    return lineage != null; // OS-E1: for a thread that has met the run
  }

  /** The session of a run that was the present one a moment ago, or {@link Handle#NONE}. */
  final long sessionOf(final Run run) {
    final long count = runsAcquire();
    final boolean same = run.is(words, index, ticketAcquire());
    final long seen = session;
    if (!same || !stillRun(count)) {
      throw new IllegalStateException("operation is not running"); // it ended meanwhile
    }
    return seen;
  }

  @Override
  public final @Nullable Woken wake(final Run run, final KillRecord record) {
    final WaitList list = waits();
    return list != null && list.belongsTo(run.words(), run.index(), run.ticket())
        ? list.fire(record, claims::reportLater) // WL-I2
        : null;
  }

  @Override
  public final Run.@Nullable Children children(final Run run) {
    final WaitList list = waits(); // CR-E2
    return list != null && list.belongsTo(run.words(), run.index(), run.ticket()) ? list : null;
  }

  /** Loads what the claim of an awaited run looks at. The result means nothing. */
  public final int load() {
    final WaitList list = waits();
    return list == null ? 0 : list.load();
  }

  @Override
  public final List<Thread> threads() {
    final long number = runsAcquire();
    return WorkerList.threads(WorkerList.of(workers(), number)); // WO-I1
  }
}
