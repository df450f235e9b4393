package dev.quell.server.dispatch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long what a client has made has kept a reserved thread: as work of the processor, not as time on the clock, since
 * a server that is busy to the last processor is where listings are asked for. Used by one thread.
 */
final class Moment {
  /** How long it may be. */
  static final long NANOS = 50_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean MEASURED = THREADS.isCurrentThreadCpuTimeSupported();

  private boolean running;
  private boolean begun;
  private long resumedAt;
  private long used;
  private long restedAt;
  private long rested;
  private long workBefore;

  /** Makes ready what takes long the first time. */
  static void prepare() {
    work();
  }

  private static long work() {
    return MEASURED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  /** What follows is the client's. */
  void resume() {
    if (running) {
      return;
    }
    resumedAt = System.nanoTime();
    if (begun) {
      rested += resumedAt - restedAt;
    } else {
      begun = true;
      workBefore = work();
    }
    running = true;
  }

  /** What follows is the server's own. */
  void rest() {
    if (running) {
      running = false;
      restedAt = System.nanoTime();
      used += restedAt - resumedAt;
    }
  }

  /** Whether it has been too long. Asks for the work only if the clock says so. */
  boolean isOver() {
    return running && used + System.nanoTime() - resumedAt > NANOS && work() - workBefore - rested > NANOS;
  }
}
