package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The waits of a running operation, which a kill ends at once (K9). A thread blocks here because it asked to. */
final class OperationWaits {
  private OperationWaits() {}

  /** A parked thread, which a kill or a signal wakes to look again. */
  private static final class Parked implements WaitList.Waiter {
    final Thread thread = Thread.currentThread();

    @Override
    public void killed(final KillCause cause) {
      LockSupport.unpark(thread);
    }
  }

  static void signal(final WaitList list) {
    list.forEach(
        waiter -> {
          if (waiter instanceof Parked parked) {
            LockSupport.unpark(parked.thread);
          }
        });
  }

  static boolean await(final OperationLifecycle operation, final BooleanSupplier condition, final Duration timeout)
      throws InterruptedException {
    Objects.requireNonNull(condition, "condition");
    final long nanos = nanos(Objects.requireNonNull(timeout, "timeout"));
    final long start = System.nanoTime();
    final Parked parked = new Parked();
    operation.check();
    RunWaits.join(operation, parked);
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
          throwIfByKill(operation);
          throw new InterruptedException();
        }
      }
    } finally {
      RunWaits.leave(operation, parked);
    }
  }

  static <T extends @Nullable Object> T await(final OperationLifecycle operation, final Future<T> future)
      throws InterruptedException, ExecutionException {
    Objects.requireNonNull(future, "future");
    final WaitList.Waiter canceller = cause -> future.cancel(true);
    operation.check();
    RunWaits.join(operation, canceller);
    try {
      return future.get();
    } catch (final CancellationException e) {
      operation.check(); // if the kill has cancelled it, the caller must know
      throw e;
    } catch (final InterruptedException e) {
      throwIfByKill(operation);
      throw e;
    } finally {
      RunWaits.leave(operation, canceller);
    }
  }

  static <T extends @Nullable Object> T interruptibly(final OperationLifecycle operation, final Callable<T> call)
      throws Exception {
    Objects.requireNonNull(call, "call");
    operation.check();
    final BlockingCall interruption = new BlockingCall();
    final T result;
    try {
      RunWaits.join(operation, interruption);
      result = call.call();
    } catch (final Throwable e) {
      final boolean byKill = leave(operation, interruption) || KillInterrupts.consume(operation);
      final KillCause cause = byKill ? operation.cause() : null;
      if (cause != null) {
        throw new OperationKilledException(cause);
      }
      throw e;
    }
    leave(operation, interruption);
    return result;
  }

  /**
   * For a thread that was interrupted in a wait: it is told of a kill that did it by {@link Operation#interruptOnKill}.
   */
  private static void throwIfByKill(final OperationLifecycle operation) {
    if (KillInterrupts.consume(operation)) {
      operation.check();
    }
  }

  private static boolean leave(final OperationLifecycle operation, final BlockingCall interruption) {
    RunWaits.leave(operation, interruption);
    return interruption.leave();
  }

  static Registration onKill(final OperationLifecycle operation, final Consumer<KillCause> callback) {
    Objects.requireNonNull(callback, "callback");
    final WaitList.Waiter waiter =
        cause -> {
          try {
            callback.accept(cause);
          } catch (final Throwable e) { // the host's code; on this thread if the run is killed already
            operation.claims.services.report(e);
          }
        };
    RunWaits.join(operation, waiter);
    return () -> RunWaits.leave(operation, waiter);
  }

  private static long nanos(final Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : timeout.toNanos();
  }
}
