package dev.quell.bench.memory;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Claims;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Question: is memory bounded by what runs, if a million operations a second are begun with a deadline of ten seconds
 * and end long before (K8)?
 *
 * <p>Each operation is a new object. A thousand run at once, and each ends when a thousand more have begun: after a
 * millisecond. If each were kept until its deadline, ten million would be: 1.5 GB. Refuted if more than 64 MiB more are
 * alive at any look than before; a look is some full collections every five seconds, while the load goes on.
 *
 * <p>{@code java -Xmx3g -cp bench/target/quell-bench.jar dev.quell.bench.memory.OneOffs [seconds, 30 unless given]}
 */
public final class OneOffs {
  private static final int AT_ONCE = 1_000;
  private static final int LOOK_SECONDS = 5;
  private static final long MOST_GROWTH = 64 << 20;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Claims claims = new Claims("oneOffs");
  private final KillCore core = KillCore.create();
  private volatile long begun;
  private volatile boolean stopped;

  private OneOffs() {}

  public static void main(final String[] args) throws InterruptedException {
    new OneOffs().run(args.length > 0 ? Integer.parseInt(args[0]) : 30);
  }

  private void run(final int seconds) throws InterruptedException {
    final long before = Heap.used();
    final Thread worker = new Thread(this::work, "worker");
    final long start = System.nanoTime();
    worker.start();
    for (int second = 0; second < seconds;) {
      final int more = Math.min(LOOK_SECONDS, seconds - second);
      TimeUnit.SECONDS.sleep(more);
      second += more;
      final long grown = Heap.used() - before;
      Line.of("oneOff").with("second", second).with("begun", begun).with("grownBytes", grown).print();
      claims.claim(grown < MOST_GROWTH, "the heap has grown by " + grown + " B");
    }
    stopped = true;
    worker.join();
    Line.of("oneOffsRate").with("perSecond", begun / ((System.nanoTime() - start) / 1e9), 0).print();
    core.close();
    claims.finish();
  }

  private void work() {
    final Session session = core.startSession(Owner.of("user", "shop"));
    final Operation[] running = new Operation[AT_ONCE];
    long count = 0;
    for (long tick = System.nanoTime(); !stopped; tick += TimeUnit.MILLISECONDS.toNanos(1)) {
      for (int i = 0; i < AT_ONCE; i++) {
        if (running[i] != null) {
          running[i].close();
        }
        running[i] = session.begin("find").deadline(DEADLINE);
      }
      count += AT_ONCE;
      begun = count;
      LockSupport.parkNanos(tick - System.nanoTime());
    }
    for (final Operation operation : running) {
      operation.close();
    }
  }
}
