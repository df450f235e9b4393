package dev.quell.bench.memory;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Telemetry;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Keys;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Question: can ten million sessions be held under load for ten minutes: does nothing grow, is nothing lost, and how
 * long does the collector stop everybody?
 *
 * <p>One worker for each processor begins, polls and ends operations, in its share of the sessions, one after the other
 * in random order; each operation runs while 4,096 others come and go. In every 16th step it opens and ends a session;
 * in each it makes 512 B of garbage, as a command's message would, or else the collector had nothing to do. Beside them
 * somebody kills, up to a thousand times a second, the session in which one of these operations runs, and every tenth
 * time all sessions of its owner. Every ten seconds a line says how it goes.
 *
 * <p>No session has two operations at once: the first time that it does, it gets a list, of about 140 B, that it keeps
 * until it ends, which among so many would look like growth for hours.
 *
 * <p>Claims: no session too many or too few; each operation that a kill has counted was found dead by its worker, and
 * no other (K4); the live heap after the load is what it was before, after as much load as warms everything up, to four
 * megabytes (K8). Refuted if one does not hold. The pauses have no aim: each
 * line says how many there were and how long they took together, without the four full collections before and after the
 * load, which are ours; {@code -Xlog:gc*} shows each.
 *
 * <p>{@code java -Xms6g -Xmx6g -cp bench/target/quell-bench.jar dev.quell.bench.memory.Endurance
 * [sessions [seconds]]}, 10,000,000 and 600 unless given; {@code Endurance 10000 1} to see it work. That is with G1; it
 * takes any collector.
 */
public final class Endurance {
  private static final int SESSIONS = 10_000_000;
  private static final int SECONDS = 600;
  private static final int LINE_SECONDS = 10;
  private static final int MOST_WARM_UP_SECONDS = 10;
  private static final long MOST_GROWTH = 4 << 20;

  private final Claims claims = new Claims("endurance");
  private final Held held = new Held();
  private final List<Worker> workers = new ArrayList<>();
  private final Killer killer = new Killer();
  private volatile boolean stopped;

  private Endurance() {}

  public static void main(final String[] args) throws InterruptedException, ExecutionException {
    final int sessions = args.length > 0 ? Integer.parseInt(args[0]) : SESSIONS;
    final int seconds = args.length > 1 ? Integer.parseInt(args[1]) : SECONDS;
    new Endurance().run(sessions, seconds);
  }

