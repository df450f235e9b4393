package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.OperationKilledException;
import dev.quell.internal.bag.Place;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the thread that uses an operation object knows of it, sets for it and asks it: whether it runs, whether it is
 * exempt, its labels, its deadline, and whether it was killed.
 */
abstract class OperationUse extends OperationState {
  // Where a run is listed, apart from its word.
  static final int FIRST = 0;
  static final int FURTHER = 1;
  static final int SESSIONLESS = 2;

  /** Beyond this a deadline never passes. A number, because an object would be read next to what threads write. */
  private static final long LONGEST_DEADLINE_SECONDS = TimeUnit.DAYS.toSeconds(36_500);

  // Of the run, for the thread that uses the object.
  int kind = FIRST;
  /** The word as this object last wrote it: running at its begin, idle at its end. */
  long left;
  @Nullable
  Segment<OwnerRecord, ? extends SessionHome, OperationState> lastSegment;
  boolean extras; // whether it has a parent or threads; any thread may set it for threads, a hint

  // Of the object.
  final Operations operations;
  /** Whether a slot keeps it for the runs of its session, each with a {@link OneRun} (ON-I4). */
  final boolean ofSlot;
  boolean exempt;
  long @Nullable [] ownWord;
  @SuppressWarnings("NullAway.Init") // made before it is filled, by place()
  Place place;
  int stripe;

  OperationUse(final Operations operations, final boolean ofSlot) {
    super(operations.claims);
    this.operations = operations;
    this.ofSlot = ofSlot;
  }

  public final void requireIdle() {
    if (ticket != 0) {
      throw new IllegalStateException("operation is running; close it first");
    }
  }

  public final void requireRunning() {
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
  }

  // ---- poll

  public boolean isKilled() {
    // opaque: K1 asks only that the kill is seen
    return (KillWords.getOpaqueWithin(words, index) & KillWord.POLL_MASK) != ticket && polledCause() != null;
  }

  public void check() {
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

  // ---- between runs

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
  final void dropLabels() {
    final Carrier mine = carrier; // OS-I3
    if (mine != null) {
      carrier = null; // OS-I3
      operations.labels.bury(mine);
    }
  }

  // ---- of the present run

  /** @throws IllegalArgumentException if the time is negative; an earlier deadline stays */
  final void setDeadline(final Duration fromNow) {
    if (fromNow.isNegative()) {
      throw new IllegalArgumentException("deadline must not be negative, but is " + fromNow);
    }
    if (fromNow.toSeconds() >= LONGEST_DEADLINE_SECONDS) {
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
