package dev.quell.stress.soak;

import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Runs operations: short ones and long ones, such as poll and such as do not, and such as wait to be killed. */
final class Worker extends Actor {
  /** Operations that a worker has running at once. */
  static final int SLOTS = 2;
  private static final Duration FOREVER = Duration.ofDays(1);
  private static final int LONGEST_DEADLINE_MS = 20;
  private static final int LONG_DEADLINE_MS = 10_000;

  private final Operation[] kept = new Operation[SLOTS];
  private final boolean virtual;

  Worker(final Round round, final int number, final boolean virtual) {
    super(round, number);
    this.virtual = virtual;
    for (int i = 0; i < SLOTS; i++) {
      kept[i] = core.operation();
    }
  }

  boolean isVirtual() {
    return virtual;
  }

  @Override
  void step() throws Exception {
    final RunBook first = begin(0);
    if (first == null) {
      return;
    }
    final RunBook second = dice.oneIn(4) ? begin(1) : null;
    try {
      work(first);
    } finally {
      if (second != null) {
        end(second, 1);
      }
      end(first, 0);
    }
  }

  // ---- begin and end

  private RunBook begin(final int slot) {
    final Operation operation = dice.oneIn(50) ? core.operation() : kept[slot];
    final boolean exempt = dice.oneIn(20);
    final Name name = dice.oneIn(15) ? null : books.names.name(dice);
    operation.exempt(exempt);
    final RunBook run = new RunBook(operation, name, exempt, books.now());
    try {
      if (!beginIn(name, operation)) {
        return null;
      }
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
      return null;
    } catch (final LimitExceededException e) {
      round.refused(e);
      return null;
    }
    run.beginReturned = books.now();
    note(run);
    books.running.set(number * SLOTS + slot, run);
    return run;
  }

  /** False if there is no room for the session. */
  private boolean beginIn(final Name name, final Operation operation) {
    if (name == null) {
      core.begin(operation, "none");
    } else if (name.owner().isChanging() || dice.oneIn(3)) {
      final Session session = round.session(name);
      if (session == null) {
        return false;
      }
      if (dice.oneIn(4)) {
        session.begin(operation, this::description);
      } else {
        session.begin(operation, "find");
      }
    } else {
      round.opening(name);
      core.begin(
          operation, name.id().getMostSignificantBits(), name.id().getLeastSignificantBits(), name.owner().first(),
          "find");
      round.opened(name);
    }
    return true;
  }

  private String description() {
    books.stalls.point(Stalls.Place.DESCRIPTION);
    return "described by worker " + number;
  }

  /** What others are to know of the run, and what it wants to know of its kill. */
  private void note(final RunBook run) {
    run.session = run.operation.session().orElse(null);
    if (run.name != null && run.session == null && !round.plan.sessionsEnd()) {
      books.violations.add("K3", "the session of " + run + " has ended, and nobody ended it");
    }
    if (dice.oneIn(4)) {
      run.id = run.operation.id();
    }
    if (dice.oneIn(4)) {
      setDeadline(run, LONG_DEADLINE_MS); // as a rule it ends before
    }
    if (dice.oneIn(16)) {
      run.operation.thread(Thread.currentThread());
    }
    if (dice.oneIn(8)) {
      run.callbacks = new AtomicInteger();
      run.operation.onKill(
          cause -> {
            run.told = cause;
            if (run.callbacks.incrementAndGet() > 1) {
              books.violations.add("K9", run + " was told twice");
            }
            books.counts.callbacks.increment();
            books.stalls.point(Stalls.Place.CALLBACK);
          });
    }
    if (virtual) {
      books.counts.virtualRuns.increment();
    }
    if (run.exempt) {
      books.counts.exemptRuns.increment();
    }
  }

  private void end(final RunBook run, final int slot) {
    if (run.session != null && !round.plan.hostEnds() && !run.session.isOpen()) {
      books.violations.add("K3", "the session of " + run + " has ended under it, and nobody ended it");
    }
    books.running.set(number * SLOTS + slot, null);
    run.operation.close();
    books.ended(run, run.operation.killCause().orElse(null));
    if (run.callbacks != null) {
      books.withCallback.add(run);
    }
  }

  // ---- work

