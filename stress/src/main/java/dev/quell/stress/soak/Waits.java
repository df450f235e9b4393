package dev.quell.stress.soak;

import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Waits without end, which a kill must end (K9). */
final class Waits {
  static final Duration FOREVER = Duration.ofDays(1);

  private final Actor actor;

  Waits(final Actor actor) {
    this.actor = actor;
  }

  /** Waits in one of the ways there are, all of which a kill must end. */
  void untilKill(final RunBook run) throws Exception {
    run.id = run.operation.id(); // before anybody looks for runs that wait; of one that is known already it is the same
    final Operation operation = run.operation;
    switch (actor.dice.below(5)) {
      case 0 -> untilEnd(run, () -> operation.sleep(FOREVER));
      case 1 -> untilEnd(run, () -> operation.await(() -> false, FOREVER));
      case 2 -> untilEnd(run, () -> operation.await(new CompletableFuture<>()));
      case 3 -> untilEnd(run, () -> operation.interruptibly(() -> {
        new CountDownLatch(1).await();
        return null;
      }));
      default -> {
        final Thread thread = Thread.currentThread();
        operation.onKill(cause -> LockSupport.unpark(thread));
        untilEnd(run, () -> {
          while (true) {
            operation.check();
            LockSupport.park(this);
          }
        });
      }
    }
  }

  /** A wait. */
  @FunctionalInterface
  interface Wait {
    void run() throws Exception;
  }

  void untilEnd(final RunBook run, final Wait wait) throws InterruptedException {
    actor.books.counts.waits.increment();
    actor.setBlocked(true);
    try {
      wait.run();
      actor.books.violations.add("K9", "a wait of " + run + " ended without a kill");
    } catch (final OperationKilledException e) {
      actor.books.counts.waitsEndedByKill.increment();
    } catch (final InterruptedException e) {
      throw e;
    } catch (final Exception e) {
      actor.books.violations.add(Thread.currentThread(), e);
    } finally {
      actor.setBlocked(false);
    }
  }
}
