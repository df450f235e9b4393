package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.Registration;
import dev.quell.internal.operation.OperationWatch.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation object that tells a test kit at which points it can learn of a kill. It polls, waits and ends as any
 * other.
 *
 * <p>How often a wait looks depends on wake-ups. So each wait is two points, however often it looks: where it begins,
 * and where its thread is about to block for the first time.
 */
final class WatchedOperation extends OperationImpl {
  /** The innermost wait in which a thread looks for a kill; none while the wait runs a call of the host. */
  private static final ThreadLocal<@Nullable Wait> WAITING = new ThreadLocal<>();

  private final OperationWatch watch;

  private static final class Wait {
    final WatchedOperation operation;
    int looks;

    Wait(final WatchedOperation operation) {
      this.operation = operation;
    }
  }

  WatchedOperation(final Operations operations, final OperationWatch watch) {
    super(operations);
    this.watch = watch;
  }

  @Override
  public OperationImpl another() {
    return new WatchedOperation(operations, watch);
  }

  // ---- runs

  @Override
  void started(
      final long[] newWords,
      final int newIndex,
      final long begun,
      final long now,
      final @Nullable Object newDescription,
      final long newSession) {
    super.started(newWords, newIndex, begun, now, newDescription, newSession);
    watch.began(this);
  }

  @Override
  void end() {
    if (isRunning()) {
      watch.ending(this);
    }
    super.end();
  }

  // ---- polls

  @Override
  public boolean isKilled() {
    if (waiting() == null && isRunning()) {
      watch.at(this, Door.QUESTION);
    }
    return super.isKilled();
  }

  @Override
  public void check() {
    final Wait wait = waiting();
    if (wait == null) {
      if (isRunning()) {
        watch.at(this, Door.CHECK);
      }
    } else if (++wait.looks <= 2) {
      watch.at(this, wait.looks == 1 ? Door.WAIT : Door.BLOCKED);
    }
    super.check();
  }

  @Override
  public Optional<KillCause> killCause() {
    if (waiting() == null && isRunning() && cause() == null) {
      watch.at(this, Door.QUESTION);
    }
    return super.killCause();
  }

  // ---- waits

  /** The wait of this operation that the current thread is in, or null. */
  private @Nullable Wait waiting() {
    final Wait innermost = WAITING.get();
    return innermost != null && innermost.operation == this ? innermost : null;
  }

  private <T extends @Nullable Object> T inWait(final Callable<T> wait) throws Exception {
    try {
      return during(new Wait(this), wait);
    } finally {
      watch.waited(this);
    }
  }

  /** Code of the host that a wait runs once: what it polls counts as its own polls. */
  private static <T extends @Nullable Object> T outsideWait(final Callable<T> call) throws Exception {
    return during(null, call);
  }

  private static <T extends @Nullable Object> T during(final @Nullable Wait wait, final Callable<T> call)
      throws Exception {
    final Wait outer = WAITING.get();
    WAITING.set(wait);
    try {
      return call.call();
    } finally {
      if (outer == null) {
        WAITING.remove();
      } else {
        WAITING.set(outer);
      }
    }
  }

  /** What a wait that throws only this and unchecked exceptions has thrown. */
  private static <E extends Exception> RuntimeException rethrown(final Exception thrown) throws E {
    @SuppressWarnings("unchecked") // the compiler has seen that the wait throws nothing else
    final E known = (E) thrown;
    throw known;
  }

  @Override
  public void sleep(final Duration duration) throws InterruptedException {
    try {
      inWait(() -> {
        super.sleep(duration);
        return true;
      });
    } catch (final Exception e) {
      throw WatchedOperation.<InterruptedException>rethrown(e);
    }
  }

  @Override
  public boolean await(final BooleanSupplier condition, final Duration timeout) throws InterruptedException {
    try {
      return inWait(() -> super.await(condition, timeout));
    } catch (final Exception e) {
      throw WatchedOperation.<InterruptedException>rethrown(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T await(final Future<T> future) throws InterruptedException, ExecutionException {
    Objects.requireNonNull(future, "future");
    // The core parks for these two, and looks once more in its wait. It asks another future to block.
    final boolean parks = future instanceof CompletableFuture || future instanceof ForkJoinTask;
    final Future<T> watched = parks ? future : new WatchedFuture<>(future);
    try {
      return inWait(() -> super.await(watched));
    } catch (final Exception e) {
      throw WatchedOperation.<ExecutionException>rethrown(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T interruptibly(final Callable<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    return inWait(() -> super.interruptibly(() -> {
      watch.at(this, Door.BLOCKED);
      return outsideWait(call);
    }));
  }

  /** A future that is about to be waited for. */
  private final class WatchedFuture<T extends @Nullable Object> implements Future<T> {
    private final Future<T> future;

    WatchedFuture(final Future<T> future) {
      this.future = future;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
      watch.at(WatchedOperation.this, Door.BLOCKED);
      return future.get();
    }

    @Override
    public T get(final long timeout, final TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return future.get(timeout, unit);
    }

    @Override
    public boolean cancel(final boolean interrupt) {
      return future.cancel(interrupt);
    }

    @Override
    public boolean isCancelled() {
      return future.isCancelled();
    }

    @Override
    public boolean isDone() {
      return future.isDone();
    }
  }

  // ---- registrations and children

  @Override
  public Registration onKill(final Consumer<KillCause> callback) {
    return registered(super.onKill(callback));
  }

  @Override
  public Registration onKill(final Consumer<KillCause> callback, final Executor executor) {
    return registered(super.onKill(callback, executor));
  }

  @Override
  public Registration interruptOnKill(final Thread thread) {
    return registered(super.interruptOnKill(thread));
  }

  private Registration registered(final Registration registration) {
    watch.at(this, Door.REGISTERED);
    return registration;
  }

  @Override
  public Operation child(final @Nullable String description) {
    childBegins();
    return super.child(description);
  }

  @Override
  public Operation child(final Supplier<? extends @Nullable String> description) {
    childBegins();
    return super.child(description);
  }

  private void childBegins() {
    if (isRunning()) {
      watch.at(this, Door.CHILD);
    }
  }
}