  private void work(final RunBook run) throws Exception {
    final boolean mayWait = run.name != null && !run.exempt && !round.isSpared(run.name.owner());
    final int kind = dice.below(100);
    if (kind < 70) {
      poll(run.operation, dice.below(60));
    } else if (kind < 80) {
      ignore(run.operation);
    } else if (kind < 84) {
      sleepAWhile(run);
    } else if (kind < 86 && !round.plan.stalls()) {
      awaitDeadline(run);
    } else if (kind < 88 && mayWait) {
      awaitKill(run);
    } else {
      pollByException(run.operation, dice.below(60));
    }
  }

  private void poll(final Operation operation, final int polls) {
    for (int i = 0; i < polls; i++) {
      if (operation.isKilled()) {
        if (operation.killCause().isEmpty()) {
          books.violations.add("K4", "an operation was killed by nobody");
        }
        return;
      }
      pause(i);
    }
    books.counts.polls.add(polls);
  }

  private void pollByException(final Operation operation, final int polls) {
    try {
      for (int i = 0; i < polls; i++) {
        operation.check();
        pause(i);
      }
    } catch (final OperationKilledException e) {
      if (!operation.isKilled()) {
        books.violations.add("K4", "an operation was killed, and then was not");
      }
    }
    books.counts.polls.add(polls);
  }

  private static void pause(final int i) {
    if ((i & 7) == 7) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  /** Does not look for a while, whatever happens. */
  private void ignore(final Operation operation) {
    final int turns = dice.below(300);
    boolean killed = false;
    for (int i = 0; i < turns; i++) {
      Thread.yield();
      final boolean now = (i & 31) == 31 && operation.isKilled();
      if (killed && !now && (i & 31) == 31) {
        books.violations.add("K1", "an operation was killed, and then was not");
      }
      killed |= now;
    }
  }

  private void sleepAWhile(final RunBook run) throws InterruptedException {
    books.counts.waits.increment();
    try {
      if (dice.oneIn(2)) {
        run.operation.sleep(Duration.ofMillis(1));
      } else {
        run.operation.await(() -> dice.oneIn(2), Duration.ofMillis(1));
      }
    } catch (final OperationKilledException e) {
      books.counts.waitsEndedByKill.increment();
    }
  }

  private void setDeadline(final RunBook run, final long millis) {
    run.deadlineNanos = books.nanos.getAsLong() + millis * 1_000_000;
    run.operation.deadline(Duration.ofMillis(millis));
  }

  private void awaitDeadline(final RunBook run) throws InterruptedException {
    setDeadline(run, dice.below(LONGEST_DEADLINE_MS));
    awaitEnd(run, () -> run.operation.sleep(FOREVER));
  }

  /** Waits in one of the ways there are, all of which a kill must end. */
  private void awaitKill(final RunBook run) throws Exception {
    run.id = run.operation.id(); // before anybody looks for runs that wait; of one that is known already it is the same
    final Operation operation = run.operation;
    switch (dice.below(5)) {
      case 0 -> awaitEnd(run, () -> operation.sleep(FOREVER));
      case 1 -> awaitEnd(run, () -> operation.await(() -> false, FOREVER));
      case 2 -> awaitEnd(run, () -> operation.await(new CompletableFuture<>()));
      case 3 -> awaitEnd(run, () -> operation.interruptibly(() -> {
        new CountDownLatch(1).await();
        return null;
      }));
      default -> {
        final Thread thread = Thread.currentThread();
        operation.onKill(cause -> LockSupport.unpark(thread));
        awaitEnd(run, () -> {
          while (true) {
            operation.check();
            LockSupport.park(this);
          }
        });
      }
    }
  }

  /** A wait. */
  @FunctionalInterface
  private interface Wait {
    void run() throws Exception;
  }

  private void awaitEnd(final RunBook run, final Wait wait) throws InterruptedException {
    books.counts.waits.increment();
    setBlocked(true);
    try {
      wait.run();
      books.violations.add("K9", "a wait of " + run + " ended without a kill");
    } catch (final OperationKilledException e) {
      books.counts.waitsEndedByKill.increment();
    } catch (final InterruptedException e) {
      throw e;
    } catch (final Exception e) {
      books.violations.add(Thread.currentThread(), e);
    } finally {
      setBlocked(false);
    }
  }
}
