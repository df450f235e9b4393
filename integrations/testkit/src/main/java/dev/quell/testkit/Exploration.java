package dev.quell.testkit;

import dev.quell.OperationKilledException;
import dev.quell.testkit.KillPoint.Door;
import dev.quell.testkit.KillPointsReport.Fault;
import dev.quell.testkit.KillPointsReport.Stretch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** Runs a piece of work once without a kill, once for each point with one, and once more without. */
final class Exploration {
  /** After so many faults nobody reads on. */
  private static final int MOST_FAULTS = 25;
  /** After so many faults that each cost the whole patience. */
  private static final int MOST_SLOW_FAULTS = 3;
  private static final long GIVE_UP_NANOS = 1_000_000_000;

  private final KillPoints settings;
  private final Callable<?> work;
  private final Object core;
  private final long patienceNanos;
  private final Stretches stretches = new Stretches();
  private final List<Fault> faults = new ArrayList<>();
  private final List<KillPoint> notReached = new ArrayList<>();
  private final Map<KillPoint, List<StackTraceElement>> stacks = new HashMap<>();
  private int slowFaults;
  private int killed;

  /** The work on its thread. */
  private final class Worker extends Thread {
    private final WatchedRun run;
    @Nullable
    Object result;
    @Nullable
    Throwable thrown;
    @Nullable
    Throwable notReady;
    volatile boolean ready;
    final CountDownLatch started = new CountDownLatch(1);

    Worker(final WatchedRun run, final String name) {
      super(name);
      this.run = run;
      setDaemon(true);
    }

    @Override
    public void run() {
      run.progresses();
      started.countDown();
      try {
        settings.before.execute();
        run.progresses();
        Watchtower.enter(core, run);
      } catch (final Throwable e) { // for the caller
        notReady = e;
        return;
      }
      ready = true;
      try {
        result = work.call();
      } catch (final Throwable e) { // for the caller, and for the checks
        thrown = e;
      }
    }
  }

  Exploration(final KillPoints settings, final Callable<?> work) {
    this.settings = settings;
    this.work = work;
    this.core = Watchtower.nameOf(settings.core);
    this.patienceNanos = settings.patience.toNanos();
  }

  KillPointsReport report() throws Exception {
    final WatchedRun first = new WatchedRun(settings, null, true, stretches);
    boolean goesOn = execute(first, null);
    final List<KillPoint> points = first.points();
    if (points.isEmpty() && faults.isEmpty()) {
      fault(null, first, "it never polls: no kill can stop it", null);
    }
    for (final KillPoint point : sample(points)) {
      goesOn = goesOn && faults.size() < MOST_FAULTS && slowFaults < MOST_SLOW_FAULTS && !settings.core.isClosed();
      if (goesOn) {
        goesOn = kill(point);
      }
    }
    final WatchedRun last = new WatchedRun(settings, null, false, stretches);
    goesOn = goesOn && !settings.core.isClosed();
    if (goesOn && faults.isEmpty() && !first.wasCutShort()) {
      goesOn = execute(last, null);
    }
    return new KillPointsReport(
        points, killed, notReached, first.wasCutShort(), faults, longest(points, last, goesOn && faults.isEmpty()));
  }

  private List<KillPoint> sample(final List<KillPoint> points) {
    if (points.size() <= settings.maxRuns) {
      return points;
    }
    final List<KillPoint> some = new ArrayList<>();
    final double step = (points.size() - 1.0) / (settings.maxRuns - 1);
    for (int i = 0; i < settings.maxRuns; i++) {
      some.add(points.get((int) Math.round(i * step)));
    }
    return some;
  }

  private boolean kill(final KillPoint point) throws Exception {
    final WatchedRun run = new WatchedRun(settings, point, false, stretches);
    killed++;
    final boolean goesOn = execute(run, point);
    if (!run.hasFired()) {
      notReached.add(point);
    }
    stacks.put(point, run.stack());
    return goesOn;
  }

