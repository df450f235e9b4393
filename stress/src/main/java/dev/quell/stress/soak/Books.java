package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.KillCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * What the checker knows of one round, from the outside: what was called and what returned, and when. When is counted,
 * not measured: each moment written down has a number, and what came later has the greater one.
 */
final class Books {
  final Violations violations;
  final Counts counts;
  final Stalls stalls;
  final Names names;
  /** The core's clock. */
  final LongSupplier nanos;

  /** Runs of which others know: from the return of their begin to the call of their end. */
  final AtomicReferenceArray<RunBook> running;
  /** Cursors of which others know. */
  final AtomicReferenceArray<CursorBook> open;
  /** The kill that each killer is in. */
  final AtomicReferenceArray<KillBook> killing;
  final Map<Long, KillBook> kills = new ConcurrentHashMap<>();
  final ConcurrentLinkedQueue<RunBook> withCallback = new ConcurrentLinkedQueue<>();
  /** Those who for certain joined the run they name. */
  final ConcurrentLinkedQueue<JoinBook> joins = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<CursorBook> cursors = new ConcurrentLinkedQueue<>();

  /** Operations that calls of {@code killOperation} and {@code kill} said they had won. */
  final AtomicLong wonById = new AtomicLong();
  /** Cursors that kills by pattern reported. */
  final AtomicLong cursorsClaimed = new AtomicLong();
  /** Cursors that calls of {@code killCursor} said they had won. */
  final AtomicLong cursorsWonById = new AtomicLong();
  /** Cursors that their host closed while they were idle, on its own thread. */
  final AtomicLong cursorsClosedByHost = new AtomicLong();

  private final AtomicLong moment = new AtomicLong();
  private final AtomicLong killNumber;

  Books(
      final Violations violations, final Counts counts, final Stalls stalls, final Names names,
      final LongSupplier nanos,
      final AtomicLong killNumber, final int runSlots, final int cursorSlots, final int killers) {
    this.violations = violations;
    this.counts = counts;
    this.stalls = stalls;
    this.names = names;
    this.nanos = nanos;
    this.killNumber = killNumber;
    this.running = new AtomicReferenceArray<>(runSlots);
    this.open = new AtomicReferenceArray<>(cursorSlots);
    this.killing = new AtomicReferenceArray<>(killers);
  }

  /** The present moment: greater than all before. */
  long now() {
    return moment.incrementAndGet();
  }

  long nextKillNumber() {
    return killNumber.incrementAndGet();
  }

  /** The call of the oldest kill under way, or now. */
  long oldestKill() {
    long oldest = now();
    for (int i = 0; i < killing.length(); i++) {
      final KillBook kill = killing.get(i);
      if (kill != null) {
        oldest = Math.min(oldest, kill.called);
      }
    }
    return oldest;
  }

  // ---- the end of a run

  /**
   * A run has ended, with this cause or none: was it this kill's to claim (K2, K3), and was it told by the right one
   * (K4)?
   */
  void ended(final RunBook run, final KillCause cause) {
    run.cause = cause;
    counts.runs.increment();
    if (cause == null) {
      return;
    }
    counts.killedRuns.increment();
    if (run.callbacks == null && run.told != null) {
      violations.add("K9", run + " had no callback and was told");
    }
    if (cause.code() == KillCode.MAX_TIME_MS_EXPIRED) {
      endedByDeadline(run);
    } else if (cause.code() != KillCode.INTERRUPTED_AT_SHUTDOWN) {
      endedByKill(run, cause, kills.get(KillBook.numberOf(cause.reason())));
    }
  }

  private void endedByDeadline(final RunBook run) {
    counts.deadlineKills.increment();
    if (run.deadlineNanos == 0 || nanos.getAsLong() - run.deadlineNanos < 0) {
      violations.add("deadline", run + " died of a deadline that has not passed");
    }
  }

  private void endedByKill(final RunBook run, final KillCause cause, final KillBook kill) {
    if (kill == null) {
      violations.add("K3", run + " was killed by nobody known: " + cause);
      return;
    }
    kill.seen.incrementAndGet();
    if (cause.code() != kill.code) {
      violations.add("K3", run + " was killed by " + kill + " with code " + kill.code + ", but was told " + cause);
    }
    final long returned = kill.returned;
    if (run.beginCalled > returned) {
      violations.add("K2", run + " was killed by " + kill);
    }
    switch (kill.kind) {
      case PATTERN -> endedByPattern(run, cause, kill);
      case OPERATION -> {
        if (kill.target != run) {
          violations.add("K3", run + " was killed in the place of " + kill.target + " by " + kill);
        }
      }
      case CURSOR -> {
        if (kill.cursor != run.pins) {
          violations.add("K3", run + " has not used the cursor of " + kill + ", which killed it");
        }
      }
      default -> throw new IllegalStateException();
    }
  }

  private void endedByPattern(final RunBook run, final KillCause cause, final KillBook kill) {
    if (run.name == null || run.exempt) {
      violations.add("K3", run + " is nothing for session kills, but was killed by " + kill);
    } else if (!kill.mayMatch(run.name, now())) {
      violations.add("K3", run + " does not match, but was killed by " + kill);
    }
    if (run.beginCalled > kill.cutReturned) {
      violations.add("K2", run + " began after the cut-off of " + kill);
    }
    final long told = kill.toldKillId;
    if (told != 0 && told != cause.killId() || cause.killId() == 0) {
      violations.add("K4", "victims of " + kill + " were told " + told + " and " + cause.killId());
    }
    kill.toldKillId = cause.killId();
  }
}
