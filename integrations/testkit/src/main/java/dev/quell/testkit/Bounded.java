package dev.quell.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs code of the host on a thread of its own, so that code which blocks cannot keep the test for good. */
final class Bounded extends Thread {
  /** How long a busy machine may take to let a new thread run. */
  static final long START_SECONDS = 60;

  private final Callable<?> call;
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile @Nullable Answer answer;

  /**
   * What came of it.
   *
   * @param value what was returned; null if nothing was
   * @param thrown what was thrown, or null
   * @param busy if it has not returned in time: that, and where it is; else null
   */
  record Answer(@Nullable Object value, @Nullable Throwable thrown, @Nullable String busy) {}

  private Bounded(final Callable<?> call) {
    super("quell-kill-points-host");
    setDaemon(true);
    this.call = call;
  }

  @Override
  public void run() {
    started.countDown();
    try {
      answer = new Answer(call.call(), null, null);
    } catch (final Throwable e) { // for the caller
      answer = new Answer(null, e, null);
    }
  }

  /** Calls it, and interrupts it if it does not return in time. */
  static Answer call(final long nanos, final Callable<?> call) throws InterruptedException {
    final Bounded thread = new Bounded(call);
    final long millis = 1 + nanos / 1_000_000;
    thread.start();
    try {
      thread.started.await(START_SECONDS, TimeUnit.SECONDS); // its time counts from there
      thread.join(millis);
      final Answer answer = thread.answer;
      return answer != null
          ? answer
          : new Answer(
              null, null, "it has not returned for " + millis + " ms" + Stacks.lines(Stacks.of(thread)));
    } finally {
      thread.interrupt(); // no effect once it has ended
    }
  }
}