  private Optional<Stretch> longest(final List<KillPoint> points, final WatchedRun last, final boolean mayRun)
      throws Exception {
    final Stretches.Stretch found = stretches.longest();
    if (found == null || points.isEmpty()) {
      return Optional.empty();
    }
    final Optional<KillPoint> from = Optional.ofNullable(found.from());
    if (mayRun && from.isPresent() && !stacks.containsKey(from.get())) {
      kill(from.get()); // for the stack
    }
    final List<StackTraceElement> stack =
        from.map(point -> stacks.getOrDefault(point, List.of())).orElseGet(() -> last.begin(found.operation()));
    return Optional.of(
        new Stretch(
            Duration.ofNanos(found.nanos()), from, Optional.ofNullable(found.to()), found.operation(), stack));
  }

  // ---- one run

  /** Runs the work and checks; false if its thread could not be stopped, so that nothing more can be tried. */
  private boolean execute(final WatchedRun run, final @Nullable KillPoint target) throws Exception {
    final Worker worker = new Worker(run, "quell-kill-points" + (target == null ? "" : "-" + target.number()));
    worker.start();
    try {
      if (!awaitEnd(worker, run, target)) {
        return false;
      }
      if (worker.notReady != null) {
        throw sneaky(worker.notReady);
      }
      awaitOperations(run, target);
    } finally {
      Watchtower.leave(core, run);
    }
    check(worker, run, target);
    return true;
  }

  private void awaitOperations(final WatchedRun run, final @Nullable KillPoint target) throws InterruptedException {
    final Bounded.Answer left = Bounded.call(2 * patienceNanos, () -> run.awaitEnd(patienceNanos));
    if (left.busy() != null) {
      slowFaults++;
      fault(target, run, "an operation still runs after the work has ended: " + left.busy(), null);
    } else if (left.value() instanceof List<?> names) {
      for (final Object name : names) {
        slowFaults++;
        fault(target, run, "operation '" + name + "' still runs after the work has ended", null);
      }
    }
  }

  private boolean awaitEnd(final Worker worker, final WatchedRun run, final @Nullable KillPoint target)
      throws InterruptedException {
    worker.started.await(Bounded.START_SECONDS, TimeUnit.SECONDS); // its time counts from there
    while (worker.isAlive()) {
      final long left = patienceNanos - run.idleNanos();
      if (left > 0) {
        worker.join(1 + left / 1_000_000);
      } else if (!worker.ready || target != null || run.wasCutShort() || !cutShort(run)) {
        return giveUp(worker, run, target);
      }
    }
    return true;
  }

  /** Kills all that runs; false if nothing runs, or the kill does not return. */
  private boolean cutShort(final WatchedRun run) throws InterruptedException {
    return Boolean.TRUE.equals(Bounded.call(patienceNanos, run::cutShort).value());
  }

  private boolean giveUp(final Worker worker, final WatchedRun run, final @Nullable KillPoint target)
      throws InterruptedException {
    slowFaults++;
    final String overrun = run.overrun();
    final String what =
        worker.ready ? "it did not end: no poll for " : "what is done before a run did not end: it has taken ";
    fault(
        target, run,
        (overrun == null ? what + settings.patience.toMillis() + " ms" : overrun) + Stacks.lines(Stacks.of(worker)),
        null);
    worker.interrupt();
    worker.join(GIVE_UP_NANOS / 1_000_000);
    return !worker.isAlive();
  }

