package dev.quell.bench.tail;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread, and what it failed with. */
final class Task {
  private static final long MOST_SECONDS_TO_STOP = 120;

  final Thread thread;
  private final FutureTask<Void> outcome;

  Task(final String name, final Runnable body) {
    outcome = new FutureTask<>(body, null);
    thread = new Thread(outcome, name);
    thread.setDaemon(true); // if another fails, this one may never end
  }

  Task start() {
    thread.start();
    return this;
  }

  /** Whether it is done in this time. */
  boolean awaitDone(final long nanos) throws InterruptedException {
    try {
      outcome.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (final ExecutionException e) {
      throw new IllegalStateException("a " + thread.getName() + " has failed", e.getCause());
    } catch (final TimeoutException e) {
      return false;
    }
  }

  void join() throws InterruptedException {
    if (!awaitDone(TimeUnit.SECONDS.toNanos(MOST_SECONDS_TO_STOP))) {
      throw new IllegalStateException("a " + thread.getName() + " does not stop");
    }
  }
}
