package dev.quell.internal.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** K7 when the process has all the threads it may have, for a while. */
class HostTasksTest {
  /** More than the tasks would ever have of its own. */
  private static final int FAILURES = 1_000;
  private static final long CYCLE_NANOS = 20_000_000; // longer than a thread may be busy with one resource

  private final List<Throwable> reported = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private long now;
  private final Services services =
      new Services(new CoreClock(() -> now, 0), new SplittableRandom(7)::nextLong, reported::add);
  private int failures = FAILURES;
  private final HostTasks tasks = new HostTasks(services, null, true, this::newThread);

  private Thread newThread(final Runnable task) {
    return new Thread(task) {
      @Override
      public synchronized void start() {
        if (failures-- > 0) {
          throw new Error("unable to create a native thread");
        }
        super.start();
      }
    };
  }

  private void queueAResource() {
    tasks.later(closed::countDown);
  }

  @Test
  void shouldCloseAsSoonAsThereIsAThreadToBeHad() throws InterruptedException {
    queueAResource();
    for (int cycle = 0; cycle <= FAILURES; cycle++) {
      tasks.doWork();
      now += CYCLE_NANOS;
    }
    assertEquals(FAILURES, reported.size(), "it has given up to try");
    closed.await();
  }

  /** Found in review: nobody would look at the queue again. */
  @Test
  void shouldCloseByItselfWithoutAThreadWhenTheAgentHasGone() {
    tasks.leaveToOthers();
    queueAResource();
    assertEquals(0, closed.getCount());
  }
}