  private void check(final Worker worker, final WatchedRun run, final @Nullable KillPoint target) throws Exception {
    final boolean wasKilled = run.hasFired() || run.wasCutShort();
    final Throwable thrown = worker.thrown;
    if (run.overrun() != null) {
      fault(target, run, run.overrun() + " (a poll must end the work: it threw, or said so)", null);
    } else if (run.hasSurvived()) {
      fault(target, run, "what was to kill the operation did not kill it", null);
    } else if (!wasKilled) {
      if (thrown != null) {
        throw sneaky(thrown);
      }
    } else if (thrown != null) {
      checkThrown(thrown, run, target);
    } else {
      checkReturned(worker.result, run, target);
    }
    for (final Map.Entry<String, BooleanSupplier> condition : settings.conditions.entrySet()) {
      checkHolds(condition.getKey(), condition.getValue(), run, target);
    }
    for (final Map.Entry<String, Executable> one : settings.checks.entrySet()) {
      check(one.getKey(), one.getValue(), run, target);
    }
  }

  private void check(
      final String what, final Executable check, final WatchedRun run, final @Nullable KillPoint target)
      throws InterruptedException {
    final Bounded.Answer answer = Bounded.call(2 * patienceNanos, KillPoints.asCallable(check));
    if (answer.busy() != null) {
      slowFaults++;
      fault(target, run, what + ": " + answer.busy(), null);
    } else if (answer.thrown() != null) {
      fault(target, run, what + ": " + answer.thrown().getMessage(), answer.thrown());
    }
  }

  private void checkThrown(final Throwable thrown, final WatchedRun run, final @Nullable KillPoint target) {
    final Class<? extends Throwable> expected =
        settings.thrown == null ? OperationKilledException.class : settings.thrown;
    final Set<Throwable> seen = new HashSet<>();
    for (Throwable one = thrown; one != null && seen.add(one); one = one.getCause()) {
      if (expected.isInstance(one)) {
        return;
      }
    }
    fault(target, run, "it threw " + thrown + ", which is not " + expected.getSimpleName()
        + " and is not caused by one", thrown);
  }

  private void checkReturned(
      final @Nullable Object result, final WatchedRun run, final @Nullable KillPoint target) {
    final boolean told = settings.told != null && settings.told.test(result);
    final Door door = target == null ? Door.REGISTERED : target.door();
    final boolean mayComeTooLate = door != Door.CHECK && door != Door.WAIT && door != Door.QUESTION;
    if (told || mayComeTooLate) {
      return;
    }
    if (settings.told != null) {
      fault(target, run, "it returned " + result + ", which does not tell of the kill", null);
    } else if (door != Door.QUESTION) {
      fault(target, run, "it swallowed the kill: the poll threw, and the work returned " + result, null);
    }
  }

  private void checkHolds(
      final String what, final BooleanSupplier condition, final WatchedRun run, final @Nullable KillPoint target)
      throws InterruptedException {
    final Bounded.Answer answer = Bounded.call(2 * patienceNanos, () -> comesTrue(condition));
    if (answer.busy() != null) {
      fault(target, run, "afterwards nobody can tell whether " + what + ": " + answer.busy(), null);
    } else if (answer.thrown() != null) {
      fault(target, run, "afterwards it does not hold that " + what + ": " + answer.thrown(), answer.thrown());
    } else if (Boolean.FALSE.equals(answer.value())) {
      fault(target, run, "afterwards it does not hold that " + what, null);
    } else {
      return;
    }
    slowFaults++;
  }

  /** Asks until it is true or the patience is over; throws what the last answer was. */
  private boolean comesTrue(final BooleanSupplier condition) throws InterruptedException {
    final long start = System.nanoTime();
    while (true) {
      final boolean isLast = System.nanoTime() - start >= patienceNanos;
      try {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (isLast) {
          return false;
        }
      } catch (final RuntimeException | Error e) { // the host's: only the last one counts
        if (isLast) {
          throw e;
        }
      }
      Thread.sleep(1);
    }
  }

  private void fault(
      final @Nullable KillPoint target, final WatchedRun run, final String what, final @Nullable Throwable thrown) {
    faults.add(
        new Fault(
            Optional.ofNullable(target).filter(point -> run.hasFired()), run.stack(), what,
            Optional.ofNullable(thrown)));
  }

  private static Exception sneaky(final Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof Exception exception ? exception : new IllegalStateException(thrown);
  }
}
