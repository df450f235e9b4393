package dev.quell.bench.tail;

import dev.quell.bench.versus.PeerTable;
import java.util.SplittableRandom;

/** A thread that scans without pause, until it is told to stop. */
final class Storm {
  private final PeerTable table;
  private final Scanning scanning;
  private final Task task;
  private volatile boolean over;
  private long scans;
  private volatile long sink;

  Storm(final PeerTable table, final Scanning scanning) {
    this.table = table;
    this.scanning = scanning;
    this.task = new Task("storm", this::rage).start();
  }

  private void rage() {
    final SplittableRandom random = new SplittableRandom(11);
    long sum = 0;
    while (!over) {
      sum += scanning.once(table, random);
      scans++;
    }
    sink = sum;
  }

  /** Has it stop after the present scan. */
  void stop() {
    over = true;
  }

  /** Answers how often it has scanned. */
  long stopAndCount() throws InterruptedException {
    stop();
    task.join();
    return scans;
  }
}
