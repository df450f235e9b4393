package dev.quell.internal.operation;

import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.waits.WaitList;
import org.jspecify.annotations.Nullable;

/**
 * Ends the runs of an operation object. A compare-and-set on the run's word decides between end and kill (K1, K4); what
 * only some runs need follows it.
 */
abstract class OperationEnd extends OperationUse {
  /** The end of a run that took longer than this counts as a use of its session too. */
  private static final int TOUCH_MS = 100;

  OperationEnd(final Operations operations, final boolean ofSlot) {
    super(operations, ofSlot);
  }

  /** Ends the present run. Linearizes at the compare-and-set that makes the word idle. */
  void end() {
    end(null);
  }

  /** {@link #end()}, if the present run is this one; null for whichever is. */
  final void end(final @Nullable RunFate run) {
    final long count = runsAcquire();
    final long mine = ticketAcquire(); // OS-E1 acquire: a second close that meets the next run reads that run's fields
    if (run != null && !run.has(mine)) { // ON-I2: it is over
      return;
    }
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
      word = idleAfterChanges(run, count, at, i, mine);
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
  private long idleAfterChanges(
      final @Nullable RunFate run, final long count, final long[] at, final int i, final long mine) {
    while (true) {
      final long word = KillWords.getAcquire(at, i); // acquire: the CAS decides
      if (!KillWord.belongsTo(word, mine)) {
        return 0;
      }
      if ((!KillWord.isKilled(word) || noteFate(run, count, at, i, word)) // OS-I2: before the CAS
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
          if (woken.hasCalls()) {
            calls = () -> record.afterLastWake(woken::call);
          }
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

  @SuppressWarnings("NullAway") // the hold keeps the session in its slot, and its begin has made the object
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
}
