package dev.quell.bench.tail;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.versus.PeerTable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One number of workers beside one number of scanners, for a given time. */
final class ConvoyCell {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private enum Phase {
    WARM_UP,
    MEASURED,
    OVER
  }

  private final PeerTable table;
  private final Scanning scanning;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Scanner> scanners = new ArrayList<>();
  private volatile Phase phase = Phase.WARM_UP;
  private volatile long sink;

  ConvoyCell(final PeerTable table, final int workers, final Scanning scanning, final int scanners) {
    this.table = table;
    this.scanning = scanning;
    for (int i = 0; i < workers; i++) {
      this.workers.add(new Worker((int) ((long) table.sessions * i / workers)));
    }
    for (int i = 0; i < scanners; i++) {
      this.scanners.add(new Scanner(i));
    }
  }

  /**
   * What was seen.
   *
   * @param perSecond operations of all workers
   * @param nanos how long each operation took
   * @param killed operations that saw that they were killed
   * @param scans of all scanners, finished in the measured time
   * @param cpuShare the part of the time that a worker had a processor
   * @param cpuNanos what an operation took of that
   */
  record Result(double perSecond, Histogram nanos, long killed, long scans, double cpuShare, double cpuNanos) {}

  Result run(final long warmUpNanos, final long measuredNanos) throws InterruptedException {
    final List<Task> tasks = new ArrayList<>();
    workers.forEach(worker -> tasks.add(new Task("worker", worker)));
    scanners.forEach(scanner -> tasks.add(new Task("scanner", scanner)));
    tasks.forEach(Task::start);
    TimeUnit.NANOSECONDS.sleep(warmUpNanos);
    final List<Task> working = tasks.subList(0, workers.size());
    final long cpuBefore = cpuNanos(working);
    phase = Phase.MEASURED;
    final long start = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(measuredNanos);
    final long cpu = cpuNanos(working) - cpuBefore;
    phase = Phase.OVER;
    final long took = System.nanoTime() - start;
    for (final Task task : tasks) {
      task.join();
    }
    return result(took, cpu);
  }

  private static long cpuNanos(final List<Task> tasks) {
    return tasks.stream().mapToLong(task -> Math.max(0, CPU.getThreadCpuTime(task.thread.getId()))).sum();
  }

  private Result result(final long took, final long cpu) {
    final Histogram nanos = Percentiles.newHistogram();
    workers.forEach(worker -> nanos.add(worker.nanos));
    final long operations = workers.stream().mapToLong(worker -> worker.operations).sum();
    return new Result(
        operations * 1e9 / took,
        nanos,
        workers.stream().mapToLong(worker -> worker.killed).sum(),
        scanners.stream().mapToLong(scanner -> scanner.scans).sum(),
        (double) cpu / took / workers.size(),
        (double) cpu / Math.max(1, operations));
  }

  /** Finds, begins, polls and ends, in one session after another. */
  private final class Worker implements Runnable {
    final Histogram nanos = Percentiles.newHistogram();
    long operations;
    long killed;
    private int at;

    Worker(final int at) {
      this.at = at;
    }

    @Override
    public void run() {
      final Subject<Object, Object> subject = table.table();
      final Object work = subject.newWork();
      long begun = System.nanoTime();
      while (phase != Phase.OVER) {
        table.begin(work, at);
        final boolean saw = subject.isKilled(work);
        subject.endWork(work);
        final long now = System.nanoTime();
        final Phase ended = phase;
        if (ended != Phase.WARM_UP) { // though it may have begun then
          nanos.recordValue(now - begun);
          killed += saw ? 1 : 0;
          operations += ended == Phase.MEASURED ? 1 : 0;
        }
        begun = now;
        at = at + 1 < table.sessions ? at + 1 : 0;
      }
    }
  }

  /** Scans without pause. */
  private final class Scanner implements Runnable {
    long scans;
    private final SplittableRandom random;

    Scanner(final int number) {
      random = new SplittableRandom(number);
    }

    @Override
    public void run() {
      long sum = 0;
      while (phase != Phase.OVER) {
        sum += scanning.once(table, random);
        scans += phase == Phase.MEASURED ? 1 : 0;
      }
      sink = sum;
    }
  }
}
