package dev.quell.server.net;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets what has arrived come first. A kill is to find all that was sent before it, on whichever connection; but it may
 * be read before another connection of the same moment. So it waits until the event loop that accepts has looked for
 * new connections once more, which each loop does between two tasks, and then until every event loop has looked at
 * its own. Thread-safe.
 */
final class Arrivals {
  /** A loop that hangs for longer does not hold up a kill; one that a collector or a busy machine stops is earlier. */
  static final long MOST_MILLIS = 1_000;

  private final List<SingleThreadEventLoop> loops = new ArrayList<>();
  /** Where new connections are found; all unless it is known. */
  private volatile List<SingleThreadEventLoop> accepting = loops;

  /** @param loops all that read; those of another kind are left out */
  Arrivals(final Iterable<EventExecutor> loops) {
    loops.forEach(each -> {
      if (each instanceof SingleThreadEventLoop loop) {
        this.loops.add(loop);
      }
    });
  }

  /** New connections are found by this loop alone. */
  void accepting(final EventExecutor loop) {
    if (loop instanceof SingleThreadEventLoop one) {
      accepting = List.of(one);
    }
  }

  /**
   * Runs something once all that has arrived until now has been read, or a loop takes too long for that; it is handed
   * to the executor then.
   *
   * @param clock tells when it has been too long
   */
  void first(final EventExecutor clock, final Executor executor, final Runnable then) {
    final AtomicBoolean done = new AtomicBoolean();
    final Runnable once = () -> {
      if (done.compareAndSet(false, true)) {
        executor.execute(then);
      }
    };
    final Future<?> late = clock.schedule(once, MOST_MILLIS, TimeUnit.MILLISECONDS);
    look(accepting, () -> look(loops, () -> {
      late.cancel(false);
      once.run();
    }));
  }

  private static void look(final List<SingleThreadEventLoop> loops, final Runnable then) {
    final AtomicInteger missing = new AtomicInteger(loops.size() + 1);
    final Runnable looked = () -> {
      if (missing.decrementAndGet() == 0) {
        then.run();
      }
    };
    for (final SingleThreadEventLoop loop : loops) {
      try {
        // behind the round in which this is run, and then in the next one, behind what that has read
        loop.execute(() -> loop.executeAfterEventLoopIteration(() -> next(loop, looked)));
      } catch (final RejectedExecutionException e) { // it stops, and reads no more
        looked.run();
      }
    }
    looked.run();
  }

  private static void next(final SingleThreadEventLoop loop, final Runnable looked) {
    try {
      loop.execute(looked);
    } catch (final RejectedExecutionException e) {
      looked.run();
    }
  }
}
