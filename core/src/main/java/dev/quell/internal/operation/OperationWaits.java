package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import dev.quell.internal.claim.Run;
import dev.quell.internal.waits.BlockingCall;
import dev.quell.internal.waits.KillCallback;
import dev.quell.internal.waits.WaitList;
import dev.quell.internal.waits.WaitList.Parked;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The waits of a running operation, which a kill ends at once (K9). A thread blocks here because it asked to. */
final class OperationWaits {
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration LOOK = Duration.ofMillis(1);

  private OperationWaits() {}

  static void signal(final WaitList list) {
    list.forEach(
        waiter -> {
          if (waiter instanceof Parked parked) {
            parked.unpark();
          }
        });
  }

  static boolean await(final PresentRun operation, final BooleanSupplier condition, final Duration timeout)
      throws InterruptedException {
    Objects.requireNonNull(condition, "condition");
    final long nanos = nanos(Objects.requireNonNull(timeout, "timeout"));
    final long start = System.nanoTime();
    final Parked parked = new Parked();
    operation.check();
    final Run run = operation.requirePresent();
    RunWaits.join(run, parked);
    try {
      while (true) {
        operation.check();
        if (condition.getAsBoolean()) {
          return true;
        }
        final long left = nanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(operation, left);
        if (Thread.interrupted()) {
          final KillCause cause = KillInterrupts.consume(operation);
          if (cause != null) {
            operation.isKilled(); // the work has heard of the kill
            throw new OperationKilledException(cause);
          }
          throw new InterruptedException();
        }
      }
    } finally {
      RunWaits.leave(run, parked);
    }
  }

  /**
   * A kill wakes this thread, which then cancels the future: to cancel runs code of the host, which the killer may not
   * run before its last wake (K10). While a thread waits for a CompletableFuture or a task of a fork-join pool, the JDK
   * may have it run other tasks of the pool. An interrupt would hit those, so these threads are parked here instead.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // only a wake-up
  static <T extends @Nullable Object> T await(final PresentRun operation, final Future<T> future)
      throws InterruptedException, ExecutionException {
    Objects.requireNonNull(future, "future");
    operation.check();
    try {
      if (future instanceof CompletableFuture<T> completable) {
        final Thread thread = Thread.currentThread();
        completable.whenComplete((result, failure) -> LockSupport.unpark(thread));
        await(operation, future::isDone, LONGEST);
      } else if (future instanceof ForkJoinTask<T>) {
        while (!await(operation, future::isDone, LOOK)) {
          // a task tells nobody that it is done
        }
      } else {
        return get(operation, future);
      }
    } catch (final OperationKilledException e) {
      return cancelled(operation, e.killCause(), future);
    }
    return future.get();
  }

  private static <T extends @Nullable Object> T get(final PresentRun operation, final Future<T> future)
      throws InterruptedException, ExecutionException {
    final Run run = operation.requirePresent();
    final BlockingCall waiting = new BlockingCall();
    final T result;
    try {
      RunWaits.join(run, waiting);
      result = future.get();
    } catch (final InterruptedException | CancellationException e) {
      final KillCause cause = leaveFailed(operation, run, waiting);
      if (cause != null) {
        throw new OperationKilledException(cause);
      }
      if (e instanceof CancellationException) {
        operation.check(); // another thread of this operation may have cancelled it because of the kill
      }
      throw e;
    } catch (final Throwable e) {
      leave(run, waiting);
      throw e;
    }
    leave(run, waiting);
    return result;
  }

  private static <T extends @Nullable Object> T cancelled(
      final PresentRun operation, final KillCause cause, final Future<T> future)
      throws InterruptedException, ExecutionException {
    try {
      future.cancel(true);
    } catch (final Throwable e) { // the host's code: the kill stands
      operation.state().claims.services.report(e);
    }
    if (future.isDone() && !future.isCancelled()) {
      return future.get(); // the kill came too late
    }
    throw new OperationKilledException(cause);
  }

  static <T extends @Nullable Object> T interruptibly(final PresentRun operation, final Callable<T> call)
      throws Exception {
    Objects.requireNonNull(call, "call");
    operation.check();
    final Run run = operation.requirePresent();
    final BlockingCall waiting = new BlockingCall();
    final T result;
    try {
      RunWaits.join(run, waiting);
      result = call.call();
    } catch (final Throwable e) {
      final KillCause cause = leaveFailed(operation, run, waiting);
      if (cause != null) {
        throw new OperationKilledException(cause);
      }
      throw e;
    }
    leave(run, waiting);
    return result;
  }

  private static boolean leave(final Run run, final BlockingCall waiting) {
    RunWaits.leave(run, waiting);
    return waiting.leave();
  }

  /** Leaves a call that has failed. The cause of the kill that has interrupted it, in one way or the other, or null. */
  private static @Nullable KillCause leaveFailed(final PresentRun operation, final Run run,
      final BlockingCall waiting) {
    final boolean interrupted = leave(run, waiting);
    final KillCause registered = KillInterrupts.consume(operation);
    final KillCause cause = interrupted ? waiting.cause() : registered;
    if (cause != null) {
      operation.isKilled(); // the work has heard of the kill
    }
    return cause;
  }

  static Registration onKill(
      final PresentRun operation, final Consumer<KillCause> callback, final @Nullable Executor executor) {
    Objects.requireNonNull(callback, "callback");
    final Run run = operation.requirePresent();
    final KillCallback waiter = new KillCallback(OperationState.of(run).claims, callback, executor);
    RunWaits.join(run, waiter);
    return () -> RunWaits.leave(run, waiter);
  }

  private static long nanos(final Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : timeout.toNanos();
  }
}
