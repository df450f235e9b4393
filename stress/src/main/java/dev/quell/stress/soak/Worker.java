package dev.quell.stress.soak;

import dev.quell.Labels;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;
import java.time.Duration;

/** Runs operations: short ones and long ones, such as poll and such as do not, and such as wait to be killed. */
final class Worker extends Actor {
  /** Operations that a worker has running at once. */
  static final int SLOTS = 2;
  /** Takes a deadline back. */
  private static final Duration NEVER = Duration.ofDays(200 * 365);
  private static final int LONGEST_DEADLINE_MS = 20;
  private static final int LONG_DEADLINE_MS = 10_000;
  private static final int SHORT_DEADLINE_MS = 3;

  private final Operation[] kept = new Operation[SLOTS];
  private final Labels[] labels = new Labels[SLOTS];
  private final Waits waits = new Waits(this);
  private final boolean virtual;

  Worker(final Round round, final int number, final boolean virtual) {
    super(round, number);
    this.virtual = virtual;
    for (int i = 0; i < SLOTS; i++) {
      kept[i] = core.operation();
      labels[i] = Labels.none();
    }
  }

  boolean isVirtual() {
    return virtual;
  }

  @Override
  void finish() {
    for (final Operation operation : kept) {
      round.access.label(operation, Labels.none());
    }
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
    final boolean exempt = dice.oneIn(20);
    final Name name = dice.oneIn(15) ? null : books.names.name(dice);
    final boolean keeps = !dice.oneIn(50);
    final Operation operation = keeps ? kept[slot] : core.operation();
    final Labels marks = label(operation, name, keeps ? labels[slot] : Labels.none());
    if (keeps) {
      labels[slot] = marks;
    }
    operation.exempt(exempt);
    final RunBook run = new RunBook(books, operation, name, exempt, marks);
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
    } catch (final OperationKilledException e) { // its session has ended, and a kill was there before
      books.killedInBegin(e.killCause());
      return null;
    }
    run.beginReturned = books.now();
    note(run);
    books.running.set(number * SLOTS + slot, run);
    return run;
  }

  /** Gives the object other labels now and then; none if its run is to be spared. */
  private Labels label(final Operation operation, final Name name, final Labels before) {
    final boolean bare = name != null && round.isSpared(name.owner());
    if (!bare && !dice.oneIn(3)) {
      return before;
    }
    final Labels next = bare ? Labels.none() : Marks.draw(dice);
    if (!next.equals(before)) {
      round.access.label(operation, next);
    }
    return next;
  }

  /** False if there is no room for the session. */
  private boolean beginIn(final Name name, final Operation operation) {
    if (name == null) {
      core.begin(operation, "none");
    } else if (name.owner().isChanging() || !name.first().isEmpty() || dice.oneIn(3)) {
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
      run.ref = run.operation.ref();
      books.named.set(dice.below(books.named.length()), run);
    }
    if (dice.oneIn(4)) {
      setDeadlines(run);
    }
    if (dice.oneIn(16)) {
      run.operation.thread(Thread.currentThread());
    }
    if (dice.oneIn(8)) {
      final CallbackBook callback = new CallbackBook(books, run, CallbackBook.draw(dice));
      callback.register(round);
      round.callbacks.add(callback);
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
    books.end(run);
    if (run.operation != kept[slot] && run.deadline.wasSet()) {
      round.access.label(run.operation, Labels.none()); // it is dropped, but the wheel may keep it for a minute
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
      waits.untilKill(run);
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

  /** As a rule the run ends before: then nothing comes of the deadline any more. */
  private void setDeadlines(final RunBook run) {
    setDeadline(run, Duration.ofMillis(dice.oneIn(2) ? LONG_DEADLINE_MS : dice.below(SHORT_DEADLINE_MS)));
    if (dice.oneIn(4)) {
      books.counts.deadlinesReplaced.increment();
      setDeadline(run, Duration.ofMillis(dice.below(LONG_DEADLINE_MS)));
    } else if (dice.oneIn(4)) {
      books.counts.deadlinesReplaced.increment();
      run.deadline.takeBack(() -> round.access.deadline(run.operation, NEVER));
    }
  }

  private void setDeadline(final RunBook run, final Duration fromNow) {
    run.deadline.replace(fromNow.toNanos(), () -> round.access.deadline(run.operation, fromNow));
  }

  private void awaitDeadline(final RunBook run) throws InterruptedException {
    setDeadline(run, Duration.ofMillis(dice.below(LONGEST_DEADLINE_MS)));
    waits.untilEnd(run, () -> run.operation.sleep(Waits.FOREVER));
  }
}