  private void run(final int sessions, final int seconds) throws InterruptedException, ExecutionException {
    held.fill(sessions);
    final int processors = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < processors; i++) {
      workers.add(new Worker(i, sessions / processors));
    }
    load(Math.min(MOST_WARM_UP_SECONDS, seconds), false);
    final long before = heap("before");
    final Telemetry start = held.core.telemetry();
    final long steps = steps();
    final Pauses pauses = Pauses.soFar();
    load(seconds, true);
    final Pauses paused = Pauses.soFar().since(pauses);
    final long after = heap("after");
    final Telemetry telemetry = held.core.telemetry();
    Line.of("endured")
        .with("sessions", sessions)
        .with("seconds", seconds)
        .with("operations", steps() - steps)
        .with("kills", telemetry.kills() - start.kills())
        .with("operationsKilled", telemetry.operationsKilled() - start.operationsKilled())
        .with("heapBytes", after)
        .with("grownBytes", after - before)
        .with("gcPauses", paused.count())
        .with("gcMillis", paused.millis())
        .print();
    claims.claim(after - before < MOST_GROWTH, "the heap has grown by " + (after - before) + " B");
    claimExact(telemetry);
    held.close(); // checks the sessions and what may be in them
    claims.finish();
  }

  private void claimExact(final Telemetry telemetry) {
    final long opened = workers.stream().mapToLong(worker -> worker.opened).sum();
    final long dead = workers.stream().mapToLong(worker -> worker.dead).sum();
    claims.claim(telemetry.sessionsOpened() == held.size() + opened, "opened: " + telemetry.sessionsOpened());
    claims.claim(telemetry.sessionsEnded() == opened, "ended: " + telemetry.sessionsEnded());
    claims.claim(killer.killed > 0, "no kill hit an operation");
    claims.claim(killer.killed == dead, "reported as killed: " + killer.killed + ", found dead: " + dead);
    claims.claim(telemetry.operationsKilled() == dead, "killed, says the core: " + telemetry.operationsKilled());
  }

  private long heap(final String when) throws InterruptedException {
    final long used = Heap.used();
    Line.of("enduranceHeap").with("when", when).with("uptime", uptime(), 1).with("heapBytes", used).print();
    return used;
  }

  /** Seconds, as the log of the collector counts them. */
  private static double uptime() {
    return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
  }

  private long steps() {
    return workers.stream().mapToLong(worker -> worker.steps).sum();
  }

  // ---- the load

  private void load(final int seconds, final boolean printed) throws InterruptedException, ExecutionException {
    stopped = false;
    final ExecutorService threads = Executors.newFixedThreadPool(workers.size() + 1);
    final List<Future<?>> running = new ArrayList<>();
    workers.forEach(worker -> running.add(threads.submit(worker)));
    running.add(threads.submit(killer));
    threads.shutdown();
    for (int second = 0; second < seconds && running.stream().noneMatch(Future::isDone);) {
      final int more = Math.min(LINE_SECONDS, seconds - second);
      final long steps = steps();
      final Pauses pauses = Pauses.soFar();
      final long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(more);
      second += more;
      if (printed) {
        print(second, (steps() - steps) / ((System.nanoTime() - start) / 1e9), Pauses.soFar().since(pauses));
      }
      claims.progress(printed ? "seconds under load" : "seconds of warm-up", second, seconds);
    }
    stopped = true;
    for (final Future<?> future : running) {
      future.get(); // throws what its thread threw
    }
  }

  private void print(final int second, final double perSecond, final Pauses pauses) {
    final Telemetry telemetry = held.core.telemetry();
    Line.of("endurance")
        .with("second", second)
        .with("uptime", uptime(), 1)
        .with("heapBytes", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
        .with("sessions", telemetry.sessions())
        .with("opsPerSecond", perSecond, 0)
        .with("kills", telemetry.kills())
        .with("operationsKilled", telemetry.operationsKilled())
        .with("gcPauses", pauses.count())
        .with("gcMillis", pauses.millis())
        .print();
  }

  private static final class Held extends Crowd {}

  /** Begins, polls and ends, opens and ends. */
  private final class Worker implements Runnable {
    private static final int MOST_RUNNING = 1 << 12;
    private static final int OPEN_EVERY = 16;
    private static final int TELL_EVERY = 64;
    private static final int MESSAGE_BYTES = 512;

    private final SplittableRandom random;
    private final KillCore core = held.core;
    private final Keys keys = held.keys;
    private final int firstKey;
    private final int share;
    private final Operation[] operations;
    private Object message; // a field, or it were no garbage at all
    private long step;
    private long opened;
    private long dead;
    private volatile long steps;
    /** Where an operation has begun a moment ago. */
    private volatile int at;

    Worker(final int number, final int share) {
      random = new SplittableRandom(number);
      firstKey = number * share;
      this.share = share;
      operations = new Operation[Integer.highestOneBit(Math.min(MOST_RUNNING, share))];
      for (int i = 0; i < operations.length; i++) {
        operations[i] = core.operation();
      }
    }

    @Override
    public void run() {
      while (!stopped) {
        step();
      }
      for (final Operation operation : operations) {
        end(operation);
      }
      steps = step;
    }

    private void step() {
      message = new byte[MESSAGE_BYTES];
      final int key = firstKey + (int) (step % share);
      final Operation operation = operations[(int) step & operations.length - 1];
      final Operation polled = operations[(int) step + operations.length / 2 & operations.length - 1];
      end(operation);
      core.begin(operation, keys.high[key], keys.low[key], held.owner(key), "find");
      if (polled.isKilled()) {
        end(polled);
      }
      if (++step % OPEN_EVERY == 0) {
        openAndEnd();
      }
      if (step % TELL_EVERY == 0) {
        steps = step;
        at = key;
      }
    }

    /** The poll comes after the end, so that a kill that came right before it is not missed. */
    private void end(final Operation operation) {
      if (operation.isRunning()) {
        operation.close();
        dead += operation.isKilled() ? 1 : 0;
      }
    }

    private void openAndEnd() {
      final int owner = random.nextInt(held.owners.length);
      final boolean ended =
          core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), held.owners[owner]).end();
      Checks.that(ended, "the session had ended");
      opened++;
    }
  }

  /** Kills where a worker is, and sometimes all else of the same owner. */
  private final class Killer implements Runnable {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int OWNER_EVERY = 10;

    private long kills;
    private long killed;

    @Override
    public void run() {
      while (!stopped) {
        final int i = workers.get((int) (kills % workers.size())).at;
        final KillPattern pattern =
            kills++ % OWNER_EVERY == 0 ? KillPattern.owner(held.owner(i).uid()) : KillPattern.session(held.keys.id(i));
        killed += held.core.kill(pattern).operationsKilled();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
