package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.internal.services.CoreClock;
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
  private static final int NAMED = 64;

  final Violations violations;
  final Counts counts;
  final Stalls stalls;
  final Names names;
  /** The core's clock. */
  final LongSupplier nanos;
  /** The time of the core, by which the age of what runs is told. */
  final CoreClock clock;

  /** Runs of which others know: from the return of their begin to the call of their end. */
  final AtomicReferenceArray<RunBook> running;
  /** Cursors of which others know. */
  final AtomicReferenceArray<CursorBook> open;
  /** The kill that each killer is in. */
  final AtomicReferenceArray<KillBook> killing;
  final Map<Long, KillBook> kills = new ConcurrentHashMap<>();
  final ConcurrentLinkedQueue<CursorBook> cursors = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<StopBook> stops = new ConcurrentLinkedQueue<>();
  final TellBook tells = new TellBook(this);
  final ChildBook children = new ChildBook(this);
  /** Runs that others may still name by a reference, over or not. */
  final AtomicReferenceArray<RunBook> named = new AtomicReferenceArray<>(NAMED);

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
      final Subject subject,
      final AtomicLong killNumber, final int runSlots, final int cursorSlots, final int killers) {
    this.violations = violations;
    this.counts = counts;
    this.stalls = stalls;
    this.names = names;
    this.nanos = subject.nanos;
    this.clock = subject.parts.services.clock;
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

  /** Ends a run, and judges its end; of a child, when all have ended. */
  void end(final RunBook run) {
    run.ender = Thread.currentThread();
    run.endCalled = now();
    run.operation.close();
    final KillCause cause = run.operation.killCause().orElse(null);
    run.cause = cause;
    run.ended = now();
    counts.runs.increment();
    if (cause != null) {
      counts.killedRuns.increment();
    }
    if (run.isChild()) {
      children.ended(run);
    } else if (cause != null) {
      judge(run, cause);
    }
  }

  /** An operation was killed while it began, and so did not begin. */
  void killedInBegin(final KillCause cause) {
    counts.killedRuns.increment();
    children.unsure(cause);
  }

  /**
   * A run has ended with this cause: was it this kill's to claim (K2, K3), and was it told by the right one (K4)?
   */
  void judge(final RunBook run, final KillCause cause) {
    if (cause.code() == KillCode.INTERRUPTED_AT_SHUTDOWN) {
      return;
    }
    tells.seen(cause, true);
    if (cause.code() == KillCode.MAX_TIME_MS_EXPIRED) {
      endedByDeadline(run);
    } else {
      endedByKill(run, cause, kills.get(KillBook.numberOf(cause.reason())));
    }
  }

  private void endedByDeadline(final RunBook run) {
    counts.deadlineKills.increment();
    if (!run.deadline.mayHavePassed()) {
      violations.add("deadline", run + " died of a deadline, and has " + run.deadline);
    }
  }

  private void endedByKill(final RunBook run, final KillCause cause, final KillBook kill) {
    if (kill == null) {
      violations.add("K3", run + " was killed by nobody known: " + cause);
      return;
    }
    kill.seen.incrementAndGet();
    checkStopped(run, kill);
    if (cause.code() != kill.code) {
      violations.add("K3", run + " was killed by " + kill + " with code " + kill.code + ", but was told " + cause);
    }
    if (run.beginCalled > kill.returned) {
      violations.add("K2", run + " was killed by " + kill);
    }
    final String objection = objection(run, kill);
    if (objection != null && !isThroughItsParent(run, kill)) {
      violations.add("K3", run + " " + objection + " " + kill);
    }
    checkTold(cause, kill);
  }

  /** Whether the kill can have claimed it for a run of which it descends, which another kill had claimed before. */
  private boolean isThroughItsParent(final RunBook run, final KillBook kill) {
    RunBook ancestor = run.parent;
    while (ancestor != null && objection(ancestor, kill) != null) {
      ancestor = ancestor.parent;
    }
    return ancestor != null;
  }

  /** Nobody ends who is a victim of a kill whose victims are all said to have stopped. */
  void checkStopped(final RunBook run, final KillBook kill) {
    if (kill.stopped < run.endCalled) {
      violations.add("stopped", run + " ended from " + run.endCalled + ", and the victims of " + kill
          + " were said to have stopped at " + kill.stopped);
    }
  }

  /** Why the kill cannot have claimed the run itself; null if it can. */
  private String objection(final RunBook run, final KillBook kill) {
    return switch (kill.kind) {
      case PATTERN -> objectionToPattern(run, kill);
      case OPERATION -> kill.target == run ? null : "was killed in the place of " + kill.target + " by";
      case CURSOR -> kill.cursor == run.pins ? null : "has not used the cursor, but was killed by";
    };
  }

  private String objectionToPattern(final RunBook run, final KillBook kill) {
    final long moment = now();
    if (run.exempt) {
      return "is nothing for session kills, but was killed by";
    }
    if (!kill.match.mayWork(run.name, run.labels, kill, moment)) {
      return "does not match, but was killed by";
    }
    if (run.beginCalled > kill.cutReturned) {
      return "began after the cut-off, but was killed by";
    }
    if (!kill.narrow.operations()) {
      return "is no cursor, but was killed by";
    }
    if (run.name == null || !kill.match.maySession(run.name, kill, moment)) {
      counts.labelledVictims.increment();
    }
    return kill.narrow.runningForMillis() == 0 ? null : objectionToAge(run, kill);
  }

  private String objectionToAge(final RunBook run, final KillBook kill) {
    final long returned = kill.returnedMillis;
    final long age = (returned == 0 ? clock.exactMillis() : returned) - run.beginCalledMillis;
    counts.agedVictims.increment();
    return age >= kill.narrow.runningForMillis() ? null : "had run for " + age + " ms at most, but was killed by";
  }

  private void checkTold(final KillCause cause, final KillBook kill) {
    final long told = kill.toldKillId;
    if (told != 0 && told != cause.killId() || cause.killId() == 0) {
      violations.add("K4", "victims of " + kill + " were told " + told + " and " + cause.killId());
    }
    kill.toldKillId = cause.killId();
  }
}
